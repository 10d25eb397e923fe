package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenSIPS's call_center module, after modules/call_center (master): {@code cc_call_state_machine}, {@code get_free_agent_by_skill},
 * {@code cc_queue_push_call}, {@code cc_queue_pop_call_for_agent}, {@code cc_timer_agents}.
 *
 * <p>An arriving call takes the first free agent in the list of agents who has the skill. Else it goes into the one queue of all flows,
 * behind those of the same or a higher priority. After a call an agent is in wrap-up until the one-second timer finds a tick later than
 * the end (wrap-up time none), is then moved to the end of the list, and only that timer hands out queued calls: to the first free agent
 * of the list the first call in the queue that he has the skill for, and again from the start.
 */
public final class OpensipsCallCenter extends Peer {
    private static final long TICK_MS = 1_000;

    /** All agents, in the order in which they are tried. */
    private final LinkedHashSet<Desk> list = new LinkedHashSet<>();

    private final Map<Desk, Long> wrapsUpSinceTick = new HashMap<>();
    private final LinkedHashSet<Desk> free = new LinkedHashSet<>();
    private final List<Caller> queue = new ArrayList<>();

    @Override
    void adopted() {
        list.addAll(desks);
    }

    @Override
    void arrived(Caller caller) {
        for (Desk desk : list) {
            if (free.contains(desk) && desk.serves(caller.line)) {
                offer(caller, desk);
                return;
            }
        }
        int place = queue.size();
        while (place > 0 && queue.get(place - 1).priority() < caller.priority()) {
            place--;
        }
        queue.add(place, caller);
    }

    @Override
    void left(Caller caller) {
        queue.remove(caller);
    }

    @Override
    void served(Caller caller) {
        queue.remove(caller);
    }

    @Override
    void becameIdle(Desk desk, int line) {
        if (line < 0) {
            free.add(desk);
        } else {
            wrapsUpSinceTick.put(desk, nowMs() / TICK_MS);
        }
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        free.remove(desk);
        wrapsUpSinceTick.remove(desk);
    }

    /** The timer runs all the time; the lab lets it run only when it can do something, on the same beat. */
    @Override
    public long nextDeadlineAtMs() {
        boolean work = !wrapsUpSinceTick.isEmpty() || (!queue.isEmpty() && !free.isEmpty());
        return work ? (nowMs() / TICK_MS + 1) * TICK_MS : Long.MAX_VALUE;
    }

    @Override
    void tick() {
        long tick = nowMs() / TICK_MS;
        for (Desk desk : List.copyOf(list)) {
            Long since = wrapsUpSinceTick.get(desk);
            if (since != null && tick > since) {
                wrapsUpSinceTick.remove(desk);
                free.add(desk);
                list.remove(desk);
                list.add(desk);
            }
        }
        while (assignOne()) {
            // from the start of the list again, until nobody free finds a call
        }
    }

    private boolean assignOne() {
        for (Desk desk : list) {
            if (queue.isEmpty()) {
                return false;
            }
            if (free.contains(desk)) {
                Caller caller = firstFor(desk);
                if (caller != null) {
                    queue.remove(caller);
                    offer(caller, desk);
                    return true;
                }
            }
        }
        return false;
    }

    private @Nullable Caller firstFor(Desk desk) {
        for (Caller caller : queue) {
            if (desk.serves(caller.line)) {
                return caller;
            }
        }
        return null;
    }
}

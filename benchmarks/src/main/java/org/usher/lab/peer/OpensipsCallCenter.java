package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenSIPS's call_center module, after modules/call_center (master of August 2026): {@code cc_call_state_machine} of cc_queue.c,
 * {@code get_free_agent_by_skill}, {@code cc_queue_push_call}, {@code cc_queue_pop_call_for_agent} of cc_data.c, {@code
 * agent_switch_login}, {@code move_cc_agent_to_end} of cc_data.h, {@code cc_timer_agents}, {@code terminate_call} of call_center.c.
 *
 * <p>An arriving call takes the first free agent in the list of agents who has the skill. Else it goes into the one queue of all flows,
 * behind those of the same or a higher priority. After a call an agent is in wrap-up until the one-second timer finds a tick later than
 * the end (wrap-up time none), is then moved to the end of the list, and only that timer hands out queued calls: to the first free agent
 * of the list the first call in the queue that he has the skill for, and again from the start. Who logs in goes to the top of the list.
 *
 * <p>The timer's walk has a quirk that is kept: when the agent at the head of the list is moved to the end, the walk goes on behind him,
 * which is nowhere, so that the others whose wrap-up is over are found a second later.
 *
 * <p>Left out, since nothing in the lab brings it about: agents who do not answer or refuse ({@code handle_agent_reject}), chats,
 * welcome and dissuading messages ({@code cc_timer_calls}), reloading of the configuration, the limit of skills per agent.
 */
public final class OpensipsCallCenter extends Peer {
    private static final long TICK_MS = 1_000;

    /** Who is logged in, in the order in which they are tried. */
    private final LinkedHashSet<Desk> list = new LinkedHashSet<>();

    private final Map<Desk, Long> wrapsUpSinceTick = new HashMap<>();
    private final Set<Desk> free = new HashSet<>();
    private final List<Caller> queue = new ArrayList<>();

    @Override
    void loggedIn(Desk desk) {
        list.addFirst(desk);
    }

    @Override
    void loggedOut(Desk desk) {
        list.remove(desk);
    }

    @Override
    void arrived(Caller caller) {
        if (!free.isEmpty()) {
            for (Desk desk : list) {
                if (free.contains(desk) && desk.serves(caller.line)) {
                    offer(caller, desk);
                    return;
                }
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
        endWrapUps();
        while (assignOne()) {
            // from the start of the list again, until nobody free finds a call
        }
    }

    private void endWrapUps() {
        long tick = nowMs() / TICK_MS;
        boolean first = true;
        for (Desk desk : List.copyOf(list)) {
            Long since = wrapsUpSinceTick.get(desk);
            if (since != null && tick > since) {
                wrapsUpSinceTick.remove(desk);
                free.add(desk);
                boolean moves = list.getLast() != desk;
                list.addLast(desk);
                if (first && moves) {
                    return;
                }
            }
            first = false;
        }
    }

    private boolean assignOne() {
        if (queue.isEmpty() || free.isEmpty()) {
            return false;
        }
        for (Desk desk : list) {
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

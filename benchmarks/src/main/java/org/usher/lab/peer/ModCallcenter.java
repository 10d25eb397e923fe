package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * FreeSWITCH's mod_callcenter, after mod_callcenter.c (master of August 2026): {@code cc_agent_dispatch_thread_run}, {@code
 * members_callback}, {@code agents_callback}, {@code outbound_agent_thread_run}, {@code callcenter_function}; strategy longest-idle-agent.
 *
 * <p>One thread looks every 100 ms: callers of all queues by score (whole seconds waited plus base score) downwards, for each the agents
 * of its queue by tier level, then by the second in which their last call ended, then by position; where the query leaves a tie, the
 * first one made. An agent is free again only when a thread of his own, which looks every 100 ms, sees that the call is over, and only in
 * a second later than the one in which it ended ("last_bridge_end &lt; now − wrap_up_time", in whole seconds, with no wrap-up).
 *
 * <p>The source reads its database anew at each look; here each queue keeps its callers and idle agents in the order in which the queries
 * would give them, and only queues with an idle agent are looked at, which chooses the same.
 *
 * <p>Left out, since nothing in the lab brings it about: agents who do not answer or refuse (the tier state No Answer, delays before the
 * next call), breaks, several machines, callers who come back after hanging up, max-wait-time, and the time that the queries take: the
 * source rests 100 ms after a look, so it looks less often than here. Of the strategies only the default is played; the others order
 * agents by talk time, calls answered, position or chance, or ring several.
 */
public final class ModCallcenter extends Peer {
    private static final long POLL_MS = 100;

    /**
     * The tiers of every queue.
     *
     * @param byPreference an agent's tier level in a queue is the place of the queue among his skills: 1, 2, …; else 1 for all
     * @param waitSeconds tier-rule-wait-second with tier-rules-apply: how long a caller stays with the first level; with
     *     tier-rule-wait-multiply-level
     */
    public record Tiers(boolean byPreference, int waitSeconds) {
        public static final Tiers NONE = new Tiers(false, 0);
    }

    private final Tiers tiers;
    /** For each line, in the order of arrival. */
    private final List<TreeSet<Caller>> waiting = new ArrayList<>();
    /** For each line, in the order of the query for agents. */
    private final List<TreeSet<Desk>> idle = new ArrayList<>();
    /** For each line and tier level, how many are logged in. */
    private final List<int[]> atWork = new ArrayList<>();

    private final Set<Desk> notFreeYet = new LinkedHashSet<>();
    private final Map<Desk, Long> talksSinceMs = new HashMap<>();
    private final Map<Desk, Long> lastEndSeenMs = new HashMap<>();
    private int waitingCallers;
    private int idleAgents;
    private long nextPollMs = Long.MAX_VALUE;

    public ModCallcenter(Tiers tiers) {
        this.tiers = tiers;
    }

    @Override
    void adopted() {
        int levels =
                1 + desks.stream().mapToInt(desk -> desk.lines().length).max().orElse(1);
        for (int i = 0; i < members.size(); i++) {
            int line = i;
            waiting.add(new TreeSet<>(Comparator.comparingLong(caller -> caller.contactId)));
            idle.add(new TreeSet<>(Comparator.<Desk>comparingInt(desk -> level(desk, line))
                    .thenComparingLong(desk -> endSeenMs(desk) / 1_000)
                    .thenComparingInt(desk -> desk.agentId)));
            atWork.add(new int[levels]);
        }
    }

    @Override
    void loggedIn(Desk desk) {
        for (int line : desk.lines()) {
            atWork.get(line)[level(desk, line)]++;
        }
    }

    @Override
    void loggedOut(Desk desk) {
        for (int line : desk.lines()) {
            atWork.get(line)[level(desk, line)]--;
        }
    }

    @Override
    void arrived(Caller caller) {
        waiting.get(caller.line).add(caller);
        waitingCallers++;
        pollSoon(nowMs());
    }

    @Override
    void left(Caller caller) {
        remove(caller);
    }

    @Override
    void served(Caller caller) {
        remove(caller);
    }

    private void remove(Caller caller) {
        if (waiting.get(caller.line).remove(caller)) {
            waitingCallers--;
        }
    }

    @Override
    void becameIdle(Desk desk, int line) {
        Long since = talksSinceMs.remove(desk);
        if (since != null) {
            long talkedMs = nowMs() - since;
            lastEndSeenMs.put(desk, since + (talkedMs + POLL_MS - 1) / POLL_MS * POLL_MS);
            notFreeYet.add(desk);
        }
        for (int served : desk.lines()) {
            idle.get(served).add(desk);
        }
        idleAgents++;
        pollSoon(nowMs());
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        for (int served : desk.lines()) {
            idle.get(served).remove(desk);
        }
        idleAgents--;
        notFreeYet.remove(desk);
        if (desk.state == Desk.State.RINGING) {
            talksSinceMs.put(desk, nowMs());
        }
    }

    /** The thread looks all the time; the lab lets it look only when something can have changed, on the same beat. */
    private void pollSoon(long fromMs) {
        if (waitingCallers > 0 && idleAgents > 0) {
            nextPollMs = Math.min(nextPollMs, (fromMs + POLL_MS - 1) / POLL_MS * POLL_MS);
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return nextPollMs;
    }

    @Override
    void tick() {
        if (nowMs() < nextPollMs) {
            return;
        }
        nextPollMs = Long.MAX_VALUE;
        List<Caller> byScore = new ArrayList<>();
        for (int line = 0; line < waiting.size(); line++) {
            if (!idle.get(line).isEmpty()) {
                byScore.addAll(waiting.get(line));
            }
        }
        byScore.sort(Comparator.comparingLong(this::score).reversed().thenComparingLong(caller -> caller.contactId));
        for (Caller caller : byScore) {
            Desk desk = agentFor(caller);
            if (desk != null) {
                remove(caller);
                offer(caller, desk);
            }
        }
        notFreeYet.removeIf(this::free);
        if (tiers.byPreference() || !notFreeYet.isEmpty()) {
            pollSoon(nowMs() / 1_000 * 1_000 + 1_000);
        }
    }

    private long score(Caller caller) {
        return nowMs() / 1_000 - caller.arrivedAtMs / 1_000 + caller.creditMs / 1_000;
    }

    private long endSeenMs(Desk desk) {
        return lastEndSeenMs.getOrDefault(desk, 0L);
    }

    private boolean free(Desk desk) {
        return endSeenMs(desk) <= nowMs() && endSeenMs(desk) / 1_000 < nowMs() / 1_000;
    }

    private @Nullable Desk agentFor(Caller caller) {
        int highest = highestLevel(caller);
        for (Desk desk : idle.get(caller.line)) {
            if (level(desk, caller.line) > highest) {
                return null;
            }
            if (free(desk)) {
                return desk;
            }
        }
        return null;
    }

    private int level(Desk desk, int line) {
        return tiers.byPreference() ? 1 + desk.preference(line) : 1;
    }

    /** A level without anyone at work is passed at once (tier-rule-no-agent-no-wait); a further one only when the wait is long enough. */
    private int highestLevel(Caller caller) {
        if (!tiers.byPreference()) {
            return 1;
        }
        int[] agents = atWork.get(caller.line);
        long waitedS = nowMs() / 1_000 - caller.arrivedAtMs / 1_000;
        int highest = 0;
        for (int level = 1; level < agents.length; level++) {
            if (agents[level] > 0) {
                if (highest > 0 && waitedS < (long) level * tiers.waitSeconds()) {
                    break;
                }
                highest = level;
            }
        }
        return highest;
    }
}

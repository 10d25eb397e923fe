package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * FreeSWITCH's mod_callcenter, after mod_callcenter.c (master): {@code cc_agent_dispatch_thread_run}, {@code members_callback},
 * {@code agents_callback}, {@code outbound_agent_thread_run}; strategy longest-idle-agent.
 *
 * <p>One thread looks every 100 ms: callers by score (whole seconds waited plus base score) downwards, for each the agents of its queue
 * by tier level, then by the second in which their last call ended, then by position. An agent is free again only when a thread of his
 * own, which looks every 100 ms, sees that the call is over, and only in a second later than the one in which it ended ("last_bridge_end
 * &lt; now − wrap_up_time", in whole seconds, with no wrap-up).
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
    private final List<Caller> waiting = new ArrayList<>();
    private final List<Desk> idle = new ArrayList<>();
    private final Map<Desk, Long> talksSinceMs = new HashMap<>();
    private final Map<Desk, Long> lastEndSeenMs = new HashMap<>();
    private long nextPollMs = Long.MAX_VALUE;

    public ModCallcenter(Tiers tiers) {
        this.tiers = tiers;
    }

    @Override
    void arrived(Caller caller) {
        waiting.add(caller);
        pollSoon(nowMs());
    }

    @Override
    void left(Caller caller) {
        waiting.remove(caller);
    }

    @Override
    void served(Caller caller) {
        waiting.remove(caller);
    }

    @Override
    void becameIdle(Desk desk, int line) {
        Long since = talksSinceMs.remove(desk);
        if (since != null) {
            long talkedMs = nowMs() - since;
            lastEndSeenMs.put(desk, since + (talkedMs + POLL_MS - 1) / POLL_MS * POLL_MS);
        }
        idle.add(desk);
        pollSoon(nowMs());
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        idle.remove(desk);
        if (desk.state == Desk.State.RINGING) {
            talksSinceMs.put(desk, nowMs());
        }
    }

    /** The thread looks all the time; the lab lets it look only when something can have changed, on the same beat. */
    private void pollSoon(long fromMs) {
        if (!waiting.isEmpty() && !idle.isEmpty()) {
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
        List<Caller> byScore = new ArrayList<>(waiting);
        byScore.sort(Comparator.comparingLong(this::score).reversed());
        for (Caller caller : byScore) {
            Desk desk = agentFor(caller);
            if (desk != null) {
                waiting.remove(caller);
                offer(caller, desk);
            }
        }
        if (tiers.byPreference() || idle.stream().anyMatch(desk -> !free(desk))) {
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
        Desk best = null;
        for (Desk desk : idle) {
            if (desk.serves(caller.line)
                    && free(desk)
                    && level(desk, caller.line) <= highest
                    && (best == null || before(desk, best, caller.line))) {
                best = desk;
            }
        }
        return best;
    }

    private boolean before(Desk one, Desk other, int line) {
        int byLevel = Integer.compare(level(one, line), level(other, line));
        int byEnd = Long.compare(endSeenMs(one) / 1_000, endSeenMs(other) / 1_000);
        return byLevel != 0 ? byLevel < 0 : byEnd != 0 ? byEnd < 0 : one.agentId < other.agentId;
    }

    private int level(Desk desk, int line) {
        return tiers.byPreference() ? 1 + desk.preference(line) : 1;
    }

    /** A level without anyone at work is passed at once (tier-rule-no-agent-no-wait); a further one only when the wait is long enough. */
    private int highestLevel(Caller caller) {
        if (!tiers.byPreference()) {
            return 1;
        }
        int[] levels = members.get(caller.line).stream()
                .filter(desk -> desk.state != Desk.State.OUT)
                .mapToInt(desk -> level(desk, caller.line))
                .distinct()
                .sorted()
                .toArray();
        long waitedS = nowMs() / 1_000 - caller.arrivedAtMs / 1_000;
        int highest = 0;
        for (int level : levels) {
            if (highest > 0 && waitedS < (long) level * tiers.waitSeconds()) {
                break;
            }
            highest = level;
        }
        return highest;
    }
}

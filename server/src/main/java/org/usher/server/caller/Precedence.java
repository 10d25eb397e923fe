package org.usher.server.caller;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;

/** Who may come before whom by the configuration in force: what priorities count for, and which queues share agents. */
final class Precedence {
    static final Precedence NONE = new Precedence(0);

    private final long stepMs;
    private final Map<Integer, Integer> priorities = new HashMap<>();
    private final Map<Integer, Set<Integer>> sharing = new HashMap<>();

    private Precedence(long stepMs) {
        this.stepMs = stepMs;
    }

    static Precedence of(Configuration configuration) {
        int stepMs = configuration.settings().priorityStepMs();
        // one step of a strict priority comes before any wait
        Precedence all = new Precedence(stepMs == Configuration.Settings.STRICT_PRIORITY ? 1L << 40 : stepMs);
        configuration.queues().forEach(queue -> all.priorities.put(queue.queueId(), queue.priority()));
        configuration
                .agents()
                .forEach(agent -> agent.queueIds()
                        .forEach(queueId -> all.sharing
                                .computeIfAbsent(queueId, _ -> new HashSet<>())
                                .addAll(agent.queueIds())));
        return all;
    }

    /** The time from which the place of one who has entered a line counts; the earlier comes first. */
    long countsFromMs(Event.ContactQueued queued) {
        return queued.enqueuedAtMs() - queued.creditMs() - queued.priority() * stepMs;
    }

    /** The same after he was given another priority of his own. */
    long countsFromMs(Event.ContactQueued queued, Event.ContactPrioritised other) {
        int priority = other.priority() + priorities.getOrDefault(queued.queueId(), 0);
        return queued.enqueuedAtMs() - queued.creditMs() - priority * stepMs;
    }

    /** Whether some agent serves both. */
    boolean sharesAgents(int queueId, int otherId) {
        return queueId == otherId || sharing.getOrDefault(queueId, Set.of()).contains(otherId);
    }
}

package org.usher.server.caller;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;

/**
 * What the calls of each queue take its agents lately, after-call work included: the time they were busy with calls by how many calls they
 * finished, both fading with {@value #MEMORY_MS} ms. Calls that still go on count with the time they have taken, so that it rises while a
 * long one lasts. Chats do not count. Not safe from several threads.
 */
final class HandlingPace {
    static final double MEMORY_MS = 900_000;
    private static final double ENOUGH_CALLS = 3;

    private final Map<Integer, Queue> queues = new HashMap<>();
    /** The queue whose call an agent is busy with, 0 while that is not known. */
    private final Map<Integer, Integer> busy = new HashMap<>();

    private static final class Queue {
        private int agents;
        private double busyMs;
        private double calls;
        private long atMs;

        private void comesTo(long nowMs) {
            double kept = Math.exp(-Math.max(0, nowMs - atMs) / MEMORY_MS);
            busyMs = busyMs * kept + agents * MEMORY_MS * (1 - kept);
            calls *= kept;
            atMs = Math.max(atMs, nowMs);
        }
    }

    void happened(Event event) {
        switch (event) {
            case Event.AgentStateChanged e
            when isWork(e.to()) -> {
                if (e.to() == AgentState.ON_CONTACT) {
                    busy.putIfAbsent(e.agentId(), 0);
                }
            }
            case Event.AgentStateChanged e -> {
                Integer queueId = busy.remove(e.agentId());
                if (queueId != null && queueId != 0) {
                    Queue queue = queueAt(queueId, e.atMs());
                    queue.agents--;
                    queue.calls++;
                }
            }
            case Event.ContactConnected e -> begins(e.agentId(), e.queueId(), e.atMs());
            case Event.TalkJoined e -> begins(e.agentId(), e.queueId(), e.atMs());
            default -> {} // nobody begins or ends work by it
        }
    }

    private static boolean isWork(AgentState state) {
        return switch (state) {
            case ON_CONTACT, CONSULTING, WRAP_UP -> true;
            default -> false;
        };
    }

    private void begins(int agentId, int queueId, long atMs) {
        if (queueId > 0 && busy.replace(agentId, 0, queueId)) {
            queueAt(queueId, atMs).agents++;
        }
    }

    private Queue queueAt(int queueId, long atMs) {
        Queue queue = queues.computeIfAbsent(queueId, _ -> new Queue());
        queue.comesTo(atMs);
        return queue;
    }

    /** The mean in milliseconds; empty if too few calls are known. */
    OptionalLong handlingMs(int queueId, long nowMs) {
        Queue queue = queues.get(queueId);
        if (queue == null) {
            return OptionalLong.empty();
        }
        queue.comesTo(nowMs);
        return queue.calls < ENOUGH_CALLS ? OptionalLong.empty() : OptionalLong.of((long) (queue.busyMs / queue.calls));
    }

    /** It is not known what happened. */
    void forget() {
        queues.clear();
        busy.clear();
    }
}

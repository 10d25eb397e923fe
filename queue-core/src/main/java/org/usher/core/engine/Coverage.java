package org.usher.core.engine;

import org.usher.core.routing.AgentPolicy;

/**
 * How many agents who have a skill, or serve a queue, are idle: running sums, so that to weigh an agent looks at nobody else. What {@link
 * org.usher.core.api.Routing.AgentRule#BEST_COVERED} goes by.
 */
final class Coverage {
    /** Of one skill or queue. */
    static final class Count {
        private int idle;
    }

    static final Count[] NOTHING = {};

    private final LongMap<Count> ofQueues = new LongMap<>();
    private final LongMap<Count> ofSkills = new LongMap<>();

    /** The counts of all his queues and skills. */
    Count[] of(AgentRecord agent) {
        Count[] counts = new Count[agent.queueIds.length + agent.skills.length];
        int next = 0;
        for (int queueId : agent.queueIds) {
            counts[next++] = count(ofQueues, queueId);
        }
        for (int skill : agent.skills) {
            counts[next++] = count(ofSkills, Requirements.skillId(skill));
        }
        return counts;
    }

    private static Count count(LongMap<Count> counts, int key) {
        Count count = counts.get(key);
        if (count == null) {
            count = new Count();
            counts.put(key, count);
        }
        return count;
    }

    /** An agent of whom these are is idle, or is not any more. */
    static void add(Count[] counts, int change) {
        for (Count count : counts) {
            count.idle += change;
        }
    }

    /** How much he would be missed, the sum of 1 ÷ idle: the less, the more others who have what he has are idle, too. */
    static long need(Count[] counts) {
        long sum = 0;
        for (Count count : counts) {
            sum += AgentPolicy.UNIT / Math.max(1, count.idle);
        }
        return sum;
    }

    /**
     * Compares two agents' counts, one of which was made anew.
     *
     * @throws IllegalStateException if another number is idle than was counted
     */
    static void check(int agentId, Count[] kept, Count[] anew) {
        for (int i = 0; i < anew.length; i++) {
            if (kept.length != anew.length || kept[i].idle != anew[i].idle) {
                throw new IllegalStateException(
                        "of what agent " + agentId + " has, another number is idle than was counted");
            }
        }
    }
}

package org.usher.core.routing;

import org.usher.core.api.Routing;
import org.usher.core.api.Routing.ContactWeights;

/**
 * For how much the wait of the first contact of a line counts against the first of other lines. For the contacts of one line it never
 * falls as the wait grows, so that only the first need be looked at; what else it depends on may change between steps.
 */
@FunctionalInterface
public interface ContactPolicy {
    /** A wait beyond it counts for as much more as it is longer: products stay within 63 bits. */
    long LONGEST_MS = 1L << 31;

    /** What one contact too many, or a wait as long as the target, counts for. */
    long UNIT_MS = 60_000;

    /**
     * In ms of waiting, priority left out.
     *
     * @param ageMs the contact's wait with its credit, up to 2^53
     * @param waiting how many are in all lines together
     * @param shares the sum of all queues' shares
     */
    long weightMs(long ageMs, QueueLoad queue, long waiting, long shares);

    /** The policy of this rule. */
    static ContactPolicy of(Routing routing) {
        return switch (routing.contacts()) {
            case WEIGHTED_WAIT -> (ageMs, queue, _, _) -> queue.agedMs(ageMs);
            case LONGEST_WAIT -> (ageMs, _, _, _) -> ageMs;
            case TARGET_RATIO ->
                (ageMs, queue, _, _) -> {
                    long withinMs = Math.min(ageMs, LONGEST_MS);
                    return withinMs * UNIT_MS / queue.targetMs() + (ageMs - withinMs);
                };
            case QUEUE_RATIO ->
                (_, queue, waiting, shares) ->
                        (queue.waiting() * shares - queue.share() * waiting) * UNIT_MS / Math.max(1, shares);
            case INDEX -> index(routing.contactWeights());
        };
    }

    private static ContactPolicy index(ContactWeights weights) {
        return (ageMs, queue, _, _) -> queue.agedMs(ageMs) * weights.waitPercent() / 100
                + (long) weights.perWaitingMs() * queue.waiting()
                + (weights.perLoadMs() == 0
                        ? 0
                        : (long) weights.perLoadMs() * queue.waiting() / Math.max(1, queue.staff()))
                + (weights.lineMs() == 0 ? 0 : queue.lineMs(weights.lineMs()))
                + (weights.perCostMs() == 0 ? 0 : weights.perCostMs() * queue.costMilli(ageMs) / 1_000);
    }
}

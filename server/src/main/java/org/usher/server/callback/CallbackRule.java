package org.usher.server.callback;

import java.util.List;

/**
 * How a queue calls back.
 *
 * @param shown its own number, which the customer sees; empty for that of the trunk
 * @param retryMs after which pauses a customer who is not reached is called again; as often as there are any
 * @param windows in which calls are promised
 * @param followUp whether callers who hang up in its line are gone after
 * @param detectsMachines whether a machine that picks up is told from the customer, who then counts as not reached
 * @param order whose phone rings first
 */
public record CallbackRule(
        String shown,
        List<Long> retryMs,
        WindowRule windows,
        FollowUpRule followUp,
        boolean detectsMachines,
        Order order) {
    public static final CallbackRule DEFAULT =
            new CallbackRule("", List.of(300_000L, 900_000L), WindowRule.NONE, FollowUpRule.NONE, false, Order.AGENT);

    /** Whose phone rings first. */
    public enum Order {
        /** The agent's: who is called back is never without one. */
        AGENT,
        /** The customer's, for whom an agent is reserved meanwhile, whose phone rings when he has picked up. */
        CUSTOMER
    }

    /** Kept of the time for which a phone may ring: Asterisk listens for 5 s at most, and says so. */
    private static final int LISTENING_MS = 6_000;

    public CallbackRule {
        retryMs = List.copyOf(retryMs);
    }

    /** How long the customer's phone rings, so that all is known within {@code withinMs}, for which the engine waits. */
    public int ringMs(int withinMs) {
        return detectsMachines ? withinMs - LISTENING_MS : withinMs;
    }

    /** When to call again who was not reached so often before this attempt, and is not in it; −1 for never. */
    public long retryAfterMs(int failedBefore) {
        return failedBefore < retryMs.size() ? retryMs.get(failedBefore) : -1;
    }
}

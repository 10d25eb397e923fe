package org.usher.server.callback;

import java.util.List;

/**
 * How a queue calls back.
 *
 * @param shown its own number, which the customer sees; empty for that of the trunk
 * @param retryMs after which pauses a customer who is not reached is called again; as often as there are any
 * @param windows in which calls are promised
 * @param followUp whether callers who hang up in its line are gone after
 */
public record CallbackRule(String shown, List<Long> retryMs, WindowRule windows, FollowUpRule followUp) {
    public static final CallbackRule DEFAULT =
            new CallbackRule("", List.of(300_000L, 900_000L), WindowRule.NONE, FollowUpRule.NONE);

    public CallbackRule {
        retryMs = List.copyOf(retryMs);
    }

    /** When to call again who was not reached so often before this attempt, and is not in it; −1 for never. */
    public long retryAfterMs(int failedBefore) {
        return failedBefore < retryMs.size() ? retryMs.get(failedBefore) : -1;
    }
}

package org.usher.core.api;

/**
 * The time in which a customer is promised a call.
 *
 * @param fromMs when it opens (epoch ms): he is not called before
 * @param untilMs when it is over (epoch ms): by then he is to talk to an agent
 * @param dueAtMs when its slack is used up (epoch ms), within the window: from then on he comes before all callers of his priority
 */
public record CallbackWindow(long fromMs, long untilMs, long dueAtMs) {
    public CallbackWindow {
        untilMs = Math.max(fromMs, untilMs);
        dueAtMs = Math.clamp(dueAtMs, fromMs, untilMs);
    }

    /** Whether this moment lies in it, both ends included. */
    public boolean holds(long atMs) {
        return fromMs <= atMs && atMs <= untilMs;
    }
}

package org.usher.server.caller;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.WaitEstimate;

/** Something that one caller in line may ask for by a key, of which he is told again as long as he does not. */
final class KeyOffer {
    private static final long AGAIN_MS = 120_000;

    private final long queuedAtMs;
    private long nextMs;
    private boolean made;

    KeyOffer(long queuedAtMs) {
        this.queuedAtMs = queuedAtMs;
        this.nextMs = queuedAtMs;
    }

    /**
     * When he is to be told: as soon as the rest of his wait is known to be so long, else when he has waited so long.
     *
     * @param afterMs 0 for never
     * @param rest of his wait, null if it is not known
     */
    long dueMs(long afterMs, @Nullable WaitEstimate rest) {
        if (afterMs == 0) {
            return Long.MAX_VALUE;
        }
        boolean isLong = made || (rest != null && rest.p50Ms() >= afterMs);
        return isLong ? nextMs : Math.max(nextMs, queuedAtMs + afterMs);
    }

    void made(long nowMs) {
        made = true;
        nextMs = nowMs + AGAIN_MS;
    }
}

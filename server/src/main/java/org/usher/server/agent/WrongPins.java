package org.usher.server.agent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Counts what may be guesses at a PIN. Every try counts as wrong until it has been found right, so that many at once are counted, too. Who
 * has used up {@value #TRIES} in a row is locked until {@link #LOCKED} have passed without a try. What is counted is bounded. Safe for
 * several threads.
 */
final class WrongPins {
    static final int TRIES = 5;
    static final Duration LOCKED = Duration.ofMinutes(5);
    private static final int MAX_COUNTED = 10_000;

    private final Cache<String, Integer> tries;

    /** @param nowMs never goes backwards */
    WrongPins(LongSupplier nowMs) {
        tries = Caffeine.newBuilder()
                .maximumSize(MAX_COUNTED)
                .expireAfterWrite(LOCKED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(nowMs.getAsLong()))
                .build();
    }

    /** Counts a try of this one. {@return whether it has any left} */
    boolean take(String who) {
        Integer counted = tries.asMap().merge(who, 1, Integer::sum);
        return counted <= TRIES;
    }

    /** The tries of this one were no guesses. */
    void forget(String who) {
        tries.invalidate(who);
    }
}

package org.usher.server.drill;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Time that passes by plan, for example until the moment at which something is to break; never a hope that something has happened. */
final class Pause {
    private Pause() {}

    static void ms(long ms) throws InterruptedException {
        long until = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop in the middle of a drill");
            }
        }
    }

    /** Waits until it is so, or for so long; whether it is so is for the caller to find out. */
    static void until(Duration limit, BooleanSupplier fact) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        while (!fact.getAsBoolean() && System.nanoTime() < until) {
            ms(500);
        }
    }

    /** Waits until something has happened that is bound to. */
    static ConditionFactory atMost(Duration limit) {
        return Awaitility.await()
                .atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .pollDelay(Duration.ZERO);
    }
}

package org.usher.server.engine;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The time that goes into log entries: the wall clock's epoch milliseconds, read once at start, plus the monotonic clock since. A wall
 * clock that is set back or forward while the server runs therefore moves no deadline, and time never falls behind the log's last entry.
 * Safe from any thread.
 */
public final class EngineClock {
    private final LongSupplier nanoTime;
    private final long startNanos;
    private volatile long startMs;

    /** @param epochMs the wall clock, read once; {@code nanoTime} a clock that never goes back */
    public EngineClock(LongSupplier epochMs, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        this.startMs = epochMs.getAsLong();
    }

    public static EngineClock system() {
        return new EngineClock(System::currentTimeMillis, System::nanoTime);
    }

    /** Epoch ms; never falls. */
    public long nowMs() {
        return startMs + TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - startNanos);
    }

    /**
     * Makes the clock go on from this time if it is behind it. To be called before anyone else reads the clock.
     *
     * @return by how many ms the clock was behind, 0 if it was not
     */
    long notBefore(long ms) {
        long now = nowMs();
        long behindMs = Math.max(0, ms - now);
        if (behindMs > 0) {
            startMs = ms - (now - startMs);
        }
        return behindMs;
    }
}

package org.usher.telephony.ami;

/**
 * Whether Asterisk is heard. It is asked something every second while connected, so a silence is no lack of news. What does not count as
 * silence is that we ourselves do not listen: the engine takes no more, or this machine or process stood still.
 */
final class Hearing {
    /** Ticks come every 20 ms. */
    private static final int ASLEEP_MS = 500;

    private final LinkSettings.Timings timings;
    private long heardMs;
    private long tickedMs;
    private boolean silent;

    Hearing(LinkSettings.Timings timings, long nowMs) {
        this.timings = timings;
        this.heardMs = nowMs;
        this.tickedMs = nowMs;
    }

    /** {@return whether this ends a silence} */
    boolean heard(long nowMs) {
        heardMs = nowMs;
        boolean ended = silent;
        silent = false;
        return ended;
    }

    /** @param listening whether all that has come was taken */
    void tick(long nowMs, boolean listening) {
        long since = nowMs - tickedMs;
        tickedMs = nowMs;
        if (!listening) {
            heardMs = nowMs;
        } else if (since > ASLEEP_MS) {
            heardMs = Math.min(nowMs, heardMs + since);
        }
        silent |= silentMs(nowMs) > timings.silenceMs();
    }

    long silentMs(long nowMs) {
        return nowMs - heardMs;
    }

    /** For so long that what is sent would be carried out too late, and what is known is doubtful. */
    boolean silent() {
        return silent;
    }

    /** For so long that the connection is of no more use. */
    boolean dead(long nowMs) {
        return silentMs(nowMs) > timings.deadAfterMs();
    }
}

package org.usher.telephony.ami;

/**
 * Whether the link keeps up with what Asterisk says. When the engine takes less than that, the socket is left unread, and Asterisk cuts off
 * who does not read; what it says until the next connection is lost. So falling behind is a reason for doubt before anything is lost.
 */
final class Pace {
    /** Behind for so long, and what is known is doubtful: well before a second, and longer than a pause of a busy machine. */
    private static final int BEHIND_MS = 500;
    /** If the engine has taken nothing for so long, callers had better be told that Usher is not there. */
    private static final int ENGINE_STALL_MS = 5_000;

    private long engineTookMs;
    /** Since when no moment has passed in which all was taken; 0 when there was one just now. */
    private long behindSinceMs;

    private boolean refused;

    Pace(long nowMs) {
        engineTookMs = nowMs;
    }

    /** A message had to wait, since commands of earlier ones have found no room in the engine's inbox. */
    void refusedMessage() {
        refused = true;
    }

    /** @param taken whether the engine has taken all that was there for it */
    void tick(long nowMs, boolean taken) {
        if (taken) {
            engineTookMs = nowMs;
        }
        if (taken && !refused) {
            behindSinceMs = 0;
        } else if (behindSinceMs == 0) {
            behindSinceMs = nowMs;
        }
        refused = false;
    }

    /** For how long the link has been behind, if that is long enough to doubt; else 0. */
    long behindMs(long nowMs) {
        long ms = behindSinceMs == 0 ? 0 : nowMs - behindSinceMs;
        return ms > BEHIND_MS ? ms : 0;
    }

    boolean engineStalls(long nowMs) {
        return nowMs - engineTookMs >= ENGINE_STALL_MS;
    }
}

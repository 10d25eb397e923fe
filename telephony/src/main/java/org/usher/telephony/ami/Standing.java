package org.usher.telephony.ami;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.telephony.ami.LinkStatus.State;

/** How the link stands, by the legal moves of {@link State}, and when it tries to connect again. Every move is logged once. */
final class Standing {
    private static final Logger LOG = LoggerFactory.getLogger(Standing.class);

    private final int pbxId;
    private final LinkSettings.Timings timings;
    private final LinkSurroundings surroundings;
    private final LogBudget complaints;
    private volatile LinkStatus status;
    private long connectAtMs;
    private long backOffMs;

    Standing(LinkSettings settings, LinkSurroundings surroundings, LogBudget complaints) {
        this.pbxId = settings.pbxId();
        this.timings = settings.timings();
        this.surroundings = surroundings;
        this.complaints = complaints;
        this.backOffMs = timings.backOffFirstMs();
        this.status =
                new LinkStatus(State.DOWN, "not started", surroundings.nowMs().getAsLong());
    }

    /** Safe from any thread. */
    LinkStatus status() {
        return status;
    }

    State state() {
        return status.state();
    }

    boolean is(State state) {
        return status.state() == state;
    }

    /** Not connected, and it is time to try. */
    boolean mayConnect(long nowMs) {
        return (is(State.DOWN) || is(State.REFUSED)) && connectAtMs <= nowMs;
    }

    /** The next try waits longer than the last one did, and not as long as another link's. */
    void retryAfterBackOff() {
        connectAtMs = surroundings.nowMs().getAsLong()
                + backOffMs / 2
                + surroundings.random().nextLong(backOffMs / 2 + 1);
        backOffMs = Math.min(backOffMs * 2, timings.backOffMaxMs());
    }

    /** Nothing is in the way of a try any more. */
    void retryNow() {
        connectAtMs = Math.min(connectAtMs, surroundings.nowMs().getAsLong());
    }

    /** Somebody must change a setting first. */
    void retrySlowly() {
        long spread = surroundings.random().nextLong(timings.refusedRetryMs() / 10 + 1);
        connectAtMs = surroundings.nowMs().getAsLong() + timings.refusedRetryMs() + spread;
    }

    /** The connection is good: if it breaks, it is tried again soon. */
    void up() {
        backOffMs = timings.backOffFirstMs();
        become(State.UP, "");
    }

    void become(State next, String why) {
        LinkStatus before = status;
        if (before.state() == next) {
            return;
        }
        if (!before.state().mayBecome(next)) {
            throw new IllegalStateException("a link cannot go from " + before.state() + " to " + next);
        }
        status = new LinkStatus(next, why, surroundings.nowMs().getAsLong());
        switch (next) {
            case REFUSED -> complaints.warn("PBX " + pbxId + ": refused: " + why);
            case DOWN -> {
                if (before.state() != State.CONNECTING) {
                    LOG.warn("PBX {}: link lost: {}", pbxId, why);
                } else {
                    complaints.warn("PBX " + pbxId + ": cannot connect: " + why);
                }
            }
            case SUSPECT -> complaints.warn("PBX " + pbxId + ": suspect: " + why);
            case UP, SYNCHRONISING -> LOG.info("PBX {}: {} {}", pbxId, next, why);
            case CONNECTING, CLOSED -> LOG.debug("PBX {}: {}", pbxId, next);
        }
    }
}

package org.usher.telephony.sim;

import java.util.Set;

/**
 * How a simulated PBX is set up.
 *
 * @param userName the only AMI user
 * @param secret its secret; never printed
 * @param visibleEvents names of the events that the event filter lets through to the user
 * @param version as {@code CoreSettings} gives it
 * @param deadAfterMs silence of the heartbeat after which the watchdog takes waiting callers to the fallback
 * @param rtpTimeoutMs how long the PBX keeps a call with a phone that sends nothing any more
 * @param stepMs how long the dialplan takes from one step to the next that blocks; 0 or more
 * @param busyAtOne whether an agent's phone that rings reports BUSY, as Asterisk's {@code device_state_busy_at=1} makes it
 * @param manyLogins whether the user may be logged in more than once, {@code allowmultiplelogin = yes}
 */
public record PbxSettings(
        String userName,
        String secret,
        Set<String> visibleEvents,
        String version,
        long deadAfterMs,
        long rtpTimeoutMs,
        long stepMs,
        boolean busyAtOne,
        boolean manyLogins) {

    /** What the shipped {@code manager-usher.conf} lets through: about 25 of 119 messages a call. */
    public static final Set<String> SHIPPED_FILTER = Set.of(
            "FullyBooted",
            "Shutdown",
            "Newchannel",
            "Newstate",
            "Hangup",
            "HangupRequest",
            "SoftHangupRequest",
            "DialBegin",
            "DialState",
            "DialEnd",
            "BridgeEnter",
            "BridgeLeave",
            "Hold",
            "Unhold",
            "BlindTransfer",
            "AttendedTransfer",
            "UserEvent",
            "DeviceStateChange",
            "ContactStatus");

    public static PbxSettings standard() {
        return new PbxSettings("usher", "usher", SHIPPED_FILTER, "22.10.1", 5_000, 30_000, 1, false, false);
    }

    public PbxSettings withUser(String name, String newSecret) {
        return new PbxSettings(
                name, newSecret, visibleEvents, version, deadAfterMs, rtpTimeoutMs, stepMs, busyAtOne, manyLogins);
    }

    public PbxSettings withVersion(String newVersion) {
        return new PbxSettings(
                userName, secret, visibleEvents, newVersion, deadAfterMs, rtpTimeoutMs, stepMs, busyAtOne, manyLogins);
    }

    public PbxSettings withRtpTimeoutMs(long ms) {
        return new PbxSettings(
                userName, secret, visibleEvents, version, deadAfterMs, ms, stepMs, busyAtOne, manyLogins);
    }

    public PbxSettings withDeadAfterMs(long ms) {
        return new PbxSettings(
                userName, secret, visibleEvents, version, ms, rtpTimeoutMs, stepMs, busyAtOne, manyLogins);
    }

    public PbxSettings withManyLogins(boolean allowed) {
        return new PbxSettings(
                userName, secret, visibleEvents, version, deadAfterMs, rtpTimeoutMs, stepMs, busyAtOne, allowed);
    }

    @Override
    public String toString() {
        return "PbxSettings[" + userName + ", " + version + "]";
    }
}

package org.usher.telephony.ami;

import org.jspecify.annotations.Nullable;

/**
 * How to reach one Asterisk.
 *
 * @param pbxId its number in the configuration, from 1
 * @param host name or address of its AMI
 * @param port TCP port of its AMI, 5038 by default in Asterisk
 * @param user AMI user of Usher's own, see conf/asterisk/manager.conf
 * @param recordingPauseLimitMs after such a pause a recording goes on by itself, 0 for never
 * @param trunkCodec the codec in which customers are called back, by Asterisk's name
 * @param standby ends a session of ours that Asterisk keeps though to us it is over; without one, that is left to Asterisk
 */
public record LinkSettings(
        int pbxId,
        String host,
        int port,
        String user,
        Secret secret,
        Timings timings,
        Limits limits,
        long recordingPauseLimitMs,
        String trunkCodec,
        @Nullable StandbyUser standby) {

    /** What most trunks speak. */
    public static final String DEFAULT_TRUNK_CODEC = "ulaw";

    /** The AMI user by which {@link PbxWatch} looks at a PBX and ends sessions: a section of manager.conf with the right to commands. */
    public record StandbyUser(String name, Secret secret) {}

    public LinkSettings {
        if (pbxId < 1) {
            throw new IllegalArgumentException("pbxId is 1 or more, not " + pbxId);
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is 1 to 65535, not " + port);
        }
        if (user.isEmpty() || user.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("user is the name of a section of Asterisk's manager.conf, not empty");
        }
    }

    public static LinkSettings of(int pbxId, String host, int port, String user, Secret secret) {
        return new LinkSettings(
                pbxId, host, port, user, secret, Timings.DEFAULT, Limits.DEFAULT, 0, DEFAULT_TRUNK_CODEC, null);
    }

    public LinkSettings with(Timings newTimings) {
        return new LinkSettings(
                pbxId, host, port, user, secret, newTimings, limits, recordingPauseLimitMs, trunkCodec, standby);
    }

    public LinkSettings with(Limits newLimits) {
        return new LinkSettings(
                pbxId, host, port, user, secret, timings, newLimits, recordingPauseLimitMs, trunkCodec, standby);
    }

    public LinkSettings withRecordingPauseLimitMs(long limitMs) {
        return new LinkSettings(pbxId, host, port, user, secret, timings, limits, limitMs, trunkCodec, standby);
    }

    public LinkSettings withTrunkCodec(String codec) {
        return new LinkSettings(
                pbxId, host, port, user, secret, timings, limits, recordingPauseLimitMs, codec, standby);
    }

    public LinkSettings withStandby(StandbyUser user) {
        return new LinkSettings(
                pbxId, host, port, this.user, secret, timings, limits, recordingPauseLimitMs, trunkCodec, user);
    }

    /**
     * All in milliseconds.
     *
     * @param connectTimeoutMs for the TCP connection, and again for the login
     * @param replyTimeoutMs for the response to one action
     * @param listTimeoutMs for a complete list
     * @param beatEveryMs how often the dialplan is shown that Usher lives; its watchdog waits 5 s
     * @param silenceMs without a word from Asterisk, though it was asked every beat, the link is suspect, and nothing is sent to it any
     *     more, which would only be carried out late
     * @param deadAfterMs of silence, the connection is given up: about as early as it takes for a new one to show the dialplan a beat
     *     before its watchdog sends the callers away, 5 s after the last beat, which may have been a second before the silence
     * @param witnessMs after a Redirect said Success, its effect must show, or it is sent once more
     * @param reconcileEveryMs without any doubt
     * @param reconcileAtMostEveryMs with doubts
     * @param backOffFirstMs first wait before connecting again; doubles
     * @param backOffMaxMs longest such wait; not more than what callers can wait for, since nothing else is done for them meanwhile
     * @param refusedRetryMs wait after a refused login or an unsupported Asterisk
     */
    public record Timings(
            int connectTimeoutMs,
            int replyTimeoutMs,
            int listTimeoutMs,
            int beatEveryMs,
            int silenceMs,
            int deadAfterMs,
            int witnessMs,
            int reconcileEveryMs,
            int reconcileAtMostEveryMs,
            int backOffFirstMs,
            int backOffMaxMs,
            int refusedRetryMs) {
        public static final Timings DEFAULT =
                new Timings(5_000, 5_000, 30_000, 1_000, 1_500, 3_000, 1_000, 60_000, 1_000, 250, 1_000, 60_000);
    }

    /**
     * What a link may hold at once.
     *
     * @param maxMessageBytes a longer AMI message is dropped and the link suspect
     * @param effects effects waiting to be carried out; beyond it, actions fail at once
     * @param calls live calls the ledger keeps
     * @param requests AMI actions without a response yet; more wait their turn
     */
    public record Limits(int maxMessageBytes, int effects, int calls, int requests) {
        public static final Limits DEFAULT = new Limits(65_536, 16_384, 20_000, 256);
    }
}

package org.usher.telephony.ami;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The session before this one, which Asterisk may keep though to us it is over. It notices the end of a connection only when word of it
 * gets through, or when what it writes finds no room for {@code writetimeout}; until then it lets nobody else log in as Usher, and what we
 * sent and it had not read it may yet read and carry out, when nobody expects it any more. So before the next login that session is
 * ended, if there is an AMI user who may: {@link PbxWatch}. Only a session of our own, as Asterisk's variables say whose reign it is;
 * another Usher's is left alone. What cannot be had within {@link #MAX_MS} is given up: then Asterisk itself says at the login whether that
 * session is still there, and if so it is tried again.
 */
final class FormerSession {
    private static final Logger LOG = LoggerFactory.getLogger(FormerSession.class);
    /**
     * Asterisk locks a session while it writes to it, 5 s ({@code writetimeout}) if nobody reads, and both the list of sessions and the end of
     * one wait for that; what takes longer than both takes too long.
     */
    static final long MAX_MS = 15_000;

    private final int pbxId;
    private final Ender ender;
    private final LinkCounters counters;
    private final LogBudget complaints;
    private boolean suspected;
    private boolean ending;
    private long endingSinceMs;

    /** Who can end it. */
    interface Ender {
        /** Whether there is an AMI user for that. */
        boolean canEnd();

        /** Begins to; {@link FormerSession#over} is the answer, given on the link's thread. */
        void end();

        /** Has nothing more done for it, and gives no answer. */
        void abandon();
    }

    /** What has become of it. */
    sealed interface End {
        /** Asterisk has none any more; it had {@code sessions}. */
        record Ended(int sessions) implements End {}

        /** They are another Usher's. */
        record Anothers(String holder, int epoch) implements End {}

        record Failed(String why) implements End {}
    }

    FormerSession(int pbxId, Ender ender, LinkCounters counters, LogBudget complaints) {
        this.pbxId = pbxId;
        this.ender = ender;
        this.counters = counters;
        this.complaints = complaints;
    }

    /** We have given up a connection, or were not let in because of an earlier one. */
    void suspect() {
        suspected = true;
    }

    /** {@return whether connecting has to wait until it is over; sees to that} */
    boolean isInTheWay(long nowMs) {
        if (ending && nowMs - endingSinceMs >= MAX_MS) {
            ender.abandon();
            over(new End.Failed("it was not done within " + MAX_MS + " ms"));
        }
        if (suspected && !ending && ender.canEnd()) {
            ending = true;
            endingSinceMs = nowMs;
            ender.end();
        }
        return ending;
    }

    void over(End end) {
        ending = false;
        suspected = false;
        switch (end) {
            case End.Ended ended -> {
                counters.sessionsEnded.add(ended.sessions);
                if (ended.sessions > 0) {
                    LOG.info("PBX {}: ended {} sessions of our own that were over to us", pbxId, ended.sessions);
                }
            }
            case End.Anothers others ->
                complaints.warn("PBX " + pbxId + ": the session that is in our way is another Usher's (" + others.holder
                        + ", epoch " + others.epoch + ") and is left alone");
            case End.Failed failed ->
                complaints.warn("PBX " + pbxId + ": our last session there could not be ended: " + failed.why);
        }
    }
}

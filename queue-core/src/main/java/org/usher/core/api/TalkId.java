package org.usher.core.api;

/**
 * Names a talk. One that an offer led to has the offer's id, which is positive. One that a transfer led to has the key of the new party's
 * leg, which is negative and follows from PBX and unique id alone, so that whoever sees the leg can name the talk.
 */
public final class TalkId {
    private TalkId() {}

    /** The id of the talk whose new party is this leg; negative. */
    public static long ofLeg(int pbxId, String uniqueId) {
        return CallKey.of(pbxId, uniqueId) | Long.MIN_VALUE;
    }

    /** Whether the talk began without an offer. */
    public static boolean isLeg(long talkId) {
        return talkId < 0;
    }
}

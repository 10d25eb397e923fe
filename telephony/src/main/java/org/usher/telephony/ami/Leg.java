package org.usher.telephony.ami;

/** One phone that is called for an offer. */
final class Leg {
    final String uniqueId;
    final String channel;
    final long offerId;
    /** Unique id of the caller. */
    final String callUniqueId;

    boolean answered;
    /** Q.850 cause by which the phone itself ended, 0 if it did not. */
    int ownCause;

    boolean hangupRequested;
    String bridge = "";

    Leg(String uniqueId, String channel, long offerId, String callUniqueId) {
        this.uniqueId = uniqueId;
        this.channel = channel;
        this.offerId = offerId;
        this.callUniqueId = callUniqueId;
    }

    /** The PJSIP endpoint in a channel's name ({@code PJSIP/agent01-0000002a}), or the empty string. */
    static String endpoint(String channel) {
        int slash = channel.indexOf('/');
        int dash = channel.lastIndexOf('-');
        return channel.startsWith("PJSIP/") && dash > slash ? channel.substring(slash + 1, dash) : "";
    }
}

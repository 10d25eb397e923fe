package org.usher.telephony.ami;

/** One phone that is called for an offer, or that a transfer brought. */
final class Leg {
    final String uniqueId;
    final String channel;
    /** The offer's id, or the talk's if a transfer brought the phone. */
    final long offerId;
    /** Unique id of the customer's call; another one after an attended transfer into the talk. */
    String callUniqueId;

    boolean answered;
    /** Q.850 cause by which the phone itself ended, 0 if it did not. */
    int ownCause;

    boolean hangupRequested;
    /** The engine was told that the customer is on hold, or that the agent speaks with somebody else meanwhile. */
    boolean held;

    boolean consulting;

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

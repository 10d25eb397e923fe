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

    /**
     * What a channel's name says of its phone, as {@link Names} knows it: the endpoint of {@code PJSIP/agent01-0000002a}, {@link #outside} of
     * the number for {@code Local/0170555@usher-external-00000003;1}, which is the near half of a call to a phone outside; or the empty
     * string.
     */
    static String endpoint(String channel) {
        int slash = channel.indexOf('/');
        int dash = channel.lastIndexOf('-');
        if (channel.startsWith("PJSIP/")) {
            return dash > slash ? channel.substring(slash + 1, dash) : "";
        }
        int context = channel.indexOf("@usher-external-");
        return channel.startsWith("Local/") && channel.endsWith(";1") && context > slash
                ? outside(channel.substring(slash + 1, context))
                : "";
    }

    /** Stands for a phone outside with this number; no endpoint has a name with a slash. */
    static String outside(String number) {
        return "outside/" + number;
    }
}

package org.usher.telephony.ami;

/** One phone that is called for an offer, or that a transfer brought. */
final class Leg {
    final String uniqueId;
    final String channel;

    /** As {@link Names} knows it; empty if that is not known. */
    final String phone;

    /** The offer's id, or the talk's if a transfer brought the phone. */
    final long offerId;
    /** Unique id of the customer's call; another one after an attended transfer into the talk. */
    String callUniqueId;

    boolean answered;

    /** It has rung, or been heard to be there. */
    boolean rang;

    /** Q.850 cause by which the phone itself ended, 0 if it did not. */
    int ownCause;

    boolean hangupRequested;
    /** The engine was told that the customer is on hold, or that the agent speaks with somebody else meanwhile. */
    boolean held;

    /** He is so by an order, which Asterisk marks on this leg (USHER_HOLD); else the phone holds him, and it alone can take him back. */
    boolean heldByOrder;

    boolean consulting;

    /** In which he talked last with whom he consulted by keys, whoever pressed them; empty if he has consulted nobody. */
    String consultBridge = "";

    /** Nobody has heard for a while whether the customer is on hold. */
    boolean holdUnknown;

    /** The engine may know of a hold of which this link does not, as of a time before it. */
    boolean fromBefore;

    Leg(String uniqueId, String channel, String phone, long offerId, String callUniqueId) {
        this.uniqueId = uniqueId;
        this.channel = channel;
        this.phone = phone;
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
        if (isAcross(channel)) {
            return ""; // many phones' calls go over one trunk
        }
        if (channel.startsWith("PJSIP/")) {
            return dash > slash ? channel.substring(slash + 1, dash) : "";
        }
        int context = channel.indexOf("@usher-external-");
        return channel.startsWith("Local/") && channel.endsWith(";1") && context > slash
                ? outside(channel.substring(slash + 1, context))
                : "";
    }

    /**
     * The phone that this channel calls, as {@link Names} knows it: {@link #endpoint}, or of a phone of another box, which is called through
     * the trunk there, what was dialled: {@code alice@usher-box-2}.
     */
    static String phone(String channel, String dialString) {
        return isAcross(channel) ? dialString : endpoint(channel);
    }

    /** Whether it leads through the trunk to a phone of another box. */
    static boolean isAcross(String channel) {
        return channel.startsWith("PJSIP/" + Names.BOX);
    }

    /** Stands for a phone outside with this number; no endpoint has a name with a slash. */
    static String outside(String number) {
        return "outside/" + number;
    }
}

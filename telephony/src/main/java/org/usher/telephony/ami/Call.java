package org.usher.telephony.ami;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One caller in Usher's care. Belongs to its {@link LedgerPart} and that part's thread. */
final class Call {
    final String uniqueId;
    final String channel;
    final long callKey;

    /** 0 until the engine has named it. */
    long contactId;

    CallPhase phase = CallPhase.BETWEEN_STEPS;

    /** The offer the call is in, or was last connected by; 0 if none. */
    long offerId;

    /** The offer it was last redirected for, whether or not that had an effect. */
    long sentOfferId;

    /** The engine was told that the agent picked up, that both talk, that the talk is over. */
    boolean ringingTold;

    boolean connectedTold;

    boolean talkEndTold;

    /** The offer's phones by the unique ids of their channels, kept until the next offer. */
    final Map<String, Leg> legs = new LinkedHashMap<>();

    /** The phone that picked up. */
    @Nullable
    Leg answeredLeg;

    String bridge = "";
    boolean hangupRequested;
    boolean softHangupRequested;

    Call(String uniqueId, String channel, long callKey) {
        this.uniqueId = uniqueId;
        this.channel = channel;
        this.callKey = callKey;
    }

    void beginOffer(long newOfferId) {
        offerId = newOfferId;
        ringingTold = false;
        connectedTold = false;
        talkEndTold = false;
        answeredLeg = null;
        legs.clear();
    }

    void endOffer() {
        offerId = 0;
        answeredLeg = null;
    }
}

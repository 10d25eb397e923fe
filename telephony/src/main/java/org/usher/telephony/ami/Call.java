package org.usher.telephony.ami;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.GoneCause;

/** One caller in Usher's care. Belongs to its {@link LedgerPart} and that part's thread. */
final class Call {
    final String uniqueId;
    /** Of one that stands for a customer who is called back, its unique id until Asterisk has named it: it may be called by either. */
    String channel;

    final long callKey;

    /** While this channel stands for a customer who is yet to be called back; null when he is on the line. */
    @Nullable
    CallbackLine callback;

    /** The half of a Local channel that stands in the queue for this customer, who hears it; null if he stands there himself. */
    @Nullable
    StandIn standIn;

    /** 0 until the engine has named it. */
    long contactId;

    /** In whose line the engine has it, or had it last; 0 if that is not known. */
    int queueId;

    /** Keys of the calls whose places this one took. */
    final List<Long> formerKeys = new ArrayList<>();

    CallPhase phase = CallPhase.BETWEEN_STEPS;

    /** The offer the call is in, or the talk it has or had last ({@link org.usher.core.api.TalkId}); 0 if none. */
    long offerId;

    /** The offer it was last redirected for, whether or not that had an effect. */
    long sentOfferId;

    /** The engine was told that the agent picked up, that both talk, that the talk is over. */
    boolean ringingTold;

    boolean connectedTold;

    boolean talkEndTold;

    /** The offer's phones by the unique ids of their channels, kept until the next offer. */
    final Map<String, Leg> legs = new LinkedHashMap<>();

    /** The phone that picked up, or that a transfer brought. */
    @Nullable
    Leg answeredLeg;

    /** The bridge the customer's channel entered last. */
    String bridge = "";

    /** What the dialplan has noted of the talk, if that was learnt from Asterisk rather than seen. */
    @Nullable
    TalkNote note;

    /** The devices that the offer rings or rang, as far as it is known. */
    List<Integer> deviceIds = List.of();

    /** An offer was given up while nobody heard what became of it: whether the customer can be offered again is yet to be told. */
    boolean unheardOffer;

    /**
     * Since Asterisk was out of reach nothing has told what became of it: a phone may have picked up, and its talk even be over, which the
     * dialplan has noted ({@link TalkNotes}).
     */
    boolean unheard;

    /** How it left while that was so, which is told when the notes have been read; null if it has not. */
    @Nullable
    Departure departure;

    boolean hangupRequested;
    boolean softHangupRequested;

    Call(String uniqueId, String channel, long callKey) {
        this.uniqueId = uniqueId;
        this.channel = channel;
        this.callKey = callKey;
    }

    /** What carries out the dialplan for this call, and is redirected and marked. */
    String controlChannel() {
        return standIn == null ? channel : standIn.channel;
    }

    void move(CallPhase next, MapperOutput out) {
        move(next, out::doubt);
    }

    void move(CallPhase next, Consumer<String> doubt) {
        if (phase != next && !phase.mayBecome(next)) {
            doubt.accept("call " + uniqueId + " went from " + phase + " to " + next + " without a word");
        }
        phase = next;
    }

    void beginOffer(long newOfferId) {
        offerId = newOfferId;
        ringingTold = false;
        connectedTold = false;
        talkEndTold = false;
        answeredLeg = null;
        note = null;
        legs.clear();
    }

    /** What is noted of a talk that is over; null if nothing is. */
    @Nullable
    TalkNote noteOfEnd() {
        return note == null || note.endedAtMs() == 0 ? null : note;
    }

    void endOffer() {
        offerId = 0;
        answeredLeg = null;
    }

    void takeOver(Call consult) {
        phase = consult.phase;
        offerId = consult.offerId;
        sentOfferId = consult.sentOfferId;
        ringingTold = consult.ringingTold;
        connectedTold = consult.connectedTold;
        talkEndTold = consult.talkEndTold;
        note = consult.note;
        deviceIds = consult.deviceIds;
        answeredLeg = consult.answeredLeg;
        legs.clear();
        legs.putAll(consult.legs);
    }

    record StandIn(String uniqueId, String channel) {}

    /** @param looks how often notes of its talk have been looked for and not found */
    record Departure(GoneCause cause, int looks) {}
}

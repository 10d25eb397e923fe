package org.usher.telephony.ami;

import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;

/**
 * Reads what Asterisk says and tells the engine what it means. Pure but for the ledger; no threads, no clock. What follows when a phone
 * has been picked up is the part of {@link Talks}.
 *
 * <p>The subtle parts, each found on a real Asterisk:
 *
 * <ul>
 *   <li>A phone that declines (603) gives DialEnd NOANSWER and DIALSTATUS CHANUNAVAIL: only the phone's own hangup cause 21 tells it
 *       from a phone that nobody picked up. A phone that is called off by Dial has no HangupRequest of its own.
 *   <li>A Redirect that meets a channel between two steps can hang the caller up: SoftHangupRequest and Hangup cause 0 without a
 *       HangupRequest. That caller did not abandon; the PBX lost him.
 *   <li>When the caller hangs up, the legs' Hangups come in either order, and UsherDialResult does not come at all.
 *   <li>The first UsherWait after UsherJoin, a failed offer, a digit or a prompt is the moment from which a Redirect is safe. Within a
 *       prompt the engine may make an offer: {@link Prompts} ends it.
 * </ul>
 */
final class CallMapper {
    /** The events that are used; the decoder drops all others by name. */
    static final Set<String> EVENTS = Set.of(
            "UserEvent",
            "DialBegin",
            "DialState",
            "DialEnd",
            "BridgeEnter",
            "BridgeLeave",
            "HangupRequest",
            "SoftHangupRequest",
            "Hangup",
            "Hold",
            "Unhold",
            "BlindTransfer",
            "AttendedTransfer",
            "DeviceStateChange",
            "FullyBooted",
            "Status",
            "StatusComplete",
            "DeviceStateListComplete");

    private final LedgerPart ledger;
    private final Supplier<Names> names;
    private final MapperOutput out;
    private final Talks talks;
    private final CalledBack calledBack;

    CallMapper(LedgerPart ledger, Supplier<Names> names, MapperOutput out) {
        this.ledger = ledger;
        this.names = names;
        this.out = out;
        this.talks = new Talks(ledger, names, out);
        this.calledBack = new CalledBack(ledger, out, talks);
    }

    Talks talks() {
        return talks;
    }

    CalledBack calledBack() {
        return calledBack;
    }

    void map(AmiMessage m) {
        switch (m.event()) {
            case "UsherJoin" -> onJoin(JoinFacts.ofEvent(m));
            case "UsherWait" -> withCall(m, this::onWait);
            case "UsherSay" -> withCall(m, this::hearsPrompt);
            case "UsherAsking" -> withCall(m, this::asks);
            case "UsherDigit" -> withCall(m, call -> onDigit(call, m.get("Digit")));
            case "UsherAnswered" -> onAnswered(m);
            case "UsherDialResult" -> withCall(m, call -> onDialResult(call, m));
            case "UsherLeft" -> withCall(m, call -> leave(call, Witness.LEFT, GoneCause.LEFT_TO_DIALPLAN));
            case "UsherFallback" -> withCall(m, call -> leave(call, Witness.LEFT, GoneCause.FELL_BACK));
            // the dialplan has noted who
            case "UsherOrdered" -> out.doubt("a caller who has asked to be called back leaves by the fallback");
            case "UsherSurvey" -> onSurvey(m);
            case "UsherCalling", "UsherReached", "UsherNotReached" -> calledBack.take(m);
            case "DialBegin" -> onDialBegin(m);
            case "DialState" -> onDialState(m);
            case "BridgeEnter" -> talks.onBridgeEnter(m);
            case "BridgeLeave" -> talks.onBridgeLeave(m);
            case "BlindTransfer" -> talks.onBlindTransfer(m);
            case "AttendedTransfer" -> talks.onAttendedTransfer(m);
            case "HangupRequest" -> onHangupRequest(m);
            case "SoftHangupRequest" -> onSoftHangupRequest(m);
            case "Hangup" -> onHangup(m);
            case "Hold" -> talks.onHold(m, true);
            case "Unhold" -> talks.onHold(m, false);
            case "DeviceStateChange" -> device(m);
            case "UsherRequest", "UsherExcused" -> excuse(m);
            default -> {
                // DialEnd says nothing that UsherDialResult does not say better; other names are other people's
                // UserEvents
            }
        }
    }

    private interface CallAction {
        void on(Call call);
    }

    /** For events of Usher's own dialplan: a caller it does not know has been missed. */
    private void withCall(AmiMessage m, CallAction action) {
        if (!withKnownCall(m, action)) {
            String event = m.event();
            if (event.equals("UsherWait") || event.equals("UsherDigit")) {
                out.doubt(event + " of the unknown call " + m.get("Uniqueid"));
            }
        }
    }

    private boolean withKnownCall(AmiMessage m, CallAction action) {
        Call call = ledger.callInDialplan(m.get("Uniqueid"));
        if (call == null) {
            return false;
        }
        action.on(call);
        return true;
    }

    // ---- the caller enters and waits

    void onJoin(JoinFacts facts) {
        Call asking = ledger.callInDialplan(facts.uniqueId());
        if (asking != null && asking.phase == CallPhase.ASKING && !asking.uniqueId.equals(facts.uniqueId())) {
            onJoin(facts.of(asking)); // by the channel that stands in for him
            return;
        }
        Call known = ledger.call(facts.uniqueId());
        if (known != null && known.departure != null) {
            leaveAtLast(known, Witness.LEFT, known.departure.cause());
            known = null;
        }
        if (known != null
                && known.offerId != 0
                && known.phase != CallPhase.DIALLING
                && known.phase != CallPhase.TALKED) {
            talks.givenAway(known); // his agent sent him to a queue, and the word of that may come later
        }
        if (known != null && known.phase == CallPhase.IN_TRANSFER) {
            known.beginOffer(0);
        } else if (known != null && known.offerId != 0) {
            // he was given back and has come again, and the message in between was missed
            leaveAtLast(known, Witness.LEFT, GoneCause.LEFT_TO_DIALPLAN);
            known = null;
        }
        Call call = known != null ? known : ledger.add(facts.uniqueId(), facts.channel());
        if (call == null) {
            out.untracked(facts.channel());
            return;
        }
        call.move(CallPhase.BETWEEN_STEPS, out);
        Admission admission = Admission.of(ledger.pbxId, facts, names.get());
        if (!admission.complaint().isEmpty()) {
            out.complaint(admission.complaint() + " (call " + facts.channel() + ")");
        }
        call.contactId = admission.arrived().contactId();
        out.command(admission.arrived());
    }

    private void onWait(Call call) {
        // else he is about to be taken out of the waiting room, by a Redirect into a prompt or by the key that was to
        // end one
        if (!call.phase.awaitsPromptOrder()) {
            waits(call);
        }
    }

    /** He stands in the blocking step of the waiting room. That he can be offered is said after a prompt, too: it costs the engine nothing. */
    void waits(Call call) {
        if (call.phase == CallPhase.DIALLING || call.phase.hasAgent()) {
            // back without a dial result: taken back by a Redirect
            endOffer(call, OfferOutcome.WITHDRAWN);
        } else if (call.phase == CallPhase.TALKED) {
            call.endOffer(); // the phone died
        }
        boolean news = call.phase != CallPhase.WAITING;
        call.unheard = false;
        call.move(CallPhase.WAITING, out);
        out.witness(call, Witness.PARKED);
        if (news) {
            out.command(new Command.ContactReachable(call.callKey));
        }
    }

    /** A prompt plays to him, or the queue's notice, with which he begins to wait. Of whom we sent there the engine knows that he waits. */
    void hearsPrompt(Call call) {
        boolean news = call.phase != CallPhase.SENT_TO_PROMPT;
        call.move(CallPhase.HEARING_PROMPT, out);
        if (news) {
            out.command(new Command.ContactReachable(call.callKey));
        }
    }

    private void onDigit(Call call, String digit) {
        boolean cut = digit.equals(Prompts.CUT);
        if (cut && (call.phase == CallPhase.HEARING_PROMPT || call.phase == CallPhase.PROMPT_CUT)) {
            call.move(CallPhase.PROMPT_OVER, out); // no news to the engine: he is back at once
        } else if (!call.phase.awaitsPromptOrder()) {
            isAway(call);
        } // else his own key came first; the order under way finds him all the same
    }

    /** He has pressed the key for a callback, and cannot be offered until he is back; or is, by an order that is under way. */
    private void asks(Call call) {
        if (call.phase.awaitsPromptOrder()) {
            return;
        }
        boolean stood = call.phase.isOfferable();
        call.move(CallPhase.ASKING, out);
        if (stood) {
            out.command(new Command.ContactUnreachable(call.callKey));
        }
    }

    private void isAway(Call call) {
        if (call.phase.isOfferable() && call.callback == null) {
            call.move(CallPhase.BETWEEN_STEPS, out);
            out.command(new Command.ContactUnreachable(call.callKey));
        }
    }

    /** Asterisk is out of reach: nobody who waits there can be connected until he has been seen again. */
    void outOfReach() {
        ledger.legs().forEach(leg -> leg.holdUnknown = true);
        ledger.calls().forEach(call -> {
            call.unheard = true;
            isAway(call);
        });
    }

    // ---- the offer

    private void onDialBegin(AmiMessage m) {
        Call call = ledger.callInDialplan(m.get("Uniqueid"));
        long offerId = offerOf(m, call);
        if (call == null
                || offerId == 0
                || call.phase.hasAgent()
                || call.phase == CallPhase.IN_TRANSFER
                || call.phase == CallPhase.TALKED) {
            // not ours, or the caller is being transferred, still marked with the offer that was answered
            return;
        }
        calledBack.unreached(call, m);
        if (call.phase != CallPhase.DIALLING || call.offerId != offerId) {
            beginDialling(call, offerId);
        }
        call.unheard = false;
        String channel = m.get("DestChannel");
        ledger.addLeg(call, m.get("DestUniqueid"), channel, Leg.phone(channel, m.get("DialString")));
    }

    void beginDialling(Call call, long offerId) {
        call.beginOffer(offerId);
        call.move(CallPhase.DIALLING, out);
        out.witness(call, Witness.DIALLING);
    }

    private long offerOf(AmiMessage m, @Nullable Call call) {
        String offer = m.variable("DestChanVariable", "USHER_OFFER");
        if (offer.isEmpty()) {
            offer = m.variable("ChanVariable", "USHER_OFFER");
        }
        long named = number(offer);
        return named != 0 || call == null ? named : call.sentOfferId;
    }

    private void onDialState(AmiMessage m) {
        Call call = ledger.callInDialplan(m.get("Uniqueid"));
        boolean rings =
                m.get("DialStatus").equals("RINGING") || m.get("DialStatus").equals("PROGRESS");
        if (call == null || call.phase != CallPhase.DIALLING || !rings) {
            return;
        }
        Leg leg = ledger.leg(m.get("DestUniqueid"));
        if (leg != null) {
            leg.rang = true;
        }
        if (!call.ringingTold) {
            ringing(call);
        }
    }

    void ringing(Call call) {
        call.ringingTold = true;
        out.command(new Command.OfferRinging(call.offerId));
    }

    private void onAnswered(AmiMessage m) {
        long offerId = number(m.get("Offer"));
        Leg leg = ledger.leg(m.get("Uniqueid"));
        Call call = leg == null ? ledger.callOfOffer(offerId) : ledger.call(leg.callUniqueId);
        if (call == null) {
            out.doubt("UsherAnswered of the unknown phone " + m.get("Channel"));
            return;
        }
        talks.answered(call, leg == null ? ledger.addLeg(call, m.get("Uniqueid"), m.get("Channel")) : leg);
    }

    private void onDialResult(Call call, AmiMessage m) {
        String status = m.get("DialStatus");
        long offerId = number(m.get("Offer"));
        if (status.equals("STALE")) {
            out.witness(call, Witness.STALE);
            call.move(CallPhase.BETWEEN_STEPS, out);
            return;
        }
        if (status.equals("ANSWER")) {
            if (!mayHaveTalkedUnheard(call)) {
                talks.endTalk(call, EndedBy.SYSTEM);
            }
            return;
        }
        if (call.offerId != offerId) {
            call.beginOffer(offerId);
        }
        call.unheard = false;
        out.witness(call, Witness.DIAL_ENDED);
        endOffer(call, Meaning.outcome(call, status));
        if (call.phase != CallPhase.BETWEEN_STEPS) {
            call.move(CallPhase.BETWEEN_STEPS, out);
        }
    }

    /** The offer is over and the caller is, or will be, back in the waiting room. */
    void endOffer(Call call, OfferOutcome outcome) {
        if (call.offerId == 0) {
            return;
        }
        if (call.phase == CallPhase.ANSWERED || (call.answeredLeg == null && !call.phase.hasAgent())) {
            out.command(new Command.OfferFailed(call.offerId, outcome));
            if (call.callback != null) {
                call.callback.endTold = true;
            }
        } else {
            talks.endTalk(call, EndedBy.SYSTEM);
        }
        call.endOffer();
    }

    // ---- the end

    private void onHangupRequest(AmiMessage m) {
        Leg leg = ledger.leg(m.get("Uniqueid"));
        if (leg != null) {
            leg.hangupRequested = !leg.answered || !Meaning.died(m);
            leg.ownCause = leg.answered ? 0 : (int) number(m.get("Cause"));
            tellWhileOthersRing(leg);
            return;
        }
        Call call = ledger.call(m.get("Uniqueid"));
        if (call != null) {
            call.hangupRequested = !Meaning.died(m);
        }
    }

    /** AMI is about to hang up this ringing phone for its agent, of which Asterisk says nothing that a phone's own refusal would. */
    void declined(Leg leg, int cause) {
        leg.hangupRequested = true;
        leg.ownCause = cause;
        tellWhileOthersRing(leg);
    }

    /** One device of several has ended by itself; of its other phones none may ring. */
    private void tellWhileOthersRing(Leg ended) {
        Call call = ledger.call(ended.callUniqueId);
        int deviceId = names.get().deviceId(ledger.pbxId, ended.phone);
        if (call == null || call.phase != CallPhase.DIALLING || ended.answered || deviceId == 0) {
            return;
        }
        boolean othersRing = false;
        for (Leg leg : call.legs.values()) {
            boolean rings = leg.ownCause == 0 && ledger.leg(leg.uniqueId) == leg;
            if (rings && leg.phone.equals(ended.phone)) {
                return;
            }
            othersRing |= rings;
        }
        if (othersRing) {
            out.command(new Command.OfferLegEnded(ended.offerId, deviceId, Meaning.outcome(ended)));
        }
    }

    private void onSoftHangupRequest(AmiMessage m) {
        Call call = ledger.call(m.get("Uniqueid"));
        if (call != null) {
            call.softHangupRequested = true;
        }
    }

    private void onHangup(AmiMessage m) {
        Leg leg = ledger.leg(m.get("Uniqueid"));
        if (leg != null) {
            talks.legGone(leg);
            return;
        }
        Call call = ledger.call(m.get("Uniqueid"));
        if (call != null) {
            leave(call, Witness.GONE, Meaning.goneCause(call, (int) number(m.get("Cause"))));
            return;
        }
        Call represented = ledger.callInDialplan(m.get("Uniqueid"));
        if (represented != null) {
            standInGone(represented);
        }
        Call successor = ledger.successor(m.get("Uniqueid"));
        if (successor != null && successor.phase == CallPhase.BETWEEN_STEPS) {
            waits(successor);
        }
    }

    /** The customer himself comes out of his bridge next, and his channel's messages say where he stands. */
    void standInGone(Call call) {
        ledger.dismissStandIn(call);
        if (call.phase.isOfferable() || call.phase == CallPhase.DIALLING) {
            endOffer(call, OfferOutcome.FAILED);
            call.move(CallPhase.BETWEEN_STEPS, out);
            out.command(new Command.ContactUnreachable(call.callKey));
        }
    }

    /** The call is no longer in Usher's care. An offer still ringing ends with it, which the engine knows. */
    void leave(Call call, Witness witness, GoneCause cause) {
        if (call.callback != null) {
            calledBack.over(call, call.callback);
            return;
        }
        out.witness(call, witness);
        if (mayHaveTalkedUnheard(call)) {
            call.departure = call.departure == null ? new Call.Departure(cause, 0) : call.departure;
            return;
        }
        boolean byCaller = call.hangupRequested && cause == GoneCause.HUNG_UP;
        if (call.phase != CallPhase.ANSWERED) {
            talks.endTalk(call, byCaller ? EndedBy.CALLER : EndedBy.SYSTEM);
        }
        ledger.remove(call);
        out.command(new Command.ContactGone(call.callKey, cause));
    }

    /** What the dialplan has noted of his talk is known now, or will not be any more. */
    void leaveAtLast(Call call, Witness witness, GoneCause cause) {
        call.unheard = false;
        leave(call, witness, cause);
    }

    /**
     * A phone may have picked up while Asterisk was out of reach, and who leaves before all is settled may leave after a talk of which the
     * engine does not know, or not who ended it.
     */
    private static boolean mayHaveTalkedUnheard(Call call) {
        return call.unheard && call.callback == null && call.answeredLeg == null && TalkNotes.offer(call) > 0;
    }

    /** He was asked after his talk how satisfied he was; his call is ours no more. */
    private void onSurvey(AmiMessage m) {
        long contactId = number(m.get("Contact"));
        String score = m.get("Score");
        if (contactId == 0 || !(score.isEmpty() || score.matches("[1-5]"))) {
            out.complaint("what " + m.get("Channel")
                    + " answers to the survey is no score of 1 to 5 for a contact: it is not counted");
            return;
        }
        out.command(new Command.ScoreContact(
                0, contactId, score.isEmpty() ? Command.ScoreContact.NO_ANSWER : Integer.parseInt(score)));
    }

    // ---- phones

    private void device(AmiMessage m) {
        trunk(m);
        int deviceId = deviceOf(m);
        if (deviceId != 0) {
            DeviceState state = Meaning.deviceState(m.get("State"));
            if (ledger.note(deviceId, state)) {
                out.command(new Command.DeviceStateChanged(deviceId, state));
            }
        }
    }

    /** If the device is a trunk to another box. */
    void trunk(AmiMessage m) {
        String device = m.get("Device");
        if (device.startsWith("PJSIP/" + Names.BOX)) {
            long box = number(device.substring("PJSIP/".length() + Names.BOX.length()));
            if (box > 0 && box <= Integer.MAX_VALUE) {
                out.trunk((int) box, Meaning.deviceState(m.get("State")) != DeviceState.UNAVAILABLE);
            }
        }
    }

    /** What somebody dials to ask for something is no call, nor what the operator's dialplan says is none to work after. */
    private void excuse(AmiMessage own) {
        int deviceId = names.get().deviceId(ledger.pbxId, Leg.endpoint(own.get("Channel")));
        if (deviceId != 0) {
            out.command(new Command.OwnCallExcused(deviceId));
        }
    }

    /** 0 if it is not one of the configuration's. */
    int deviceOf(AmiMessage m) {
        String device = m.get("Device");
        return device.startsWith("PJSIP/")
                ? names.get().deviceId(ledger.pbxId, device.substring("PJSIP/".length()))
                : 0;
    }

    /** 0 if it is none. */
    static long number(String text) {
        if (text.isEmpty() || text.length() > 18) {
            return 0;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}

package org.usher.telephony.ami;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.TalkId;

/** One snapshot of Asterisk against what we know: whatever differs is told as if it had been seen. Used once. */
final class Settlement {
    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    private static final int MAX_LINES = 10;

    /** How often the note of a talk is looked for that ended while the rows came. */
    private static final int MAX_LOOKS = 2;

    private final Snapshot taken;
    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final Talks talks;
    private final AmiActions actions;
    private final MapperOutput out;
    private boolean ignoredCaller;
    private int discrepancies;

    Settlement(Snapshot taken, LedgerPart ledger, CallMapper mapper, AmiActions actions, MapperOutput out) {
        this.taken = taken;
        this.ledger = ledger;
        this.mapper = mapper;
        this.talks = mapper.talks();
        this.actions = actions;
        this.out = out;
    }

    /** Whether a caller had to be left aside, so that another round must follow. */
    boolean ignoredCaller() {
        return ignoredCaller;
    }

    int discrepancies() {
        return discrepancies;
    }

    /** Tells everything in which the snapshot and what is known differ. */
    void settle() {
        ledger.calls().stream().filter(call -> call.departure == null).forEach(call -> call.unheard = false);
        correctBridges();
        taken.legs.values().forEach(this::phoneOfForgottenOffer);
        ledger.forgetForgotten(taken.channels.keySet());
        // who waits has been found before any agent is found to be free, who else would be given whoever is found first
        callers(this::onlyWaits);
        ledger.calls().forEach(this::missedTalk);
        callers(row -> !onlyWaits(row));
        for (Call call : List.copyOf(ledger.calls())) {
            if (!ledger.holds(call)) {
                continue; // merged into another meanwhile
            }
            if (call.departure != null) {
                departed(call, call.departure);
                continue;
            }
            if (call.standIn != null && taken.gone(call.standIn.uniqueId())) {
                mapper.standInGone(call);
            }
            if (call.callback != null && actions.isToBegin(call)) {
                continue;
            }
            if (taken.gone(call.uniqueId)) {
                found(call, "its channel is gone");
                legOf(call);
                mapper.leave(call, Witness.GONE, goneCause(call));
            } else if (call.answeredLeg == null && (call.phase.hasAgent() || call.phase == CallPhase.TALKED)) {
                legOf(call);
            }
        }
        for (Leg leg : List.copyOf(ledger.legs())) {
            if (taken.gone(leg.uniqueId)) {
                talks.legGone(leg);
            }
        }
        for (AmiMessage row : taken.devices) {
            device(row);
        }
        taken.fellBack.forEach(contactId -> out.command(new Command.CancelCallback(0, contactId)));
        if (taken.watcher.isEmpty()) {
            out.unwatched();
        }
        if (discrepancies > MAX_LINES) {
            LOG.info("and {} more differences", discrepancies - MAX_LINES);
        }
    }

    private void callers(Predicate<AmiMessage> which) {
        for (AmiMessage row : taken.callersInOrder()) {
            if (!which.test(row)) {
                continue;
            }
            if (taken.touched(row.get("Uniqueid"))) {
                ignoredCaller = true;
            } else {
                caller(row);
            }
        }
    }

    /**
     * What the engine takes this phone to be in is over, and it is in something of which the engine does not know: so it is not free, and is
     * out of reach until its state is told below. Told once: from then on the engine knows that its use is no call of ours.
     */
    private void phoneOfForgottenOffer(AmiMessage row) {
        String uniqueId = row.get("Uniqueid");
        int deviceId = talks.deviceOf(row.get("Channel"));
        if (deviceId == 0
                || ledger.leg(uniqueId) != null
                || taken.touched(uniqueId)
                || taken.touchedDevice(Leg.endpoint(row.get("Channel")))
                || !isForgotten(row)
                || !ledger.noteForgotten(uniqueId)) {
            return;
        }
        if (ledger.note(deviceId, DeviceState.UNAVAILABLE)) {
            out.command(new Command.DeviceStateChanged(deviceId, DeviceState.UNAVAILABLE));
        }
    }

    /** A phone that rings bears no mark of its own. */
    private boolean isForgotten(AmiMessage leg) {
        if (Snapshot.offer(leg) != 0) {
            return ledger.isForgotten(Snapshot.offer(leg));
        }
        return taken.callers.values().stream()
                .anyMatch(caller -> ledger.isForgotten(Snapshot.offer(caller)) && Snapshot.rings(leg, caller));
    }

    /** Whether he waits, perhaps in a prompt, and nothing else has happened to him that is not known. */
    private boolean onlyWaits(AmiMessage row) {
        Call call = ledger.callInDialplan(row.get("Uniqueid"));
        boolean talked = call != null && taken.note(TalkNotes.offer(call)) != null;
        return Snapshot.waits(row) && !talked;
    }

    /** Asterisk has noted a talk that is over, and nobody heard of its end. */
    private void missedTalk(Call call) {
        long offerId = TalkNotes.offer(call);
        TalkNote note = taken.note(offerId);
        if (note == null) {
            return;
        }
        found(call, "the talk of offer " + offerId + " is over");
        if (call.offerId != offerId) {
            mapper.beginDialling(call, offerId);
        }
        if (call.callback != null && taken.wasReached(offerId)) {
            mapper.calledBack().talked(call, note);
        }
        talks.noted(call, note);
    }

    /** Why the channel of a call is gone of which nobody has heard: of one that had talked Asterisk knows. */
    private static GoneCause goneCause(Call call) {
        TalkNote note = call.noteOfEnd();
        if (note == null) {
            return GoneCause.LOST_BY_PBX;
        }
        return note.endedBy() == EndedBy.CALLER ? GoneCause.HUNG_UP : GoneCause.ENDED_BY_PBX;
    }

    /** He left while the rows came. What is noted may have been noted after it was asked for: it is looked for once more. */
    private void departed(Call call, Call.Departure departure) {
        if (call.note == null && departure.looks() < MAX_LOOKS - 1) {
            call.departure = new Call.Departure(departure.cause(), departure.looks() + 1);
            ignoredCaller = true;
            return;
        }
        mapper.leaveAtLast(call, Witness.GONE, departure.cause());
    }

    private void correctBridges() {
        for (String uniqueId : talks.bridges.channels()) {
            if (taken.gone(uniqueId)) {
                talks.bridges.leave(uniqueId);
            }
        }
        taken.channels.forEach((uniqueId, row) -> {
            if (!taken.touched(uniqueId)) {
                talks.bridges.correct(uniqueId, row.get("Channel"), Snapshot.bridge(row));
            }
        });
    }

    private void device(AmiMessage row) {
        if (!taken.touched(row.get("Device"))) {
            mapper.trunk(row);
        }
        int deviceId = mapper.deviceOf(row);
        if (deviceId != 0
                && !taken.touched(row.get("Device"))
                && ledger.note(deviceId, Meaning.deviceState(row.get("State")))) {
            out.command(new Command.DeviceStateChanged(deviceId, Meaning.deviceState(row.get("State"))));
        }
    }

    private void caller(AmiMessage row) {
        Snapshot.Place place = Snapshot.place(row);
        Call call = ledger.callInDialplan(row.get("Uniqueid"));
        if (call == null) {
            if (CallbackLine.isNearHalf(row.get("Uniqueid")) && !customerThere(row)) {
                noted("nobody has ordered " + row.get("Channel") + ": it is ended before it calls anybody");
                actions.hangUp(row.get("Channel"));
            } else {
                unknown(row, place);
            }
            return;
        }
        if (actions.inFlight(call) || call.departure != null) {
            return;
        }
        CallbackLine line = mapper.calledBack().unreached(call, row);
        if (line != null) {
            callback(call, line, row, place);
            return;
        }
        if (call.standIn != null && call.uniqueId.equals(row.get("Uniqueid"))) {
            talks.review(call); // his place in the dialplan is the other row's matter
            return;
        }
        mergeMissed(call, row);
        switch (place) {
            case WAITING, HEARING_PROMPT -> waiting(call, row, place);
            case DIALLING -> dialling(call, row);
            case TALKING -> talking(call, row);
            case FALLEN_BACK -> away(call, GoneCause.FELL_BACK);
            case AWAY -> operators(call, row);
            case ON_THE_WAY -> {}
        }
        if (ledger.holds(call)
                && call.contactId != 0
                && CallMapper.number(JoinFacts.variable(row, "USHER_CONTACT")) != call.contactId) {
            actions.markOf(call);
        }
    }

    /** The line of a customer who, for all that is known, has not been reached. */
    private void callback(Call call, CallbackLine line, AmiMessage row, Snapshot.Place place) {
        boolean there = customerThere(row);
        if (line.givenUp && there) {
            found(call, "its customer has been called and talks: his callback is done");
            ledger.remove(call);
            out.command(new Command.WithdrawContact(0, call.contactId));
            return;
        }
        if (line.givenUp) {
            found(call, "it may still call somebody, which nobody expects any more");
            actions.hangUp(call.channel);
            return;
        }
        if (place == Snapshot.Place.DIALLING && !there) {
            dialling(call, row);
        } else if (place == Snapshot.Place.TALKING) {
            talking(call, row);
        }
        boolean first = row.get("Context").equals(CallbackLine.CONTEXT);
        AmiMessage far = taken.channels.get(CallbackLine.farHalf(call.uniqueId));
        if ((first || place == Snapshot.Place.TALKING)
                && far != null
                && far.get("Application").equals("Dial")) {
            mapper.calledBack().calling(call, line, first);
        }
        if (there) {
            found(call, "its customer has been reached");
            mapper.calledBack().reached(call);
            if (place == Snapshot.Place.DIALLING) {
                dialling(call, row); // he came first, and the agent is rung
            } else if (place == Snapshot.Place.WAITING && !call.phase.hasAgent()) {
                waiting(call, row, place); // the agent did not pick up
            }
        }
    }

    /** Whether the customer for whom this near half stands has picked up: then the far half hears him. */
    private boolean customerThere(AmiMessage near) {
        AmiMessage far = taken.channels.get(CallbackLine.farHalf(near.get("Uniqueid")));
        return far != null && !Snapshot.bridge(far).isEmpty();
    }

    /** The customer bears the mark or the offer of a consulting call that is gone: he has taken its place. */
    private void mergeMissed(Call call, AmiMessage row) {
        long mark = CallMapper.number(JoinFacts.variable(row, "USHER_CONTACT"));
        long offerId = Snapshot.offer(row);
        for (Call other : List.copyOf(ledger.calls())) {
            boolean marked = mark != 0 && mark != call.contactId && mark == other.contactId;
            boolean offered = offerId != 0 && offerId != call.offerId && offerId == other.offerId;
            if (other != call && (marked || offered) && taken.gone(other.uniqueId)) {
                found(call, "it has taken the place of " + other.channel);
                talks.merged(call, other);
                return;
            }
        }
    }

    /** In the operator's dialplan: given away by its agent, or given back. */
    private void operators(Call call, AmiMessage row) {
        adopt(call);
        giveAwayMissed(call, row);
        talks.review(call);
        handOverMissed(call);
        Leg leg = call.answeredLeg;
        boolean heard = leg != null && talks.bridges.reach(call.uniqueId).includes(leg.uniqueId);
        if (call.phase != CallPhase.IN_TRANSFER && !(call.phase == CallPhase.TALKING && heard)) {
            away(call, GoneCause.LEFT_TO_DIALPLAN);
        }
    }

    /** The customer talks with others, and the agent's leg is gone or was never known. */
    private void handOverMissed(Call call) {
        Leg leg = call.answeredLeg;
        long talkId = call.offerId;
        if (leg != null && !taken.gone(leg.uniqueId)) {
            return; // he may be about to come back
        }
        if (talks.foundWithOthers(call)) {
            found(call, "it talks with somebody else than offer " + talkId);
            if (leg == null) {
                out.command(new Command.AgentLegEnded(talkId));
            }
        }
    }

    /** Asterisk notes on a channel who transferred it blindly, until it is bridged again. */
    private void giveAwayMissed(Call call, AmiMessage row) {
        Leg leg = call.answeredLeg;
        if (leg != null && call.phase.hasAgent() && leg.channel.equals(JoinFacts.variable(row, "BLINDTRANSFER"))) {
            found(call, "its agent gave it away");
            talks.givenAway(call);
        }
    }

    private void unknown(AmiMessage row, Snapshot.Place place) {
        switch (place) {
            case WAITING, HEARING_PROMPT, DIALLING, ON_THE_WAY -> {
                if (row.get("Context").equals("usher-out") || row.get("Context").equals("usher-callback-told")) {
                    return; // he leaves, or a message will follow
                }
                noted("found caller " + row.get("Channel") + " that nobody had told us of");
                mapper.onJoin(JoinFacts.ofRow(row));
                Call call = ledger.call(row.get("Uniqueid"));
                if (call != null && place == Snapshot.Place.WAITING) {
                    mapper.waits(call);
                } else if (call != null && place == Snapshot.Place.HEARING_PROMPT) {
                    mapper.hearsPrompt(call);
                } else if (call != null && place == Snapshot.Place.DIALLING) {
                    dialling(call, row);
                }
            }
            case TALKING, FALLEN_BACK, AWAY -> {
                // served or gone: no longer in the line, and the dialplan looks after him
            }
        }
    }

    /** No order about him is under way: neither an action's Redirect, nor that of a prompt, nor the key that ends one. */
    private void waiting(Call call, AmiMessage row, Snapshot.Place place) {
        giveAwayMissed(call, row);
        boolean hears = place == Snapshot.Place.HEARING_PROMPT;
        if (call.phase == (hears ? CallPhase.HEARING_PROMPT : CallPhase.WAITING)) {
            return;
        }
        if (call.phase != CallPhase.BETWEEN_STEPS) {
            found(call, hears ? "it hears a prompt" : "it waits");
        }
        if (call.phase == CallPhase.IN_TRANSFER || call.phase == CallPhase.ASKING) {
            // into a queue, perhaps another one; or back after a question that was answered too late for him
            mapper.onJoin(JoinFacts.ofRow(row));
        }
        mapper.endOffer(call, OfferOutcome.FAILED);
        if (hears) {
            mapper.hearsPrompt(call);
        } else {
            mapper.waits(call);
        }
    }

    private void dialling(Call call, AmiMessage row) {
        long offerId = Snapshot.offer(row);
        if (offerId == 0
                || call.phase.hasAgent()
                || call.phase == CallPhase.TALKED
                || call.phase == CallPhase.IN_TRANSFER) {
            return;
        }
        if (call.phase != CallPhase.DIALLING || call.offerId != offerId) {
            found(call, "phones are called for offer " + offerId);
            mapper.endOffer(call, OfferOutcome.FAILED);
            mapper.beginDialling(call, offerId);
        }
        for (AmiMessage leg : taken.legs.values()) {
            if (Snapshot.rings(leg, row) && ledger.leg(leg.get("Uniqueid")) == null) {
                ledger.addLeg(call, leg.get("Uniqueid"), leg.get("Channel"));
                if (!call.ringingTold && leg.get("ChannelStateDesc").equals("Ringing")) {
                    mapper.ringing(call);
                }
            }
        }
    }

    private void talking(Call call, AmiMessage row) {
        adopt(call);
        long offerId = Snapshot.offer(row);
        AmiMessage legRow = legInReach(call, offerId);
        if (legRow == null || offerId == 0 || call.phase == CallPhase.TALKED || call.phase == CallPhase.IN_TRANSFER) {
            talks.review(call);
            handOverMissed(call);
            return;
        }
        if (!call.phase.hasAgent() && (call.phase != CallPhase.DIALLING || call.offerId != offerId)) {
            mapper.endOffer(call, OfferOutcome.FAILED);
            mapper.beginDialling(call, offerId);
        }
        if (call.phase != CallPhase.TALKING) {
            found(call, "it talks");
        }
        Leg known = ledger.leg(legRow.get("Uniqueid"));
        Leg leg = known != null ? known : ledger.addLeg(call, legRow.get("Uniqueid"), legRow.get("Channel"));
        call.bridge = Snapshot.bridge(row);
        call.note = taken.note(offerId, legRow);
        if (!call.phase.hasAgent()) {
            talks.answered(call, leg);
        }
        talks.review(call);
    }

    /** The row of this offer's phone among those whom the customer hears. */
    private @Nullable AmiMessage legInReach(Call call, long offerId) {
        for (Bridges.Seat seat : talks.bridges.reach(call.uniqueId).seats()) {
            AmiMessage row = taken.channels.get(seat.uniqueId());
            if (row != null && isLegOf(row, offerId)) {
                return row;
            }
        }
        return null;
    }

    private boolean isLegOf(AmiMessage row, long talkId) {
        return talkId != 0
                && (Snapshot.offer(row) == talkId || TalkId.ofLeg(ledger.pbxId, row.get("Uniqueid")) == talkId);
    }

    /** A restored call does not know its phone: it is the one that bears the offer's mark or the talk's name. */
    private void adopt(Call call) {
        if (call.answeredLeg == null && call.phase.hasAgent()) {
            AmiMessage row = legInReach(call, call.offerId);
            if (row != null) {
                adopt(call, row);
            }
        }
    }

    private void adopt(Call call, AmiMessage row) {
        Leg leg = ledger.addLeg(call, row.get("Uniqueid"), row.get("Channel"));
        leg.answered = true;
        leg.holdUnknown = true;
        leg.fromBefore = true;
        call.answeredLeg = leg;
    }

    /** If Asterisk does not know the phone of a restored call either, the phone is free. */
    private void legOf(Call call) {
        if (call.answeredLeg != null
                || call.offerId == 0
                || !(call.phase.hasAgent() || call.phase == CallPhase.TALKED)) {
            return;
        }
        for (AmiMessage row : taken.channels.values()) {
            if (!row.get("Uniqueid").equals(call.uniqueId)
                    && !taken.callers.containsKey(row.get("Uniqueid"))
                    && isLegOf(row, call.offerId)) {
                adopt(call, row);
                return;
            }
        }
        long offerId = call.offerId;
        boolean told = call.noteOfEnd() != null;
        talks.endTalk(call, EndedBy.SYSTEM);
        if (!told) {
            out.command(new Command.AgentLegEnded(offerId));
        }
    }

    private void away(Call call, GoneCause cause) {
        found(call, "it is back in the operator's dialplan");
        mapper.leave(call, Witness.LEFT, cause);
    }

    private void found(Call call, String truth) {
        noted("call " + call.channel + " was " + call.phase + " to us, but " + truth);
    }

    private void noted(String difference) {
        if (++discrepancies <= MAX_LINES) {
            LOG.info("{}", difference);
        }
    }
}

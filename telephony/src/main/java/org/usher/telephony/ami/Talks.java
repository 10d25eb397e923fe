package org.usher.telephony.ami;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.TalkId;

/**
 * Who talks with the customer, from the moment a phone picks up: read from the book of bridges after every change in it, never from an
 * extension or a variable, which after a transfer still name the first agent.
 *
 * <p>The subtle parts, each found on a real Asterisk:
 *
 * <ul>
 *   <li>Who hung up is told by HangupRequest, which comes before the bridge breaks up; a phone that died has none. The talk ends when
 *       either side leaves the customer's bridge. An agent who consults by feature code and hangs up leaves another bridge: that is how
 *       he hands over.
 *   <li>After an attended transfer by feature code the customer hears the new party through the two halves of a Local channel, which
 *       Asterisk takes out half a second later: then for a moment he is alone in his bridge, and that means nothing.
 *   <li>An attended transfer to a call that is in no bridge (it rings, or waits in a queue) puts the customer's own channel into that
 *       call's place in the dialplan. By feature code that call is a Local channel's half, which goes on in the dialplan for him.
 *   <li>A transferring phone gets an Unhold without ever having held.
 * </ul>
 */
final class Talks {
    private final LedgerPart ledger;
    private final Supplier<Names> names;
    private final MapperOutput out;
    final Bridges bridges = new Bridges();

    Talks(LedgerPart ledger, Supplier<Names> names, MapperOutput out) {
        this.ledger = ledger;
        this.names = names;
        this.out = out;
    }

    // ---- a talk begins and ends

    void answered(Call call, Leg leg) {
        if (call.answeredLeg != null) {
            return;
        }
        call.move(CallPhase.ANSWERED, out);
        out.witness(call, Witness.ANSWERED);
        if (ledger.isForgotten(leg.offerId)) {
            ledger.removeLeg(leg); // to be another one's, of a talk that no offer brought
            joined(call, leg.uniqueId, leg.channel, leg.phone);
            return;
        }
        leg.answered = true;
        call.answeredLeg = leg;
        out.command(new Command.OfferAccepted(leg.offerId, names.get().deviceId(ledger.pbxId, leg.phone)));
    }

    /** 0 if it is none of the configuration's. */
    int deviceOf(String channel) {
        return names.get().deviceId(ledger.pbxId, Leg.endpoint(channel));
    }

    void connected(Call call) {
        if (!call.connectedTold && call.callback == null) {
            call.connectedTold = true;
            call.move(CallPhase.TALKING, out);
            out.command(new Command.OfferConnected(call.offerId, call.note == null ? 0 : call.note.beganAtMs()));
        }
    }

    /**
     * What begins when a phone picks up becomes a talk when the customer hears it: until then, while a whisper is spoken to the agent, there
     * is none that could end.
     */
    void endTalk(Call call, EndedBy endedBy) {
        if (!call.talkEndTold && call.offerId != 0 && call.phase.hasAgent() && call.callback == null) {
            call.talkEndTold = true;
            call.move(CallPhase.TALKED, out);
            TalkNote note = call.noteOfEnd();
            out.command(
                    note == null
                            ? new Command.TalkEnded(call.offerId, endedBy)
                            : new Command.TalkEnded(call.offerId, note.endedBy(), note.endedAtMs()));
        }
    }

    /** What was missed of this talk, or all of it: the agent's part is over, whatever has become of the customer since. */
    void noted(Call call, TalkNote note) {
        call.note = note;
        if (!call.phase.hasAgent()) {
            call.move(CallPhase.ANSWERED, out);
            out.command(new Command.OfferAccepted(note.offerId(), note.deviceId()));
        }
        connected(call);
        Leg leg = call.answeredLeg;
        if (leg != null) {
            ledger.removeLeg(leg);
        }
        out.command(new Command.AgentLegEnded(note.offerId(), note.endedAtMs()));
    }

    /** The customer hears somebody whom no offer brought, or none of which the engine knows. */
    void joined(Call call, Bridges.Seat party) {
        Leg before = ledger.leg(party.uniqueId());
        if (before != null) {
            legGone(before); // its part in an earlier talk is over; a new one begins
        }
        joined(call, party.uniqueId(), party.channel(), Leg.endpoint(party.channel()));
    }

    private void joined(Call call, String uniqueId, String channel, String phone) {
        call.beginOffer(TalkId.ofLeg(ledger.pbxId, uniqueId));
        Leg leg = ledger.addLeg(call, uniqueId, channel, phone);
        leg.answered = true;
        call.answeredLeg = leg;
        call.connectedTold = true;
        call.move(CallPhase.TALKING, out);
        int deviceId = names.get().deviceId(ledger.pbxId, phone);
        out.command(new Command.TalkJoined(call.callKey, call.offerId, deviceId));
    }

    /**
     * The customer was found with others than the agent of whom the engine knows, whose leg may have been missed altogether.
     *
     * @return whether that is so
     */
    boolean foundWithOthers(Call call) {
        Bridges.Reach reach = bridges.reach(call.uniqueId);
        Leg leg = call.answeredLeg;
        if (!call.phase.hasAgent() || party(reach, leg) == null || (leg != null && reach.includes(leg.uniqueId))) {
            return false;
        }
        handOver(call, reach);
        return true;
    }

    /** The agent's part is over, the customer's call goes on. Not told twice. */
    void givenAway(Call call) {
        if (call.phase.hasAgent() && !call.talkEndTold) {
            call.talkEndTold = true;
            call.move(CallPhase.IN_TRANSFER, out);
            out.command(new Command.TalkTransferred(call.offerId, call.note == null ? 0 : call.note.endedAtMs()));
            call.endOffer();
        }
    }

    /** The customer takes the place of the call by which the agent consulted a queue. */
    void merged(Call call, Call consult) {
        givenAway(call);
        ledger.merge(call, consult);
        out.merged(call, consult);
        out.command(new Command.ContactMerged(call.callKey, consult.callKey));
    }

    void legGone(Leg leg) {
        ledger.removeLeg(leg);
        if (!leg.answered) {
            return;
        }
        Call call = ledger.call(leg.callUniqueId);
        if (call != null && call.answeredLeg == leg) {
            if (call.phase == CallPhase.ANSWERED && leg.hangupRequested && !call.hangupRequested) {
                declined(call);
            } else if (!call.hangupRequested) {
                handOver(call, bridges.reach(call.uniqueId)); // of three, two stay
            }
            if (call.answeredLeg == leg && call.phase != CallPhase.ANSWERED) {
                endTalk(
                        call,
                        call.hangupRequested ? EndedBy.CALLER : leg.hangupRequested ? EndedBy.AGENT : EndedBy.SYSTEM);
            }
        }
        out.command(new Command.AgentLegEnded(leg.offerId));
    }

    /**
     * The agent hung up before he heard the customer, while a whisper was spoken to him. Told at once, and not only with the result of the
     * Dial, which comes after the end of his leg: from then on he could be given the next caller.
     */
    private void declined(Call call) {
        CallbackLine line = call.callback;
        if (line == null || !(line.notReachedTold || line.endTold)) {
            out.command(new Command.OfferFailed(call.offerId, OfferOutcome.REJECTED));
        }
        if (line != null) {
            line.endTold = true;
        }
        call.move(CallPhase.BETWEEN_STEPS, out);
    }

    // ---- who is in which bridge

    void onBridgeEnter(AmiMessage m) {
        String uniqueId = m.get("Uniqueid");
        String swapped = m.get("SwapUniqueid");
        Set<Call> concerned = new LinkedHashSet<>();
        if (!swapped.isEmpty()) {
            bridges.leave(swapped);
        }
        if (!m.get("BridgeTechnology").equals("holding_bridge")) { // there nobody hears another
            bridges.enter(new Bridges.Seat(uniqueId, m.get("Channel"), m.get("BridgeUniqueid")));
        }
        Leg leg = ledger.leg(uniqueId);
        Call call = ledger.call(leg == null ? uniqueId : leg.callUniqueId);
        if (call != null && leg == null) {
            call.bridge = m.get("BridgeUniqueid");
        }
        if (call != null && call.standIn != null && call.standIn.uniqueId().equals(swapped)) {
            ledger.dismissStandIn(call);
        }
        Call consult = ledger.call(swapped);
        if (call != null && leg == null && consult != null) {
            merged(call, consult); // he has taken its place in the talk; what its channel still says means nothing
        }
        if (call != null && leg != null && call.phase == CallPhase.DIALLING && call.answeredLeg == null) {
            out.doubt("phone " + leg.channel + " talks, but nobody said that it was picked up");
            answered(call, leg);
        }
        collect(uniqueId, m.get("Channel"), concerned);
        concerned.forEach(this::review);
    }

    void onBridgeLeave(AmiMessage m) {
        String uniqueId = m.get("Uniqueid");
        Set<Call> concerned = new LinkedHashSet<>();
        collect(uniqueId, m.get("Channel"), concerned);
        bridges.leave(uniqueId);
        for (Call call : concerned) {
            left(call, uniqueId, m.get("BridgeUniqueid"));
            review(call);
        }
    }

    /** The calls that a change of this channel's seat may mean something to. */
    private void collect(String uniqueId, String channel, Set<Call> concerned) {
        collect(uniqueId, concerned);
        for (Bridges.Seat seat : bridges.concerned(uniqueId)) {
            collect(seat.uniqueId(), concerned);
        }
        for (Leg leg : ledger.legsOf(Leg.endpoint(channel))) {
            collect(leg.uniqueId, concerned);
        }
    }

    private void collect(String uniqueId, Set<Call> concerned) {
        Leg leg = ledger.leg(uniqueId);
        Call call = leg == null ? ledger.callInDialplan(uniqueId) : ledger.call(leg.callUniqueId);
        if (call != null) {
            concerned.add(call);
        }
    }

    private void left(Call call, String uniqueId, String bridge) {
        Leg leg = call.answeredLeg;
        if (leg == null || !call.connectedTold) {
            return;
        }
        boolean customer = uniqueId.equals(call.uniqueId);
        boolean phone = uniqueId.equals(leg.uniqueId) && bridge.equals(call.bridge);
        if (!customer && !phone) {
            return;
        }
        if (call.hangupRequested) {
            endTalk(call, EndedBy.CALLER);
        } else if (leg.hangupRequested && bridges.reach(call.uniqueId).isNobody()) {
            endTalk(call, EndedBy.AGENT);
        }
    }

    /**
     * Compares what the engine knows of this call with whom the customer hears now. While Asterisk moves channels about, the agent is for a
     * moment in no bridge or another one; only one who has hung up, or is said to have transferred, has left the customer to the others.
     */
    void review(Call call) {
        if (!ledger.holds(call) || call.hangupRequested) {
            return;
        }
        Bridges.Reach reach = bridges.reach(call.uniqueId);
        Leg leg = call.answeredLeg;
        if (call.phase == CallPhase.IN_TRANSFER || call.phase == CallPhase.TALKED) {
            if (party(reach, leg) != null) {
                handOver(call, reach);
            }
        } else if (leg == null || !call.phase.hasAgent()) {
            return;
        } else if (reach.includes(leg.uniqueId)) {
            connected(call);
            consulting(leg, leg.held && bridges.speaksElsewhere(Leg.endpoint(leg.channel), leg.uniqueId));
        } else if (leg.hangupRequested) {
            handOver(call, reach);
        } else if (leg.held && reach.isNobody()) { // a consultation by feature code holds the customer, too
            String elsewhere = bridges.bridgeOf(leg.uniqueId);
            boolean consults = !elsewhere.isEmpty() && !elsewhere.equals(call.bridge);
            if (consults) {
                leg.consultBridge = elsewhere;
            }
            consulting(leg, consults);
        }
    }

    /** The customer hears others, but not the agent any more; or nobody yet. */
    private void handOver(Call call, Bridges.Reach reach) {
        Call consult = consultCall(call, reach);
        Bridges.Seat party = party(reach, call.answeredLeg);
        if (consult != null) {
            merged(call, consult);
            review(call);
        } else if (party != null) {
            givenAway(call);
            joined(call, party);
        }
    }

    /** Another call of Usher's on whose place in the dialplan, or on whose agent, this walk has come. */
    private @Nullable Call consultCall(Call call, Bridges.Reach reach) {
        for (Bridges.Seat seat : reach.seats()) {
            Leg leg = ledger.leg(seat.uniqueId());
            Call found = leg == null ? ledger.call(seat.uniqueId()) : ledger.call(leg.callUniqueId);
            if (found != null && found != call) {
                return found;
            }
        }
        for (String channel : reach.openEnds()) {
            Call found = ledger.callOnChannel(channel);
            if (found != null && found != call) {
                return found;
            }
        }
        return null;
    }

    /** Of several an agent's phone rather than somebody outside. */
    private Bridges.@Nullable Seat party(Bridges.Reach reach, @Nullable Leg not) {
        List<Bridges.Seat> people = reach.people().stream()
                .filter(seat -> not == null || !seat.uniqueId().equals(not.uniqueId))
                .toList();
        for (Bridges.Seat seat : people) {
            if (deviceOf(seat.channel()) != 0) {
                return seat;
            }
        }
        return people.isEmpty() ? null : people.getFirst();
    }

    // ---- what Asterisk says of transfers and holds

    void onBlindTransfer(AmiMessage m) {
        Call call = ledger.call(m.get("TransfereeUniqueid"));
        Leg leg = ledger.leg(m.get("TransfererUniqueid"));
        if (m.get("Result").equals("Success") && call != null && leg != null && call.answeredLeg == leg) {
            givenAway(call);
        }
    }

    void onAttendedTransfer(AmiMessage m) {
        Call call = ledger.call(m.get("TransfereeUniqueid"));
        String destination = m.get("DestType");
        if (call == null || !m.get("Result").equals("Success")) {
            return;
        }
        if (destination.equals("Threeway")) {
            held(m.get("OrigTransfererUniqueid"), false); // Asterisk says no Unhold
            return;
        }
        if (!destination.equals("App")) {
            transferredInBridges(call);
            return;
        }
        Call consult = ledger.call(m.get("SecondTransfererUniqueid"));
        if (consult == null || consult == call) {
            givenAway(call);
            return;
        }
        merged(call, consult);
        if (call.phase.isOfferable()) {
            // his channel is on its way there: a Redirect before it has arrived would be lost
            if (call.phase == CallPhase.WAITING) {
                ledger.awaitPlace(call, consult.uniqueId);
            } // else his own UsherWait follows when the prompt ends
            call.move(CallPhase.BETWEEN_STEPS, out);
            out.command(new Command.ContactUnreachable(call.callKey));
        }
    }

    private void transferredInBridges(Call call) {
        Bridges.Reach reach = bridges.reach(call.uniqueId);
        Leg agent = call.answeredLeg;
        if (agent != null && !reach.includes(agent.uniqueId)) {
            handOver(call, reach);
            if (call.answeredLeg == agent) {
                givenAway(call); // to somebody who does not hear the customer yet
            }
        }
    }

    void onHold(AmiMessage m, boolean held) {
        held(m.get("Uniqueid"), held);
    }

    /** Whether he is on hold was not known. */
    void foundHeld(Leg leg, boolean held) {
        held(leg.uniqueId, held);
        leg.holdUnknown = false;
    }

    private void held(String uniqueId, boolean held) {
        Leg leg = ledger.leg(uniqueId);
        if (leg == null || !leg.answered || (leg.held == held && !leg.fromBefore)) {
            return;
        }
        leg.held = held;
        leg.heldByOrder &= held;
        leg.fromBefore = false;
        leg.holdUnknown = false;
        Call call = ledger.call(leg.callUniqueId);
        if (call != null && call.answeredLeg == leg && call.phase.hasAgent()) {
            out.command(new Command.HoldChanged(leg.offerId, held));
            review(call);
        }
    }

    private void consulting(Leg leg, boolean consulting) {
        if (leg.consulting != consulting) {
            leg.consulting = consulting;
            out.command(new Command.ConsultChanged(leg.offerId, consulting));
        }
    }
}

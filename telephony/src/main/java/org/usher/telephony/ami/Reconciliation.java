package org.usher.telephony.ami;

import java.util.List;
import java.util.function.Consumer;
import org.asteriskjava.manager.action.ManagerAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.TalkId;

/**
 * Finds out what is true in Asterisk and tells the engine the difference, with the same commands as ever.
 *
 * <p>It asks for every channel with its variables (Status) and for every device's state (DeviceStateList), then sends a Ping. Asterisk
 * writes a list at once but events from a queue, so events that happened before or during the lists are read after them; and it writes
 * out that queue before each action it takes. When the Ping is answered, everything older than the lists has been read. The rule for the
 * time in between:
 *
 * <ul>
 *   <li>live messages are mapped as ever, at once and in order; none is held back or dropped;
 *   <li>a channel or device that a live message named is left to its messages, and its row is ignored, because nobody can tell which
 *       of the two is older;
 *   <li>everything else is settled by its row when the Ping is answered; a call that has neither row nor message is gone;
 *   <li>a call whose Redirect is under way is left alone, since the row may be older than the Redirect;
 *   <li>if a caller's row had to be ignored, another round follows.
 * </ul>
 */
final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

    private static final int MAX_LINES = 10;

    private final LinkSettings.Timings timings;
    private final LedgerPart ledger;
    private final CallMapper mapper;
    private final Talks talks;
    private final AmiActions actions;
    private final Requests requests;
    private final Recordings recordings;
    private final MapperOutput out;
    private final LinkCounters counters;
    private @Nullable Snapshot snapshot;
    private boolean ignoredCaller;
    private int discrepancies;

    Reconciliation(LinkSettings.Timings timings, LedgerPart ledger, CallMapper mapper, Parts parts) {
        this.timings = timings;
        this.ledger = ledger;
        this.mapper = mapper;
        this.talks = mapper.talks();
        this.actions = parts.actions;
        this.requests = parts.requests;
        this.recordings = parts.recordings;
        this.out = parts.out;
        this.counters = parts.counters;
    }

    /** What it works with beside the ledger and the mapper. */
    record Parts(
            AmiActions actions, Requests requests, Recordings recordings, MapperOutput out, LinkCounters counters) {}

    /** How a round ended. */
    sealed interface Result {
        /** {@code again}: a caller had to be left aside. */
        record Settled(boolean again) implements Result {}

        record Failed(String action, Reply reply) implements Result {}
    }

    boolean running() {
        return snapshot != null;
    }

    void observe(AmiMessage live) {
        Snapshot current = snapshot;
        if (current != null) {
            current.observe(live);
        }
    }

    /** Begins a round; {@code end} is called exactly once. */
    void start(Consumer<Result> end) {
        Snapshot taken = new Snapshot();
        snapshot = taken;
        list(
                ManagerActions.status(JoinFacts.VARIABLES),
                row -> {
                    taken.channel(row);
                    recordings.seen(row);
                },
                end,
                () -> list(ManagerActions.deviceStates(), taken::device, end, () -> barrier(taken, end)));
    }

    private void list(ManagerAction action, Consumer<AmiMessage> rows, Consumer<Result> end, Runnable next) {
        requests.send(action, timings.listTimeoutMs(), new ReplyHandler() {
            @Override
            public void row(AmiMessage row) {
                rows.accept(row);
            }

            @Override
            public void end(Reply reply) {
                if (reply instanceof Reply.Success) {
                    next.run();
                } else {
                    failed(action.getAction(), reply, end);
                }
            }
        });
    }

    private void barrier(Snapshot taken, Consumer<Result> end) {
        requests.send(ManagerActions.ping(), timings.listTimeoutMs(), reply -> {
            if (reply instanceof Reply.Success) {
                settle(taken);
                snapshot = null;
                counters.reconciliations.increment();
                counters.discrepancies.add(discrepancies);
                end.accept(new Result.Settled(ignoredCaller));
            } else {
                failed("Ping", reply, end);
            }
        });
    }

    private void failed(String action, Reply reply, Consumer<Result> end) {
        snapshot = null;
        end.accept(new Result.Failed(action, reply));
    }

    // ---- settling

    private void settle(Snapshot taken) {
        ignoredCaller = false;
        discrepancies = 0;
        correctBridges(taken);
        for (AmiMessage row : taken.callersInOrder()) {
            if (taken.touched(row.get("Uniqueid"))) {
                ignoredCaller = true;
            } else {
                caller(taken, row);
            }
        }
        for (Call call : List.copyOf(ledger.calls())) {
            if (!ledger.holds(call)) {
                continue; // merged into another meanwhile
            }
            if (call.standIn != null && taken.gone(call.standIn.uniqueId())) {
                mapper.standInGone(call);
            }
            if (taken.gone(call.uniqueId)) {
                found(call, "its channel is gone");
                legOf(taken, call);
                mapper.leave(call, Witness.GONE, GoneCause.LOST_BY_PBX);
            } else if (call.answeredLeg == null && (call.phase.hasAgent() || call.phase == CallPhase.TALKED)) {
                legOf(taken, call);
            }
        }
        for (Leg leg : List.copyOf(ledger.legs())) {
            if (taken.gone(leg.uniqueId)) {
                talks.legGone(leg);
            }
        }
        for (AmiMessage row : taken.devices) {
            device(taken, row);
        }
        if (!taken.watched) {
            out.unwatched();
        }
        if (discrepancies > MAX_LINES) {
            LOG.info("and {} more differences", discrepancies - MAX_LINES);
        }
    }

    private void correctBridges(Snapshot taken) {
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

    private void device(Snapshot taken, AmiMessage row) {
        int deviceId = mapper.deviceOf(row);
        if (deviceId != 0
                && !taken.touched(row.get("Device"))
                && ledger.note(deviceId, Meaning.deviceState(row.get("State")))) {
            out.command(new Command.DeviceStateChanged(deviceId, Meaning.deviceState(row.get("State"))));
        }
    }

    private void caller(Snapshot taken, AmiMessage row) {
        Snapshot.Place place = Snapshot.place(row);
        Call call = ledger.callInDialplan(row.get("Uniqueid"));
        if (call == null) {
            unknown(taken, row, place);
            return;
        }
        if (actions.inFlight(call)) {
            return;
        }
        if (call.standIn != null && call.uniqueId.equals(row.get("Uniqueid"))) {
            talks.review(call); // his place in the dialplan is the other row's matter
            return;
        }
        mergeMissed(taken, call, row);
        switch (place) {
            case WAITING -> waiting(call, row);
            case DIALLING -> dialling(taken, call, row);
            case TALKING -> talking(taken, call, row);
            case FALLEN_BACK -> away(call, GoneCause.FELL_BACK);
            case AWAY -> operators(taken, call, row);
            case ON_THE_WAY -> {}
        }
        if (ledger.holds(call)
                && call.contactId != 0
                && CallMapper.number(JoinFacts.variable(row, "USHER_CONTACT")) != call.contactId) {
            actions.markOf(call);
        }
    }

    /** The customer bears the mark or the offer of a consulting call that is gone: he has taken its place. */
    private void mergeMissed(Snapshot taken, Call call, AmiMessage row) {
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
    private void operators(Snapshot taken, Call call, AmiMessage row) {
        adopt(taken, call);
        giveAwayMissed(call, row);
        talks.review(call);
        handOverMissed(taken, call);
        Leg leg = call.answeredLeg;
        boolean heard = leg != null && talks.bridges.reach(call.uniqueId).includes(leg.uniqueId);
        if (call.phase != CallPhase.IN_TRANSFER && !(call.phase == CallPhase.TALKING && heard)) {
            away(call, GoneCause.LEFT_TO_DIALPLAN);
        }
    }

    /** The customer talks with others, and the agent's leg is gone or was never known. */
    private void handOverMissed(Snapshot taken, Call call) {
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

    private void unknown(Snapshot taken, AmiMessage row, Snapshot.Place place) {
        switch (place) {
            case WAITING, DIALLING, ON_THE_WAY -> {
                if (row.get("Context").equals("usher-out")) {
                    return;
                }
                noted("found caller " + row.get("Channel") + " that nobody had told us of");
                mapper.onJoin(JoinFacts.ofRow(row));
                Call call = ledger.call(row.get("Uniqueid"));
                if (call != null && place == Snapshot.Place.WAITING) {
                    mapper.onWait(call);
                } else if (call != null && place == Snapshot.Place.DIALLING) {
                    dialling(taken, call, row);
                }
            }
            case TALKING, FALLEN_BACK, AWAY -> {
                // served or gone: no longer in the line, and the dialplan looks after him
            }
        }
    }

    private void waiting(Call call, AmiMessage row) {
        giveAwayMissed(call, row);
        if (call.phase == CallPhase.WAITING) {
            return;
        }
        if (call.phase != CallPhase.BETWEEN_STEPS) {
            found(call, "it waits");
        }
        if (call.phase == CallPhase.IN_TRANSFER) {
            mapper.onJoin(JoinFacts.ofRow(row)); // into a queue, perhaps another one
        }
        mapper.endOffer(call, OfferOutcome.FAILED);
        mapper.onWait(call);
    }

    private void dialling(Snapshot taken, Call call, AmiMessage row) {
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

    private void talking(Snapshot taken, Call call, AmiMessage row) {
        adopt(taken, call);
        long offerId = Snapshot.offer(row);
        AmiMessage legRow = legInReach(taken, call, offerId);
        if (legRow == null || offerId == 0 || call.phase == CallPhase.TALKED || call.phase == CallPhase.IN_TRANSFER) {
            talks.review(call);
            handOverMissed(taken, call);
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
        if (!call.phase.hasAgent()) {
            talks.answered(call, leg);
        }
        talks.review(call);
    }

    /** The row of this offer's phone among those whom the customer hears. */
    private @Nullable AmiMessage legInReach(Snapshot taken, Call call, long offerId) {
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
    private void adopt(Snapshot taken, Call call) {
        if (call.answeredLeg == null && call.phase.hasAgent()) {
            AmiMessage row = legInReach(taken, call, call.offerId);
            if (row != null) {
                adopt(call, row);
            }
        }
    }

    private void adopt(Call call, AmiMessage row) {
        Leg leg = ledger.addLeg(call, row.get("Uniqueid"), row.get("Channel"));
        leg.answered = true;
        call.answeredLeg = leg;
    }

    /** If Asterisk does not know the phone of a restored call either, the phone is free. */
    private void legOf(Snapshot taken, Call call) {
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
        talks.endTalk(call, EndedBy.SYSTEM);
        out.command(new Command.AgentLegEnded(offerId));
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

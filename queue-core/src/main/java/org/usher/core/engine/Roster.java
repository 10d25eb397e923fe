package org.usher.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.RepairKind;
import org.usher.core.engine.AgentRecord.Hold;
import org.usher.core.engine.AgentRecord.Presence;

/**
 * The agents' states. What an agent may be given follows from three things that change apart: what the person chose (presence), what
 * his phones say, and what came of his last offers (hold). Whenever he is not engaged, {@link #rest} works out the state anew.
 */
final class Roster {
    /**
     * How long the phones of an agent who talks may say that they are in no call until he is believed to have left: said during the talk, and
     * said before it, which may be old. Then a link that has missed word of a phone has asked for all of them twice meanwhile.
     */
    static final int IDLE_PHONES_MS = 10_000;

    static final int OLD_IDLE_PHONES_MS = 150_000;

    /** How long an agent is spared after an offer that failed by no one's fault. */
    static final int GUARD_MS = 1_000;

    /** No back-off is longer, however many calls were not answered. */
    static final long MAX_BACK_OFF_MS = 3_600_000;

    private final State state;
    private final Step step;
    private final Matching matching;
    private final Breaths breaths;
    private final OwnLines ownLines;
    private final Doors doors;

    Roster(State state, Step step, Matching matching, Breaths breaths, OwnLines ownLines, Doors doors) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.breaths = breaths;
        this.ownLines = ownLines;
        this.doors = doors;
    }

    /** The one way from presence to presence. */
    void choose(AgentRecord agent, Presence presence) {
        boolean was = agent.presence != Presence.OUT;
        boolean is = presence != Presence.OUT;
        state.hash.touch(agent);
        agent.presence = presence;
        if (was != is) {
            doors.staffChanged(agent, is ? 1 : -1);
        }
    }

    /** The one way from state to state; the state's deadline goes with it. */
    void transition(AgentRecord agent, AgentState to) {
        AgentState from = agent.state;
        if (!AgentMoves.isLegal(from, to)) {
            throw new IllegalStateException("agent " + agent.agentId + " cannot become " + to + " from " + from);
        }
        state.hash.touch(agent);
        state.deadlines.cancel(agent.deadline);
        if (state.asksForOccupancy) {
            agent.passTime(step.nowMs(), state.settings().routing().occupancyMemoryMs());
        }
        agent.state = to;
        agent.sinceMs = step.nowMs();
        if (agent.hold == Hold.GUARD && to != AgentState.READY) {
            agent.hold = Hold.NONE;
        }
        if (agent.isHeldBack()) {
            breaths.release(agent);
        }
        if (agent.guarded) {
            breaths.moved(agent, from, to);
        }
        // who was offered a contact and did not get it by no fault of his keeps his turn
        if (to == AgentState.READY && from != AgentState.OFFERED) {
            agent.idleOrder = ++state.idleOrders;
        }
        boolean held = to == AgentState.NOT_RESPONDING || to == AgentState.UNREACHABLE;
        step.event(new Event.AgentStateChanged(
                step.nowMs(),
                agent.agentId,
                from,
                to,
                to == AgentState.PAUSED ? agent.pauseReasonId : 0,
                held && agent.hold != Hold.NONE ? agent.holdCause : null));
        updateIdle(agent);
    }

    /** Brings an agent who is not engaged (any more) to the state that presence, hold and phones ask for. */
    void rest(AgentRecord agent) {
        takePending(agent);
        AgentState to = restingState(agent);
        if (to != agent.state) {
            transition(agent, to);
            if (to == AgentState.LOGGED_OUT) {
                leavePhones(agent);
            }
        } else {
            updateIdle(agent);
        }
        ownLines.review(agent);
    }

    /** Reserves the agent for the offer. */
    void reserve(AgentRecord agent, OfferRecord offer) {
        agent.offer = offer;
        transition(agent, AgentState.OFFERED);
    }

    /** The agent is on the call of this offer or talk, whatever he was doing. */
    void pickedUp(AgentRecord agent, OfferRecord offer) {
        state.hash.touch(agent);
        agent.offer = offer;
        offer.agent = agent;
        offer.agentId = agent.agentId;
        if (agent.isHeldBack()) {
            breaths.release(agent);
        }
        if (agent.guarded) {
            breaths.tookContact(agent);
        }
        agent.hold = Hold.NONE;
        agent.noAnswersInRow = 0;
        agent.wrapUpMs = 0;
        if (agent.state == AgentState.ON_CONTACT) {
            // until now the end of his leg of an earlier call was awaited
            state.deadlines.cancel(agent.deadline);
        } else {
            transition(agent, AgentState.ON_CONTACT);
        }
    }

    /** The agent's offer came to nothing; he is free of it and bears its consequence. */
    void offerFailed(AgentRecord agent, OfferOutcome outcome) {
        agent.offer = null;
        bear(agent, outcome);
        if (outcome == OfferOutcome.BUSY && isOnThePhone(agent)) {
            disownPhones(agent);
        }
        rest(agent);
        timeHold(agent);
    }

    /** What the failed offer means for the agent; from now on, or if he is on its call still, from the end of his leg. */
    void bear(AgentRecord agent, OfferOutcome outcome) {
        state.hash.touch(agent);
        agent.hold = switch (outcome) {
            case REJECTED, BUSY -> Hold.BACK_OFF;
            case TIMED_OUT -> {
                int allowed = state.settings().maxNoAnswersInRow();
                agent.noAnswersInRow++;
                yield allowed > 0 && agent.noAnswersInRow >= allowed ? Hold.UNTIL_RESUME : Hold.BACK_OFF;
            }
            case UNREACHABLE -> Hold.UNREACHABLE;
            case FAILED -> Hold.GUARD;
            case ACCEPTED, CALLER_LEFT, WITHDRAWN, TAKEN_BY_OTHER -> Hold.NONE;
        };
        agent.holdCause = outcome;
    }

    /** The hold on an agent who has just come to rest ends after its time. */
    private void timeHold(AgentRecord agent) {
        if (isHeldState(agent)) {
            state.deadlines.set(agent.deadline, step.nowMs() + Math.max(0, holdMs(agent)));
        }
    }

    /** Whether his phone has just been busy for an offer: the call that it is in is his own, even if it says so only now. */
    boolean wasBusy(AgentRecord agent) {
        return agent.hold == Hold.BACK_OFF && agent.holdCause == OfferOutcome.BUSY;
    }

    private long holdMs(AgentRecord agent) {
        Settings settings = state.settings();
        return switch (agent.hold) {
            case BACK_OFF ->
                agent.holdCause == OfferOutcome.TIMED_OUT
                        ? Math.min(
                                MAX_BACK_OFF_MS,
                                (long) settings.noAnswerBackOffMs() << Math.min(20, agent.noAnswersInRow - 1))
                        : settings.rejectBackOffMs();
            case UNREACHABLE -> settings.unreachableBackOffMs();
            case GUARD -> GUARD_MS;
            case NONE, UNTIL_RESUME, BREATH, CEILING -> 0;
        };
    }

    /** The talk is over; the agent's own leg is to end soon, after-call work of {@code wrapUpMs} follows. */
    void expectLegEnd(AgentRecord agent, ContactRecord contact, int wrapUpMs) {
        state.hash.touch(agent);
        agent.wrapUpMs = wrapUpMs;
        agent.wrapUpContactId = contact.contactId;
        state.deadlines.set(agent.deadline, step.nowMs() + state.settings().legEndGraceMs());
    }

    /** The agent's leg is gone since then: after-call work, what is left of it, or rest. */
    void legEnded(AgentRecord agent, long endedAtMs) {
        state.hash.touch(agent);
        agent.offer = null;
        if (agent.state == AgentState.CONSULTING) {
            // whom he consulted is still on the phone, and no customer of ours with them
            disownPhones(agent);
        }
        long wrapUpEndsAtMs = endedAtMs + agent.wrapUpMs;
        if (wrapUpEndsAtMs > step.nowMs()) {
            transition(agent, AgentState.WRAP_UP);
            state.deadlines.set(agent.deadline, wrapUpEndsAtMs);
        } else {
            rest(agent);
            timeHold(agent);
        }
    }

    /** A call of his own has ended: after-call work if the centre gives any for it, then rest. */
    void ownCallEnded(AgentRecord agent) {
        int wrapUpMs = state.settings().elsewhereWrapUpMs();
        if (wrapUpMs <= 0 || restingState(agent) != AgentState.READY) {
            rest(agent);
            return;
        }
        transition(agent, AgentState.WRAP_UP);
        agent.wrapUpMs = 0;
        state.deadlines.set(agent.deadline, step.nowMs() + wrapUpMs);
    }

    /** A phone of an agent who is rung came into use or out of it; if nobody says soon that he picked up, the call is his own. */
    void phoneTakenUp(AgentRecord agent) {
        if (!isOnThePhone(agent)) {
            state.deadlines.cancel(agent.deadline);
        } else if (!agent.deadline.isSet()) {
            state.deadlines.set(agent.deadline, step.nowMs() + state.settings().offerGraceMs());
        }
    }

    /** The contact he served is back and waits for him: there is no after-call work yet. */
    void skipWrapUp(AgentRecord agent, ContactRecord contact) {
        if (agent.wrapUpContactId != contact.contactId || agent.wrapUpMs == 0) {
            return;
        }
        state.hash.touch(agent);
        agent.wrapUpMs = 0;
        if (agent.state == AgentState.WRAP_UP) {
            rest(agent);
        }
    }

    /** Sees to it that an agent who talks has a phone that does: if his say otherwise for so long, the end of his part was missed. */
    void watchPhones(AgentRecord agent, int withinMs) {
        OfferRecord talk = agent.offer;
        if (talk == null || !agent.isOnCall() || !talk.isGoingOn()) {
            return; // his leg is to end soon anyway
        }
        if (!hasIdlePhones(agent)) {
            state.deadlines.cancel(agent.deadline);
        } else if (!agent.deadline.isSet()) {
            state.deadlines.set(agent.deadline, step.nowMs() + withinMs);
        }
    }

    /** The talk is over, and what his phones say of it is of no interest any more. */
    void unwatchPhones(AgentRecord agent) {
        state.deadlines.cancel(agent.deadline);
    }

    /** Whether each of his phones says of itself that it is in no call; of one that is out of reach or outside that is not known. */
    private boolean hasIdlePhones(AgentRecord agent) {
        for (int i = 0; i < agent.deviceIds.size(); i++) {
            @Nullable DeviceRecord device = state.devices.get(agent.deviceIds.get(i));
            if (device == null || device.external || device.state != DeviceState.NOT_IN_USE) {
                return false;
            }
        }
        return !agent.deviceIds.isEmpty();
    }

    /** Whether a phone of his is in use and does not only ring. */
    boolean isOnThePhone(AgentRecord agent) {
        for (int i = 0; i < agent.deviceIds.size(); i++) {
            @Nullable DeviceRecord device = state.devices.get(agent.deviceIds.get(i));
            if (device != null && device.isTalking()) {
                return true;
            }
        }
        return false;
    }

    /** The deadline of the agent's state has come, of any state but those of a call. */
    void deadline(AgentRecord agent) {
        state.hash.touch(agent);
        if (agent.isHeldBack()) {
            breaths.release(agent);
        } else if (agent.state != AgentState.WRAP_UP) {
            agent.hold = Hold.NONE;
        }
        rest(agent);
    }

    /** The agent, who is not engaged, may be limited otherwise than before. */
    void reviewLimits(AgentRecord agent) {
        if (agent.isHeldBack()) {
            breaths.review(agent);
        } else if (agent.isFree() && agent.guarded) {
            state.hash.touch(agent);
            agent.idle = false;
            agent.takesChats = false;
            matching.busy(agent);
        }
        rest(agent);
    }

    void repairLeg(AgentRecord agent, OfferRecord offer) {
        step.event(new Event.Repaired(
                step.nowMs(),
                RepairKind.LEG_WITHOUT_END,
                offer.offerId,
                "the leg of agent " + agent.agentId + " was not seen to end"));
    }

    private static boolean isHeldState(AgentRecord agent) {
        return switch (agent.hold) {
            case GUARD -> agent.state == AgentState.READY;
            case BACK_OFF -> agent.state == AgentState.NOT_RESPONDING;
            case UNREACHABLE -> agent.state == AgentState.UNREACHABLE;
            case NONE, UNTIL_RESUME, BREATH, CEILING -> false;
        };
    }

    private void takePending(AgentRecord agent) {
        boolean chatsGoOn = agent.pending == PendingChange.LOG_OUT && !agent.chats.isEmpty();
        if (agent.pending == PendingChange.NONE || chatsGoOn) {
            return;
        }
        state.hash.touch(agent);
        if (agent.pending == PendingChange.PAUSE) {
            choose(agent, Presence.PAUSED);
            agent.pauseReasonId = agent.pendingReasonId;
        } else {
            choose(agent, Presence.OUT);
        }
        agent.pending = PendingChange.NONE;
        agent.pendingReasonId = 0;
        step.event(new Event.AgentPending(step.nowMs(), agent.agentId, PendingChange.NONE, 0));
    }

    private AgentState restingState(AgentRecord agent) {
        if (agent.presence == Presence.OUT) {
            return AgentState.LOGGED_OUT;
        }
        if (agent.presence == Presence.PAUSED) {
            return AgentState.PAUSED;
        }
        if (agent.hold == Hold.BACK_OFF || agent.hold == Hold.UNTIL_RESUME) {
            return AgentState.NOT_RESPONDING;
        }
        boolean anyAvailable = false;
        boolean anyUsedElsewhere = false;
        for (int i = 0; i < agent.deviceIds.size(); i++) {
            @Nullable DeviceRecord device = state.devices.get(agent.deviceIds.get(i));
            anyAvailable |= device != null && device.isAvailable();
            anyUsedElsewhere |= device != null && device.isInUse() && !device.usedByUs;
        }
        if (agent.hold == Hold.UNREACHABLE || !anyAvailable) {
            return AgentState.UNREACHABLE;
        }
        return anyUsedElsewhere ? AgentState.BUSY_ELSEWHERE : AgentState.READY;
    }

    /** What the agent may be given may be other than before, though his state is not. */
    void review(AgentRecord agent) {
        updateIdle(agent);
    }

    /** One of his chats is over and done with: he is the last now of those who have as many. */
    void chatClosed(AgentRecord agent) {
        state.hash.touch(agent);
        if (agent.state == AgentState.READY) {
            agent.idleOrder = ++state.idleOrders;
        }
        if (!agent.isEngaged()) {
            rest(agent);
        }
        if (agent.isAskable()) {
            matching.busy(agent);
            matching.idle(agent);
        }
    }

    /** The chat he had accepted came to nothing: a moment's rest, so that it is not tried in vain again and again. */
    void spare(AgentRecord agent) {
        if (agent.state == AgentState.READY && !agent.isHeldBack()) {
            state.hash.touch(agent);
            agent.hold = Hold.GUARD;
            rest(agent);
            timeHold(agent);
        }
    }

    private void updateIdle(AgentRecord agent) {
        boolean ready = agent.state == AgentState.READY && agent.hold != Hold.GUARD && !agent.isHeldBack();
        if (ready && agent.guarded && !agent.isFree() && breaths.holdBack(agent)) {
            return;
        }
        boolean idle = ready && agent.chats.isEmpty();
        boolean takesChats = false;
        if (ready && agent.chatCapacity + agent.chats.size() > 0) {
            // who goes home finishes what he has
            boolean stays = agent.pending == PendingChange.NONE;
            idle = stays && (idle || state.settings().callsDuringChats());
            takesChats = stays && agent.chats.size() < agent.chatCapacity;
        }
        if (idle == agent.idle && takesChats == agent.takesChats) {
            return;
        }
        state.hash.touch(agent);
        agent.idle = idle;
        agent.takesChats = takesChats;
        matching.busy(agent);
        if (agent.isFree()) {
            matching.idle(agent);
        }
    }

    /** Whatever his phones are in use for, it is no call of ours. */
    void disownPhones(AgentRecord agent) {
        for (int i = 0; i < agent.deviceIds.size(); i++) {
            @Nullable DeviceRecord device = state.devices.get(agent.deviceIds.get(i));
            if (device != null) {
                state.hash.touch(device);
                device.usedByUs = false;
            }
        }
    }

    private void leavePhones(AgentRecord agent) {
        for (int deviceId : agent.deviceIds) {
            @Nullable DeviceRecord device = state.devices.get(deviceId);
            if (device != null && device.agent == agent) {
                state.hash.touch(device);
                device.agent = null;
                device.usedByUs = false;
            }
        }
        state.hash.touch(agent);
        agent.deviceIds = List.of();
        agent.atDesk = false;
        agent.hold = Hold.NONE;
        agent.holdCause = null;
        agent.noAnswersInRow = 0;
    }
}

package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.TalkId;
import org.usher.core.engine.SmallScope.Bounds;
import org.usher.core.engine.SmallScope.Theme;

/**
 * What may happen next in a small scope: a command, or that a deadline falls due.
 *
 * @param told null if time passes
 * @param falls which deadline falls due, null for a command
 * @param ownerId whose it is
 */
record SmallMove(@Nullable Command told, Deadline.@Nullable Kind falls, long ownerId) {
    /** A conference of more is none of a small scope. */
    private static final int MAX_TALKS = 2;

    /** Folded to what the engine tells apart: UNKNOWN is as NOT_IN_USE, ON_HOLD and BUSY are as IN_USE. */
    private static final List<DeviceState> DEVICE_STATES =
            List.of(DeviceState.NOT_IN_USE, DeviceState.RINGING, DeviceState.IN_USE, DeviceState.UNAVAILABLE);

    /** One ending of each kind that the engine goes on from in its own way. */
    private static final GoneCause[] GONE = {GoneCause.HUNG_UP};

    private static final OfferOutcome[] FAILED = {
        OfferOutcome.REJECTED, OfferOutcome.TIMED_OUT, OfferOutcome.UNREACHABLE, OfferOutcome.FAILED
    };
    private static final EndedBy[] ENDED = {EndedBy.CALLER, EndedBy.SYSTEM};

    boolean isTimePassing() {
        return falls != null;
    }

    /** Before a deadline falls due: now is when it was set for. */
    void prepare(State state) {
        if (falls != null) {
            state.deadlines.set(deadline(state), state.lastAtMs);
        }
    }

    Command command(State state) {
        if (told instanceof Command.TalkJoined joined) {
            // a leg that nobody has heard of
            return new Command.TalkJoined(
                    joined.callKey(), TalkId.ofLeg(1, "leg" + state.lastIndex), joined.deviceId());
        }
        return told == null ? new Command.Tick() : told;
    }

    private Deadline deadline(State state) {
        return switch (Objects.requireNonNull(falls)) {
            case CONTACT_PHASE -> contact(state).phaseDeadline;
            case WAIT_LIMIT -> contact(state).waitLimit;
            case PREFERENCE -> Objects.requireNonNull(contact(state).entry.preference).end;
            case RELAXATION, DANGER, CHAT_WRAP_UP, NOTICE, BOOKING, SLACK ->
                throw new IllegalStateException(
                        "plans of small scopes have one step, nobody is held back in them, nobody chats, no notice is set, and no call promised");
            case LEAVING -> Objects.requireNonNull(state.queues.get(ownerId)).leaving;
            case AGENT_STATE -> Objects.requireNonNull(state.agents.get(ownerId)).deadline;
        };
    }

    private ContactRecord contact(State state) {
        return Objects.requireNonNull(state.contactsById.get(ownerId));
    }

    /** Everything that may happen in this state. */
    static List<SmallMove> all(State state, Bounds bounds) {
        List<SmallMove> moves = new ArrayList<>();
        List<Command> commands = new ArrayList<>();
        boolean first = true;
        for (int call = 1; call <= bounds.calls(); call++) {
            ContactRecord contact = state.contactsByCall.get(call);
            if (contact != null) {
                ofContact(contact, bounds, commands);
                requests(contact, bounds, commands);
                due(contact.phaseDeadline, contact.contactId, moves);
                due(contact.waitLimit, contact.contactId, moves);
                if (contact.entry.preference != null) {
                    due(contact.entry.preference.end, contact.contactId, moves);
                }
            }
            if (contact != null || first) {
                // of those who are not there any one may come: they are alike
                first &= contact != null;
                commands.add(
                        new Command.ContactArrived(call, Channel.VOICE, 1, 0, 0, 0, List.of(), ContactDetails.NONE));
            }
        }
        for (OfferRecord offer : Adoption.inOrder(state.offers, offer -> offer.offerId)) {
            ofOffer(offer, bounds, commands);
        }
        for (int agentId = 1; agentId <= bounds.agents(); agentId++) {
            ofAgent(agentId, bounds, commands);
            due(Objects.requireNonNull(state.agents.get(agentId)).deadline, agentId, moves);
        }
        if (bounds.has(Theme.REQUESTS)) {
            commands.add(new Command.SetQueueDoor(0, 1, false));
            commands.add(new Command.SetQueueDoor(0, 1, true));
            due(Objects.requireNonNull(state.queues.get(1)).leaving, 1, moves);
        }
        commands.forEach(command -> moves.add(new SmallMove(command, null, 0)));
        return moves;
    }

    private static void due(Deadline deadline, long ownerId, List<SmallMove> moves) {
        if (deadline.isSet()) {
            moves.add(new SmallMove(null, deadline.kind, ownerId));
        }
    }

    private static void ofContact(ContactRecord contact, Bounds bounds, List<Command> commands) {
        long call = contact.callKey;
        commands.add(new Command.ContactReachable(call));
        commands.add(new Command.ContactUnreachable(call));
        for (GoneCause cause : bounds.has(Theme.ALL_ENDINGS) ? GoneCause.values() : GONE) {
            commands.add(new Command.ContactGone(call, cause));
        }
        finishes(contact.openActionId, commands);
        if (bounds.has(Theme.TRANSFERS)) {
            int talks = 0;
            for (OfferRecord talk = contact.offer; talk != null; talk = talk.joined) {
                talks++;
            }
            for (int deviceId = 0; talks < MAX_TALKS && deviceId <= bounds.agents(); deviceId++) {
                commands.add(new Command.TalkJoined(call, -1, deviceId));
            }
            for (int other = 1; other <= bounds.calls(); other++) {
                commands.add(new Command.ContactMerged(call, other));
            }
        }
    }

    private static void requests(ContactRecord contact, Bounds bounds, List<Command> commands) {
        if (bounds.has(Theme.REQUESTS)) {
            commands.add(new Command.WithdrawContact(0, contact.contactId));
            commands.add(new Command.MoveContact(0, contact.contactId, contact.entry.queueId == 1 ? 2 : 1));
            commands.add(new Command.SetContactPriority(0, contact.contactId, contact.entry.ownPriority == 0 ? 1 : 0));
        }
    }

    private static void ofOffer(OfferRecord offer, Bounds bounds, List<Command> commands) {
        long id = offer.offerId;
        finishes(id, commands);
        commands.add(new Command.OfferRinging(id));
        if (bounds.has(Theme.ALL_ENDINGS)) {
            for (int deviceId = 0; deviceId <= bounds.agents(); deviceId++) {
                commands.add(new Command.OfferAccepted(id, deviceId));
            }
        } else if (!offer.rung.isEmpty()) {
            commands.add(new Command.OfferAccepted(
                    id, offer.rung.getFirst().deviceIds().getFirst()));
        }
        commands.add(new Command.OfferConnected(id));
        commands.add(new Command.AgentLegEnded(id));
        for (OfferOutcome outcome : bounds.has(Theme.ALL_ENDINGS) ? OfferOutcome.values() : FAILED) {
            commands.add(new Command.OfferFailed(id, outcome));
        }
        for (int place = 0; bounds.has(Theme.ALL_ENDINGS) && place < offer.rung.size(); place++) {
            int deviceId = offer.rung.get(place).deviceIds().getFirst();
            commands.add(new Command.OfferLegEnded(id, deviceId, OfferOutcome.REJECTED));
            commands.add(new Command.OfferLegEnded(id, deviceId, OfferOutcome.BUSY));
            commands.add(new Command.OfferLegEnded(id, deviceId, OfferOutcome.UNREACHABLE));
        }
        for (EndedBy endedBy : bounds.has(Theme.ALL_ENDINGS) ? EndedBy.values() : ENDED) {
            commands.add(new Command.TalkEnded(id, endedBy));
        }
        if (bounds.has(Theme.TRANSFERS)) {
            commands.add(new Command.TalkTransferred(id));
            commands.add(new Command.HoldChanged(id, !offer.held));
            commands.add(new Command.ConsultChanged(id, !offer.consulting));
        }
    }

    private static void ofAgent(int agentId, Bounds bounds, List<Command> commands) {
        commands.add(new Command.EndWrapUp(0, agentId));
        commands.add(new Command.Resume(0, agentId));
        if (bounds.has(Theme.PEOPLE)) {
            commands.add(new Command.LogIn(0, agentId, List.of(agentId)));
            commands.add(new Command.LogOut(0, agentId));
            commands.add(new Command.Pause(0, agentId, Centre.LUNCH));
        }
        if (bounds.has(Theme.PHONES)) {
            DEVICE_STATES.forEach(state -> commands.add(new Command.DeviceStateChanged(agentId, state)));
            commands.add(new Command.OwnCallExcused(agentId));
        }
    }

    private static void finishes(long actionId, List<Command> commands) {
        if (actionId != 0) {
            for (ActionOutcome outcome : ActionOutcome.values()) {
                commands.add(new Command.ActionFinished(actionId, outcome, ""));
            }
        }
    }

    @Override
    public String toString() {
        return told == null ? falls + " of " + ownerId + " falls due" : told.toString();
    }
}

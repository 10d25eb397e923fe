package org.usher.lab.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.TalkId;

/**
 * A recorded command as it reads in a replay, where contacts, offers and actions have other ids and other agents are rung. Phones go by
 * their place: the second phone of the agent who was rung becomes the second phone of the one who is.
 *
 * @param party whom it is about
 * @param ring the offer that it belongs to, null if to none
 * @param actionId of the action whose end it may report, 0 if of none
 */
record Rebinding(Party party, Party.@Nullable Ring ring, long actionId) {

    /** Null if there is nothing in the replay that it could be about. */
    @Nullable
    Command of(Command command) {
        long callKey = party.story.arrival.callKey();
        return switch (command) {
            case Command.ActionFinished finished ->
                actionId == 0 ? null : new Command.ActionFinished(actionId, finished.outcome(), finished.reason());
            case Command.ContactArrived arrived ->
                new Command.ContactArrived(
                        arrived.callKey(),
                        arrived.channel(),
                        arrived.queueId(),
                        arrived.priority(),
                        arrived.enqueuedAtMs(),
                        arrived.contactId() == 0 ? 0 : party.contactId,
                        arrived.requirements(),
                        arrived.anyOf(),
                        arrived.preferredAgentId(),
                        arrived.details());
            case Command.ContactGone gone when isBorrowed() -> new Command.ContactGone(callKey, gone.cause());
            case Command.OfferCommand offer -> ofOffer(offer);
            case Command.EndWrapUp end -> ring == null ? null : new Command.EndWrapUp(end.requestId(), agentId(ring));
            case Command.EndChatWrapUp end ->
                ring == null
                        ? null
                        : new Command.EndChatWrapUp(
                                end.requestId(), agentId(ring), ring.offer().actionId());
            case Command.ContactRequest request -> request(request);
            case Command.RecordingStarted started ->
                new Command.RecordingStarted(started.pbxId(), party.contactId, started.recordingId());
            case Command.RecordingStopped stopped ->
                new Command.RecordingStopped(
                        stopped.pbxId(),
                        party.contactId,
                        stopped.recordingId(),
                        stopped.paused(),
                        stopped.recordedMs(),
                        stopped.talkMs());
            case Command.DeviceStateChanged changed ->
                ring == null ? null : new Command.DeviceStateChanged(device(changed.deviceId()), changed.state());
            default -> command;
        };
    }

    /** Whether the talk is another customer's, whose call has another key. */
    private boolean isBorrowed() {
        return ring != null && ring.played().offer.contactId() != party.story.contactId;
    }

    private @Nullable Command ofOffer(Command.OfferCommand command) {
        if (TalkId.isLeg(command.offerId())) {
            return command;
        }
        if (ring == null) {
            return null;
        }
        long id = ring.offer().actionId();
        return switch (command) {
            case Command.OfferRinging ringing -> new Command.OfferRinging(id);
            case Command.OfferAccepted accepted -> new Command.OfferAccepted(id, device(accepted.deviceId()));
            case Command.OfferConnected connected -> new Command.OfferConnected(id, connected.connectedAtMs());
            case Command.OfferLegEnded ended ->
                new Command.OfferLegEnded(id, device(ended.deviceId()), ended.outcome());
            case Command.OfferFailed failed -> new Command.OfferFailed(id, failed.outcome());
            case Command.TalkEnded ended -> new Command.TalkEnded(id, ended.endedBy(), ended.endedAtMs());
            case Command.AgentLegEnded ended -> new Command.AgentLegEnded(id, ended.endedAtMs());
            case Command.HoldChanged hold -> new Command.HoldChanged(id, hold.held());
            case Command.ConsultChanged consult -> new Command.ConsultChanged(id, consult.consulting());
            case Command.TalkTransferred transferred -> new Command.TalkTransferred(id, transferred.endedAtMs());
            case Command.CustomerCalled called -> new Command.CustomerCalled(id, called.callKey(), called.details());
            case Command.CustomerReached reached -> new Command.CustomerReached(id);
            case Command.CustomerNotReached failed -> new Command.CustomerNotReached(id, failed.retryAfterMs());
        };
    }

    private Command request(Command.ContactRequest request) {
        long contactId = party.contactId;
        return switch (request) {
            case Command.MoveContact move -> new Command.MoveContact(move.requestId(), contactId, move.queueId());
            case Command.SetContactPriority set ->
                new Command.SetContactPriority(set.requestId(), contactId, set.priority());
            case Command.WithdrawContact withdraw -> new Command.WithdrawContact(withdraw.requestId(), contactId);
            case Command.ConvertToCallback convert ->
                new Command.ConvertToCallback(convert.requestId(), contactId, convert.number());
            case Command.ConvertToBooking convert ->
                new Command.ConvertToBooking(convert.requestId(), contactId, convert.number(), convert.window());
            case Command.ConvertToChat convert ->
                new Command.ConvertToChat(
                        convert.requestId(), contactId, convert.callKey(), convert.pbxId(), convert.uniqueId());
            case Command.ConvertChatToCallback convert ->
                new Command.ConvertChatToCallback(convert.requestId(), contactId, convert.pbxId(), convert.number());
            case Command.CancelCallback cancel -> new Command.CancelCallback(cancel.requestId(), contactId);
        };
    }

    private static int agentId(Party.Ring ring) {
        return ring.offer().rung().getFirst().agentId();
    }

    private int device(int recorded) {
        if (ring == null || ring.offer().rung().isEmpty()) {
            return recorded;
        }
        List<Effect.Rung> before = ring.played().offer.rung();
        for (int agent = 0; agent < before.size(); agent++) {
            int phone = before.get(agent).deviceIds().indexOf(recorded);
            if (phone >= 0) {
                List<Integer> now = ring.offer()
                        .rung()
                        .get(agent % ring.offer().rung().size())
                        .deviceIds();
                return now.isEmpty() ? 0 : now.get(phone % now.size());
            }
        }
        return recorded;
    }
}

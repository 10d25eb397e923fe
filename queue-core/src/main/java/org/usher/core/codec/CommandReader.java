package org.usher.core.codec;

import java.util.List;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;

/** Reads back what {@link CommandWriter} wrote. */
final class CommandReader {
    private CommandReader() {}

    static Command read(Decoder in) throws MalformedDataException {
        int tag = in.octet("command tag");
        return switch (tag) {
            case CommandTag.TICK -> new Command.Tick();
            case CommandTag.ADOPT_CONFIGURATION -> new Command.AdoptConfiguration(Values.readConfiguration(in));
            case CommandTag.ADOPT_WAIT_MODEL -> new Command.AdoptWaitModel(WaitModels.read(in));
            case CommandTag.ACTION_FINISHED ->
                new Command.ActionFinished(in.signed("actionId"), in.constant(ActionOutcome.class), in.text("reason"));
            case CommandTag.CONTACT_ARRIVED -> readArrival(in);
            case CommandTag.CONTACT_REACHABLE -> new Command.ContactReachable(in.fixed("callKey"));
            case CommandTag.CONTACT_UNREACHABLE -> new Command.ContactUnreachable(in.fixed("callKey"));
            case CommandTag.CONTACT_GONE -> new Command.ContactGone(in.fixed("callKey"), in.constant(GoneCause.class));
            case CommandTag.TALK_JOINED ->
                new Command.TalkJoined(in.fixed("callKey"), in.fixed("talkId"), in.signedInt("deviceId"));
            case CommandTag.CONTACT_MERGED -> new Command.ContactMerged(in.fixed("callKey"), in.fixed("intoCallKey"));
            case CommandTag.CUSTOMER_IDENTIFIED ->
                new Command.CustomerIdentified(
                        in.fixed("callKey"),
                        in.text("customer"),
                        in.signedInt("fromPriority"),
                        in.signedInt("priority"),
                        Values.readRequirements(in),
                        in.signedInt("preferredAgentId"));
            case CommandTag.CHAT_SAID ->
                new Command.ChatSaid(
                        in.fixed("callKey"), in.signedInt("agentId"), in.text("messageId"), in.text("text"));
            case CommandTag.CHAT_ATTACHED ->
                new Command.ChatAttached(
                        in.fixed("callKey"), in.signedInt("agentId"), in.text("messageId"), Values.readFile(in));
            case CommandTag.MOVE_CONTACT ->
                new Command.MoveContact(in.signed("requestId"), in.signed("contactId"), in.signedInt("queueId"));
            case CommandTag.SET_CONTACT_PRIORITY ->
                new Command.SetContactPriority(
                        in.signed("requestId"), in.signed("contactId"), in.signedInt("priority"));
            case CommandTag.WITHDRAW_CONTACT ->
                new Command.WithdrawContact(in.signed("requestId"), in.signed("contactId"));
            case CommandTag.CONVERT_TO_CALLBACK ->
                new Command.ConvertToCallback(in.signed("requestId"), in.signed("contactId"), in.text("number"));
            case CommandTag.CONVERT_TO_CHAT ->
                new Command.ConvertToChat(
                        in.signed("requestId"),
                        in.signed("contactId"),
                        in.fixed("callKey"),
                        in.signedInt("pbxId"),
                        in.text("uniqueId"));
            case CommandTag.CONVERT_CHAT_TO_CALLBACK ->
                new Command.ConvertChatToCallback(
                        in.signed("requestId"), in.signed("contactId"), in.signedInt("pbxId"), in.text("number"));
            case CommandTag.CANCEL_CALLBACK ->
                new Command.CancelCallback(in.signed("requestId"), in.signed("contactId"));
            case CommandTag.BOOK_CALLBACK ->
                new Command.BookCallback(
                        in.signed("requestId"), in.signedInt("queueId"), Values.readWindow(in), Values.readDetails(in));
            case CommandTag.CONVERT_TO_BOOKING ->
                new Command.ConvertToBooking(
                        in.signed("requestId"), in.signed("contactId"), in.text("number"), Values.readWindow(in));
            case CommandTag.SETTLE_FOLLOW_UP ->
                new Command.SettleFollowUp(
                        in.signed("requestId"), in.signed("contactId"), in.text("by"), in.text("note"));
            case CommandTag.SCORE_CONTACT ->
                new Command.ScoreContact(in.signed("requestId"), in.signed("contactId"), in.signedInt("score"));
            case CommandTag.WAIT_TOLD ->
                new Command.WaitTold(in.signed("contactId"), in.signed("entryId"), ToldWaits.read(in));
            case CommandTag.RECORDING_STARTED ->
                new Command.RecordingStarted(in.signedInt("pbxId"), in.signed("contactId"), in.signed("recordingId"));
            case CommandTag.RECORDING_STOPPED ->
                new Command.RecordingStopped(
                        in.signedInt("pbxId"),
                        in.signed("contactId"),
                        in.signed("recordingId"),
                        in.flag("paused"),
                        in.signed("recordedMs"),
                        in.signed("talkMs"));
            case CommandTag.SET_QUEUE_DOOR ->
                new Command.SetQueueDoor(in.signed("requestId"), in.signedInt("queueId"), in.flag("open"));
            case CommandTag.SET_QUEUE_EMERGENCY ->
                new Command.SetQueueEmergency(in.signed("requestId"), in.signedInt("queueId"), in.flag("on"));
            case CommandTag.SET_QUEUE_NOTICE ->
                new Command.SetQueueNotice(
                        in.signed("requestId"),
                        in.signedInt("queueId"),
                        in.text("notice"),
                        in.text("sound"),
                        in.signed("untilMs"));
            case CommandTag.DEVICE_STATE_CHANGED ->
                new Command.DeviceStateChanged(in.signedInt("deviceId"), in.constant(DeviceState.class));
            case CommandTag.OWN_CALL_EXCUSED -> new Command.OwnCallExcused(in.signedInt("deviceId"));
            default -> readOfferOrRequest(tag, in);
        };
    }

    private static Command readArrival(Decoder in) throws MalformedDataException {
        return new Command.ContactArrived(
                in.fixed("callKey"),
                in.constant(Channel.class),
                in.signedInt("queueId"),
                in.signedInt("priority"),
                in.signed("enqueuedAtMs"),
                in.signed("contactId"),
                Values.readRequirements(in),
                in.format() < 6 ? List.of() : Values.readGroups(in),
                in.format() < 3 ? 0 : in.signedInt("preferredAgentId"),
                Values.readDetails(in));
    }

    private static Command readOfferOrRequest(int tag, Decoder in) throws MalformedDataException {
        return switch (tag) {
            case CommandTag.OFFER_RINGING -> new Command.OfferRinging(in.signed("offerId"));
            case CommandTag.OFFER_ACCEPTED -> new Command.OfferAccepted(in.signed("offerId"), in.signedInt("deviceId"));
            case CommandTag.OFFER_CONNECTED ->
                new Command.OfferConnected(in.signed("offerId"), late("connectedAtMs", in));
            case CommandTag.OFFER_LEG_ENDED ->
                new Command.OfferLegEnded(
                        in.signed("offerId"), in.signedInt("deviceId"), in.constant(OfferOutcome.class));
            case CommandTag.CONSULT_CHANGED -> new Command.ConsultChanged(in.signed("offerId"), in.flag("consulting"));
            case CommandTag.TALK_TRANSFERRED ->
                new Command.TalkTransferred(in.signed("offerId"), late("endedAtMs", in));
            case CommandTag.CUSTOMER_CALLED ->
                new Command.CustomerCalled(in.signed("offerId"), in.fixed("callKey"), Values.readDetails(in));
            case CommandTag.CUSTOMER_REACHED -> new Command.CustomerReached(in.signed("offerId"));
            case CommandTag.CUSTOMER_NOT_REACHED ->
                new Command.CustomerNotReached(in.signed("offerId"), in.signed("retryAfterMs"));
            case CommandTag.OFFER_FAILED ->
                new Command.OfferFailed(in.signed("offerId"), in.constant(OfferOutcome.class));
            case CommandTag.TALK_ENDED ->
                new Command.TalkEnded(in.signed("offerId"), in.constant(EndedBy.class), late("endedAtMs", in));
            case CommandTag.AGENT_LEG_ENDED -> new Command.AgentLegEnded(in.signed("offerId"), late("endedAtMs", in));
            case CommandTag.HOLD_CHANGED -> new Command.HoldChanged(in.signed("offerId"), in.flag("held"));
            case CommandTag.LOG_IN ->
                new Command.LogIn(in.signed("requestId"), in.signedInt("agentId"), Values.readIds("deviceIds", in));
            case CommandTag.LOG_OUT -> new Command.LogOut(in.signed("requestId"), in.signedInt("agentId"));
            case CommandTag.PAUSE ->
                new Command.Pause(in.signed("requestId"), in.signedInt("agentId"), in.signedInt("reasonId"));
            case CommandTag.RESUME -> new Command.Resume(in.signed("requestId"), in.signedInt("agentId"));
            case CommandTag.END_WRAP_UP -> new Command.EndWrapUp(in.signed("requestId"), in.signedInt("agentId"));
            case CommandTag.END_CHAT_WRAP_UP ->
                new Command.EndChatWrapUp(in.signed("requestId"), in.signedInt("agentId"), in.signed("offerId"));
            case CommandTag.DESK_CHANGED ->
                new Command.DeskChanged(in.signed("requestId"), in.signedInt("agentId"), in.flag("there"));
            case CommandTag.NOTE_CONTACT ->
                new Command.NoteContact(
                        in.signed("requestId"),
                        in.signedInt("agentId"),
                        in.signed("contactId"),
                        in.text("disposition"),
                        in.text("note"));
            default -> throw in.malformed("command tag", tag + ", which is no command");
        };
    }

    /** When something happened, if that was learnt late; before format 8 nobody said so. */
    private static long late(String field, Decoder in) throws MalformedDataException {
        return in.format() < 8 ? 0 : in.signed(field);
    }
}

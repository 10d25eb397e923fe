package org.usher.core.codec;

import org.usher.core.api.Command;

/** Writes a command: its tag, then its fields in the order of their declaration. */
final class CommandWriter {
    private CommandWriter() {}

    static void write(Encoder out, Command command) {
        switch (command) {
            case Command.Tick _ -> out.octet(CommandTag.TICK);
            case Command.AdoptConfiguration c -> {
                out.octet(CommandTag.ADOPT_CONFIGURATION);
                Values.write(out, c.configuration());
            }
            case Command.AdoptWaitModel c -> {
                out.octet(CommandTag.ADOPT_WAIT_MODEL);
                WaitModels.write(out, c.model());
            }
            case Command.ActionFinished c -> {
                out.octet(CommandTag.ACTION_FINISHED);
                out.signed(c.actionId());
                out.constant(c.outcome());
                out.text(c.reason());
            }
            case Command.CallCommand c -> writeCall(out, c);
            case Command.OfferCommand c -> writeOffer(out, c);
            case Command.AgentRequest c -> writeRequest(out, c);
            case Command.ContactRequest c -> writeContactRequest(out, c);
            case Command.RecordingStarted c -> {
                out.octet(CommandTag.RECORDING_STARTED);
                out.signed(c.pbxId());
                out.signed(c.contactId());
                out.signed(c.recordingId());
            }
            case Command.RecordingStopped c -> {
                out.octet(CommandTag.RECORDING_STOPPED);
                out.signed(c.pbxId());
                out.signed(c.contactId());
                out.signed(c.recordingId());
                out.flag(c.paused());
                out.signed(c.recordedMs());
                out.signed(c.talkMs());
            }
            case Command.SetQueueDoor c -> {
                out.octet(CommandTag.SET_QUEUE_DOOR);
                out.signed(c.requestId());
                out.signed(c.queueId());
                out.flag(c.open());
            }
            case Command.SetQueueEmergency c -> {
                out.octet(CommandTag.SET_QUEUE_EMERGENCY);
                out.signed(c.requestId());
                out.signed(c.queueId());
                out.flag(c.on());
            }
            case Command.SetQueueNotice c -> {
                out.octet(CommandTag.SET_QUEUE_NOTICE);
                out.signed(c.requestId());
                out.signed(c.queueId());
                out.text(c.text());
                out.text(c.sound());
                out.signed(c.untilMs());
            }
            case Command.BookCallback c -> {
                out.octet(CommandTag.BOOK_CALLBACK);
                out.signed(c.requestId());
                out.signed(c.queueId());
                Values.write(out, c.window());
                Values.write(out, c.details());
            }
            case Command.SettleFollowUp c -> {
                out.octet(CommandTag.SETTLE_FOLLOW_UP);
                out.signed(c.requestId());
                out.signed(c.contactId());
                out.text(c.by());
                out.text(c.note());
            }
            case Command.ScoreContact c -> {
                out.octet(CommandTag.SCORE_CONTACT);
                out.signed(c.requestId());
                out.signed(c.contactId());
                out.signed(c.score());
            }
            case Command.WaitTold c -> {
                out.octet(CommandTag.WAIT_TOLD);
                out.signed(c.contactId());
                out.signed(c.entryId());
                ToldWaits.write(out, c.told());
            }
            case Command.DeviceStateChanged c -> {
                out.octet(CommandTag.DEVICE_STATE_CHANGED);
                out.signed(c.deviceId());
                out.constant(c.state());
            }
            case Command.OwnCallExcused c -> {
                out.octet(CommandTag.OWN_CALL_EXCUSED);
                out.signed(c.deviceId());
            }
        }
    }

    private static void writeCall(Encoder out, Command.CallCommand command) {
        switch (command) {
            case Command.ContactArrived c -> {
                out.octet(CommandTag.CONTACT_ARRIVED);
                out.fixed(c.callKey());
                out.constant(c.channel());
                out.signed(c.queueId());
                out.signed(c.priority());
                out.signed(c.enqueuedAtMs());
                out.signed(c.contactId());
                Values.writeRequirements(out, c.requirements());
                Values.writeGroups(out, c.anyOf());
                out.signed(c.preferredAgentId());
                Values.write(out, c.details());
            }
            case Command.ContactReachable c -> {
                out.octet(CommandTag.CONTACT_REACHABLE);
                out.fixed(c.callKey());
            }
            case Command.ContactUnreachable c -> {
                out.octet(CommandTag.CONTACT_UNREACHABLE);
                out.fixed(c.callKey());
            }
            case Command.ContactGone c -> {
                out.octet(CommandTag.CONTACT_GONE);
                out.fixed(c.callKey());
                out.constant(c.cause());
            }
            case Command.TalkJoined c -> {
                out.octet(CommandTag.TALK_JOINED);
                out.fixed(c.callKey());
                out.fixed(c.talkId());
                out.signed(c.deviceId());
            }
            case Command.ContactMerged c -> {
                out.octet(CommandTag.CONTACT_MERGED);
                out.fixed(c.callKey());
                out.fixed(c.intoCallKey());
            }
            case Command.ChatSaid c -> {
                out.octet(CommandTag.CHAT_SAID);
                out.fixed(c.callKey());
                out.signed(c.agentId());
                out.text(c.messageId());
                out.text(c.text());
            }
            case Command.ChatAttached c -> {
                out.octet(CommandTag.CHAT_ATTACHED);
                out.fixed(c.callKey());
                out.signed(c.agentId());
                out.text(c.messageId());
                Values.writeFile(out, c.file());
            }
            case Command.CustomerIdentified c -> {
                out.octet(CommandTag.CUSTOMER_IDENTIFIED);
                out.fixed(c.callKey());
                out.text(c.customer());
                out.signed(c.fromPriority());
                out.signed(c.priority());
                Values.writeRequirements(out, c.requirements());
                out.signed(c.preferredAgentId());
            }
        }
    }

    private static void writeOffer(Encoder out, Command.OfferCommand command) {
        switch (command) {
            case Command.OfferRinging c -> offer(out, CommandTag.OFFER_RINGING, c);
            case Command.OfferAccepted c -> {
                offer(out, CommandTag.OFFER_ACCEPTED, c);
                out.signed(c.deviceId());
            }
            case Command.OfferConnected c -> {
                offer(out, CommandTag.OFFER_CONNECTED, c);
                out.signed(c.connectedAtMs());
            }
            case Command.OfferLegEnded c -> {
                offer(out, CommandTag.OFFER_LEG_ENDED, c);
                out.signed(c.deviceId());
                out.constant(c.outcome());
            }
            case Command.ConsultChanged c -> {
                offer(out, CommandTag.CONSULT_CHANGED, c);
                out.flag(c.consulting());
            }
            case Command.TalkTransferred c -> {
                offer(out, CommandTag.TALK_TRANSFERRED, c);
                out.signed(c.endedAtMs());
            }
            case Command.OfferFailed c -> {
                offer(out, CommandTag.OFFER_FAILED, c);
                out.constant(c.outcome());
            }
            case Command.TalkEnded c -> {
                offer(out, CommandTag.TALK_ENDED, c);
                out.constant(c.endedBy());
                out.signed(c.endedAtMs());
            }
            case Command.CustomerCalled c -> {
                offer(out, CommandTag.CUSTOMER_CALLED, c);
                out.fixed(c.callKey());
                Values.write(out, c.details());
            }
            case Command.CustomerReached c -> offer(out, CommandTag.CUSTOMER_REACHED, c);
            case Command.CustomerNotReached c -> {
                offer(out, CommandTag.CUSTOMER_NOT_REACHED, c);
                out.signed(c.retryAfterMs());
            }
            case Command.AgentLegEnded c -> {
                offer(out, CommandTag.AGENT_LEG_ENDED, c);
                out.signed(c.endedAtMs());
            }
            case Command.HoldChanged c -> {
                offer(out, CommandTag.HOLD_CHANGED, c);
                out.flag(c.held());
            }
        }
    }

    private static void offer(Encoder out, int tag, Command.OfferCommand command) {
        out.octet(tag);
        out.signed(command.offerId());
    }

    private static void writeContactRequest(Encoder out, Command.ContactRequest command) {
        switch (command) {
            case Command.MoveContact c -> {
                contactRequest(out, CommandTag.MOVE_CONTACT, c);
                out.signed(c.queueId());
            }
            case Command.SetContactPriority c -> {
                contactRequest(out, CommandTag.SET_CONTACT_PRIORITY, c);
                out.signed(c.priority());
            }
            case Command.WithdrawContact c -> contactRequest(out, CommandTag.WITHDRAW_CONTACT, c);
            case Command.ConvertToCallback c -> {
                contactRequest(out, CommandTag.CONVERT_TO_CALLBACK, c);
                out.text(c.number());
            }
            case Command.ConvertToBooking c -> {
                contactRequest(out, CommandTag.CONVERT_TO_BOOKING, c);
                out.text(c.number());
                Values.write(out, c.window());
            }
            case Command.ConvertToChat c -> {
                contactRequest(out, CommandTag.CONVERT_TO_CHAT, c);
                out.fixed(c.callKey());
                out.signed(c.pbxId());
                out.text(c.uniqueId());
            }
            case Command.ConvertChatToCallback c -> {
                contactRequest(out, CommandTag.CONVERT_CHAT_TO_CALLBACK, c);
                out.signed(c.pbxId());
                out.text(c.number());
            }
            case Command.CancelCallback c -> contactRequest(out, CommandTag.CANCEL_CALLBACK, c);
        }
    }

    private static void contactRequest(Encoder out, int tag, Command.ContactRequest command) {
        out.octet(tag);
        out.signed(command.requestId());
        out.signed(command.contactId());
    }

    private static void writeRequest(Encoder out, Command.AgentRequest command) {
        switch (command) {
            case Command.LogIn c -> {
                request(out, CommandTag.LOG_IN, c);
                Values.writeIds(out, c.deviceIds());
            }
            case Command.LogOut c -> request(out, CommandTag.LOG_OUT, c);
            case Command.Pause c -> {
                request(out, CommandTag.PAUSE, c);
                out.signed(c.reasonId());
            }
            case Command.Resume c -> request(out, CommandTag.RESUME, c);
            case Command.EndWrapUp c -> request(out, CommandTag.END_WRAP_UP, c);
            case Command.EndChatWrapUp c -> {
                request(out, CommandTag.END_CHAT_WRAP_UP, c);
                out.signed(c.offerId());
            }
            case Command.DeskChanged c -> {
                request(out, CommandTag.DESK_CHANGED, c);
                out.flag(c.there());
            }
            case Command.NoteContact c -> {
                request(out, CommandTag.NOTE_CONTACT, c);
                out.signed(c.contactId());
                out.text(c.disposition());
                out.text(c.note());
            }
        }
    }

    private static void request(Encoder out, int tag, Command.AgentRequest command) {
        out.octet(tag);
        out.signed(command.requestId());
        out.signed(command.agentId());
    }
}

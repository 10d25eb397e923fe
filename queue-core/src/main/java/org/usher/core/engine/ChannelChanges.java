package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.Channel;
import org.usher.core.api.Command.ConvertChatToCallback;
import org.usher.core.api.Command.ConvertToChat;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/**
 * Customers in line who go on by another channel. Each stays the same contact and stands where he stood, in a new entry of the same time,
 * priority, skills and credit; for how long he may wait in all counts on.
 */
final class ChannelChanges {
    private final State state;
    private final Lines lines;
    private final Doors doors;
    private final Offers offers;
    private final Releases releases;

    ChannelChanges(State state, Desks desks) {
        this.state = state;
        this.lines = desks.lines();
        this.doors = desks.basis().doors();
        this.offers = desks.offers();
        this.releases = desks.releases();
    }

    /** The caller, in line, wants to be called back on this number; on his own if it is empty. */
    ReplyCode toCallback(ContactRecord contact, String number) {
        if (contact.channel != Channel.VOICE) {
            return contact.isCallback() ? ReplyCode.UNCHANGED : ReplyCode.WRONG_CHANNEL;
        }
        ReplyCode refusal = refusal(contact);
        if (refusal != ReplyCode.ACCEPTED) {
            return refusal;
        }
        long callKey = contact.callKey;
        boolean inWaitingRoom = contact.reachable;
        goOn(contact, 0, Channel.CALLBACK, Callbacks.withoutCall(contact.details, number));
        if (inWaitingRoom) {
            releases.sendOff(callKey, contact, ReleaseStatus.CALLBACK);
        }
        return ReplyCode.ACCEPTED;
    }

    /** The caller, in line, has opened a chat. */
    ReplyCode toChat(ContactRecord contact, ConvertToChat chat) {
        if (contact.channel != Channel.VOICE) {
            return contact.isChat() ? ReplyCode.UNCHANGED : ReplyCode.WRONG_CHANNEL;
        }
        if (chat.callKey() == 0 || state.contactsByCall.get(chat.callKey()) != null) {
            return ReplyCode.UNCHANGED;
        }
        ReplyCode refusal = refusal(contact);
        if (refusal != ReplyCode.ACCEPTED) {
            return refusal;
        }
        long callKey = contact.callKey;
        boolean inWaitingRoom = contact.reachable;
        goOn(contact, chat.callKey(), Channel.CHAT, at(contact.details, chat.pbxId(), chat.uniqueId()));
        if (inWaitingRoom) {
            releases.sendOff(callKey, contact, ReleaseStatus.CHAT);
        }
        return ReplyCode.ACCEPTED;
    }

    /** The customer of a chat, in line, wants to be called. */
    ReplyCode backToCall(ContactRecord contact, ConvertChatToCallback call) {
        if (!contact.isChat()) {
            return contact.isCallback() ? ReplyCode.UNCHANGED : ReplyCode.WRONG_CHANNEL;
        }
        ReplyCode refusal = refusal(contact);
        if (refusal != ReplyCode.ACCEPTED) {
            return refusal;
        }
        String number = call.number().isEmpty() ? contact.details.caller() : call.number();
        goOn(contact, 0, Channel.CALLBACK, Callbacks.withoutCall(at(contact.details, call.pbxId(), ""), number));
        return ReplyCode.ACCEPTED;
    }

    private static ReplyCode refusal(ContactRecord contact) {
        if (contact.phase != ContactPhase.WAITING) {
            return ReplyCode.ON_OFFER;
        }
        return Doors.sendsAway(Objects.requireNonNull(contact.entry.queue)) ? ReplyCode.CLOSED : ReplyCode.ACCEPTED;
    }

    /** Nobody need be seen in a waiting room for it: it is offerable from now on. */
    private void goOn(ContactRecord contact, long callKey, Channel channel, ContactDetails details) {
        long limitFromMs = contact.entry.limitFromMs;
        lines.close(contact, EntryOutcome.CONVERTED);
        // an offer that was given up cannot be answered any more
        offers.forget(contact);
        state.deadlines.cancel(contact.phaseDeadline);
        lines.carry(contact, callKey, channel, details);
        contact.reachable = true;
        lines.enter(contact, contact.entry.samePlaceFor(contact));
        lines.open(contact, limitFromMs);
        doors.review(Objects.requireNonNull(contact.entry.queue));
    }

    private static ContactDetails at(ContactDetails of, int pbxId, String uniqueId) {
        return new ContactDetails(
                pbxId,
                uniqueId,
                "",
                of.caller(),
                of.callerName(),
                of.dialled(),
                of.language(),
                of.customer(),
                of.data());
    }
}

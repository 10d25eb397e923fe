package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Channel;
import org.usher.core.api.Command.CustomerCalled;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/**
 * Customers who are called back. A callback stands in line as its caller did, among callers and at his place, but without a call, so that
 * nothing need be seen of it: it is offerable from the moment it stands there. It is offered as a call is; when the agent has picked up the
 * customer is called, and from the moment they talk it is a call like any other.
 */
final class Callbacks {
    /** Nobody is tried again later than in a week. */
    private static final long MAX_RETRY_MS = 7 * 24 * 3_600_000L;

    private final State state;
    private final Step step;
    private final Lines lines;
    private final Bookings bookings;
    private final Doors doors;
    private final Offers offers;
    private final Talks talks;
    private final Releases releases;

    Callbacks(State state, Step step, Desks desks) {
        this.state = state;
        this.step = step;
        this.lines = desks.lines();
        this.bookings = lines.bookings();
        this.doors = desks.basis().doors();
        this.offers = desks.offers();
        this.talks = desks.talks();
        this.releases = desks.releases();
    }

    /** The customer, in line, is to be called in this window. */
    ReplyCode book(ContactRecord contact, String number, CallbackWindow asked) {
        if (contact.channel != Channel.VOICE && !contact.isCallback()) {
            return ReplyCode.WRONG_CHANNEL;
        }
        if (contact.phase != ContactPhase.WAITING) {
            return ReplyCode.ON_OFFER;
        }
        CallbackWindow window = bookings.sensible(asked);
        QueueRecord queue = Objects.requireNonNull(contact.entry.queue);
        if (window == null || queue.vanished) {
            return ReplyCode.CLOSED;
        }
        long callKey = contact.callKey;
        boolean onTheLine = contact.channel == Channel.VOICE && contact.reachable;
        bookings.settle(contact, BookingOutcome.CANCELLED);
        lines.close(contact, EntryOutcome.CONVERTED);
        offers.forget(contact);
        releases.leaveUntilWindow(contact);
        bookings.add(new BookingRecord(
                contact.contactId,
                queue.queueId,
                window,
                0,
                withoutCall(contact.details, number),
                Asked.in(contact.entry)));
        doors.review(queue);
        if (onTheLine) {
            releases.sendOff(callKey, contact, ReleaseStatus.CALLBACK);
        }
        return ReplyCode.ACCEPTED;
    }

    /** The customer does not want it any more; no agent has picked up yet. */
    ReplyCode cancel(ContactRecord contact) {
        if (!contact.isCallback()) {
            return ReplyCode.WRONG_CHANNEL;
        }
        OfferRecord rung = contact.phase.isRung() ? contact.offer : null;
        boolean stillRings = contact.phase == ContactPhase.OFFERED;
        bookings.settle(contact, BookingOutcome.CANCELLED);
        lines.close(contact, EntryOutcome.ABANDONED);
        if (rung != null) {
            if (stillRings) {
                offers.stopRinging(contact, rung);
            }
            offers.callerLeft(rung);
        }
        releases.end(contact, GoneCause.HUNG_UP);
        return ReplyCode.ACCEPTED;
    }

    /** The agent has picked up, and this call is to reach the customer. */
    void called(OfferRecord offer, ContactRecord contact, CustomerCalled call) {
        if (isBeingCalled(offer, contact) && call.callKey() != 0 && state.contactsByCall.get(call.callKey()) == null) {
            lines.carry(contact, call.callKey(), Channel.CALLBACK, call.details());
            bookings.attempted(contact);
            state.deadlines.set(contact.phaseDeadline, step.nowMs() + offers.connectWithinMs(contact));
        }
    }

    /** The customer did not answer; {@code retryAfterMs} −1 if that was the last time. */
    void notReached(OfferRecord offer, ContactRecord contact, long retryAfterMs) {
        if (!isBeingCalled(offer, contact)) {
            return;
        }
        long againAfterMs = Math.min(retryAfterMs, MAX_RETRY_MS);
        step.event(new Event.CustomerNotReached(
                step.nowMs(),
                contact.contactId,
                offer.offerId,
                offer.queueId,
                offer.agentId,
                againAfterMs < 0 ? 0 : step.nowMs() + againAfterMs));
        if (againAfterMs >= 0) {
            talks.customerNotReached(offer, contact, againAfterMs);
        } else {
            bookings.settle(contact, BookingOutcome.NOT_REACHED);
            lines.close(contact, EntryOutcome.ABANDONED);
            talks.partFromAgent(offer, contact, 0);
            releases.end(contact, GoneCause.HUNG_UP);
        }
    }

    private static boolean isBeingCalled(OfferRecord offer, ContactRecord contact) {
        return contact.isCallback() && contact.phase == ContactPhase.CONNECTING && contact.offer == offer;
    }

    static ContactDetails withoutCall(ContactDetails of, String number) {
        return new ContactDetails(
                of.pbxId(),
                "",
                "",
                number.isEmpty() ? of.caller() : number,
                of.callerName(),
                of.dialled(),
                of.language(),
                of.customer(),
                of.data());
    }
}

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

    /** This call is to reach the customer; the agent has picked up, or is reserved until the customer has. */
    void called(OfferRecord offer, ContactRecord contact, CustomerCalled call) {
        boolean first = isOpen(offer, contact) && contact.callKey == 0;
        boolean news = call.callKey() != 0 && state.contactsByCall.get(call.callKey()) == null;
        if (news && (first || isBeingCalled(offer, contact))) {
            lines.carry(contact, call.callKey(), Channel.CALLBACK, call.details());
            bookings.attempted(contact);
            if (first) {
                offers.ringing(offer);
            }
            if (contact.phase != ContactPhase.WITHDRAWING) {
                state.deadlines.set(contact.phaseDeadline, step.nowMs() + offers.connectWithinMs(contact));
            }
        }
    }

    /** The customer, who was called first, has picked up: he waits on the line while the reserved agents are rung. */
    void reached(OfferRecord offer, ContactRecord contact) {
        if (!isOpen(offer, contact) || contact.callKey == 0) {
            return;
        }
        QueueRecord queue = Objects.requireNonNull(contact.entry.queue);
        bookings.talked(contact, step.nowMs());
        lines.carry(contact, contact.callKey, Channel.VOICE, contact.details);
        // on the line he has just begun to wait
        contact.entry.limitFromMs = step.nowMs();
        lines.limitWait(contact, queue);
        lines.mark(contact);
        if (contact.phase == ContactPhase.OFFERED) {
            int graceMs = state.settings().offerGraceMs();
            state.deadlines.set(contact.phaseDeadline, step.nowMs() + queue.ringTimeoutMs + graceMs);
        }
    }

    /** The customer did not answer; {@code retryAfterMs} −1 if that was the last time. */
    void notReached(OfferRecord offer, ContactRecord contact, long retryAfterMs) {
        boolean first = isOpen(offer, contact) && contact.callKey != 0;
        if (!first && !isBeingCalled(offer, contact)) {
            return;
        }
        long againAfterMs = Math.min(retryAfterMs, MAX_RETRY_MS);
        step.event(new Event.CustomerNotReached(
                step.nowMs(),
                contact.contactId,
                offer.offerId,
                offer.queueId,
                offer.agentIdShown(),
                againAfterMs < 0 ? 0 : step.nowMs() + againAfterMs));
        if (againAfterMs >= 0 && first) {
            tryAgain(offer, contact, againAfterMs);
        } else if (againAfterMs >= 0) {
            talks.customerNotReached(offer, contact, againAfterMs);
        } else {
            bookings.settle(contact, BookingOutcome.NOT_REACHED);
            lines.close(contact, EntryOutcome.ABANDONED);
            if (first) {
                offers.callerLeft(offer);
            } else {
                talks.partFromAgent(offer, contact, 0);
            }
            releases.end(contact, GoneCause.HUNG_UP);
        }
    }

    /** No agent was rung: whoever was reserved has nothing to bear. */
    private void tryAgain(OfferRecord offer, ContactRecord contact, long afterMs) {
        releases.forgetAction(contact);
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact, afterMs);
        offers.callerLeft(offer);
        releases.forgetIfUnbound(offer);
    }

    /** Whether no agent has picked up yet, and one may. */
    private static boolean isOpen(OfferRecord offer, ContactRecord contact) {
        return contact.isCallback() && contact.phase.isRung() && contact.offer == offer;
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

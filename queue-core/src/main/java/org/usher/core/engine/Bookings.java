package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;

/**
 * The promises to call customers within a window. Until the window opens each is a record of its own and in nobody's line; then its contact
 * has it ({@link Booking}) until they talk or the contact ends ({@link WindowOpenings}).
 */
final class Bookings {
    /** How soon a queue is looked at again that took nobody within the window. */
    static final long LOOK_AGAIN_MS = 60_000;

    /** Nobody is promised a call later than in about a year. */
    private static final long MAX_AHEAD_MS = 366L * 24 * 3_600_000;

    /** Longer windows are cut: what is due so much later still has its place by a number within 63 bits. */
    private static final long MAX_WINDOW_MS = 7L * 24 * 3_600_000;

    private final State state;
    private final Step step;

    Bookings(State state, Step step) {
        this.state = state;
        this.step = step;
    }

    /** The window with what makes no sense put right; null if it is over. */
    @Nullable
    CallbackWindow sensible(CallbackWindow asked) {
        long nowMs = step.nowMs();
        if (asked.untilMs() <= nowMs) {
            return null;
        }
        long fromMs = Math.clamp(asked.fromMs(), nowMs, nowMs + MAX_AHEAD_MS);
        return new CallbackWindow(fromMs, Math.min(asked.untilMs(), fromMs + MAX_WINDOW_MS), asked.dueAtMs());
    }

    /** From now on the customer of the booking's contact, which stands in no line, has this promise. */
    void add(BookingRecord booking) {
        state.deadlines.set(booking.opening, Math.max(step.nowMs(), booking.window.fromMs()));
        keep(booking);
    }

    /**
     * The contact was sent out of its line within the window of this promise, which it has again. It is not looked at again at once, in this
     * very moment: what sent it away may send it away once more.
     */
    void addAgain(ContactRecord contact, Booking promise) {
        BookingRecord booking = new BookingRecord(
                contact.contactId,
                contact.entry.queueId,
                promise.window,
                promise.attempts,
                contact.details,
                Asked.in(contact.entry));
        lookAgain(booking);
        keep(booking);
    }

    /** The queue does not take the customer now; it may later in the window. */
    void lookAgain(BookingRecord booking) {
        state.deadlines.set(booking.opening, Math.min(booking.window.untilMs(), step.nowMs() + LOOK_AGAIN_MS));
    }

    private void keep(BookingRecord booking) {
        state.bookings.put(booking.contactId, booking);
        state.hash.touch(booking);
        step.event(new Event.CallbackBooked(
                step.nowMs(), booking.contactId, booking.queueId, booking.window, booking.details));
    }

    /** Takes the promise out, for its contact or because it is over. */
    void remove(BookingRecord booking) {
        state.deadlines.cancel(booking.opening);
        state.bookings.remove(booking.contactId);
        state.hash.leave(booking);
    }

    /** The promise is over before its contact came to a line, though the contact goes on by another. */
    void cancel(BookingRecord booking) {
        remove(booking);
        tell(booking.contactId, booking.queueId, booking.window, booking.attempts, BookingOutcome.CANCELLED);
    }

    /** The promise is over before its contact came to a line, and so is the contact. */
    void drop(BookingRecord booking, BookingOutcome outcome) {
        remove(booking);
        tell(booking.contactId, booking.queueId, booking.window, booking.attempts, outcome);
        EndedBy by = outcome == BookingOutcome.CANCELLED ? EndedBy.CALLER : EndedBy.SYSTEM;
        step.event(new Event.ContactEnded(step.nowMs(), booking.contactId, 0, by, 0, 0));
    }

    /** All of queues that are gone are over. */
    void review() {
        for (BookingRecord booking : Adoption.inOrder(state.bookings, one -> one.contactId)) {
            QueueRecord queue = state.queues.get(booking.queueId);
            if (queue == null || queue.vanished) {
                drop(booking, BookingOutcome.MISSED);
            }
        }
    }

    /** The phone of the contact's customer is being called. */
    void attempted(ContactRecord contact) {
        if (contact.booking != null && contact.booking.window.holds(step.nowMs())) {
            state.hash.touch(contact);
            contact.booking.attempts++;
        }
    }

    /** The contact's customer and an agent talk since then. */
    void talked(ContactRecord contact, long sinceMs) {
        if (contact.booking != null) {
            settle(contact, contact.booking.window.holds(sinceMs) ? BookingOutcome.KEPT : BookingOutcome.LATE);
        }
    }

    /** What became of the contact's promise, if it has one that was not settled. */
    void settle(ContactRecord contact, BookingOutcome outcome) {
        Booking booking = takeFrom(contact);
        if (booking != null) {
            tell(contact.contactId, contact.entry.queueId, booking.window, booking.attempts, outcome);
        }
    }

    /** The contact's promise, if it can still be kept, is the contact's no more. */
    @Nullable
    Booking takeIfOpen(ContactRecord contact) {
        Booking booking = contact.booking;
        boolean open = booking != null && step.nowMs() < booking.window.untilMs();
        return open ? takeFrom(contact) : null;
    }

    private @Nullable Booking takeFrom(ContactRecord contact) {
        Booking booking = contact.booking;
        if (booking != null) {
            state.hash.touch(contact);
            state.deadlines.cancel(booking.slack);
            contact.booking = null;
            QueueRecord queue = contact.entry.queue;
            if (contact.entry.open && queue != null) {
                queue.promised--;
            }
        }
        return booking;
    }

    private void tell(long contactId, int queueId, CallbackWindow window, int attempts, BookingOutcome outcome) {
        step.event(new Event.BookingSettled(step.nowMs(), contactId, queueId, window, attempts, outcome));
    }

    static long mix(long hash, CallbackWindow window) {
        long mixed = StateHash.mix(StateHash.mix(hash, window.fromMs()), window.untilMs());
        return StateHash.mix(mixed, window.dueAtMs());
    }
}

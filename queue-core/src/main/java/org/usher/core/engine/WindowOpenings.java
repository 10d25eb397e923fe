package org.usher.core.engine;

import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.ReplyCode;

/**
 * Promised windows as they are asked for, open, and run short of slack.
 *
 * <p>The order among callers is that of the earliest due date with a reservation by slack. A caller is due at once: at the time from which
 * his wait counts. Who is promised a window is due when its slack begins, early enough before its end for agents to reach all who are
 * promised the same, which whoever makes the promise works out. Of those who may be served the earliest due comes first, so that promises
 * fill the time in which nobody waits and delay nobody before they must. With the slack used up, the next agents are theirs.
 */
final class WindowOpenings {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Desks.Basis desks;
    private final Bookings bookings;

    WindowOpenings(State state, Step step, Matching matching, Desks.Basis desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.desks = desks;
        this.bookings = desks.lines().bookings();
    }

    void handle(Command.BookCallback request) {
        ReplyCode code = book(request);
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    private ReplyCode book(Command.BookCallback request) {
        QueueRecord queue = request.queueId() <= 0 ? null : state.queues.get(request.queueId());
        if (queue == null || queue.vanished) {
            return ReplyCode.UNKNOWN_QUEUE;
        }
        CallbackWindow window = bookings.sensible(request.window());
        if (window == null) {
            return ReplyCode.CLOSED;
        }
        bookings.add(new BookingRecord(step.entryId(), queue.queueId, window, 0, request.details(), Asked.NOTHING));
        return ReplyCode.ACCEPTED;
    }

    /** The window opens, or it is time for another look whether the queue takes its customer. */
    void opens(BookingRecord booking) {
        QueueRecord queue = state.queues.get(booking.queueId);
        if (queue == null || queue.vanished || booking.window.untilMs() <= step.nowMs()) {
            bookings.drop(booking, BookingOutcome.MISSED);
            return;
        }
        boolean takesHim = switch (queue.status) {
            // a promise was given: it is not for the last to come to be turned away, nor into a line that is sent away
            case OPEN, FULL -> queue.staff > 0 || queue.leaveWhenEmptyMs < 0;
            case CLOSED, EMPTY, EMERGENCY -> false;
        };
        if (takesHim) {
            enter(booking, queue);
        } else {
            bookings.lookAgain(booking);
        }
    }

    private void enter(BookingRecord booking, QueueRecord queue) {
        bookings.remove(booking);
        Command.ContactArrived arrival = booking.asked.arrival(booking, queue.queueId);
        ContactRecord contact = new ContactRecord(booking.contactId, arrival, queue, booking.window.fromMs());
        contact.entry.wish(booking.asked.wishes());
        state.contactsById.put(contact.contactId, contact);
        state.hash.touch(contact);
        queue.contacts++;
        Booking promise = new Booking(contact, booking.window, booking.attempts);
        contact.booking = promise;
        if (step.nowMs() < promise.window.dueAtMs()) {
            state.deadlines.set(promise.slack, promise.window.dueAtMs());
        }
        contact.entry.waitsFrom(booking.window.dueAtMs());
        contact.entry.credit(promise.creditMs(contact.entry.enqueuedAtMs));
        contact.reachable = true;
        desks.lines().open(contact, step.nowMs());
        desks.doors().review(queue);
    }

    /** The slack is used up: the contact, in line or on offer, stands before the callers. */
    void due(ContactRecord contact) {
        Booking booking = contact.booking;
        if (booking == null) {
            return;
        }
        state.hash.touch(contact);
        if (contact.phase == ContactPhase.WAITING) {
            matching.left(contact, true);
        } else {
            matching.forget(contact);
        }
        contact.entry.credit(booking.creditMs(contact.entry.enqueuedAtMs));
        matching.joined(contact);
        desks.breaths().watch(contact.entry);
        step.event(new Event.CallbackDue(step.nowMs(), contact.contactId, contact.entry.queueId));
    }
}

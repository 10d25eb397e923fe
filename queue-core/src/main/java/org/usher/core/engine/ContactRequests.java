package org.usher.core.engine;

import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.Command.CancelCallback;
import org.usher.core.api.Command.ContactRequest;
import org.usher.core.api.Command.ConvertChatToCallback;
import org.usher.core.api.Command.ConvertToBooking;
import org.usher.core.api.Command.ConvertToCallback;
import org.usher.core.api.Command.ConvertToChat;
import org.usher.core.api.Command.MoveContact;
import org.usher.core.api.Command.SetContactPriority;
import org.usher.core.api.Command.WithdrawContact;
import org.usher.core.api.Effect;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/** What people and programs ask of one contact in line. */
final class ContactRequests {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Desks desks;
    private final Callbacks callbacks;
    private final ChannelChanges changes;

    ContactRequests(State state, Step step, Matching matching, Desks desks, Callbacks callbacks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.desks = desks;
        this.callbacks = callbacks;
        this.changes = new ChannelChanges(state, desks);
    }

    void handle(ContactRequest request) {
        ContactRecord contact = request.contactId() <= 0 ? null : state.contactsById.get(request.contactId());
        ReplyCode code = contact == null ? handleBooked(request) : handle(request, contact);
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    /** About one who stands in no line: perhaps his window has not opened yet. */
    private ReplyCode handleBooked(ContactRequest request) {
        BookingRecord booking = request.contactId() <= 0 ? null : state.bookings.get(request.contactId());
        if (booking == null) {
            return ReplyCode.UNKNOWN_CONTACT;
        }
        return switch (request) {
            case CancelCallback _, WithdrawContact _ -> {
                desks.lines().bookings().drop(booking, BookingOutcome.CANCELLED);
                yield ReplyCode.ACCEPTED;
            }
            case ConvertToBooking convert -> postpone(booking, convert);
            case MoveContact _, SetContactPriority _ -> ReplyCode.NOT_WAITING;
            case ConvertToCallback _ -> ReplyCode.UNCHANGED;
            case ConvertToChat _, ConvertChatToCallback _ -> ReplyCode.NOT_WAITING;
        };
    }

    private ReplyCode postpone(BookingRecord booking, ConvertToBooking convert) {
        Bookings bookings = desks.lines().bookings();
        CallbackWindow window = bookings.sensible(convert.window());
        if (window == null) {
            return ReplyCode.CLOSED;
        }
        bookings.cancel(booking);
        bookings.add(new BookingRecord(
                booking.contactId,
                booking.queueId,
                window,
                0,
                Callbacks.withoutCall(booking.details, convert.number()),
                booking.asked));
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode handle(ContactRequest request, ContactRecord contact) {
        boolean leaves = contact.releaseDue == ReleaseStatus.WITHDRAWN && !(request instanceof WithdrawContact);
        if (!contact.entry.open || contact.phase == ContactPhase.CONNECTING || leaves) {
            return ReplyCode.NOT_WAITING;
        }
        return switch (request) {
            case MoveContact move -> move(contact, move.queueId());
            case SetContactPriority set -> prioritise(contact, QueueEntry.clampPriority(set.priority()));
            case WithdrawContact _ -> withdraw(contact);
            case ConvertToCallback convert -> changes.toCallback(contact, convert.number());
            case ConvertToChat convert -> changes.toChat(contact, convert);
            case ConvertChatToCallback convert -> changes.backToCall(contact, convert);
            case ConvertToBooking convert -> callbacks.book(contact, convert.number(), convert.window());
            case CancelCallback _ -> callbacks.cancel(contact);
        };
    }

    private ReplyCode move(ContactRecord contact, int queueId) {
        QueueRecord queue = queueId <= 0 ? null : state.queues.get(queueId);
        if (queue == null || queue.vanished) {
            return ReplyCode.UNKNOWN_QUEUE;
        }
        if (queue == contact.entry.queue) {
            return ReplyCode.UNCHANGED;
        }
        if (contact.phase != ContactPhase.WAITING) {
            return ReplyCode.ON_OFFER;
        }
        if (queue.closed) {
            return ReplyCode.CLOSED;
        }
        desks.lines().goOver(contact, queue, EntryOutcome.TRANSFERRED_UNSERVED);
        desks.basis().doors().review(queue);
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode prioritise(ContactRecord contact, int priority) {
        if (contact.entry.ownPriority == priority) {
            return ReplyCode.UNCHANGED;
        }
        state.hash.touch(contact);
        contact.entry.ownPriority = priority;
        matching.changed(contact);
        step.event(new Event.ContactPrioritised(step.nowMs(), contact.contactId, contact.entry.queueId, priority));
        return ReplyCode.ACCEPTED;
    }

    private ReplyCode withdraw(ContactRecord contact) {
        if (contact.releaseDue == ReleaseStatus.WITHDRAWN) {
            return ReplyCode.UNCHANGED;
        }
        if (contact.isReleasable()) {
            desks.releases().release(contact, ReleaseStatus.WITHDRAWN);
            return ReplyCode.ACCEPTED;
        }
        state.hash.touch(contact);
        contact.releaseDue = ReleaseStatus.WITHDRAWN;
        if (contact.phase == ContactPhase.OFFERED) {
            desks.offers().withdraw(contact);
        }
        return ReplyCode.ACCEPTED_PENDING;
    }
}

package org.usher.core.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.QueueStatus;
import org.usher.core.codec.Constants;

/** The queues' lines and books: who stands in which, and how each stay in one ended. Moves contacts from phase to phase. */
final class Lines {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final OwnLines ownLines;
    private final Plans plans;
    private final Bookings bookings;

    Lines(State state, Step step, Matching matching, OwnLines ownLines, Plans plans) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.ownLines = ownLines;
        this.plans = plans;
        bookings = new Bookings(state, step);
    }

    Bookings bookings() {
        return bookings;
    }

    /** The one way from phase to phase; the phase's deadline goes with it. */
    void move(ContactRecord contact, ContactPhase to) {
        if (!contact.phase.mayBecome(to)) {
            throw new IllegalStateException(
                    "contact " + contact.contactId + " cannot become " + to + " from " + contact.phase);
        }
        state.hash.touch(contact);
        state.deadlines.cancel(contact.phaseDeadline);
        contact.phase = to;
        if (to == ContactPhase.TALKING && contact.isCallback()) {
            // who has been called back is on the line as anybody else
            carry(contact, contact.callKey, Channel.VOICE, contact.details);
        }
    }

    /** The one way from call to call; 0 for none. */
    void carry(ContactRecord contact, long callKey, Channel channel, ContactDetails details) {
        state.hash.touch(contact);
        if (contact.callKey != 0) {
            state.contactsByCall.remove(contact.callKey);
        }
        contact.carriedBy(callKey, channel, details);
        if (callKey != 0) {
            state.contactsByCall.put(callKey, contact);
        }
    }

    /** Gives the contact, whose entry is not open, another one, not open yet. */
    void enter(ContactRecord contact, QueueEntry entry) {
        state.hash.touch(contact);
        if (contact.entry.queue != null) {
            contact.entry.queue.contacts--;
        }
        contact.entry = entry;
        if (entry.queue != null) {
            entry.queue.contacts++;
        }
    }

    /** The contact's queue entry begins; {@code limitFromMs} begins the time it may wait at most. */
    void open(ContactRecord contact, long limitFromMs) {
        QueueRecord queue = queueOf(contact);
        QueueEntry entry = contact.entry;
        state.hash.touch(contact);
        entry.entryId = step.entryId();
        entry.open = true;
        entry.limitFromMs = limitFromMs;
        contact.queuedOnce = true;
        state.hash.touch(queue);
        queue.offered++;
        queue.waiting++;
        queue.promised += contact.booking == null ? 0 : 1;
        step.event(new Event.ContactQueued(
                step.nowMs(),
                contact.contactId,
                entry.entryId,
                entry.queueId,
                contact.channel,
                entry.priority(),
                contact.callKey,
                entry.enqueuedAtMs,
                entry.creditMs,
                contact.details));
        plans.enter(entry);
        limitWait(contact, queue);
        matching.joined(contact);
        publishIfChanged(queue);
    }

    /** The contact, which waits, goes on waiting in the other queue: its place there is by its whole wait. */
    void goOver(ContactRecord contact, QueueRecord other, EntryOutcome outcome) {
        close(contact, outcome);
        goInto(contact, contact.entry.sameIn(other));
    }

    /** The contact, which waits and stands in no line, goes on waiting in this entry, not open yet. */
    void goInto(ContactRecord contact, QueueEntry entry) {
        enter(contact, entry);
        open(contact, step.nowMs());
        mark(contact);
    }

    /** Has the contact's call marked with where it stands, so that the line can be rebuilt from the PBX alone. */
    void mark(ContactRecord contact) {
        QueueEntry entry = contact.entry;
        if (contact.channel != Channel.VOICE) {
            return;
        }
        step.effect(new Effect.MarkCall(contact.callKey, contact.contactId, entry.queueId, entry.enqueuedAtMs));
    }

    /** The contact's queue entry is over, wherever the contact stands. */
    void close(ContactRecord contact, EntryOutcome outcome) {
        close(contact, outcome, step.nowMs());
    }

    /** The same of one who has waited only until then. */
    void close(ContactRecord contact, EntryOutcome outcome, long untilMs) {
        QueueRecord queue = queueOf(contact);
        state.hash.touch(contact);
        state.hash.touch(queue);
        state.deadlines.cancel(contact.waitLimit);
        ownLines.forget(contact.entry);
        plans.leave(contact.entry);
        if (contact.phase == ContactPhase.WAITING) {
            matching.left(contact, true);
        } else {
            matching.forget(contact);
        }
        contact.entry.open = false;
        contact.releaseDue = null;
        queue.waiting--;
        queue.promised -= contact.booking == null ? 0 : 1;
        if (queue.waiting == 0) {
            // whoever comes next may stay as long as these might have
            state.deadlines.cancel(queue.leaving);
        }
        queue.ended[Constants.number(outcome)]++;
        step.event(new Event.EntryEnded(
                step.nowMs(),
                contact.contactId,
                contact.entry.entryId,
                contact.entry.queueId,
                outcome,
                contact.entry.waitedMs(untilMs)));
        if (outcome == EntryOutcome.ANSWERED) {
            bookings.talked(contact, untilMs);
        }
        publishIfChanged(queue);
    }

    /** The contact leaves the line for an offer; its place is kept by its time. */
    void stepOut(ContactRecord contact, ContactPhase to) {
        matching.left(contact, false);
        move(contact, to);
        contact.reachable = false;
    }

    /**
     * The contact is back in line after an offer, at its old place; it cannot be offered before it is seen in the waiting room. A callback
     * needs nobody to see it: it is there at once, which is the next deadline.
     */
    void stepBack(ContactRecord contact) {
        stepBack(contact, contact.isCallback() ? 0 : Reception.WITNESS_MS);
    }

    /** The same; when the time is over the callback is in line again, or the search for the call. */
    void stepBack(ContactRecord contact, long forMs) {
        move(contact, ContactPhase.WAITING);
        contact.reachable = false;
        if (contact.isCallback()) {
            carry(contact, 0, contact.channel, contact.details);
        }
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + forMs);
    }

    /** Sets or changes the deadline of the contact's whole wait, by the queue's rule. */
    void limitWait(ContactRecord contact, QueueRecord queue) {
        if (queue.maxWaitMs == 0 || contact.isCallback()) {
            state.deadlines.cancel(contact.waitLimit);
        } else {
            long dueAtMs = Math.max(step.nowMs(), contact.entry.limitFromMs + queue.maxWaitMs);
            if (!contact.waitLimit.isSet() || contact.waitLimit.dueAtMs() != dueAtMs) {
                state.deadlines.set(contact.waitLimit, dueAtMs);
            }
        }
    }

    /** Publishes the queue if its status is another than before. */
    void publishIfChanged(QueueRecord queue) {
        if (queue.statusNow() != queue.status) {
            publishAnew(queue);
        }
    }

    /** Publishes the queue whether its status changed or not. */
    void publishAnew(QueueRecord queue) {
        QueueStatus now = queue.statusNow();
        if (now != queue.status) {
            state.hash.touch(queue);
            queue.status = now;
            step.event(new Event.QueueStatusChanged(step.nowMs(), queue.queueId, now));
        }
        step.effect(new Effect.PublishQueue(queue.queueId, queue.answerMode, queue.status, queue.noticeSound()));
    }

    private static QueueRecord queueOf(ContactRecord contact) {
        @Nullable QueueRecord queue = contact.entry.queue;
        return Objects.requireNonNull(queue, "a contact without a queue stands in no line");
    }
}

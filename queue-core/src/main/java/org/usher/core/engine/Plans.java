package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.Event;

/**
 * Contacts on their way through their queues' plans, watched for when they come to be in danger. The time in the plan counts from the contact's enqueue time and stands still while
 * it waits for one agent alone. A step that falls due moves the contact to another class, in line or on offer.
 */
final class Plans {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Breaths breaths;
    private final Wishes wishes;

    Plans(State state, Step step, Matching matching, Breaths breaths, Wishes wishes) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.breaths = breaths;
        this.wishes = wishes;
    }

    /** Brings the entry, which is not open yet, to the step that its time leads to. */
    void locate(QueueEntry entry) {
        state.hash.touch(entry.contact);
        entry.step = planOf(entry).stepAfter(timeInPlanMs(entry));
    }

    /** The entry opens. */
    void enter(QueueEntry entry) {
        wishes.settle(entry);
        entry.step = 0;
        goOn(entry);
        breaths.watch(entry);
    }

    /** The entry is over. */
    void leave(QueueEntry entry) {
        cancel(entry);
        breaths.forget(entry);
        entry.step = 0;
    }

    /** The contact no longer waits for one agent alone: its way through the plan goes on from where it stood still. */
    void resume(QueueEntry entry, Preference preference) {
        state.hash.touch(entry.contact);
        entry.planFromMs += step.nowMs() - preference.sinceMs;
    }

    /** The contact's step is over, or its waiting for one agent alone. */
    void relax(ContactRecord contact) {
        goOn(contact.entry);
        matching.changed(contact);
    }

    /** The plan of the open entry may be another than before; the index over the lines is made anew after this. */
    void review(QueueEntry entry) {
        wishes.settle(entry);
        goOn(entry);
        breaths.watch(entry);
    }

    private void goOn(QueueEntry entry) {
        int before = entry.step;
        locate(entry);
        if (entry.step > before) {
            step.event(new Event.ContactRelaxed(step.nowMs(), entry.contact.contactId, entry.queueId, entry.step));
        }
        setDeadline(entry);
    }

    private void setDeadline(QueueEntry entry) {
        Plan plan = planOf(entry);
        if (plan.isLast(entry.step) || entry.preference != null) {
            cancel(entry);
            return;
        }
        if (entry.relaxation == null) {
            entry.relaxation = new Deadline(Deadline.Kind.RELAXATION, entry.contact, entry.contact.contactId);
        }
        long dueAtMs = entry.planFromMs + plan.overAfterMs(entry.step);
        if (!entry.relaxation.isSet() || entry.relaxation.dueAtMs() != dueAtMs) {
            state.deadlines.set(entry.relaxation, dueAtMs);
        }
    }

    private void cancel(QueueEntry entry) {
        if (entry.relaxation != null) {
            state.deadlines.cancel(entry.relaxation);
        }
    }

    private long timeInPlanMs(QueueEntry entry) {
        return (entry.preference == null ? step.nowMs() : entry.preference.sinceMs) - entry.planFromMs;
    }

    private static Plan planOf(QueueEntry entry) {
        return Objects.requireNonNull(entry.queue).plan;
    }
}

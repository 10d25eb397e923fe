package org.usher.core.engine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;

/**
 * Sends on whoever comes to a queue in which longer is expected to be waited than its {@link QueueRecord#overflowEstimateMs}. He has been
 * let in like anybody, so that the books tell of him and of what was expected, and goes on in the same step.
 */
final class EstimateOverflow {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Lines lines;
    private final Releases releases;
    private final Doors doors;

    EstimateOverflow(State state, Step step, Matching matching, Desks desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.lines = desks.lines();
        this.releases = desks.releases();
        this.doors = desks.basis().doors();
    }

    /** The contact has been let into its queue's line in this step, and has not been here before. */
    void arrived(ContactRecord contact) {
        QueueRecord queue = Objects.requireNonNull(contact.entry.queue);
        Event.WaitEstimated estimated = step.estimated();
        if (queue.overflowEstimateMs == 0
                || estimated == null
                || estimated.entryId() != contact.entry.entryId
                || estimated.estimate().p50Ms() <= queue.overflowEstimateMs
                || matching.anyoneIdleFor(contact)) {
            return;
        }
        long estimatedMs = estimated.estimate().p50Ms();
        lines.close(contact, EntryOutcome.OVERFLOWED);
        QueueEntry elsewhere = shorter(contact, queue, estimatedMs);
        QueueRecord next = elsewhere == null ? null : elsewhere.queue;
        step.event(new Event.OverflowedByEstimate(
                step.nowMs(), contact.contactId, queue.queueId, estimatedMs, next == null ? 0 : next.queueId));
        if (elsewhere == null || next == null) {
            releases.release(contact, ReleaseStatus.LONG_WAIT);
        } else {
            lines.goInto(contact, elsewhere);
            doors.review(next);
        }
    }

    /** An entry in the overflow queue, not open yet, if it is open and less is expected there. */
    private @Nullable QueueEntry shorter(ContactRecord contact, QueueRecord queue, long estimatedMs) {
        QueueRecord next = queue.overflowQueueId <= 0 ? null : state.queues.get(queue.overflowQueueId);
        if (next == null || next == queue || next.status != QueueStatus.OPEN || state.estimator == null) {
            return null;
        }
        QueueEntry there = contact.entry.sameIn(next);
        Event.ContactQueued asking = new Event.ContactQueued(
                step.nowMs(),
                contact.contactId,
                step.entryId(),
                next.queueId,
                contact.channel,
                there.priority(),
                contact.callKey,
                there.enqueuedAtMs,
                there.creditMs,
                contact.details);
        return state.estimator.estimate(asking).p50Ms() < estimatedMs ? there : null;
    }
}

package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command.SetQueueDoor;
import org.usher.core.api.Command.SetQueueEmergency;
import org.usher.core.api.Effect;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;
import org.usher.core.engine.AgentRecord.Presence;

/**
 * The queues' doors: what becomes of those who wait when a person closes a queue, or the last agent who serves it has gone home. Whom the
 * door lets in follows from the queue's status, see {@link QueueRecord#statusNow}.
 */
final class Doors {
    private final State state;
    private final Step step;
    private final Lines lines;
    private final Releases releases;

    Doors(State state, Step step, Lines lines, Releases releases) {
        this.state = state;
        this.step = step;
        this.lines = lines;
        this.releases = releases;
    }

    /** Counts anew for every queue who is logged in to serve it. */
    static void countStaff(State state) {
        for (QueueRecord queue : state.queues.unorderedValues()) {
            queue.staff = 0;
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            if (agent.presence != Presence.OUT) {
                for (int queueId : agent.queueIds) {
                    QueueRecord queue = state.queues.get(queueId);
                    if (queue != null) {
                        queue.staff++;
                    }
                }
            }
        }
    }

    /** A person, or the opening hours, open or close a queue. */
    void handle(SetQueueDoor request) {
        QueueRecord queue = request.queueId() <= 0 ? null : state.queues.get(request.queueId());
        ReplyCode code = queue == null || queue.vanished ? ReplyCode.UNKNOWN_QUEUE : set(queue, request.open());
        if (queue != null && !queue.vanished && request.requestId() == 0) {
            state.hash.touch(queue);
            queue.hoursClosed = !request.open();
        }
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    /** A person calls an emergency, or ends it. */
    void handle(SetQueueEmergency request) {
        QueueRecord queue = request.queueId() <= 0 ? null : state.queues.get(request.queueId());
        ReplyCode code;
        if (queue == null || queue.vanished) {
            code = ReplyCode.UNKNOWN_QUEUE;
        } else if (queue.emergency == request.on()) {
            code = ReplyCode.UNCHANGED;
        } else {
            state.hash.touch(queue);
            queue.emergency = request.on();
            lines.publishIfChanged(queue);
            code = ReplyCode.ACCEPTED;
        }
        if (request.requestId() != 0) {
            step.effect(new Effect.Reply(request.requestId(), code));
        }
    }

    /** The agent has come to work, or gone home. */
    void staffChanged(AgentRecord agent, int change) {
        for (int queueId : agent.queueIds) {
            QueueRecord queue = state.queues.get(queueId);
            if (queue != null && !queue.vanished) {
                queue.staff += change;
                review(queue);
                lines.publishIfChanged(queue);
            }
        }
    }

    /** Somebody came into the line, or the agents or rules are others than before: sees to how long who waits may stay without agents. */
    void review(QueueRecord queue) {
        if (!queue.losesWhoWaits()) {
            if (queue.emptySinceMs != 0) {
                state.hash.touch(queue);
                state.deadlines.cancel(queue.leaving);
                queue.emptySinceMs = 0;
                takeBack(queue, ReleaseStatus.EMPTY);
            }
            return;
        }
        if (!queue.leaving.isSet()) {
            state.hash.touch(queue);
            queue.emptySinceMs = step.nowMs();
        }
        long dueAtMs = Math.max(step.nowMs(), queue.emptySinceMs + queue.leaveWhenEmptyMs);
        if (!queue.leaving.isSet() || queue.leaving.dueAtMs() != dueAtMs) {
            state.deadlines.set(queue.leaving, dueAtMs);
        }
    }

    /** Who waits has waited without agents as long as the queue's rule allows. */
    void emptyTooLong(QueueRecord queue) {
        releaseAll(queue, ReleaseStatus.EMPTY);
    }

    /** Whether who waits, or comes back, is not served any more. */
    static boolean sendsAway(QueueRecord queue) {
        return queue.vanished || (queue.closed && !queue.servesOutWhenClosed);
    }

    private ReplyCode set(QueueRecord queue, boolean open) {
        if (queue.closed != open) {
            return ReplyCode.UNCHANGED;
        }
        state.hash.touch(queue);
        queue.closed = !open;
        lines.publishIfChanged(queue);
        if (open) {
            takeBack(queue, ReleaseStatus.CLOSED);
            review(queue);
        } else if (sendsAway(queue)) {
            releaseAll(queue, ReleaseStatus.CLOSED);
        }
        return ReplyCode.ACCEPTED;
    }

    private void releaseAll(QueueRecord queue, ReleaseStatus status) {
        for (ContactRecord contact : Adoption.inOrder(state.contactsById, c -> c.contactId)) {
            if (contact.entry.queue == queue && contact.entry.open) {
                releases.releaseWhenReachable(contact, status);
            }
        }
    }

    /** Who was to be released for this reason, but has not been seen in the waiting room yet, stays. */
    private void takeBack(QueueRecord queue, ReleaseStatus status) {
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            @Nullable QueueRecord of = contact.entry.queue;
            if (of == queue && contact.releaseDue == status) {
                state.hash.touch(contact);
                contact.releaseDue = null;
            }
        }
    }
}

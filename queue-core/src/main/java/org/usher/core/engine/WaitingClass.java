package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * The contacts that ask for the same: same queue, priority and requirements, and, if they wait for one agent alone, the same agent: then
 * it is a line of that agent's own. Within a class, first come is first served, so only its
 * first offerable contact and its longest idle agent are ever looked at.
 *
 * <p>The line holds the offerable contacts and those that are away from the waiting room for a moment (a prompt, a digit), so that the
 * latter need not look for their place again; {@code firstOfferable} skips them.
 */
final class WaitingClass {
    final int queueId;
    final Order order;
    final int priority;

    /** What the priority counts for. */
    final long worthMs;

    final int[] requirements;

    /** Who alone may serve it, 0 for anybody. */
    final int agentId;

    final Line<QueueEntry> line = new Line<>();
    final Line<Seat> idle = new Line<>();

    /** Next in the same bucket of the {@link ClassTable}. */
    @Nullable
    WaitingClass nextInBucket;

    /** Contacts that belong to it, in line or on offer. */
    int contacts;

    boolean retired;
    boolean stirred;
    private @Nullable QueueEntry firstOfferable;

    /** What the wait of its first contact counted for when it was weighed last. */
    private long weightMs;

    WaitingClass(QueueRecord queue, int priority, long worthMs, int[] requirements, int agentId) {
        this.queueId = queue.queueId;
        this.order = queue.order;
        this.priority = priority;
        this.worthMs = worthMs;
        this.requirements = requirements;
        this.agentId = agentId;
    }

    @Nullable
    QueueEntry first() {
        return firstOfferable;
    }

    /** The contact, already in line, can be offered from now on. */
    void offerable(QueueEntry entry) {
        if (firstOfferable == null || entry.isAheadOf(firstOfferable)) {
            firstOfferable = entry;
        }
    }

    /** The contact, still in line, cannot be offered any more. */
    void notOfferable(QueueEntry entry) {
        if (firstOfferable == entry) {
            QueueEntry next = entry.behind;
            while (next != null && !next.contact.isOfferable()) {
                next = next.behind;
            }
            firstOfferable = next;
        }
    }

    /** Works out what the wait of its first contact, whom it has, counts for now. */
    void weigh(long nowMs) {
        if (firstOfferable != null) {
            weightMs = order.countMs(nowMs - firstOfferable.since) + worthMs;
        }
    }

    /** Whether its first contact comes before the first of the other class, both weighed now, for an agent who may serve both. */
    boolean isBefore(WaitingClass other) {
        if (weightMs != other.weightMs) {
            return weightMs > other.weightMs;
        }
        QueueEntry mine = firstOfferable;
        QueueEntry theirs = other.firstOfferable;
        return mine != null && (theirs == null || mine.isAheadOf(theirs));
    }

    /**
     * How many contacts stand in line.
     *
     * @throws IllegalStateException if the line is out of order, or an agent idles beside a contact
     */
    int check() {
        QueueEntry firstFound = null;
        for (QueueEntry entry = line.head(); entry != null; entry = entry.behind) {
            boolean ordered = entry.behind == null || entry.isAheadOf(entry.behind);
            if (!ordered || entry.waitingClass != this) {
                throw new IllegalStateException("contact " + entry.contact.contactId + " stands in the wrong place");
            }
            if (firstFound == null && entry.contact.isOfferable()) {
                firstFound = entry;
            }
        }
        if (firstFound != firstOfferable) {
            throw new IllegalStateException("queue " + queueId + " holds a wrong contact for the first of its line");
        }
        if (firstFound != null && idle.head() != null) {
            throw new IllegalStateException("agent " + idle.head().agent.agentId + " idles beside contact "
                    + firstFound.contact.contactId + ", which he may serve");
        }
        return line.size();
    }
}

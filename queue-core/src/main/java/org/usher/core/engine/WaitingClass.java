package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * The contacts that ask for the same: same queue, priority and requirements, and, if they wait for one agent alone, the same agent: then
 * it is a line of that agent's own. Within a class, first come is first served, so only its
 * first offerable contact and its longest idle agent are ever looked at.
 *
 * <p>Who is away from the waiting room for a moment (a prompt, a digit) belongs to the class but stands in no line; back again, he finds
 * the place that his time gives him.
 */
final class WaitingClass {
    final int queueId;
    final QueueRecord queue;
    final int priority;

    /** What the priority counts for. */
    final long worthMs;

    final int[] requirements;

    /** Who alone may serve it, 0 for anybody. */
    final int agentId;

    /** The contacts that can be offered. */
    final Line<QueueEntry> line;

    final Line<Seat> idle;

    /** Who may serve it and is held back; made when there is somebody first. */
    private @Nullable Line<Seat> heldBack;

    private final Examined examined;

    /** Next in the same bucket of the {@link ClassTable}. */
    @Nullable
    WaitingClass nextInBucket;

    /** Contacts that belong to it, in line or on offer. */
    int contacts;

    boolean retired;
    boolean stirred;
    /** What the wait of its first contact counted for when it was weighed last. */
    private long weightMs;

    WaitingClass(QueueRecord queue, int priority, long worthMs, int[] requirements, int agentId, Examined examined) {
        line = new Line<>(examined);
        idle = new Line<>(examined);
        this.examined = examined;
        this.queueId = queue.queueId;
        this.queue = queue;
        this.priority = priority;
        this.worthMs = worthMs;
        this.requirements = requirements;
        this.agentId = agentId;
    }

    @Nullable
    QueueEntry first() {
        return line.first();
    }

    /** The seats of those held back. */
    Line<Seat> heldBack() {
        if (heldBack == null) {
            heldBack = new Line<>(examined);
        }
        return heldBack;
    }

    /** Who is to take this contact of the class: the longest idle, else, if it is in danger, the longest held back. */
    @Nullable
    Seat takerOf(QueueEntry entry) {
        Seat longestIdle = idle.first();
        return longestIdle != null || heldBack == null || !entry.isInDanger() ? longestIdle : heldBack.first();
    }

    /** Sets what the wait of its first contact, whom it has, counts for now, priority left out. */
    void weighs(long ms) {
        weightMs = ms + worthMs;
    }

    /** Whether its first contact comes before the first of the other class, both weighed now, for an agent who may serve both. */
    boolean isBefore(WaitingClass other) {
        return weightMs == other.weightMs ? line.isAheadOf(other.line) : weightMs > other.weightMs;
    }

    /**
     * How many contacts stand in line.
     *
     * @throws IllegalStateException if a line is out of order, or an agent idles beside a contact
     */
    int check() {
        line.check();
        idle.check();
        for (QueueEntry entry : line.firstOnes(Integer.MAX_VALUE)) {
            if (entry.waitingClass != this || !entry.contact.isOfferable()) {
                throw new IllegalStateException("contact " + entry.contact.contactId + " stands in the wrong line");
            }
        }
        if (heldBack != null) {
            heldBack.check();
        }
        QueueEntry first = line.first();
        Seat taker = first == null ? null : takerOf(first);
        if (first != null && taker != null) {
            throw new IllegalStateException("agent " + taker.agent.agentId + " idles beside contact "
                    + first.contact.contactId + ", which he may serve");
        }
        return line.size();
    }
}

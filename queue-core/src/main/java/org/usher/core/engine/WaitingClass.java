package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.routing.AgentPolicy;

/**
 * The contacts that ask for the same: same queue, priority and requirements, all chats or none, and, if they wait for one agent alone,
 * the same agent: then it is a line of that agent's own. Calls and callbacks ask for the same. Within a class, first come is first served, so only its
 * first offerable contact and its longest idle agent are ever looked at.
 *
 * <p>Who is away from the waiting room for a moment (a prompt, a digit) belongs to the class but stands in no line; back again, he finds
 * the place that his time gives him.
 */
final class WaitingClass {
    /** After who has fewer chats, as all seats stand. */
    private static final Comparator<Seat> BEST_COVERED = Comparator.comparingLong((Seat seat) -> seat.since)
            .thenComparingLong(WaitingClass::need)
            .thenComparingLong(seat -> seat.rank);

    final int queueId;
    final QueueRecord queue;
    final int priority;

    /** What the priority counts for. */
    final long worthMs;

    final int[] requirements;

    /** Who alone may serve it, 0 for anybody. */
    final int agentId;

    /** Whether it takes a place among an agent's chats; else it takes him whole. */
    final boolean chat;

    /** The contacts that can be offered. */
    final Line<QueueEntry> line;

    /** Who may serve it and is idle, unless agents are chosen by their pools. */
    private final Line<Seat> idle;

    /** The same for each pool then; made when there is somebody first. */
    private final List<@Nullable Line<Seat>> idleByPool = new ArrayList<>(0);

    private @Nullable IdlePools pools;

    /** Whether of the first of the idle the one who is covered best is taken. */
    private boolean byCoverage;

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

    WaitingClass(
            QueueRecord queue,
            int priority,
            long worthMs,
            int[] requirements,
            int agentId,
            boolean chat,
            Examined examined) {
        line = new Line<>(examined);
        idle = new Line<>(examined);
        this.examined = examined;
        this.queueId = queue.queueId;
        this.queue = queue;
        this.priority = priority;
        this.worthMs = worthMs;
        this.requirements = requirements;
        this.agentId = agentId;
        this.chat = chat;
    }

    @Nullable
    QueueEntry first() {
        return line.first();
    }

    /** From now on, while nobody sits yet, agents are chosen by their pools, or by how well they are covered, or by their seats alone. */
    void chooseBy(@Nullable IdlePools idlePools, boolean coverage) {
        pools = idlePools;
        byCoverage = coverage;
        for (int pool = 0; idlePools != null && pool < idlePools.count(); pool++) {
            idleByPool.add(null);
        }
    }

    /** The seats of the idle among whom the agents of this pool are. */
    Line<Seat> idle(int pool) {
        if (pools == null) {
            return idle;
        }
        Line<Seat> line = idleByPool.get(pool);
        if (line == null) {
            line = new Line<>(examined);
            idleByPool.set(pool, line);
        }
        return line;
    }

    /**
     * The first of the idle in one line, or the best covered of the first ones, or the first of the pool with the greatest surplus; of
     * equal ones, the longest idle.
     */
    private @Nullable Seat firstIdle() {
        IdlePools by = pools;
        if (by == null) {
            return byCoverage ? idle.leastOfFirst(AgentPolicy.LOOKED_AT, WaitingClass::need) : idle.first();
        }
        Seat best = null;
        for (int pool = 0; pool < idleByPool.size(); pool++) {
            Line<Seat> line = idleByPool.get(pool);
            Seat first = line == null ? null : line.first();
            if (first != null) {
                examined.heads++;
                best = best == null || comesBefore(first, best, by) ? first : best;
            }
        }
        return best;
    }

    private static long need(Seat seat) {
        return Coverage.need(seat.agent.covers);
    }

    /** The first of the idle in that order, {@code atMost} so many. */
    List<Seat> firstIdle(int atMost) {
        IdlePools by = pools;
        if (by == null && byCoverage) {
            List<Seat> first = idle.firstOnes(Math.max(atMost, AgentPolicy.LOOKED_AT));
            first.subList(0, Math.min(AgentPolicy.LOOKED_AT, first.size())).sort(BEST_COVERED);
            return first.subList(0, Math.min(atMost, first.size()));
        }
        if (by == null) {
            return idle.firstOnes(atMost);
        }
        List<Seat> found = new ArrayList<>();
        for (Line<Seat> line : idleByPool) {
            if (line != null) {
                found.addAll(line.firstOnes(atMost));
            }
        }
        found.sort((a, b) -> comesBefore(a, b, by) ? -1 : 1);
        return found.subList(0, Math.min(atMost, found.size()));
    }

    private static boolean comesBefore(Seat one, Seat other, IdlePools by) {
        if (one.agent.chats.size() != other.agent.chats.size()) {
            return one.agent.chats.size() < other.agent.chats.size();
        }
        long mine = by.surplus(one.agent.pool);
        long theirs = by.surplus(other.agent.pool);
        return mine > theirs || (mine == theirs && one.isAheadOf(other));
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
        Seat first = firstIdle();
        return first != null || heldBack == null || !entry.isInDanger() ? first : heldBack.first();
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
        for (Line<Seat> pool : idleByPool) {
            if (pool != null) {
                pool.check();
            }
        }
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

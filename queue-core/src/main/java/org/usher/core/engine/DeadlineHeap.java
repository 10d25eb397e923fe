package org.usher.core.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** All set deadlines, the earliest first: a binary heap in which every deadline knows its own index, so that cancelling leaves no rest. */
final class DeadlineHeap {
    private final StateHash hash;
    private @Nullable Deadline[] heap = new Deadline[64];
    private int size;
    private long settings;

    DeadlineHeap(StateHash hash) {
        this.hash = hash;
    }

    /** Sets the deadline, or sets it anew. */
    void set(Deadline deadline, long dueAtMs) {
        restore(deadline, dueAtMs, ++settings);
    }

    /** Sets the deadline as it was set before. */
    void restore(Deadline deadline, long dueAtMs, long sequence) {
        cancel(deadline);
        hash.touch(deadline.owner);
        deadline.dueAtMs = dueAtMs;
        deadline.sequence = sequence;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(size++, deadline);
    }

    void cancel(Deadline deadline) {
        if (!deadline.isSet()) {
            return;
        }
        hash.touch(deadline.owner);
        int index = deadline.heapIndex;
        deadline.heapIndex = Deadline.NOT_SET;
        Deadline last = at(--size);
        heap[size] = null;
        if (last != deadline) {
            if (index > 0 && last.isBefore(at(parent(index)))) {
                up(index, last);
            } else {
                down(index, last);
            }
        }
    }

    /** The earliest deadline if it is due at this time; no longer set then. */
    @Nullable
    Deadline takeDue(long nowMs) {
        if (nextDueAtMs() > nowMs) {
            return null;
        }
        Deadline first = at(0);
        cancel(first);
        return first;
    }

    long nextDueAtMs() {
        return size == 0 ? Long.MAX_VALUE : at(0).dueAtMs;
    }

    int size() {
        return size;
    }

    /** How many settings there have been. */
    long settings() {
        return settings;
    }

    void restoreSettings(long count) {
        settings = count;
    }

    boolean holds(Deadline deadline) {
        return deadline.heapIndex < size && heap[deadline.heapIndex] == deadline;
    }

    /**
     * Checks the order.
     *
     * @throws IllegalStateException if a deadline stands before an earlier one
     */
    void checkOrder() {
        for (int i = 1; i < size; i++) {
            if (at(i).isBefore(at(parent(i))) || at(i).heapIndex != i) {
                throw new IllegalStateException("deadline heap out of order at " + i);
            }
        }
    }

    private void up(int from, Deadline deadline) {
        int i = from;
        while (i > 0 && deadline.isBefore(at(parent(i)))) {
            put(i, at(parent(i)));
            i = parent(i);
        }
        put(i, deadline);
    }

    private void down(int from, Deadline deadline) {
        int i = from;
        while (2 * i + 1 < size) {
            int child = 2 * i + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(deadline)) {
                break;
            }
            put(i, at(child));
            i = child;
        }
        put(i, deadline);
    }

    private static int parent(int index) {
        return (index - 1) >> 1;
    }

    private void put(int index, Deadline deadline) {
        heap[index] = deadline;
        deadline.heapIndex = index;
    }

    @SuppressWarnings("NullAway") // every slot below size is taken
    private Deadline at(int index) {
        return heap[index];
    }
}

package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/** All set deadlines, the earliest first. Most are of a few lengths and so are set in order: that is what {@link Line} is fast at. */
final class Deadlines {
    private final StateHash hash;
    private final Line<Deadline> line;
    private long settings;

    Deadlines(StateHash hash, Examined examined) {
        this.hash = hash;
        line = new Line<>(examined);
    }

    /** Sets the deadline, or sets it anew. */
    void set(Deadline deadline, long dueAtMs) {
        restore(deadline, dueAtMs, ++settings);
    }

    /** Sets the deadline as it was set before. */
    void restore(Deadline deadline, long dueAtMs, long sequence) {
        cancel(deadline);
        deadline.since = dueAtMs;
        deadline.rank = sequence;
        hash.add(deadline.fingerprint());
        line.insert(deadline);
    }

    void cancel(Deadline deadline) {
        if (deadline.isSet()) {
            hash.subtract(deadline.fingerprint());
            line.remove(deadline);
        }
    }

    /** The earliest deadline if it is due at this time; no longer set then. */
    @Nullable
    Deadline takeDue(long nowMs) {
        Deadline first = line.first();
        if (first == null || first.dueAtMs() > nowMs) {
            return null;
        }
        cancel(first);
        return first;
    }

    long nextDueAtMs() {
        return line.first() == null ? Long.MAX_VALUE : line.firstSince();
    }

    int size() {
        return line.size();
    }

    /** How many settings there have been. */
    long settings() {
        return settings;
    }

    void restoreSettings(long count) {
        settings = count;
    }

    /** Sum of the shares of all set deadlines in the state hash, worked out anew. */
    long hashShare() {
        long sum = 0;
        for (Deadline deadline : line.firstOnes(Integer.MAX_VALUE)) {
            sum += deadline.fingerprint();
        }
        return sum;
    }

    boolean holds(Deadline deadline) {
        return line.holds(deadline);
    }

    /**
     * Checks the order.
     *
     * @throws IllegalStateException if a deadline stands before an earlier one
     */
    void check() {
        line.check();
    }
}

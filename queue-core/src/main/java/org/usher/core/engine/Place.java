package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/** A node of a {@link Line}, part of what stands in it, so that standing and leaving allocate nothing. */
abstract class Place<P extends Place<P>> {
    @Nullable
    P ahead;

    @Nullable
    P behind;

    boolean placed;

    /** Lower stands ahead; then lower {@link #rank}. Never changed while placed. */
    long since;

    long rank;

    final boolean isAheadOf(Place<?> other) {
        return since < other.since || (since == other.since && rank < other.rank);
    }
}

package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/** A node of a {@link Line}, part of what stands in it, so that standing and leaving allocate nothing. */
abstract class Place<P extends Place<P>> {
    static final int NOWHERE = -1;

    /** The neighbours in its run. */
    @Nullable
    P ahead;

    @Nullable
    P behind;

    /** The run of the line it stands in, null if it stands in none. */
    Line.@Nullable Run<P> run;

    /** Its index in the line's heap, {@link #NOWHERE} if it does not stand there. */
    int heapIndex = NOWHERE;

    /** Lower stands ahead; then lower {@link #rank}. Never changed while placed. */
    long since;

    long rank;

    final boolean isPlaced() {
        return run != null || heapIndex != NOWHERE;
    }

    /** The line it stands in, if any, is given up as a whole. */
    final void forgetLine() {
        run = null;
        ahead = null;
        behind = null;
        heapIndex = NOWHERE;
    }

    final boolean isAheadOf(Place<?> other) {
        return isAheadOf(other.since, other.rank);
    }

    final boolean isAheadOf(long otherSince, long otherRank) {
        return since < otherSince || (since == otherSince && rank < otherRank);
    }
}

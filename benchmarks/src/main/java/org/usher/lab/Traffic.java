package org.usher.lab;

import org.jspecify.annotations.Nullable;

/** Where a scenario's callers come from. */
@FunctionalInterface
public interface Traffic {

    /** The callers of one replication; the same seed and replication give the same callers. */
    Callers open(long seed, int replication);

    /** Callers in the order of their arrival. */
    @FunctionalInterface
    interface Callers {
        /** The next caller, or null after the last. */
        @Nullable
        Call next();
    }
}

package org.usher.core.engine;

import org.usher.core.api.QueueEngine;

/** Engines whose pairs are found by {@link NaiveMatching}; for other packages' tests, too. */
public final class Twins {
    private Twins() {}

    public static QueueEngine naive() {
        return new Engine(new State(), NaiveMatching::new);
    }
}

package org.usher.lab;

import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/** The real engine as the lab plays it: nothing between its commands and effects and the lab's world. */
record UsherSystem(QueueEngine engine) implements SystemUnderTest {

    /** As it ships. */
    static UsherSystem create() {
        return new UsherSystem(Engines.create());
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        engine.apply(entry, output);
    }

    @Override
    public long nextDeadlineAtMs() {
        return engine.nextDeadlineAtMs();
    }
}

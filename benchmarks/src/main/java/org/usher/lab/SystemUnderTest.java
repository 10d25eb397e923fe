package org.usher.lab;

import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;

/**
 * What the lab measures: anything that takes the engine's commands and gives its effects. The real engine is one; the peers are
 * others.
 */
public interface SystemUnderTest {

    /** Lets time pass to the entry's time and applies its command; see {@link org.usher.core.api.QueueEngine#apply}. */
    void apply(LogEntry entry, Output output);

    /** When it wants to be woken by a {@link org.usher.core.api.Command.Tick} (ms), or {@link Long#MAX_VALUE}. */
    long nextDeadlineAtMs();
}

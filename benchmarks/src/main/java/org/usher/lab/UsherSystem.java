package org.usher.lab;

import java.util.Optional;
import org.usher.core.api.Command;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.Routing;
import org.usher.core.engine.Engines;

/**
 * The real engine as the lab plays it: nothing between its commands and effects and the lab's world.
 *
 * @param routing that every configuration is given on its way, empty for what it says itself
 */
record UsherSystem(QueueEngine engine, Optional<Routing> routing) implements SystemUnderTest {

    /** As it ships. */
    static UsherSystem create() {
        return new UsherSystem(Engines.create(), Optional.empty());
    }

    /** By these rules. */
    static UsherSystem create(Routing routing) {
        return new UsherSystem(Engines.create(), Optional.of(routing));
    }

    @Override
    public void apply(LogEntry entry, Output output) {
        if (routing.isPresent() && entry.command() instanceof Command.AdoptConfiguration adopt) {
            Command command = new Command.AdoptConfiguration(OwnRules.with(adopt.configuration(), routing.get()));
            engine.apply(
                    new LogEntry(entry.index(), entry.epoch(), entry.engineVersion(), entry.atMs(), command), output);
        } else {
            engine.apply(entry, output);
        }
    }

    @Override
    public long nextDeadlineAtMs() {
        return engine.nextDeadlineAtMs();
    }
}

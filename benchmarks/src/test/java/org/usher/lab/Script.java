package org.usher.lab;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;

/** A small centre with callers written down by hand, and what became of them. Services take {@code work} seconds. */
final class Script {
    private final List<Scenario.Group> groups = new ArrayList<>();
    private final List<Scenario.Line> lines = new ArrayList<>();
    private final List<Call> calls = new ArrayList<>();

    Script line(double weight) {
        lines.add(new Scenario.Line("line " + lines.size(), weight));
        return this;
    }

    /** Equal agents with these skills, the first skill first. */
    Script agents(int count, int... skills) {
        return agents(Scenario.always(count), skills);
    }

    Script agents(List<Scenario.Shift> shifts, int... skills) {
        List<Scenario.Skill> has = new ArrayList<>();
        for (int line : skills) {
            has.add(new Scenario.Skill(line, 1_000));
        }
        groups.add(new Scenario.Group("group " + groups.size(), has, shifts));
        return this;
    }

    Script call(int line, long atMs, double workSeconds) {
        return call(line, atMs, workSeconds, Call.FOREVER, 0);
    }

    Script call(int line, long atMs, double workSeconds, long patienceMs, long creditMs) {
        calls.add(new Call(calls.size(), line, atMs, patienceMs, workSeconds, creditMs));
        return this;
    }

    Scenario scenario() {
        return scenario(new Scenario.Span(0, 1_000_000, true), 0);
    }

    Scenario scenario(Scenario.Span span, int places) {
        return new Scenario(
                "script",
                lines,
                groups,
                (seed, replication) -> {
                    Iterator<Call> left = calls.iterator();
                    return () -> left.hasNext() ? left.next() : null;
                },
                span,
                places,
                20_000);
    }

    /** Plays it and gives the offers in order, as "ms: call n to agent m", calls from 0. */
    List<String> offersOf(Function<Scenario, ? extends SystemUnderTest> system) {
        return offersOf(scenario(), system);
    }

    static List<String> offersOf(Scenario scenario, Function<Scenario, ? extends SystemUnderTest> system) {
        List<String> offers = new ArrayList<>();
        SystemUnderTest inner = system.apply(scenario);
        Simulation.run(scenario, new Watched(inner, offers), scenario.traffic().open(1, 0));
        return offers;
    }

    Tally tallyOf(Scenario scenario, Function<Scenario, ? extends SystemUnderTest> system) {
        return Simulation.run(
                scenario, system.apply(scenario), scenario.traffic().open(1, 0));
    }

    private record Watched(SystemUnderTest inner, List<String> offers) implements SystemUnderTest {
        @Override
        public void apply(LogEntry entry, Output output) {
            inner.apply(entry, new Output() {
                @Override
                public void event(Event event) {
                    output.event(event);
                }

                @Override
                public void effect(Effect effect) {
                    if (effect instanceof Effect.Offer offer) {
                        offers.add(entry.atMs() - Simulation.EPOCH_MS + ": call " + (offer.callKey() - 1) + " to agent "
                                + offer.rung().getFirst().agentId());
                    }
                    output.effect(effect);
                }
            });
        }

        @Override
        public long nextDeadlineAtMs() {
            return inner.nextDeadlineAtMs();
        }
    }
}

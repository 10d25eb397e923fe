package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Policies side by side: every replication is played once for each policy, with the same callers.
 *
 * @param days the scenario of each replication
 * @param seed of the whole experiment; the same seed gives the same figures
 */
record Experiment(IntFunction<Scenario> days, List<Policy> policies, int replications, long seed) {
    Experiment {
        policies = List.copyOf(policies);
    }

    static Outcome of(IntFunction<Scenario> days, Policy policy, int replications, long seed) {
        return new Experiment(days, List.of(policy), replications, seed).run().getFirst();
    }

    /** One outcome for each policy, in their order. */
    List<Outcome> run() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Policy policy : policies) {
            outcomes.add(run(policy));
        }
        return outcomes;
    }

    /** Replications have nothing in common, so they are played side by side; they are counted in their order. */
    private Outcome run(Policy policy) {
        List<Tally> tallies = IntStream.range(0, replications)
                .parallel()
                .mapToObj(replication -> {
                    Scenario day = days.apply(replication);
                    Traffic.Callers callers = day.traffic().open(seed, replication);
                    return Simulation.run(day, policy.make().apply(day), callers);
                })
                .toList();
        return new Outcome(policy.name(), tallies);
    }
}

package org.usher.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * Policies side by side: every replication is played once for each policy, with the same callers.
 *
 * @param seed of the whole experiment; the same seed gives the same figures
 */
record Experiment(Scenario scenario, List<Policy> policies, int replications, long seed) {
    Experiment {
        policies = List.copyOf(policies);
    }

    /** One outcome for each policy, in their order. */
    List<Outcome> run() {
        List<Outcome> outcomes = new ArrayList<>();
        for (Policy policy : policies) {
            outcomes.add(run(policy));
        }
        return outcomes;
    }

    private Outcome run(Policy policy) {
        List<Tally> tallies = new ArrayList<>();
        for (int replication = 0; replication < replications; replication++) {
            tallies.add(Simulation.run(
                    scenario, policy.make().apply(scenario), scenario.traffic().open(seed, replication)));
        }
        return new Outcome(policy.name(), tallies);
    }
}

package org.usher.lab;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One thing the lab can be asked for.
 *
 * @param policies rows, {@code usher-default} among them
 * @param replications unless told otherwise
 * @param lowerBoundSeconds no policy's mean wait is below it; empty if none is known
 * @param control a centre that meets the same callers and whose mean wait is known, to take noise out of the mean waits
 * @param note what a reader must know of assumptions and sources
 */
record Case(
        Scenario scenario,
        List<Policy> policies,
        int replications,
        OptionalDouble lowerBoundSeconds,
        Optional<Control> control,
        String note) {
    Case {
        policies = List.copyOf(policies);
    }

    /**
     * A centre whose answer is known.
     *
     * @param policy for which the mean wait is known
     * @param meanWaitSeconds its true value
     */
    record Control(Scenario scenario, Policy policy, double meanWaitSeconds) {}

    String name() {
        return scenario.name();
    }

    Policy policy(String name) {
        return policies.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("case " + name() + " has no policy " + name));
    }
}

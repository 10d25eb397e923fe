package org.usher.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.IntFunction;

/**
 * One thing the lab can be asked for.
 *
 * @param name as given to {@code -Dlab}
 * @param days the scenario of each replication
 * @param policies rows, {@code usher-default} among them
 * @param replications unless told otherwise: meant to tell differences to near peers to 1 % of the mean wait (see {@link Verdict})
 *     within some minutes
 * @param bound below which no policy's mean wait is
 * @param control a centre that meets the same callers and whose mean wait is known, to take noise out of the mean waits
 * @param note what a reader must know of assumptions and sources
 */
record Case(
        String name,
        IntFunction<Scenario> days,
        List<Policy> policies,
        int replications,
        Bound bound,
        Optional<Control> control,
        String note) {
    Case {
        policies = List.copyOf(policies);
    }

    /** A case whose replications differ in their random numbers only. */
    static Case of(
            Scenario scenario,
            List<Policy> policies,
            int replications,
            Bound bound,
            Optional<Control> control,
            String note) {
        return new Case(scenario.name(), replication -> scenario, policies, replications, bound, control, note);
    }

    /** Where the lower bound on the mean wait comes from. */
    sealed interface Bound {
        /** None is known. */
        record None() implements Bound {}

        /** A formula. */
        record Exact(double meanWaitSeconds) implements Bound {}

        /**
         * The same callers with every agent able to serve everyone, first come first served; see {@link Scenario#pooled}. Where callers give
         * up it is no proven bound, since who gives up leaves his work undone; it then says what pooling all skills would be worth.
         */
        record PooledReplay() implements Bound {}
    }

    /**
     * A centre whose answer is known.
     *
     * @param policy for which the mean wait is known
     * @param meanWaitSeconds its true value, worked out only when asked for
     */
    record Control(Scenario scenario, Policy policy, DoubleSupplier meanWaitSeconds) {}

    Scenario scenario() {
        return days.apply(0);
    }

    /** Whether another queue server's rules go by this name. */
    boolean isPeer(String name) {
        return policies.stream()
                .anyMatch(policy -> policy.peer() && policy.name().equals(name));
    }

    Policy policy(String name) {
        return policies.stream()
                .filter(policy -> policy.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("case " + name() + " has no policy " + name));
    }
}

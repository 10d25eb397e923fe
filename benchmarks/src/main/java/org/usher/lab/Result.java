package org.usher.lab;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.usher.lab.peer.ListRouting;

/** The figures of one case, as they are printed and written. Times in seconds; a half-width of one replication alone is NaN. */
record Result(Case studied, int replications, long seed, OptionalDouble lowerBoundSeconds, List<Row> rows) {
    Result {
        rows = List.copyOf(rows);
    }

    /**
     * One policy.
     *
     * @param versusDefault mean wait less that of {@code usher-default}, paired; null if that row was not played
     * @param abandonedVersusDefault the same of the share of callers who gave up
     */
    record Row(
            String policy,
            Estimate meanWait,
            @Nullable Estimate versusDefault,
            Estimate asa,
            double p80,
            double p95,
            double p99,
            double longest,
            Estimate abandoned,
            @Nullable Estimate abandonedVersusDefault,
            Estimate overSixtySeconds,
            Estimate serviceLevel,
            Estimate occupancy,
            Estimate occupancySpread,
            Estimate turnedAway,
            @Nullable Double ratioToBound) {}

    static Result of(Case studied, List<Policy> policies, int replications, long seed) {
        List<Outcome> outcomes = new Experiment(studied.days(), policies, replications, seed).run();
        Optional<Outcome> control =
                studied.control().map(c -> Experiment.of(replication -> c.scenario(), c.policy(), replications, seed));
        return of(studied, outcomes, control, bound(studied, replications, seed), seed);
    }

    /** Of outcomes that were found in another way than by playing the case. */
    static Result of(Case studied, List<Outcome> outcomes, OptionalDouble bound, long seed) {
        return of(studied, outcomes, Optional.empty(), bound, seed);
    }

    /**
     * Of what was played.
     *
     * @param control what came of the case's control, empty to do without its help
     */
    static Result of(Case studied, List<Outcome> outcomes, Optional<Outcome> control, OptionalDouble bound, long seed) {
        Optional<Outcome> base = outcomes.stream()
                .filter(o -> o.policy().equals(Policies.DEFAULT))
                .findFirst();
        List<Row> rows = outcomes.stream()
                .map(outcome -> row(outcome, meanWait(studied, outcome, control), base, bound))
                .toList();
        return new Result(studied, outcomes.getFirst().replications().size(), seed, bound, rows);
    }

    private static OptionalDouble bound(Case studied, int replications, long seed) {
        return switch (studied.bound()) {
            case Case.Bound.None none -> OptionalDouble.empty();
            case Case.Bound.Exact exact -> OptionalDouble.of(exact.meanWaitSeconds());
            case Case.Bound.PooledReplay replay ->
                OptionalDouble.of(Experiment.of(
                                replication -> studied.days().apply(replication).pooled(),
                                new Policy("pooled replay", ListRouting::longestWaitLongestIdle),
                                replications,
                                seed)
                        .of(Measure.MEAN_WAIT)
                        .value());
        };
    }

    /** The control itself is shown as it came out: held against its own true value it would prove nothing. */
    private static Estimate meanWait(Case studied, Outcome outcome, Optional<Outcome> control) {
        if (control.isEmpty() || studied.control().isEmpty()) {
            return outcome.of(Measure.MEAN_WAIT);
        }
        Case.Control known = studied.control().get();
        boolean itself = known.scenario().equals(studied.scenario())
                && known.policy().name().equals(outcome.policy());
        return itself
                ? outcome.of(Measure.MEAN_WAIT)
                : outcome.of(
                        Measure.MEAN_WAIT,
                        control.get(),
                        known.meanWaitSeconds().getAsDouble());
    }

    private static Row row(Outcome outcome, Estimate meanWait, Optional<Outcome> base, OptionalDouble bound) {
        Double ratio = bound.isPresent() && bound.getAsDouble() > 0 ? meanWait.value() / bound.getAsDouble() : null;
        Estimate blocked = outcome.of(Measure.BLOCKED);
        Estimate refused = outcome.of(Measure.REFUSED);
        return new Row(
                outcome.policy(),
                meanWait,
                base.map(b -> outcome.difference(b, Measure.MEAN_WAIT)).orElse(null),
                outcome.of(Measure.ASA),
                outcome.waitQuantileSeconds(80),
                outcome.waitQuantileSeconds(95),
                outcome.waitQuantileSeconds(99),
                outcome.longestWaitSeconds(),
                outcome.of(Measure.ABANDONED),
                base.map(b -> outcome.difference(b, Measure.ABANDONED)).orElse(null),
                outcome.of(Measure.OVER_SIXTY_SECONDS),
                outcome.of(Measure.SERVICE_LEVEL),
                outcome.of(Measure.OCCUPANCY),
                outcome.occupancySpread(),
                new Estimate(blocked.value() + refused.value(), blocked.halfWidth95() + refused.halfWidth95()),
                ratio);
    }
}

package org.usher.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.usher.core.api.WaitModel;
import org.usher.core.estimate.WaitLearner;

/** One arm over all replications of a case. */
record ChannelRun(ChannelArm arm, List<ChannelBooks> days) {
    /** The engine takes epoch ms and reserves 0 for "none"; midnight of a day of UTC, by which windows begin. */
    static final long EPOCH_MS = 86_400_000;

    /** Draws of the days that the engine's model of waits is learnt from; none of them is played again. */
    private static final int LEARNT_FROM = 1_000_000;

    /** @param model by which the engine estimates waits */
    record How(ChannelArm arm, ChannelTerms terms, Optional<WaitModel> model) {}

    ChannelRun {
        days = List.copyOf(days);
    }

    /** What a server would have learnt of these waits: on other days of the same centre, on which nothing was offered. */
    static Optional<WaitModel> learn(IntFunction<Scenario> days, ChannelTerms terms, int count, long seed) {
        WaitLearner learner = new WaitLearner();
        for (int day = 0; day < count; day++) {
            int replication = LEARNT_FROM + day;
            Scenario scenario = days.apply(day);
            ChannelDay.of(
                    new ChannelDay.Play(scenario, ChannelArm.WITHOUT, terms, Optional.empty(), EPOCH_MS * (1 + day)),
                    scenario.traffic().open(seed, replication),
                    ChannelTraits.drawn(terms, seed, replication),
                    learner::observe);
        }
        return learner.model(1);
    }

    /** Replications have nothing in common, so they are played side by side; they are counted in their order. */
    static ChannelRun of(IntFunction<Scenario> days, How how, int replications, long seed) {
        List<ChannelBooks> books = IntStream.range(0, replications)
                .parallel()
                .mapToObj(replication -> {
                    Scenario day = days.apply(replication);
                    return ChannelDay.of(
                            new ChannelDay.Play(day, how.arm(), how.terms(), how.model(), EPOCH_MS),
                            day.traffic().open(seed, replication),
                            ChannelTraits.drawn(how.terms(), seed, replication),
                            event -> {});
                })
                .toList();
        return new ChannelRun(how.arm(), books);
    }

    Estimate ratio(ToDoubleFunction<ChannelBooks> of, ToDoubleFunction<ChannelBooks> per) {
        return Estimate.ofRatio(all(of), all(per));
    }

    /** The same less that of the other, on the same days. */
    Estimate difference(ChannelRun other, ToDoubleFunction<ChannelBooks> of, ToDoubleFunction<ChannelBooks> per) {
        return Estimate.ofDifference(all(of), all(per), other.all(of), other.all(per));
    }

    double sum(ToDoubleFunction<ChannelBooks> of) {
        return days.stream().mapToDouble(of).sum();
    }

    double toServiceQuantileSeconds(double percent) {
        Histogram all = new Histogram(days.getFirst().toService);
        days.forEach(day -> all.add(day.toService));
        return all.getValueAtPercentile(percent) / 1_000.0;
    }

    private double[] all(ToDoubleFunction<ChannelBooks> of) {
        return days.stream().mapToDouble(of).toArray();
    }
}

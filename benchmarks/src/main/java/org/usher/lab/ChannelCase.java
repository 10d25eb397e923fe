package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.usher.core.api.WaitModel;

/**
 * {@code -Dlab=channels}: the days of a case once as they are, and once more with each way of getting callers off the line. All arms meet the
 * same callers, with the same patience, work and taste.
 *
 * @param learnt days from which the engine's model of waits is learnt before
 */
record ChannelCase(
        String name, IntFunction<Scenario> days, int learnt, List<ChannelArm> arms, int replications, String note) {
    static final String NAME = "channels";

    /** What came of it, {@link ChannelArm#WITHOUT} first. */
    record Outcome(ChannelCase studied, int replications, long seed, List<ChannelRun> runs) {}

    ChannelCase {
        arms = List.copyOf(arms);
    }

    static ChannelCase peak() {
        Scenario peak = OwnCentres.peak(1, 100);
        return new ChannelCase(
                "peak",
                replication -> peak,
                2,
                List.of(ChannelArm.values()),
                24,
                "200 agents, 8 skills, ten hours; a lunch-time hour with work for 240; days differ by one factor ~ Gamma(100, 100).");
    }

    /** Without windows: for how many agents a bank's type of call could count is in no record. */
    static ChannelCase bank() {
        Case bank = BankCase.of(BankCase.file());
        return new ChannelCase(
                "bank",
                bank.days(),
                14,
                Stream.of(ChannelArm.values()).filter(arm -> !arm.windows).toList(),
                140,
                "A bank's recorded days, ten passes over each, staffed and drawn as in the case bank.");
    }

    Outcome play(ChannelTerms terms, int wanted, long seed) {
        Optional<WaitModel> model = ChannelRun.learn(days, terms, learnt, seed);
        List<ChannelRun> runs = new ArrayList<>();
        for (ChannelArm arm : arms) {
            runs.add(ChannelRun.of(days, new ChannelRun.How(arm, terms, model), wanted, seed));
        }
        return new Outcome(this, wanted, seed, runs);
    }
}

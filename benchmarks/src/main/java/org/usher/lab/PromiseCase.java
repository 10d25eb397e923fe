package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.usher.core.api.WaitModel;

/**
 * {@code -Dlab=promises}: how many promises of a call in a window are kept, at the design load and beyond, and what they do to who holds
 * the line.
 *
 * <p>The design load is the day of {@code peak} without the factor by which days differ: 200 agents with two or three of eight skills
 * each, ten hours, work for 177 of them on the mean of the day and for 240 in the hour of noon; patience and services as at the bank; offers
 * and their acceptance as {@link ChannelTerms#DEFAULT}. Each queue counts on the 25 agents whose first skill it is and promises at most a
 * quarter of their time in windows of an hour.
 */
final class PromiseCase {
    static final String NAME = "promises";
    static final double DESIGN_LOAD = 1;
    private static final List<Double> LOADS = List.of(0.9, 1.0, 1.1, 1.2, 1.3);
    private static final int REPLICATIONS = 12;
    private static final int LEARNT = 2;

    private PromiseCase() {}

    /**
     * One load.
     *
     * @param load times the calls of the design load
     * @param reserving as {@code offered}, but with the slack of {@link ChannelTerms#reservingRetries}
     */
    record Point(double load, ChannelRun without, ChannelRun offered, ChannelRun reserving) {}

    record Outcome(int replications, long seed, List<Point> points) {}

    static Outcome play(ChannelTerms terms, long seed) {
        int replications = Integer.getInteger("lab.replications", REPLICATIONS);
        List<Point> points = new ArrayList<>();
        for (double load : LOADS) {
            Scenario day = OwnCentres.peak(load, 0);
            IntFunction<Scenario> days = replication -> day;
            Optional<WaitModel> model = ChannelRun.learn(days, terms, LEARNT, seed);
            ChannelRun.How without = new ChannelRun.How(ChannelArm.WITHOUT, terms, model);
            ChannelRun.How offered = new ChannelRun.How(ChannelArm.WINDOW, terms, model);
            ChannelRun.How reserving = new ChannelRun.How(ChannelArm.WINDOW, terms.reservingRetries(), model);
            points.add(new Point(
                    load,
                    ChannelRun.of(days, without, replications, seed),
                    ChannelRun.of(days, offered, replications, seed),
                    ChannelRun.of(days, reserving, replications, seed)));
        }
        return new Outcome(replications, seed, points);
    }
}

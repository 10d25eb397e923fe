package org.usher.lab;

import java.util.ArrayList;
import java.util.Comparator;
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
    /** Of calls to customers, at which the worth of the slack is looked at besides the assumed one. */
    private static final List<Double> ANSWERED = List.of(0.7, 0.95);

    private static final double LOAD_OF_ANSWERED = 1.2;

    private PromiseCase() {}

    /**
     * One load.
     *
     * @param load times the calls of the design load
     * @param answered share of the calls to customers
     * @param first as {@code offered}, but with the slack of {@link ChannelTerms#slackForFirst}
     */
    record Point(double load, double answered, ChannelRun without, ChannelRun offered, ChannelRun first) {}

    /** @param byAnswered at one load, by the share of calls that customers answer */
    record Outcome(int replications, long seed, List<Point> points, List<Point> byAnswered) {}

    static Outcome play(ChannelTerms terms, long seed) {
        int replications = Integer.getInteger("lab.replications", REPLICATIONS);
        List<Point> points = new ArrayList<>();
        List<Point> byAnswered = new ArrayList<>();
        for (double load : LOADS) {
            Played played = Played.of(load, terms, replications, seed);
            Point point = played.point(terms);
            points.add(point);
            if (load == LOAD_OF_ANSWERED) {
                byAnswered.add(point);
                ANSWERED.forEach(share -> byAnswered.add(played.point(terms.answered(share))));
            }
        }
        byAnswered.sort(Comparator.comparingDouble(Point::answered));
        return new Outcome(replications, seed, points, byAnswered);
    }

    /** The days of one load on which nothing is offered, so that nobody's phone rings. */
    private record Played(
            double load, IntFunction<Scenario> days, Optional<WaitModel> model, ChannelRun without, long seed) {
        static Played of(double load, ChannelTerms terms, int replications, long seed) {
            Scenario day = OwnCentres.peak(load, 0);
            IntFunction<Scenario> days = replication -> day;
            Optional<WaitModel> model = ChannelRun.learn(days, terms, LEARNT, seed);
            ChannelRun.How without = new ChannelRun.How(ChannelArm.WITHOUT, terms, model);
            return new Played(load, days, model, ChannelRun.of(days, without, replications, seed), seed);
        }

        Point point(ChannelTerms terms) {
            return new Point(
                    load, terms.calledBack().answersShare(), without, offering(terms), offering(terms.slackForFirst()));
        }

        private ChannelRun offering(ChannelTerms terms) {
            ChannelRun.How how = new ChannelRun.How(ChannelArm.WINDOW, terms, model);
            return ChannelRun.of(days, how, without.days().size(), seed);
        }
    }
}

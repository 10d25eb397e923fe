package org.usher.core.api;

import java.util.List;
import java.util.TreeSet;

/**
 * What was learnt of the waits in a centre: the coefficients by which the engine says how long who enters a line will wait. It learns
 * outside the core ({@code org.usher.core.estimate.WaitLearner}) and enters by {@link Command.AdoptWaitModel}.
 *
 * <p>A model first sums up what is seen of the line ({@code org.usher.core.estimate.LineSigns}) in one score, in the root of seconds:
 * the shared coefficients weigh what all lines have in common, those of the contact's own queue what is its own. The mean and the
 * quantiles are curves of the score.
 *
 * @param version from 1; an engine takes on only a higher one than it has
 * @param samples from how many waits it was learnt
 * @param shared one coefficient for each sign, {@value #SIGNS} of them; the first is the constant
 * @param queues at most {@value #MAX_QUEUES}, each named once; a queue that is not among them has no terms of its own
 */
public record WaitModel(int version, long samples, List<Double> shared, List<QueueTerms> queues, Curves curves) {
    /** How many signs are seen of a line. */
    public static final int SIGNS = 42;

    public static final int MAX_QUEUES = 100;

    private static final double MAX_COEFFICIENT = 1e9;

    public WaitModel {
        shared = List.copyOf(shared);
        queues = List.copyOf(queues);
        if (version < 1 || samples < 0) {
            throw new IllegalArgumentException("wait model: version " + version + " of " + samples
                    + " samples; versions begin at 1 and samples at 0");
        }
        if (shared.size() != SIGNS) {
            throw new IllegalArgumentException("wait model: shared has " + shared.size()
                    + " coefficients, one for each of " + SIGNS + " signs is needed");
        }
        if (queues.size() > MAX_QUEUES) {
            throw new IllegalArgumentException(
                    "wait model: terms of " + queues.size() + " queues, at most " + MAX_QUEUES + " are taken");
        }
        for (int sign = 0; sign < SIGNS; sign++) {
            finite("shared " + sign, shared.get(sign));
        }
        TreeSet<Integer> named = new TreeSet<>();
        for (QueueTerms terms : queues) {
            if (!named.add(terms.queueId())) {
                throw new IllegalArgumentException("wait model: queue " + terms.queueId() + " has terms twice");
            }
        }
    }

    /**
     * What is a queue's own.
     *
     * @param constant added to the score
     * @param perRootWaiting times the root of how many wait in all lines
     * @param perRootOwn times the root of how many wait in this queue
     */
    public record QueueTerms(int queueId, double constant, double perRootWaiting, double perRootOwn) {
        public QueueTerms {
            finite("constant of queue " + queueId, constant);
            finite("perRootWaiting of queue " + queueId, perRootWaiting);
            finite("perRootOwn of queue " + queueId, perRootOwn);
        }
    }

    /** {@code constant + linear · score + square · score²}. */
    public record Curve(double constant, double linear, double square) {
        public Curve {
            finite("constant of a curve", constant);
            finite("linear of a curve", linear);
            finite("square of a curve", square);
        }

        double at(double score) {
            return constant + score * (linear + score * square);
        }
    }

    /**
     * From the score to the wait.
     *
     * @param mean in seconds
     * @param p10 in the root of seconds, as the other quantiles
     * @param lowest scores below it count as it: there was nothing to learn from
     * @param highest scores above it count as it
     */
    public record Curves(Curve mean, Curve p10, Curve p50, Curve p90, double lowest, double highest) {
        public Curves {
            finite("lowest score", lowest);
            finite("highest score", highest);
            if (lowest > highest) {
                throw new IllegalArgumentException(
                        "wait model: the lowest score, " + lowest + ", is above the highest, " + highest);
            }
        }

        /** The estimate for a score. Curves that cross are taken as if the higher quantile were the lower one. */
        public WaitEstimate at(double score) {
            double within = Math.clamp(score, lowest, highest);
            long low = squareMs(p10.at(within));
            long half = Math.max(low, squareMs(p50.at(within)));
            return new WaitEstimate(ms(mean.at(within)), low, half, Math.max(half, squareMs(p90.at(within))));
        }

        private static long squareMs(double rootSeconds) {
            double root = Math.max(0, rootSeconds);
            return ms(root * root);
        }

        private static long ms(double seconds) {
            return Math.round(Math.clamp(seconds, 0, MAX_COEFFICIENT) * 1_000);
        }
    }

    private static void finite(String what, double value) {
        if (!(Math.abs(value) <= MAX_COEFFICIENT)) {
            throw new IllegalArgumentException(
                    "wait model: " + what + " is " + value + ", it must lie within ±" + MAX_COEFFICIENT);
        }
    }
}

package org.usher.lab.theory;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The stationary distribution of a birth–death chain on 0, 1, 2, …: p(k) = p(k − 1) · birth(k − 1) / death(k), normalised (any text on
 * queues, for example Kleinrock, Queueing Systems I, 3.1).
 */
public final class BirthDeath {
    private static final int MAX_STATES = 1_000_000;
    /** A tail below this share of the largest term no longer moves a double. */
    private static final double NEGLIGIBLE = 1e-18;

    private final double[] probability;

    private BirthDeath(double[] weights) {
        double total = Arrays.stream(weights).sum();
        this.probability = Arrays.stream(weights).map(w -> w / total).toArray();
    }

    /** States 0 to {@code last}. */
    static BirthDeath bounded(IntToDoubleFunction birth, IntToDoubleFunction death, int last) {
        double[] weights = new double[last + 1];
        weights[0] = 1;
        for (int k = 1; k <= last; k++) {
            weights[k] = weights[k - 1] * birth.applyAsDouble(k - 1) / death.applyAsDouble(k);
            rescale(weights, k);
        }
        return new BirthDeath(weights);
    }

    /**
     * States without end, cut off where the tail is negligible.
     *
     * @throws IllegalArgumentException if the chain has no stationary distribution that fits in a million states
     */
    static BirthDeath unbounded(IntToDoubleFunction birth, IntToDoubleFunction death) {
        double[] weights = new double[256];
        weights[0] = 1;
        double largest = 1;
        for (int k = 1; k < MAX_STATES; k++) {
            if (k == weights.length) {
                weights = Arrays.copyOf(weights, 2 * k);
            }
            double up = birth.applyAsDouble(k - 1);
            double down = death.applyAsDouble(k);
            weights[k] = weights[k - 1] * up / down;
            largest = rescale(weights, k) ? 1 : Math.max(largest, weights[k]);
            if (down > up && weights[k] < NEGLIGIBLE * largest) {
                return new BirthDeath(Arrays.copyOf(weights, k + 1));
            }
        }
        throw new IllegalArgumentException("the queue grows without end: births outrun deaths");
    }

    /** Long chains climb over the range of a double before they fall; only ratios matter. */
    private static boolean rescale(double[] weights, int last) {
        if (weights[last] < 1e200) {
            return false;
        }
        double by = weights[last];
        for (int k = 0; k <= last; k++) {
            weights[k] /= by;
        }
        return true;
    }

    double probability(int state) {
        return probability[state];
    }

    /** The expected value of a function of the state. */
    double mean(IntToDoubleFunction value) {
        double sum = 0;
        for (int k = 0; k < probability.length; k++) {
            sum += probability[k] * value.applyAsDouble(k);
        }
        return sum;
    }
}

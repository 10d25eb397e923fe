package org.usher.lab;

import java.util.Arrays;

/**
 * An estimate from independent replications, with the half-width of its 95 % confidence interval (NaN from a single one).
 *
 * <p>A ratio of sums ΣY ÷ ΣX is taken, not a mean of ratios, so that busy days weigh as much as they have callers; its variance is that
 * of the residuals Y − r·X (the delta method; Law, Simulation Modeling and Analysis, 9.5.3). A difference between two policies uses the
 * differences of those residuals within each replication, which is what common random numbers make small.
 */
record Estimate(double value, double halfWidth95) {

    static Estimate ofRatio(double[] y, double[] x) {
        double ratio = ratio(y, x);
        return new Estimate(ratio, halfWidth(influence(y, x, ratio)));
    }

    static Estimate ofDifference(double[] y1, double[] x1, double[] y2, double[] x2) {
        double first = ratio(y1, x1);
        double second = ratio(y2, x2);
        double[] influence = influence(y1, x1, first);
        double[] other = influence(y2, x2, second);
        for (int i = 0; i < influence.length; i++) {
            influence[i] -= other[i];
        }
        return new Estimate(first - second, halfWidth(influence));
    }

    /**
     * A ratio whose error is partly explained by that of another one, met by the same callers, whose true value is known: the control
     * variate (Law, 11.4) with the coefficient that the replications themselves suggest.
     */
    static Estimate ofControlled(double[] y, double[] x, double[] controlY, double[] controlX, double exact) {
        double ratio = ratio(y, x);
        double control = ratio(controlY, controlX);
        double[] influence = influence(y, x, ratio);
        double[] explains = influence(controlY, controlX, control);
        double together = 0;
        double alone = 0;
        for (int i = 0; i < influence.length; i++) {
            together += influence[i] * explains[i];
            alone += explains[i] * explains[i];
        }
        double coefficient = alone == 0 ? 0 : together / alone;
        for (int i = 0; i < influence.length; i++) {
            influence[i] -= coefficient * explains[i];
        }
        return new Estimate(ratio - coefficient * (control - exact), halfWidth(influence));
    }

    static Estimate ofMean(double[] values) {
        double[] ones = new double[values.length];
        Arrays.fill(ones, 1);
        return ofRatio(values, ones);
    }

    private static double ratio(double[] y, double[] x) {
        double total = Arrays.stream(x).sum();
        return total == 0 ? 0 : Arrays.stream(y).sum() / total;
    }

    /** What each replication adds to the error of the ratio; sums to 0. */
    private static double[] influence(double[] y, double[] x, double ratio) {
        double meanX = Arrays.stream(x).average().orElse(0);
        double[] influence = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            influence[i] = meanX == 0 ? 0 : (y[i] - ratio * x[i]) / meanX;
        }
        return influence;
    }

    private static double halfWidth(double[] influence) {
        int n = influence.length;
        if (n < 2) {
            return Double.NaN;
        }
        double squares = Arrays.stream(influence).map(v -> v * v).sum();
        return studentQuantile975(n - 1) * Math.sqrt(squares / (n - 1) / n);
    }

    /**
     * The 97.5 % point of Student's t: exact for 1 and 2 degrees of freedom, else the expansion about the normal quantile in Abramowitz and
     * Stegun 26.7.5, good to three figures from 3 on.
     */
    static double studentQuantile975(int degrees) {
        if (degrees == 1) {
            return 12.7062;
        }
        if (degrees == 2) {
            return 4.30265;
        }
        double z = 1.959963985;
        double v = degrees;
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        double z7 = z5 * z * z;
        double z9 = z7 * z * z;
        return z
                + (z3 + z) / (4 * v)
                + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
                + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v)
                + (79 * z9 + 776 * z7 + 1482 * z5 - 1920 * z3 - 945 * z) / (92_160 * v * v * v * v);
    }
}

package org.usher.core.estimate;

import java.util.Arrays;
import org.usher.core.api.WaitModel.Curve;
import org.usher.core.api.WaitModel.Curves;

/**
 * Curves from a score to the mean and the quantiles of the wait. The mean is fitted by least squares; each quantile by quantile
 * regression (R. Koenker and G. Bassett, "Regression quantiles", Econometrica 46, 1978), found by majorising the check loss with
 * parabolas (D. Hunter and K. Lange, "Quantile regression via an MM algorithm", JCGS 9, 2000) on the root of the wait, then moved so
 * that exactly its share of the samples lies below.
 */
public final class CurveFit {
    private static final int ROUNDS = 50;
    private static final double SMOOTHING = 0.01;

    /** Of the scores, so many thousandths at each end are taken to be chance. */
    private static final int TRIMMED_PER_MILLE = 1;

    private static final int TERMS = 3;
    private static final NormalEquations.Sparse NONE_SPARSE = new NormalEquations.Sparse(TERMS, 1, 0);

    private final double[] scores;
    private final double[] waitsS;

    /** Scores are counted from their middle and in their spread while fitting, or their squares drown all else. */
    private final double middle;

    private final double spread;

    private CurveFit(double[] scores, double[] waitsS, double middle, double spread) {
        this.scores = scores;
        this.waitsS = waitsS;
        this.middle = middle;
        this.spread = spread;
    }

    /**
     * The curves of these samples.
     *
     * @param scores of each sample
     * @param waitsS the waits of the same, in seconds
     * @throws IllegalArgumentException if there are none, or not as many of the one as of the other
     */
    public static Curves fit(double[] scores, double[] waitsS) {
        if (scores.length == 0 || scores.length != waitsS.length) {
            throw new IllegalArgumentException(
                    scores.length + " scores of " + waitsS.length + " waits: there must be as many, and at least one");
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        int trimmed = sorted.length * TRIMMED_PER_MILLE / 1_000;
        double lowest = sorted[trimmed];
        double highest = sorted[sorted.length - 1 - trimmed];
        double[] within = Arrays.stream(scores)
                .map(score -> Math.clamp(score, lowest, highest))
                .toArray();
        double middle = (lowest + highest) / 2;
        double spread = Math.max((highest - lowest) / 2, 1e-9);
        CurveFit fit = new CurveFit(within, waitsS, middle, spread);
        double[] roots = Arrays.stream(waitsS).map(Math::sqrt).toArray();
        return new Curves(
                fit.mean(),
                fit.quantile(roots, 0.1),
                fit.quantile(roots, 0.5),
                fit.quantile(roots, 0.9),
                lowest,
                highest);
    }

    private Curve mean() {
        double[] weights = new double[scores.length];
        Arrays.fill(weights, 1);
        return curve(weighted(weights, waitsS));
    }

    private Curve quantile(double[] roots, double share) {
        double[] sorted = roots.clone();
        Arrays.sort(sorted);
        double[] terms = {sorted[(int) (share * (sorted.length - 1))], 0, 0};
        double least = SMOOTHING * Math.max(1, sorted[sorted.length - 1] - sorted[0]);
        double[] weights = new double[roots.length];
        double[] targets = new double[roots.length];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < roots.length; i++) {
                weights[i] = 1 / (Math.abs(roots[i] - at(terms, scores[i])) + least);
                targets[i] = roots[i] + (2 * share - 1) / weights[i];
            }
            terms = weighted(weights, targets);
        }
        double[] above = new double[roots.length];
        for (int i = 0; i < roots.length; i++) {
            above[i] = roots[i] - at(terms, scores[i]);
        }
        Arrays.sort(above);
        terms[0] += above[(int) (share * (above.length - 1))];
        return curve(terms);
    }

    private double at(double[] terms, double score) {
        double x = (score - middle) / spread;
        return terms[0] + x * (terms[1] + x * terms[2]);
    }

    private double[] weighted(double[] weights, double[] targets) {
        int[] columns = {0, 1, 2};
        NormalEquations equations = new NormalEquations(TERMS);
        for (int i = 0; i < weights.length; i++) {
            double root = Math.sqrt(weights[i]);
            double x = (scores[i] - middle) / spread;
            equations.add(columns, new double[] {root, root * x, root * x * x}, root * targets[i]);
        }
        return equations.solve(0, NONE_SPARSE);
    }

    /** From scores as they are while fitting to scores as they are. */
    private Curve curve(double[] terms) {
        double linear = terms[1] / spread;
        double square = terms[2] / (spread * spread);
        return new Curve(terms[0] - linear * middle + square * middle * middle, linear - 2 * square * middle, square);
    }
}

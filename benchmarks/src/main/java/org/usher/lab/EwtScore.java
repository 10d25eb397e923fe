package org.usher.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.usher.core.api.WaitEstimate;

/** How well one estimator did: what it said beside how long the callers waited. */
final class EwtScore {
    private static final double[] SHARES = {0.1, 0.5, 0.9};

    private final List<Double> waitsS = new ArrayList<>();
    private final List<Double> saidS = new ArrayList<>();
    private final List<WaitEstimate> said = new ArrayList<>();

    /** {@code meanS} is what it says of the mean; its quantiles are those of {@code estimate}. */
    void add(double waitS, double meanS, WaitEstimate estimate) {
        waitsS.add(waitS);
        saidS.add(meanS);
        said.add(estimate);
    }

    int calls() {
        return waitsS.size();
    }

    double meanWaitS() {
        return waitsS.stream().mapToDouble(wait -> wait).average().orElse(Double.NaN);
    }

    /** Root mean square error of the mean by the mean wait. */
    double rmseToMean() {
        double sum = 0;
        for (int i = 0; i < waitsS.size(); i++) {
            double error = saidS.get(i) - waitsS.get(i);
            sum += error * error;
        }
        return Math.sqrt(sum / waitsS.size()) / meanWaitS();
    }

    /**
     * By how much the pinball loss, summed over the three quantiles, is below that of the constant quantiles of these very calls, which is
     * the best that any constants can do, known only afterwards.
     */
    double pinballGain() {
        double[] sorted = waitsS.stream().mapToDouble(wait -> wait).toArray();
        Arrays.sort(sorted);
        double loss = 0;
        double constantLoss = 0;
        for (double share : SHARES) {
            double constant = sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
            for (int i = 0; i < waitsS.size(); i++) {
                loss += pinball(share, waitsS.get(i), quantileS(i, share));
                constantLoss += pinball(share, waitsS.get(i), constant);
            }
        }
        return 1 - loss / constantLoss;
    }

    /** The share of calls whose wait lay from the 10 % to the 90 % quantile. */
    double bandHeld() {
        long held = 0;
        for (int i = 0; i < waitsS.size(); i++) {
            held += waitsS.get(i) >= quantileS(i, 0.1) && waitsS.get(i) <= quantileS(i, 0.9) ? 1 : 0;
        }
        return (double) held / waitsS.size();
    }

    /** The share of calls whose wait was shorter than this quantile. */
    double below(double share) {
        long below = 0;
        for (int i = 0; i < waitsS.size(); i++) {
            below += waitsS.get(i) < quantileS(i, share) ? 1 : 0;
        }
        return (double) below / waitsS.size();
    }

    private double quantileS(int call, double share) {
        WaitEstimate estimate = said.get(call);
        long ms = share < 0.3 ? estimate.p10Ms() : share < 0.7 ? estimate.p50Ms() : estimate.p90Ms();
        return ms / 1_000.0;
    }

    private static double pinball(double share, double waitS, double quantileS) {
        return Math.max(share * (waitS - quantileS), (share - 1) * (waitS - quantileS));
    }
}

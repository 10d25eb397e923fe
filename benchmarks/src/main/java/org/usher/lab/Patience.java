package org.usher.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long callers are willing to wait, estimated from records in which those who were served hide it: the product-limit estimate
 * (Kaplan and Meier, JASA 1958), with an exponential tail beyond the longest wait after which someone hung up.
 */
final class Patience {

    /**
     * A recorded wait.
     *
     * @param hungUp false: served, so that the patience was longer
     */
    record Wait(int seconds, boolean hungUp) {}

    /** Times at which someone hung up, and the share of callers whose patience is longer. */
    private record Step(int seconds, double survives) {}

    private final List<Step> steps = new ArrayList<>();
    private final double tailMeanSeconds;

    Patience(List<Wait> waits) {
        List<Wait> sorted = new ArrayList<>(waits);
        sorted.sort(Comparator.comparingInt(Wait::seconds).thenComparing(wait -> !wait.hungUp()));
        double survives = 1;
        double exposure = 0;
        int events = 0;
        int i = 0;
        while (i < sorted.size()) {
            int time = sorted.get(i).seconds();
            int atRisk = sorted.size() - i;
            int ended = 0;
            while (i < sorted.size() && sorted.get(i).seconds() == time) {
                ended += sorted.get(i).hungUp() ? 1 : 0;
                exposure += time;
                i++;
            }
            if (ended > 0) {
                survives *= 1 - (double) ended / atRisk;
                events += ended;
                steps.add(new Step(time, survives));
            }
        }
        if (events == 0) {
            throw new IllegalArgumentException("nobody hung up: there is nothing to learn patience from");
        }
        this.tailMeanSeconds = exposure / events;
    }

    /** The share of callers who would wait longer than this. */
    double survives(double seconds) {
        double share = 1;
        for (Step step : steps) {
            if (step.seconds() > seconds) {
                break;
            }
            share = step.survives();
        }
        return share;
    }

    /** A patience in seconds, given that it was longer than this. */
    double drawBeyond(double seconds, RandomGenerator random) {
        double level = survives(seconds) * (1 - random.nextDouble());
        for (Step step : steps) {
            if (step.seconds() > seconds && step.survives() < level) {
                return step.seconds();
            }
        }
        return Math.max(seconds, steps.getLast().seconds()) + tailMeanSeconds * random.nextExponential();
    }
}

package org.usher.lab;

import java.util.List;
import org.HdrHistogram.Histogram;

/** What came of one policy in one scenario. */
record Outcome(String policy, List<Tally> replications) {
    Outcome {
        replications = List.copyOf(replications);
    }

    Estimate of(Measure measure) {
        return measure.of(replications);
    }

    /** With the help of a control whose true value is known. */
    Estimate of(Measure measure, Outcome control, double exact) {
        return measure.controlled(replications, control.replications, exact);
    }

    Estimate difference(Outcome other, Measure measure) {
        return measure.difference(replications, other.replications);
    }

    /** The wait (s) that this share of all callers let in did not exceed. */
    double waitQuantileSeconds(double percent) {
        Histogram all = new Histogram(replications.getFirst().waits);
        replications.forEach(tally -> all.add(tally.waits));
        return all.getValueAtPercentile(percent) / 1_000.0;
    }

    double longestWaitSeconds() {
        return replications.stream().mapToLong(t -> t.waits.getMaxValue()).max().orElse(0) / 1_000.0;
    }

    /** See {@link Tally#occupancySpread}; the mean over replications. */
    Estimate occupancySpread() {
        return Estimate.ofMean(
                replications.stream().mapToDouble(Tally::occupancySpread).toArray());
    }

    Estimate occupancyOfGroup(int group) {
        return Estimate.ofRatio(
                replications.stream().mapToDouble(t -> t.busyMs(group)).toArray(),
                replications.stream().mapToDouble(t -> t.staffedMs(group)).toArray());
    }
}

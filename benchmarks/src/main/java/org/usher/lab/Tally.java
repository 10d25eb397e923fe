package org.usher.lab;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * What was counted in one replication, of the callers who arrived and the agents who worked within the scenario's span. Waits are in
 * milliseconds; the wait of a caller who gave up is the time until then.
 */
final class Tally {
    private final Scenario.Span span;
    private final long serviceLevelMs;
    private final int[] groupOfAgent;
    private final long[] busyMs;
    private final long[] staffedMs;

    /** Waits of all callers let in, answered or not; packed, since thousands of replications are kept to be compared. */
    final Histogram waits = new PackedHistogram(172_800_000L, 3);

    long letIn;
    long blocked;
    long refused;
    long answered;
    long abandoned;
    long delayed;
    long overSixtySeconds;
    long answeredInTime;
    long abandonedInTime;
    double waitMs;
    double answeredWaitMs;

    Tally(Scenario scenario, int[] groupOfAgent) {
        this.span = scenario.span();
        this.serviceLevelMs = scenario.serviceLevelMs();
        this.groupOfAgent = groupOfAgent;
        this.busyMs = new long[groupOfAgent.length];
        this.staffedMs = new long[groupOfAgent.length];
    }

    /** Adds what was counted in another run of the same day, with the same agents. */
    void add(Tally other) {
        for (int i = 0; i < busyMs.length; i++) {
            busyMs[i] += other.busyMs[i];
            staffedMs[i] += other.staffedMs[i];
        }
        waits.add(other.waits);
        letIn += other.letIn;
        blocked += other.blocked;
        refused += other.refused;
        answered += other.answered;
        abandoned += other.abandoned;
        delayed += other.delayed;
        overSixtySeconds += other.overSixtySeconds;
        answeredInTime += other.answeredInTime;
        abandonedInTime += other.abandonedInTime;
        waitMs += other.waitMs;
        answeredWaitMs += other.answeredWaitMs;
    }

    private boolean counts(Call call) {
        return call.arrivalMs() >= span.fromMs() && call.arrivalMs() < span.untilMs();
    }

    /** The caller met engaged trunks. */
    void blocked(Call call) {
        blocked += counts(call) ? 1 : 0;
    }

    /** The system under test sent the caller away. */
    void refused(Call call) {
        refused += counts(call) ? 1 : 0;
    }

    void answered(Call call, long waitedMs) {
        answered(call, waitedMs, serviceLevelMs);
    }

    /** Of a line whose callers are to be answered within another time. */
    void answered(Call call, long waitedMs, long withinMs) {
        if (counts(call)) {
            waited(waitedMs);
            answered++;
            answeredWaitMs += waitedMs;
            answeredInTime += waitedMs < withinMs ? 1 : 0;
        }
    }

    void abandoned(Call call, long waitedMs) {
        abandoned(call, waitedMs, serviceLevelMs);
    }

    void abandoned(Call call, long waitedMs, long withinMs) {
        if (counts(call)) {
            waited(waitedMs);
            abandoned++;
            abandonedInTime += waitedMs < withinMs ? 1 : 0;
        }
    }

    /** The caller was let in, and neither answered nor lost patience: sent away later, lost, or still there at the end. */
    void leftOtherwise(Call call, long waitedMs) {
        if (counts(call)) {
            waited(waitedMs);
        }
    }

    private void waited(long waitedMs) {
        letIn++;
        waitMs += waitedMs;
        delayed += waitedMs > 0 ? 1 : 0;
        overSixtySeconds += waitedMs > 60_000 ? 1 : 0;
        waits.recordValue(waitedMs);
    }

    void busy(int agentId, long fromMs, long untilMs) {
        busyMs[agentId - 1] += within(fromMs, untilMs);
    }

    void staffed(int agentId, long fromMs, long untilMs) {
        staffedMs[agentId - 1] += within(fromMs, untilMs);
    }

    private long within(long fromMs, long untilMs) {
        long end = span.drains() ? untilMs : Math.min(untilMs, span.untilMs());
        return Math.max(0, end - Math.max(fromMs, span.fromMs()));
    }

    double busyMs() {
        return Arrays.stream(busyMs).sum();
    }

    double staffedMs() {
        return Arrays.stream(staffedMs).sum();
    }

    double busyMs(int group) {
        return ofGroup(busyMs, group);
    }

    double staffedMs(int group) {
        return ofGroup(staffedMs, group);
    }

    private double ofGroup(long[] times, int group) {
        double sum = 0;
        for (int i = 0; i < times.length; i++) {
            sum += groupOfAgent[i] == group ? times[i] : 0;
        }
        return sum;
    }

    /**
     * How unevenly equals are worked: the root of the mean squared difference between an agent's occupancy and that of all agents of the
     * same group together, over all agents who worked.
     */
    double occupancySpread() {
        double squares = 0;
        int agents = 0;
        for (int i = 0; i < busyMs.length; i++) {
            if (staffedMs[i] > 0) {
                double ofGroup = busyMs(groupOfAgent[i]) / staffedMs(groupOfAgent[i]);
                double difference = (double) busyMs[i] / staffedMs[i] - ofGroup;
                squares += difference * difference;
                agents++;
            }
        }
        return agents == 0 ? 0 : Math.sqrt(squares / agents);
    }
}

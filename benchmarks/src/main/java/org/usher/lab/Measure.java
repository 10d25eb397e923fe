package org.usher.lab;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the lab says of a policy, a ratio of sums over replications. Times in seconds. */
record Measure(ToDoubleFunction<Tally> numerator, ToDoubleFunction<Tally> denominator) {
    /** Mean wait over all callers let in, those who gave up included. */
    static final Measure MEAN_WAIT = new Measure(t -> t.waitMs / 1_000, t -> t.letIn);

    /** Average speed of answer: mean wait of the answered. */
    static final Measure ASA = new Measure(t -> t.answeredWaitMs / 1_000, t -> t.answered);

    /** Callers who gave up ÷ callers let in. */
    static final Measure ABANDONED = new Measure(t -> t.abandoned, t -> t.letIn);

    /** Callers who did not get an agent at once ÷ callers let in. */
    static final Measure DELAYED = new Measure(t -> t.delayed, t -> t.letIn);

    /** Callers who waited over a minute ÷ callers let in. */
    static final Measure OVER_SIXTY_SECONDS = new Measure(t -> t.overSixtySeconds, t -> t.letIn);

    /** Answered in time ÷ (callers let in less those who gave up in time). */
    static final Measure SERVICE_LEVEL = new Measure(t -> t.answeredInTime, t -> t.letIn - t.abandonedInTime);

    /** Busy time ÷ time at work, all agents together. */
    static final Measure OCCUPANCY = new Measure(Tally::busyMs, Tally::staffedMs);

    /** Callers who met engaged trunks ÷ all callers. */
    static final Measure BLOCKED = new Measure(t -> t.blocked, t -> t.letIn + t.blocked + t.refused);

    /** Callers sent away by the system under test ÷ all callers. */
    static final Measure REFUSED = new Measure(t -> t.refused, t -> t.letIn + t.blocked + t.refused);

    /** Answered callers per replication. */
    static final Measure ANSWERED_PER_RUN = new Measure(t -> t.answered, t -> 1);

    /** Callers who gave up, per replication. */
    static final Measure ABANDONED_PER_RUN = new Measure(t -> t.abandoned, t -> 1);

    Estimate of(List<Tally> replications) {
        return Estimate.ofRatio(
                replications.stream().mapToDouble(numerator).toArray(),
                replications.stream().mapToDouble(denominator).toArray());
    }

    /** This measure, helped by a control that met the same callers and whose true value is known. */
    Estimate controlled(List<Tally> replications, List<Tally> control, double exact) {
        return Estimate.ofControlled(
                replications.stream().mapToDouble(numerator).toArray(),
                replications.stream().mapToDouble(denominator).toArray(),
                control.stream().mapToDouble(numerator).toArray(),
                control.stream().mapToDouble(denominator).toArray(),
                exact);
    }

    /** This measure of the first less that of the second, who met the same callers. */
    Estimate difference(List<Tally> first, List<Tally> second) {
        return Estimate.ofDifference(
                first.stream().mapToDouble(numerator).toArray(),
                first.stream().mapToDouble(denominator).toArray(),
                second.stream().mapToDouble(numerator).toArray(),
                second.stream().mapToDouble(denominator).toArray());
    }
}

package org.usher.lab;

/**
 * One caller, with everything that is the caller's own and the same under every policy.
 *
 * @param number 0, 1, 2, … in the order of arrival
 * @param line index of the scenario's line
 * @param arrivalMs since the beginning of the replication
 * @param patienceMs the longest this caller waits, {@link #FOREVER} for any time
 * @param work service asked for, in units of the group's mean service time for the line
 * @param creditMs seniority the caller comes with: the wait counts from that long before the arrival
 */
public record Call(int number, int line, long arrivalMs, long patienceMs, double work, long creditMs) {
    public static final long FOREVER = Long.MAX_VALUE;

    Call withoutCredit() {
        return new Call(number, line, arrivalMs, patienceMs, work, 0);
    }
}

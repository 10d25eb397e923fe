package org.usher.core.api;

/**
 * How long a contact is expected to wait from the moment it entered the line, if it must wait at all. All in milliseconds, none below 0,
 * the quantiles in ascending order.
 *
 * @param meanMs the mean
 * @param p10Ms one in ten waits less
 * @param p50Ms half of all wait less
 * @param p90Ms one in ten waits longer
 */
public record WaitEstimate(long meanMs, long p10Ms, long p50Ms, long p90Ms) {
    public WaitEstimate {
        if (meanMs < 0 || p10Ms < 0 || p50Ms < p10Ms || p90Ms < p50Ms) {
            throw new IllegalArgumentException("no estimate of a wait: mean " + meanMs + " ms, quantiles " + p10Ms
                    + ", " + p50Ms + ", " + p90Ms + " ms; none may be below 0 and the quantiles must ascend");
        }
    }
}

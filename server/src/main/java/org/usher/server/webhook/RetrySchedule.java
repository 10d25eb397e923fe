package org.usher.server.webhook;

/**
 * When a webhook that failed is tried again: after a second, then after twice as long each time, up to ten minutes, less up to half of it by
 * chance, so that receivers which fell together do not all get up to the same crowd.
 */
final class RetrySchedule {
    static final long FIRST_MS = 1_000;
    static final long LONGEST_MS = 600_000;
    private static final int MAX_DOUBLINGS = 20;

    private RetrySchedule() {}

    /**
     * @param failures in a row, from 1
     * @param chance from 0 to 1
     */
    static long delayMs(int failures, double chance) {
        long whole = Math.min(LONGEST_MS, FIRST_MS << Math.min(failures - 1, MAX_DOUBLINGS));
        return whole - (long) (whole / 2.0 * chance);
    }
}

package org.usher.server.callback;

/**
 * Which windows a queue promises calls in.
 *
 * @param lengthMs of each; they begin at its multiples from midnight on
 * @param days how far ahead
 * @param agents who can be counted on for the queue while it is open; 0: it promises none
 * @param handlingMs how long a call keeps one of them, until enough of them have been seen
 * @param sharePercent how much of the agents' time at most is promised
 */
public record WindowRule(long lengthMs, int days, int agents, long handlingMs, int sharePercent) {
    /** No call is promised. */
    public static final WindowRule NONE = new WindowRule(3_600_000, 7, 0, 300_000, 25);
}

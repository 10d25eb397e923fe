package org.usher.core.engine;

import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Urgency;

/**
 * By how much the waits of one queue's contacts count: what {@link Urgency} says, as numbers. The longer wait never counts for less, so
 * that of those who ask for the same only the first need be looked at.
 */
final class Order {
    static final Order BY_WAIT = new Order(Urgency.DEFAULT);

    /** A step of strict priority: more than any wait, even of one at the head of the line. */
    private static final long STRICT_STEP_MS = 1L << 53;

    /** Priorities beyond it count as this: what a call and its queue can ask for together. */
    private static final int MAX_PRIORITY = 200;

    /** Longer waits count for as much more as they are longer: products stay within 63 bits, and the head of the line at the head. */
    private static final long LONGEST_MS = 1L << 31;

    /** What a wait of the longest counts for at most. */
    private static final long MOST_MS = QueueEntry.HEAD_CREDIT_MS / 2;

    final long promiseMs;
    final int share;
    private final long[] waitedMs;
    private final long[] countsMs;

    Order(Urgency urgency) {
        share = urgency.share();
        int points = urgency.aging().size();
        promiseMs = urgency.promiseMs();
        waitedMs = new long[points + 1];
        countsMs = new long[points + 1];
        for (int i = 0; i < points; i++) {
            waitedMs[i + 1] = urgency.aging().get(i).waitedMs();
            countsMs[i + 1] = urgency.aging().get(i).countsMs();
        }
    }

    /** What this priority counts for. */
    static long worthMs(int priority, Settings settings) {
        int stepMs = settings.priorityStepMs();
        return Math.clamp(priority, -MAX_PRIORITY, MAX_PRIORITY)
                * (stepMs == Settings.STRICT_PRIORITY ? STRICT_STEP_MS : stepMs);
    }

    /** What a wait, with its credit, counts for. */
    long countMs(long ageMs) {
        int last = waitedMs.length - 1;
        if (last == 0) {
            return ageMs;
        }
        long withinMs = Math.min(ageMs, LONGEST_MS);
        int point = 1;
        while (point < last && waitedMs[point] <= withinMs) {
            point++;
        }
        long riseMs = countsMs[point] - countsMs[point - 1];
        long runMs = waitedMs[point] - waitedMs[point - 1];
        long beforeMs = countsMs[point - 1] + (withinMs - waitedMs[point - 1]) * riseMs / runMs;
        return Math.min(beforeMs, MOST_MS) + (ageMs - withinMs);
    }
}

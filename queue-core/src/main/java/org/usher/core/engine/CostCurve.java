package org.usher.core.engine;

import org.usher.core.api.WaitingCost;

/** What {@link WaitingCost} says, as numbers: what one more minute of a wait costs, per minute of handling, in thousandths. */
final class CostCurve {
    static final CostCurve NOTHING = new CostCurve(WaitingCost.NONE);

    private static final long MINUTE_MS = 60_000;

    private final long[] waitedMs;
    private final long[] milli;

    CostCurve(WaitingCost cost) {
        int points = cost.rates().size();
        waitedMs = new long[points];
        milli = new long[points];
        for (int i = 0; i < points; i++) {
            WaitingCost.Rate rate = cost.rates().get(i);
            waitedMs[i] = rate.waitedMs();
            milli[i] = rate.perMinute() * 1_000L * MINUTE_MS / cost.handlingMs();
        }
    }

    /** At a wait of this length, which never costs less than a shorter one. */
    long milliAt(long ageMs) {
        int last = waitedMs.length - 1;
        if (last < 0) {
            return 0;
        }
        if (ageMs >= waitedMs[last]) {
            return milli[last];
        }
        int point = 0;
        while (waitedMs[point] <= ageMs) {
            point++;
        }
        if (point == 0) {
            return milli[0];
        }
        // at most 24 days of ms times 6 · 10^10: as a fraction of the run, it stays within 63 bits
        long rise = milli[point] - milli[point - 1];
        long runMs = waitedMs[point] - waitedMs[point - 1];
        long intoMs = ageMs - waitedMs[point - 1];
        return milli[point - 1] + rise / runMs * intoMs + rise % runMs * intoMs / runMs;
    }
}

package org.usher.telephony.ami;

import java.util.function.LongSupplier;
import org.slf4j.Logger;

/** Keeps a flood of the same complaint out of the log: a few lines a minute, then a count. */
final class LogBudget {
    private static final long PERIOD_MS = 60_000;
    private static final int LINES = 10;

    private final Logger log;
    private final LongSupplier nowMs;
    private long periodStartMs = Long.MIN_VALUE;
    private int lines;
    private long withheld;

    LogBudget(Logger log, LongSupplier nowMs) {
        this.log = log;
        this.nowMs = nowMs;
    }

    void warn(String message) {
        long now = nowMs.getAsLong();
        if (periodStartMs == Long.MIN_VALUE || now - periodStartMs >= PERIOD_MS) {
            if (withheld > 0) {
                log.warn("{} more such lines were left out in the last minute", withheld);
            }
            periodStartMs = now;
            lines = 0;
            withheld = 0;
        }
        if (++lines <= LINES) {
            log.warn("{}", message);
        } else {
            withheld++;
        }
    }
}

package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.List;

/** A caller as the peers see one. */
final class Caller {
    final long callKey;
    final long contactId;
    /** Index of the line. */
    final int line;

    final long arrivedAtMs;
    /** Seniority the caller came with, 0 for most; peers that only know strict priority put such callers first. */
    final long creditMs;

    /** Offers that ring for this caller. */
    final List<Long> ringing = new ArrayList<>(1);

    Caller(long callKey, long contactId, int line, long arrivedAtMs, long creditMs) {
        this.callKey = callKey;
        this.contactId = contactId;
        this.line = line;
        this.arrivedAtMs = arrivedAtMs;
        this.creditMs = creditMs;
    }

    /** From when the wait counts. */
    long countsFromMs() {
        return arrivedAtMs - creditMs;
    }

    int priority() {
        return creditMs > 0 ? 1 : 0;
    }
}

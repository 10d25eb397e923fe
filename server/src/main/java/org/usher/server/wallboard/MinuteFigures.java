package org.usher.server.wallboard;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.usher.core.api.EntryOutcome;

/** The minutes of the last hour of one queue, or of the whole centre. Changed on the engine's thread; rows are read by any. */
final class MinuteFigures {
    static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    private final int queueId;
    private final ConcurrentSkipListMap<Long, Cell<MinuteRow>> minutes = new ConcurrentSkipListMap<>();
    // how it is now
    private int waiting;
    private int ready;
    private int onContact;
    // the minute it is
    private long fromMs;
    private long atMs;
    private int waitingMost;
    private int offered;
    private int answered;
    private int answeredWithin;
    private int abandoned;
    private int decided;
    private long readyMs;
    private long onContactMs;

    MinuteFigures(int queueId) {
        this.queueId = queueId;
    }

    void join() {
        waiting++;
        waitingMost = Math.max(waitingMost, waiting);
        offered++;
    }

    void leave(EntryOutcome outcome, boolean within) {
        waiting--;
        switch (outcome) {
            case ANSWERED -> {
                answered++;
                answeredWithin += within ? 1 : 0;
                decided++;
            }
            case ABANDONED -> {
                abandoned++;
                decided++;
            }
            case SHORT_ABANDONED -> {}
            case OVERFLOWED, CONVERTED, TRANSFERRED_UNSERVED, LOST_BY_PBX -> decided++;
        }
    }

    /** So many more, or fewer, are free, or with a customer. */
    void agents(int moreReady, int moreOnContact) {
        ready += moreReady;
        onContact += moreOnContact;
    }

    /** Begins with this line and no agents; what was published stays. */
    void reset(int nowWaiting) {
        waiting = nowWaiting;
        waitingMost = Math.max(waitingMost, nowWaiting);
        ready = 0;
        onContact = 0;
    }

    /** To be called before each change. */
    void advance(long nowMs) {
        if (nowMs < atMs) {
            return;
        }
        long minuteMs = Math.floorDiv(nowMs, MINUTE_MS) * MINUTE_MS;
        if (minuteMs > fromMs) {
            fromMs = minuteMs;
            atMs = minuteMs; // since the last change nothing has
            waitingMost = waiting;
            offered = answered = answeredWithin = abandoned = decided = 0;
            readyMs = onContactMs = 0;
            forget(minuteMs - HOUR_MS);
        }
        readyMs += ready * (nowMs - atMs);
        onContactMs += onContact * (nowMs - atMs);
        atMs = nowMs;
    }

    /** The row before the hour stays: it says how things were when the hour began. */
    private void forget(long beforeMs) {
        Long last = minutes.floorKey(beforeMs);
        if (last != null) {
            minutes.headMap(last).clear();
        }
    }

    /** To be called after each change, with the sequence it has. */
    void publish(long sequence) {
        minutes.put(
                fromMs,
                new Cell<>(
                        new MinuteRow(
                                queueId,
                                fromMs,
                                atMs,
                                waiting,
                                waitingMost,
                                offered,
                                answered,
                                answeredWithin,
                                abandoned,
                                decided,
                                ready,
                                readyMs,
                                onContact,
                                onContactMs),
                        sequence));
    }

    /** The rows that changed after this sequence, which are the latest ones. Safe from any thread. */
    List<MinuteRow> readSince(long after) {
        List<MinuteRow> rows = new ArrayList<>();
        for (Cell<MinuteRow> cell : minutes.descendingMap().values()) {
            if (cell.sequence() <= after) {
                break;
            }
            rows.add(cell.row());
        }
        return rows.reversed();
    }
}

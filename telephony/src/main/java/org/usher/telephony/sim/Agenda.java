package org.usher.telephony.sim;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What will happen and when, in virtual time; what is due at the same millisecond happens in the order in which it was planned. */
final class Agenda {

    /** Something planned; may be called off. */
    static final class Entry {
        private final long atMs;
        private final long sequence;
        private final boolean ofTheWorld;
        private final Runnable what;
        private boolean calledOff;

        private Entry(long atMs, long sequence, boolean ofTheWorld, Runnable what) {
            this.atMs = atMs;
            this.sequence = sequence;
            this.ofTheWorld = ofTheWorld;
            this.what = what;
        }

        void callOff() {
            calledOff = true;
        }
    }

    /** More work than this at one instant is a loop in the model, not a busy PBX. */
    private static final int MAX_STEPS_PER_INSTANT = 1_000_000;

    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.<Entry>comparingLong(e -> e.atMs).thenComparingLong(e -> e.sequence));
    private long nowMs;
    private long planned;

    Agenda(long startAtMs) {
        nowMs = startAtMs;
    }

    long nowMs() {
        return nowMs;
    }

    /** Plans something of the PBX for {@code delayMs} from now; a delay beyond the end of time means never. */
    Entry after(long delayMs, Runnable what) {
        return plan(delayMs, false, what);
    }

    /** Plans something that happens outside the PBX, whether that runs or not. */
    Entry inTheWorldAfter(long delayMs, Runnable what) {
        return plan(delayMs, true, what);
    }

    private Entry plan(long delayMs, boolean ofTheWorld, Runnable what) {
        long atMs = delayMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + Math.max(0, delayMs);
        Entry entry = new Entry(atMs, planned++, ofTheWorld, what);
        if (atMs < Long.MAX_VALUE) {
            entries.add(entry);
        }
        return entry;
    }

    /** When the next thing is due, or {@link Long#MAX_VALUE} if nothing is planned. */
    long nextAtMs() {
        dropCalledOff();
        Entry next = entries.peek();
        return next == null ? Long.MAX_VALUE : next.atMs;
    }

    /** Lets everything happen that is due up to this time, then it is this time. A time in the past changes nothing. */
    void advanceTo(long ms) {
        int steps = 0;
        while (nextAtMs() <= ms) {
            Entry next = entries.remove();
            steps = next.atMs == nowMs ? steps + 1 : 0;
            if (steps > MAX_STEPS_PER_INSTANT) {
                throw new IllegalStateException("the model does not come to rest at " + nowMs);
            }
            nowMs = Math.max(nowMs, next.atMs);
            next.what.run();
        }
        nowMs = Math.max(nowMs, ms);
    }

    /** The PBX is killed: nothing that it had planned happens. */
    void forgetThePbx() {
        entries.removeIf(entry -> !entry.ofTheWorld);
    }

    private void dropCalledOff() {
        Entry next = entries.peek();
        while (next != null && next.calledOff) {
            entries.remove();
            next = entries.peek();
        }
    }
}

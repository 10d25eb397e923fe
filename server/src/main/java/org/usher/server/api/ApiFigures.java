package org.usher.server.api;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts for {@code /metrics}. */
public final class ApiFigures {
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder turnedAway = new LongAdder();
    private final LongAdder answered = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder badHandshakes = new LongAdder();
    private final LongAdder badFrames = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** Open connections, sockets included. */
    public int connections() {
        return connections.get();
    }

    /** Connections closed at once since there were too many. */
    public long turnedAway() {
        return turnedAway.sum();
    }

    /** Requests answered with a status below 400. */
    public long answered() {
        return answered.sum();
    }

    /** Requests answered with a status from 400 to 499. */
    public long refused() {
        return refused.sum();
    }

    /** Requests answered with a status of 500 or more. */
    public long failed() {
        return failed.sum();
    }

    /** Connections closed since what came was no TLS as we speak it. */
    public long badHandshakes() {
        return badHandshakes.sum();
    }

    /** Sockets closed since their watchers sent what watchers have not to send. */
    public long badFrames() {
        return badFrames.sum();
    }

    void badFrame() {
        badFrames.increment();
    }

    void badHandshake() {
        badHandshakes.increment();
    }

    void answered(int status) {
        (status < 400 ? answered : status < 500 ? refused : failed).increment();
    }

    /** Returns false, and counts it, if there are too many. */
    boolean opened(int max) {
        if (connections.incrementAndGet() > max) {
            turnedAway.increment();
            return false;
        }
        return true;
    }

    void closed() {
        connections.decrementAndGet();
    }
}

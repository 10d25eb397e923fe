package org.usher.server;

import java.util.concurrent.CountDownLatch;

/**
 * The word to stop: a signal from the operating system, or the end of the parent process. It wakes whoever waits for it, and interrupts a
 * start that is under way; the process then ends when the word has been obeyed, not before.
 */
final class StopSignal {
    private final Thread runner;
    private final CountDownLatch given = new CountDownLatch(1);
    private final CountDownLatch obeyed = new CountDownLatch(1);
    private boolean started;

    /** @param runner starts the server and then waits here */
    StopSignal(Thread runner) {
        this.runner = runner;
        Runtime.getRuntime().addShutdownHook(new Thread(this::giveAndWait, "usher-shutdown"));
    }

    synchronized void give() {
        given.countDown();
        if (!started) {
            runner.interrupt();
        }
    }

    void giveWhenEnds(ProcessHandle process) {
        var _ = process.onExit().thenRun(this::give);
    }

    /** Returns when the word is given. */
    void await() throws InterruptedException {
        synchronized (this) {
            started = true;
        }
        given.await();
    }

    void obeyed() {
        obeyed.countDown();
    }

    private void giveAndWait() {
        give();
        try {
            obeyed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.usher.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;

/**
 * The word to stop: a signal from the operating system, or the end of the parent process. It wakes whoever waits for it, and interrupts a
 * start that is under way; the process then ends when the word has been obeyed, not before.
 */
final class StopSignal {
    private final Thread runner;
    private final CompletableFuture<Void> given = new CompletableFuture<>();
    private final CountDownLatch obeyed = new CountDownLatch(1);
    private boolean started;

    /** @param runner starts the server and then waits here */
    StopSignal(Thread runner) {
        this.runner = runner;
        Runtime.getRuntime().addShutdownHook(new Thread(this::giveAndWait, "usher-shutdown"));
    }

    synchronized void give() {
        given.complete(null);
        if (!started) {
            runner.interrupt();
        }
    }

    void giveWhenEnds(ProcessHandle process) {
        var _ = process.onExit().thenRun(this::give);
    }

    /** Returns when the word is given or something else has come to its end. @return whether the word was given */
    boolean awaitOr(CompletableFuture<?> other) throws InterruptedException {
        synchronized (this) {
            started = true;
        }
        CompletableFuture<?> first = CompletableFuture.anyOf(given, other);
        try {
            first.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("neither of them fails", e);
        }
        synchronized (this) {
            started = false;
            return given.isDone();
        }
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

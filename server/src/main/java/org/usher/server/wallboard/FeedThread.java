package org.usher.server.wallboard;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that tells a feed's clients what they are to know, in rounds, and lets in as many of them as there is room for. What it alone
 * touches needs no lock. A round that fails is said once, and again after one that went well: rounds come ten times a second.
 */
public final class FeedThread {
    private static final Logger LOG = LoggerFactory.getLogger(FeedThread.class);
    private static final int CLOSE_S = 5;

    private final String name;
    private final int maxClients;
    private final AtomicInteger clients = new AtomicInteger();
    private final ScheduledExecutorService thread;
    /** Of the thread. */
    private boolean fails;

    /** @param maxClients more are turned away */
    public FeedThread(String name, int maxClients) {
        this.name = name;
        this.maxClients = maxClients;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name(name).daemon().factory());
    }

    /** Begins the rounds, with a pause after each. */
    public void start(long pauseMs, Runnable round) {
        var _ = thread.scheduleWithFixedDelay(() -> guarded(round), pauseMs, pauseMs, TimeUnit.MILLISECONDS);
    }

    /** How many clients there are. */
    public int clients() {
        return clients.get();
    }

    /**
     * Lets one more client in.
     *
     * @param welcome done on the thread; if it fails, the client is dropped, or he would wait for what never comes
     * @return false if there are too many, or this is closed
     */
    public boolean join(FeedClient client, Runnable welcome) {
        if (clients.incrementAndGet() > maxClients) {
            clients.decrementAndGet();
            return false;
        }
        if (isDone(() -> forOne(client, welcome))) {
            return true;
        }
        clients.decrementAndGet();
        return false;
    }

    /** One is gone; must follow each successful {@link #join}. */
    public void leave(Runnable farewell) {
        clients.decrementAndGet();
        if (!isDone(() -> guarded(farewell))) {
            LOG.debug("one left {} after it was closed", name);
        }
    }

    private boolean isDone(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // closed
        }
    }

    /** On the thread: what concerns one client alone. If it fails he is dropped, and comes anew; the others are served. */
    public void forOne(FeedClient client, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("{}: a client could not be told what concerns it", name, e);
            client.drop("something went wrong here; try again");
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
            fails = false;
        } catch (RuntimeException e) { // an executor would end the rounds without a word
            if (!fails) {
                LOG.error("{} failed; goes on, and says so again when it has gone well meanwhile", name, e);
            }
            fails = true;
        }
    }

    /** Ends the rounds, after this; waits until it is done. */
    public void close(Runnable dropAll) {
        if (!isDone(() -> guarded(dropAll))) {
            return; // closed before
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_S, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

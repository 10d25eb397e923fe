package org.usher.server.callback;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.CallbackWindow;

/**
 * Promises that may not be kept, and why: because another configuration promises less than the one under which they were given, or because
 * they are due and nobody has reached the customer yet. They stand, and whoever runs the centre is told: once in the log, and by how many
 * there are in {@code /metrics}. Safe from any thread.
 */
public final class PromiseRisks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PromiseRisks.class);
    private static final long LOOK_EVERY_S = 15;

    private final CallbackBook book;
    private final CallbackWindows windows;
    private final IntFunction<String> queueNames;
    private final LongSupplier clockMs;
    /** Of which the log tells already; guarded by this. */
    private Set<Told> told = Set.of();

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("promise-risks").daemon().factory());

    /** Why a promise may not be kept. */
    enum Cause {
        /** The queue promises no calls in windows any more, or nobody can be counted on for them. */
        NO_WINDOWS("the queue promises no calls any more (callback_agents)"),
        OUTSIDE_HOURS("the queue is not open all that window"),
        TOO_MANY("more are promised in it than the agents counted on get done"),
        DUE("it is due, and customer and agent do not talk yet");

        private final String words;

        Cause(String words) {
            this.words = words;
        }
    }

    record Risk(CallbackBook.Pending promise, CallbackWindow window, Cause cause) {}

    /** One line of the log: about all of a window, but for what is due. */
    private record Told(int queueId, CallbackWindow window, Cause cause, long contactId) {}

    /**
     * @param queueNames by their ids
     * @param clockMs the engine's time (epoch ms)
     */
    public PromiseRisks(
            CallbackBook book, CallbackWindows windows, IntFunction<String> queueNames, LongSupplier clockMs) {
        this.book = book;
        this.windows = windows;
        this.queueNames = queueNames;
        this.clockMs = clockMs;
    }

    /** Begins to look and to tell. */
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::guardedLook, LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
    }

    private void guardedLook() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("Promises of calls could not be looked at", e);
        }
    }

    /** How many promises may not be kept. */
    public long count() {
        return list().size();
    }

    List<Risk> list() {
        long nowMs = clockMs.getAsLong();
        List<Risk> risks = new ArrayList<>();
        for (CallbackBook.Pending promise : book.all()) {
            CallbackWindow window = promise.window();
            if (window != null) {
                windows.doubt(promise.queueId(), window, nowMs)
                        .ifPresent(cause -> risks.add(new Risk(promise, window, cause)));
            }
        }
        return risks;
    }

    /** Tells of what was not told yet; how much of it there is. */
    synchronized int look() {
        Set<Told> now = new HashSet<>();
        int news = 0;
        for (Risk risk : list()) {
            int queueId = risk.promise.queueId();
            long contactId = risk.cause == Cause.DUE ? risk.promise.contactId() : 0;
            Told about = new Told(queueId, risk.window, risk.cause, contactId);
            if (now.add(about) && !told.contains(about)) {
                news++;
                LOG.warn(
                        "{} promised in queue {} from {} to {} may not be kept: {}",
                        contactId == 0 ? "Calls" : "The call of contact " + contactId,
                        queueNames.apply(queueId),
                        Instant.ofEpochMilli(risk.window.fromMs()),
                        Instant.ofEpochMilli(risk.window.untilMs()),
                        risk.cause.words);
            }
        }
        told = Set.copyOf(now);
        return news;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

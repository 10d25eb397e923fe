package org.usher.server.webhook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits to be sent to one webhook, in order, one at a time, and when the next try is due. What does not fit or is too old is given up
 * and counted, the oldest first, and said once until all is sent again. Time and chance are arguments. Safe from any thread.
 */
final class WebhookLine {
    /** About 10 MB. */
    static final int MAX_BACKLOG = 20_000;
    /** So often one event is tried that the receiver calls wrong: it may be this one alone that it cannot take. */
    static final int MAX_REFUSALS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(WebhookLine.class);
    private static final long IDLE_MS = 1_000;

    private final WebhookSettings settings;
    private final Semaphore arrived = new Semaphore(0);
    // guarded by this
    private final Deque<WebhookEvent> backlog = new ArrayDeque<>();
    private @Nullable WebhookEvent current;
    private boolean underWay;
    private WebhookPlace heard = WebhookPlace.START;
    private WebhookPlace reached = WebhookPlace.START;
    private long pastUpTo;
    private WebhookState state = WebhookState.WELL;
    private int failures;
    private int refusals;
    /** Of the current one. */
    private int tries;

    private long dueAtMs;
    private long dueAfterMs;
    private boolean dropping;
    private Counts counts = new Counts(0, 0, 0, 0);
    private String lastWord = "";
    private long lastTakenAtMs;

    /** Since the start; {@code failed} requests, {@code retried} requests of an event that was sent before, {@code dropped} events. */
    record Counts(long sent, long failed, long retried, long dropped) {
        private Counts with(int oneSent, int oneFailed, int oneRetried, int oneDropped) {
            return new Counts(sent + oneSent, failed + oneFailed, retried + oneRetried, dropped + oneDropped);
        }
    }

    /** How it stands. */
    record Standing(
            WebhookState state,
            Counts counts,
            int backlog,
            int failures,
            long dueAtMs,
            boolean dropping,
            String lastWord,
            long lastTakenAtMs) {}

    /** What is to be done now. */
    sealed interface Turn {
        /** Send this; {@link #answered} must follow. */
        record Send(WebhookEvent event) implements Turn {}

        /** Nothing, for so long unless something comes. */
        record Rest(long ms) implements Turn {}
    }

    WebhookLine(WebhookSettings settings) {
        this.settings = settings;
    }

    WebhookSettings settings() {
        return settings;
    }

    /**
     * Everything up to here was sent; {@link WebhookPlace#START} if nobody knows how much was.
     *
     * @param pastIndex the last entry of the past; what of it is too old is passed over without a word, as it will have been sent
     */
    synchronized void begin(WebhookPlace from, long pastIndex) {
        reached = from;
        pastUpTo = from.equals(WebhookPlace.START) ? pastIndex : 0;
        heard = from;
    }

    /** What happened up to this entry is not told any more. @return whether something is missing by that */
    synchronized boolean resumedAt(long index) {
        boolean missing = heard.index() < index;
        WebhookPlace behind = WebhookPlace.behind(index);
        heard = heard.compareTo(behind) < 0 ? behind : heard;
        return missing;
    }

    /** Everything up to here was offered. */
    synchronized void heard(WebhookPlace upTo) {
        if (upTo.compareTo(heard) > 0) {
            heard = upTo;
        }
    }

    /** To be sent if it is wanted and was not sent before. */
    synchronized void offer(WebhookEvent event, long nowMs) {
        if (event.place().compareTo(reached) <= 0 || !settings.wants(event) || state == WebhookState.GONE) {
            return;
        }
        if (event.atMs() < nowMs - settings.pace().keepMs()) {
            if (event.place().index() > pastUpTo) {
                drop("it is older than keep allows");
            }
            return;
        }
        backlog.add(event);
        if (backlog.size() > MAX_BACKLOG) {
            backlog.remove();
            drop("more than " + MAX_BACKLOG + " events wait");
        }
        if (current == null && arrived.availablePermits() == 0) {
            arrived.release();
        }
    }

    private void drop(String why) {
        counts = counts.with(0, 0, 0, 1);
        if (!dropping) {
            dropping = true;
            LOG.warn(
                    "Webhook {} loses events: {} (last: {}); usher_webhooks_dropped_total counts them",
                    settings.name(),
                    why,
                    lastWord.isEmpty() ? "nothing was sent yet" : lastWord);
        }
    }

    synchronized Turn next(long nowMs) {
        if (underWay) {
            throw new IllegalStateException("one request at a time");
        }
        if (state == WebhookState.GONE) {
            return new Turn.Rest(IDLE_MS);
        }
        giveUpOld(nowMs);
        if (current == null) {
            current = backlog.poll();
            refusals = 0;
            tries = 0;
        }
        WebhookEvent event = current;
        if (event == null) {
            dropping = false;
            return new Turn.Rest(IDLE_MS);
        }
        if (dueAtMs - nowMs > dueAfterMs) {
            dueAtMs = nowMs + dueAfterMs; // the clock was set back
        }
        if (nowMs < dueAtMs) {
            return new Turn.Rest(dueAtMs - nowMs);
        }
        counts = counts.with(0, 0, tries == 0 ? 0 : 1, 0);
        tries++;
        underWay = true;
        int perSecond = settings.pace().perSecond();
        due(nowMs, (1_000 + perSecond - 1) / perSecond); // rounded up: never more than that many
        return new Turn.Send(event);
    }

    private void due(long nowMs, long afterMs) {
        dueAtMs = nowMs + afterMs;
        dueAfterMs = afterMs;
    }

    private void giveUpOld(long nowMs) {
        long oldestMs = nowMs - settings.pace().keepMs();
        WebhookEvent event = current;
        if (event != null && event.atMs() < oldestMs) {
            done(event);
            drop("they could not be sent within keep");
        }
        for (WebhookEvent next = backlog.peek(); next != null && next.atMs() < oldestMs; next = backlog.peek()) {
            backlog.remove();
            reached = next.place();
            drop("they could not be sent within keep");
        }
    }

    private void done(WebhookEvent event) {
        reached = event.place();
        current = null;
    }

    /** @param chance from 0 to 1 */
    synchronized void answered(WebhookReply reply, long nowMs, double chance) {
        WebhookEvent event = current;
        if (!underWay || event == null) {
            throw new IllegalStateException("nothing was sent");
        }
        underWay = false;
        lastWord = reply.told();
        switch (reply) {
            case WebhookReply.Taken _ -> {
                if (state == WebhookState.FAILING) {
                    LOG.info("Webhook {} takes events again after {} failures", settings.name(), failures);
                }
                counts = counts.with(1, 0, 0, 0);
                failures = 0;
                lastTakenAtMs = nowMs;
                state = state.to(WebhookState.WELL);
                done(event);
            }
            case WebhookReply.Gone _ -> {
                counts = counts.with(0, 1, 0, 0);
                state = state.to(WebhookState.GONE);
                current = null; // with the place kept: after a restart it is asked once more
                backlog.clear();
                LOG.warn(
                        "Webhook {} says that it is gone (410): nothing is sent to it until Usher is started again. Take it out of usher.toml",
                        settings.name());
            }
            case WebhookReply.Failed failed -> failed(event, failed, nowMs, chance);
        }
    }

    private void failed(WebhookEvent event, WebhookReply.Failed reply, long nowMs, double chance) {
        failures++;
        counts = counts.with(0, 1, 0, 0);
        due(nowMs, Math.max(RetrySchedule.delayMs(failures, chance), reply.retryAfterMs()));
        if (state == WebhookState.WELL) {
            LOG.warn("Webhook {} {}; it is tried again", settings.name(), reply.told());
        }
        state = state.to(WebhookState.FAILING);
        refusals = reply.refusesEvent() ? refusals + 1 : 0;
        if (refusals >= MAX_REFUSALS) {
            done(event);
            due(nowMs, 0);
            drop("it refuses " + event.type() + " (status " + reply.status() + ", tried " + refusals + " times)");
        }
    }

    /** Up to where nothing is left to be sent; the next start goes on from there. */
    synchronized WebhookPlace settled() {
        boolean idle = state != WebhookState.GONE && current == null && backlog.isEmpty();
        return idle && heard.compareTo(reached) > 0 ? heard : reached;
    }

    synchronized Standing standing() {
        return new Standing(
                state,
                counts,
                backlog.size() + (current == null ? 0 : 1),
                failures,
                dueAtMs,
                dropping,
                lastWord,
                lastTakenAtMs);
    }

    /** Until something comes, or for so long; perhaps shorter. */
    void rest(long ms) throws InterruptedException {
        if (arrived.tryAcquire(ms, TimeUnit.MILLISECONDS)) {
            arrived.drainPermits();
        }
    }
}

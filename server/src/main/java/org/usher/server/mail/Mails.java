package org.usher.server.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mails that customers asked for, on a thread of their own. A mail that the server does not take is tried again, after five seconds, then
 * after twice as long each time, and given up after about five minutes. What waits is in memory alone: a server that stops forgets it, and the
 * customer can ask again. Safe from any thread.
 */
public final class Mails implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mails.class);
    /** Mails that wait, or wait to be tried again. A chat has up to 60,000 characters. */
    static final int MAX_PENDING = 200;

    private static final int MAX_RETRIES = 6;
    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int MAX_REMEMBERED = 20_000;
    private static final long CLOSE_TIMEOUT_MS = 2_000;

    private final MailPost post;
    private final RetryPolicy<Object> retries;
    private final MailLimits limits = new MailLimits();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mails").daemon().factory());
    /** What became of the latest mail, by contacts. */
    private final Cache<Long, State> states = Caffeine.newBuilder()
            .maximumSize(MAX_REMEMBERED)
            .expireAfterWrite(Duration.ofHours(2))
            .build();

    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder addressesRefused = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder limited = new LongAdder();

    /** What has become of a mail. */
    public enum State {
        /** Nobody asked for one, as far as this server knows. */
        NONE,
        PENDING,
        /** The mail server has taken it. */
        SENT,
        /** The mail server takes no mails to that address. */
        ADDRESS_REFUSED,
        /** It was tried for some minutes in vain. */
        FAILED
    }

    /** What has become of a wish for one. */
    public enum Wish {
        TAKEN,
        /** The one before it is still under way. */
        UNDER_WAY,
        TOO_OFTEN,
        TOO_MUCH
    }

    /** @param firstRetry how long after its first failure a mail is tried again */
    Mails(MailPost post, Duration firstRetry) {
        this.post = post;
        this.retries = RetryPolicy.builder()
                .handleIf(failure -> failure instanceof MailPost.NotTaken not && !not.addressRefused())
                .withBackoff(firstRetry, firstRetry.multipliedBy(1L << MAX_RETRIES))
                .withMaxRetries(MAX_RETRIES)
                .onFailedAttempt(attempt -> LOG.warn("A mail was not taken: {}", why(attempt.getLastException())))
                .onRetry(attempt -> retried.increment())
                .build();
    }

    public static Mails by(MailSettings settings) {
        return new Mails(new MailPost(settings, System::currentTimeMillis), FIRST);
    }

    /**
     * Sends this as soon as it can be.
     *
     * @param contactId of the chat that it tells of
     * @param network from which it was asked for
     */
    public synchronized Wish send(long contactId, String network, Mail mail) {
        if (state(contactId) == State.PENDING) {
            return Wish.UNDER_WAY;
        }
        if (pending.incrementAndGet() > MAX_PENDING) {
            pending.decrementAndGet();
            return Wish.TOO_MUCH;
        }
        if (!limits.take(contactId, network, mail.to())) {
            pending.decrementAndGet();
            limited.increment();
            return Wish.TOO_OFTEN;
        }
        states.put(contactId, State.PENDING);
        try {
            var _ = Failsafe.with(retries)
                    .with(thread)
                    .runAsync(() -> post.send(mail))
                    .whenComplete((done, failure) -> settle(contactId, failure));
        } catch (RejectedExecutionException e) { // it is closed
            settle(contactId, e);
        }
        return Wish.TAKEN;
    }

    private void settle(long contactId, @Nullable Throwable failure) {
        pending.decrementAndGet();
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause == null) {
            sent.increment();
            states.put(contactId, State.SENT);
        } else if (cause instanceof MailPost.NotTaken not && not.addressRefused()) {
            addressesRefused.increment();
            states.put(contactId, State.ADDRESS_REFUSED);
        } else {
            failed.increment();
            states.put(contactId, State.FAILED);
            LOG.error("The mail for contact {} is given up: {}", contactId, why(cause));
        }
    }

    /** Words of others may hold addresses. */
    private static String why(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> "";
            case MailPost.NotTaken not -> String.valueOf(not.getMessage());
            default -> failure.getClass().getSimpleName();
        };
    }

    /** What has become of the latest mail for this contact. */
    public State state(long contactId) {
        State known = states.getIfPresent(contactId);
        return known == null ? State.NONE : known;
    }

    public int pending() {
        return pending.get();
    }

    public long sent() {
        return sent.sum();
    }

    public long failed() {
        return failed.sum();
    }

    public long addressesRefused() {
        return addressesRefused.sum();
    }

    public long retried() {
        return retried.sum();
    }

    /** Wishes that were refused since there had been too many. */
    public long limited() {
        return limited.sum();
    }

    /** What has not been sent is lost. */
    @Override
    public void close() {
        int lost = pending();
        thread.shutdownNow();
        if (lost > 0) {
            LOG.warn("{} mails that customers asked for have not been sent, and will not be", lost);
        }
        try {
            thread.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

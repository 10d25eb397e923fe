package org.usher.server.followup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.FollowUpRule;

/**
 * Goes after callers who hung up, as their queues say: shows the list, and calls those back of queues that do so by themselves. Numbers that
 * callbacks may not go to are on neither. Safe from any thread.
 */
public final class FollowUps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowUps.class);
    /** He may ring again at once by himself. */
    private static final long GRACE_MS = 30_000;
    /** Who would be called back much later wonders why. */
    private static final long CALLED_BACK_WITHIN_MS = 12 * 3_600_000L;

    private static final int AT_ONCE = 20;

    private final FollowUpBook book;
    private final IntFunction<FollowUpRule> rules;
    private final CallbackDesk callbacks;
    private final LongSupplier clockMs;
    /** Whom a callback was refused for of late, for example because the queue is closed. */
    private final Cache<Long, Boolean> refusedLately = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    private final LongAdder calledBack = new LongAdder();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("follow-ups").daemon().factory());

    /**
     * @param rules of the queues in force
     * @param clockMs the engine's time (epoch ms)
     */
    public FollowUps(FollowUpBook book, IntFunction<FollowUpRule> rules, CallbackDesk callbacks, LongSupplier clockMs) {
        this.book = book;
        this.rules = rules;
        this.callbacks = callbacks;
        this.clockMs = clockMs;
    }

    /** Begins to call back, every ten seconds, who is to be. */
    public void start() {
        var _ = thread.scheduleWithFixedDelay(this::guardedLook, 10, 10, TimeUnit.SECONDS);
    }

    /** Who hung up after as long a wait as the queue says and was not served since, the first at the head. */
    public List<FollowUpBook.Missed> list() {
        return book.all().stream()
                .filter(one -> lists(one.queueId(), one.number(), one.waitedMs()))
                .toList();
    }

    /** Empty if this contact is not on the list. */
    public Optional<FollowUpBook.Missed> of(long contactId) {
        return list().stream().filter(one -> one.contactId() == contactId).findFirst();
    }

    /** Whether who hung up in this queue after such a wait is followed up under this number; it has a country code. */
    public boolean lists(int queueId, String number, long waitedMs) {
        FollowUpRule rule = rules.apply(queueId);
        return rule.isOn() && waitedMs >= rule.afterMs() && callbacks.mayCall(number);
    }

    /** How many callbacks were taken for callers who had hung up, without anybody asking, since the start. */
    public long calledBack() {
        return calledBack.sum();
    }

    /** Has the caller called back, in his queue's line from now on; done when it can be relied on. */
    public CompletionStage<CallbackDesk.Outcome> callBack(FollowUpBook.Missed one) {
        return callbacks.askAgain(one.queueId(), one.number(), one.name(), one.contactId());
    }

    private void guardedLook() {
        try {
            look();
        } catch (RuntimeException e) { // an executor would end the looks without a word
            LOG.error("Callers who hung up could not be looked after", e);
        }
    }

    /** Calls back who is to be. */
    void look() {
        long nowMs = clockMs.getAsLong();
        list().stream()
                .filter(one -> rules.apply(one.queueId()).how() == FollowUpRule.How.CALLBACK)
                .filter(one -> !one.calledBack()
                        && refusedLately.getIfPresent(one.contactId()) == null
                        && one.hungUpAtMs() <= nowMs - GRACE_MS
                        && one.hungUpAtMs() > nowMs - CALLED_BACK_WITHIN_MS)
                .limit(AT_ONCE)
                .forEach(one -> callBack(one).whenComplete((outcome, failure) -> {
                    if (outcome instanceof CallbackDesk.Outcome.Taken) {
                        calledBack.increment();
                    } else {
                        refusedLately.put(one.contactId(), true);
                        LOG.info("Contact {}, who hung up, is not called back: {}", one.contactId(), outcome, failure);
                    }
                }));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}

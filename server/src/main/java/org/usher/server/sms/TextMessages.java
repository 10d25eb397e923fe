package org.usher.server.sms;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.failsafe.Failsafe;
import dev.failsafe.RetryPolicy;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.webhook.WebhookPost;
import org.usher.server.webhook.WebhookReply;
import tools.jackson.databind.json.JsonMapper;

/**
 * Text messages, handed to the gateway as {@link Body} in a request that is signed as Standard Webhooks says. One that it does not take is
 * tried again under the same id, {@value #MAX_RETRIES} times, after a second and then after twice as long each time; one that it calls wrong
 * is not. What waits is in memory alone. Neither numbers nor texts are logged. Safe from any thread.
 */
public final class TextMessages implements AutoCloseable {
    static final int MAX_RETRIES = 4;
    /** Messages that are under way, or wait to be tried again. */
    static final int MAX_PENDING = 200;
    /** To all numbers together within a minute: callers may show whatever number they like. */
    static final int PER_MINUTE = 60;

    private static final Logger LOG = LoggerFactory.getLogger(TextMessages.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_COUNTED = 20_000;

    private final WebhookPost post;
    private final String from;
    private final int perNumberDaily;
    private final RetryPolicy<WebhookReply> retries;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("text-messages").daemon().factory());
    private final Cache<String, Bucket> byNumber = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofDays(1))
            .build();
    private final Bucket all = bucket(PER_MINUTE, Duration.ofMinutes(1));
    private final AtomicInteger pending = new AtomicInteger();
    private final LongAdder sent = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder limited = new LongAdder();

    /**
     * What the gateway is told.
     *
     * @param to with + and country code
     * @param id of the message, the same however often it is tried
     * @param from empty: as the gateway thinks best
     */
    record Body(String to, String text, String id, String from) {}

    /** @param firstRetry how long after its first failure a message is tried again */
    TextMessages(TextMessageSettings settings, WebhookPost post, Duration firstRetry) {
        this.post = post;
        this.from = settings.from();
        this.perNumberDaily = settings.perNumberDaily();
        this.retries = RetryPolicy.<WebhookReply>builder()
                .handleResultIf(reply -> reply instanceof WebhookReply.Failed not && !not.refusesEvent())
                .withBackoff(firstRetry, firstRetry.multipliedBy(1L << MAX_RETRIES))
                .withMaxRetries(MAX_RETRIES)
                .onRetry(attempt -> retried.increment())
                .build();
    }

    public static TextMessages by(TextMessageSettings settings) {
        WebhookPost post = new WebhookPost(
                settings.url(), List.of(settings.secret()), settings.timeoutMs(), System::currentTimeMillis);
        return new TextMessages(settings, post, FIRST_RETRY);
    }

    /**
     * Sends this at once.
     *
     * @param to with + and country code
     * @return completed with whether the gateway has taken it; false at once if there were too many lately
     */
    public CompletionStage<Boolean> send(String to, String text) {
        if (!mayGo(to)) {
            limited.increment();
            LOG.warn("A text message is not sent: too many lately, to its number or in all");
            return CompletableFuture.completedFuture(false);
        }
        String id = "msg_sms_" + UUID.randomUUID().toString().replace("-", "");
        String body = JsonMapper.shared().writeValueAsString(new Body(to, text, id, from));
        return Failsafe.with(retries)
                .with(thread)
                .getStageAsync(() -> post.send(id, body))
                .handle((reply, failure) -> {
                    pending.decrementAndGet();
                    if (reply instanceof WebhookReply.Taken) {
                        sent.increment();
                        return true;
                    }
                    failed.increment();
                    LOG.error(
                            "A text message is given up: the gateway {}",
                            reply == null ? "cannot be asked any more" : reply.told());
                    return false;
                });
    }

    private synchronized boolean mayGo(String to) {
        Bucket own = byNumber.get(to, any -> bucket(perNumberDaily, Duration.ofDays(1)));
        boolean may = pending.get() < MAX_PENDING && own.getAvailableTokens() > 0 && all.getAvailableTokens() > 0;
        if (may) {
            own.tryConsume(1);
            all.tryConsume(1);
            pending.incrementAndGet();
        }
        return may;
    }

    private static Bucket bucket(int times, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(times).refillGreedy(times, period))
                .build();
    }

    public int pending() {
        return pending.get();
    }

    public long sent() {
        return sent.sum();
    }

    public long retried() {
        return retried.sum();
    }

    public long failed() {
        return failed.sum();
    }

    /** Not sent, as there had been too many. */
    public long limited() {
        return limited.sum();
    }

    /** What the gateway has not taken is lost. */
    @Override
    public void close() {
        thread.shutdownNow();
        post.close();
    }
}

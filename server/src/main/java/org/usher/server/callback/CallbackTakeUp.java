package org.usher.server.callback;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.usher.server.wallboard.OffersRow;

/**
 * What callers in line make of the offer to be called back, by queue: how many were offered it, confirmed a number, and were promised a call.
 * A caller counts once for each of the three, however often he hears the offer or asks, and always in the queue in whose line he was
 * offered it first, so that one is a share of the other. Since this server started: who was offered it before that is in none of them. Safe
 * from any thread.
 */
public final class CallbackTakeUp {
    private static final int MAX_CALLERS = 100_000;

    private final MeterRegistry registry;
    private final Map<String, OffersRow> byQueue = new ConcurrentHashMap<>();
    /** How far those have come who were offered it, by their contacts. */
    private final Cache<Long, Reached> callers = Caffeine.newBuilder()
            .maximumSize(MAX_CALLERS)
            .expireAfterWrite(Duration.ofDays(1))
            .build();

    private enum Step {
        OFFERED,
        ASKED,
        ACCEPTED
    }

    private record Reached(String queue, Step step) {}

    public CallbackTakeUp(MeterRegistry registry) {
        this.registry = registry;
    }

    /** This caller is offered it in this queue's line. */
    public void offered(long contactId, String queue) {
        callers.asMap().computeIfAbsent(contactId, _ -> reached(queue, Step.OFFERED));
    }

    /** He has confirmed a number. */
    public void asked(long contactId) {
        reaches(contactId, Step.ASKED);
    }

    /** He is promised a call. */
    public void accepted(long contactId) {
        reaches(contactId, Step.ACCEPTED);
    }

    private void reaches(long contactId, Step step) {
        callers.asMap()
                .computeIfPresent(
                        contactId,
                        (_, before) -> before.step.compareTo(step) < 0 ? reached(before.queue, step) : before);
    }

    private Reached reached(String queue, Step step) {
        Counter.builder("usher.callbacks.offers")
                .description(
                        "Callers in line who were offered to be called back, once each, in the queue where they were first,"
                                + " and of those who confirmed a number (asked) and who were promised a call (accepted)")
                .tag("queue", queue)
                .tag("step", step.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
        byQueue.compute(queue, (_, row) -> with(row == null ? OffersRow.NONE : row, step));
        return new Reached(queue, step);
    }

    private static OffersRow with(OffersRow row, Step step) {
        return switch (step) {
            case OFFERED -> new OffersRow(row.offered() + 1, row.asked(), row.accepted());
            case ASKED -> new OffersRow(row.offered(), row.asked() + 1, row.accepted());
            case ACCEPTED -> new OffersRow(row.offered(), row.asked(), row.accepted() + 1);
        };
    }

    /** By the queues' names; those in whose lines nobody was offered it are not among them. */
    public Map<String, OffersRow> byQueue() {
        return Map.copyOf(byQueue);
    }
}

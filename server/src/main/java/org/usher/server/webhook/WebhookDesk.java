package org.usher.server.webhook;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What people may see and ask of webhooks. Safe from any thread. */
public interface WebhookDesk {
    /** There are none. */
    WebhookDesk NONE = new WebhookDesk() {
        @Override
        public List<Status> all() {
            return List.of();
        }

        @Override
        public Optional<CompletableFuture<Trial>> test(String name) {
            return Optional.empty();
        }
    };

    /**
     * One webhook.
     *
     * @param address without path and query, which may hold a secret
     * @param queues of which it is told; none: of all
     * @param unknownQueues those among them that the centre does not have
     * @param backlog events that wait
     * @param failures requests in a row that were not answered well
     * @param nextTryAtMs null if nothing is to be tried again
     * @param lastTakenAtMs null if none was taken since the start
     * @param lastWord what came of the last request, in words
     */
    record Status(
            String name,
            String address,
            WebhookState state,
            Set<WebhookType> events,
            Set<String> queues,
            Set<String> unknownQueues,
            int backlog,
            int failures,
            long sent,
            long failed,
            long retried,
            long dropped,
            @Nullable Long nextTryAtMs,
            @Nullable Long lastTakenAtMs,
            String lastWord) {}

    /**
     * What came of a test.
     *
     * @param id of the event that was sent
     * @param status of the answer, 0 if there was none
     */
    record Trial(String id, boolean taken, int status, long tookMs, String told) {}

    /** Those of {@code usher.toml}, in its order. */
    List<Status> all();

    /**
     * Sends {@code usher.test} now, beside what is under way, once. Empty if there is no webhook of this name.
     *
     * @throws TestUnderWayException if one is under way already
     */
    Optional<CompletableFuture<Trial>> test(String name);

    /** One test at a time. */
    final class TestUnderWayException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}

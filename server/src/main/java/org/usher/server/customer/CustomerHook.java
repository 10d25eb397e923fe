package org.usher.server.customer;

import dev.failsafe.CircuitBreaker;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.usher.server.security.WebhookSignature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a program of the operator's, by HTTP, who has a number or an id. The request is signed as Standard Webhooks says
 * (github.com/standard-webhooks), so that the program can tell that Usher asks; the answer is
 * {@code {"customers": [{"id": "…", "name": "…", "language": "fr", "segment": "gold", "vip": true, "lastAgent": "anna",
 * "openMatters": ["claim"]}]}}, of which all but the id may be left out: none is unknown, several are shared. After five failures in a row
 * it is left alone for a while. Safe from any thread.
 */
public final class CustomerHook implements CustomerSource, AutoCloseable {
    private static final int MAX_BYTES = 65_536;
    private static final int FAILURES = 5;

    private final CustomerSettings.Hook settings;
    private final WebhookSignature signature;
    private final LongSupplier clockMs;
    private final HttpClient http;
    private final Semaphore free;
    private final CircuitBreaker<Object> circuit;

    /** @param clockMs epoch ms, for the signature */
    public CustomerHook(CustomerSettings.Hook settings, LongSupplier clockMs) {
        this.settings = settings;
        this.clockMs = clockMs;
        signature = new WebhookSignature(settings.secret());
        free = new Semaphore(settings.atOnce());
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(settings.timeoutMs()))
                .build();
        circuit = CircuitBreaker.builder()
                .withFailureThreshold(FAILURES)
                .withDelay(Duration.ofMillis(settings.restMs()))
                .build();
    }

    /** Whether it is left alone for now. */
    public boolean rests() {
        return circuit.isOpen();
    }

    @Override
    public CompletableFuture<Lookup> find(Question question) {
        if (!free.tryAcquire()) {
            return failed("too many questions to the hook are open");
        }
        if (!circuit.tryAcquirePermit()) {
            free.release();
            return failed("the hook is left alone after failures");
        }
        return ask(question).whenComplete((found, failure) -> {
            free.release();
            if (failure == null) {
                circuit.recordSuccess();
            } else {
                circuit.recordFailure();
            }
        });
    }

    private CompletableFuture<Lookup> ask(Question question) {
        String body = JsonMapper.shared()
                .writeValueAsString(
                        switch (question) {
                            case Question.ByNumber(String e164) ->
                                Map.of("type", "customer.lookup", "data", Map.of("number", e164));
                            case Question.ById(String id) ->
                                Map.of("type", "customer.lookup", "data", Map.of("customer", id));
                        });
        String id = "msg_" + UUID.randomUUID();
        long atS = TimeUnit.MILLISECONDS.toSeconds(clockMs.getAsLong());
        HttpRequest request = HttpRequest.newBuilder(settings.url())
                .header("content-type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(atS))
                .header("webhook-signature", signature.of(id, atS, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        CompletableFuture.delayedExecutor(settings.timeoutMs(), TimeUnit.MILLISECONDS)
                .execute(() -> sent.cancel(true)); // with the body's bytes still to come, too
        return sent.thenApply(CustomerHook::answer);
    }

    private static Lookup answer(HttpResponse<byte[]> response) {
        try {
            return switch (response.statusCode()) {
                case 200 ->
                    HookAnswer.read(
                            response.headers().firstValue("content-type").orElse(""), response.body());
                case 204, 404 -> new Lookup.Unknown();
                default -> throw new IOException("the hook answered with status " + response.statusCode());
            };
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    private static CompletableFuture<Lookup> failed(String why) {
        return CompletableFuture.failedFuture(new IOException(why));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

package org.usher.server.webhook;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;
import org.usher.server.security.WebhookSignature;

/**
 * Sends to one address as Standard Webhooks 1.0 says (github.com/standard-webhooks/standard-webhooks): POST with {@code webhook-id},
 * {@code webhook-timestamp} and {@code webhook-signature}, of which the last has a signature by each secret. No redirect is followed, and of
 * the answer's body no more is read than lets the connection be used again. Safe from any thread.
 */
public final class WebhookPost implements AutoCloseable {
    /** Of an answer's body. */
    static final int MAX_BYTES = 16_384;

    private final URI url;
    private final long timeoutMs;
    private final List<WebhookSignature> signatures;
    private final LongSupplier clockMs;
    private final HttpClient http;

    WebhookPost(WebhookSettings settings, LongSupplier clockMs) {
        this(settings.url(), settings.secrets(), settings.pace().timeoutMs(), clockMs);
    }

    /**
     * @param secrets each of which signs
     * @param timeoutMs for an answer
     * @param clockMs epoch ms, for the signature
     */
    public WebhookPost(URI url, List<Secret> secrets, long timeoutMs, LongSupplier clockMs) {
        this.url = url;
        this.timeoutMs = timeoutMs;
        this.clockMs = clockMs;
        signatures = secrets.stream().map(WebhookSignature::new).toList();
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMillis(timeoutMs))
                .build();
    }

    /** Never fails: what went wrong is the reply. */
    public CompletableFuture<WebhookReply> send(String id, String body) {
        try {
            return ask(id, body);
        } catch (IllegalArgumentException e) { // as of a port that is none; its words would show the address
            return CompletableFuture.completedFuture(WebhookReply.unanswered(why(e)));
        }
    }

    private CompletableFuture<WebhookReply> ask(String id, String body) {
        long nowMs = clockMs.getAsLong();
        long atS = TimeUnit.MILLISECONDS.toSeconds(nowMs);
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .header("user-agent", "Usher")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(atS))
                .header(
                        "webhook-signature",
                        signatures.stream().map(one -> one.of(id, atS, body)).collect(Collectors.joining(" ")))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        Head head = new Head();
        CompletableFuture<HttpResponse<Void>> sent = http.sendAsync(request, head);
        CompletableFuture<Void> patience =
                new CompletableFuture<Void>().completeOnTimeout(null, timeoutMs, TimeUnit.MILLISECONDS);
        var _ = patience.thenRun(() -> sent.cancel(true)); // with the body's bytes still to come, too
        return sent.handle((response, failure) -> {
            patience.cancel(false);
            HttpResponse.ResponseInfo known = head.info;
            return known == null
                    ? WebhookReply.unanswered(why(failure))
                    : WebhookReply.of(
                            known.statusCode(),
                            known.headers().firstValue("retry-after").orElse(""),
                            nowMs);
        });
    }

    private String why(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return switch (cause) {
            case CancellationException _, HttpTimeoutException _ -> "did not answer within " + timeoutMs + " ms";
            case IOException io -> "cannot be reached (" + io.getClass().getSimpleName() + ")";
            case null -> "cannot be asked";
            default -> "cannot be asked (" + cause.getClass().getSimpleName() + ")";
        };
    }

    /** Knows the status as soon as it is there: it is the answer, whatever becomes of the body. */
    private static final class Head implements HttpResponse.BodyHandler<Void> {
        private volatile HttpResponse.@Nullable ResponseInfo info;

        @Override
        public HttpResponse.BodySubscriber<Void> apply(HttpResponse.ResponseInfo found) {
            info = found;
            return new Discarding();
        }
    }

    /** Reads a little, and closes the connection on more. */
    private static final class Discarding implements HttpResponse.BodySubscriber<Void> {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private Flow.@Nullable Subscription subscription;
        private int read;

        @Override
        public CompletionStage<Void> getBody() {
            return done;
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            given.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            read += bytes.stream().mapToInt(ByteBuffer::remaining).sum();
            Flow.Subscription from = subscription;
            if (from == null) {
                return;
            }
            if (read > MAX_BYTES) {
                from.cancel();
                done.complete(null);
            } else {
                from.request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            done.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            done.complete(null);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

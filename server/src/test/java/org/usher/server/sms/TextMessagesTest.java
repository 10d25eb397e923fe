package org.usher.server.sms;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.security.Secret;
import org.usher.server.security.WebhookSignature;
import org.usher.server.webhook.WebhookPost;

/** Text messages against a real HTTP server that takes them, fails, refuses or leads elsewhere. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class TextMessagesTest {
    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final String EVA = "+491701234567";

    /** One request as it came. */
    private record Asked(String id, String body) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    /** The statuses of the first answers; after them all is well. */
    private final List<Integer> first = new CopyOnWriteArrayList<>();

    private HttpServer gateway;
    private TextMessages messages;

    @BeforeEach
    void start() throws IOException {
        gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", this::answer);
        gateway.start();
        URI url = URI.create("http://127.0.0.1:" + gateway.getAddress().getPort() + "/send");
        TextMessageSettings settings =
                new TextMessageSettings(url, SECRET, 5_000, "Shop", TextMessageSettings.LINK_TEXT, 3);
        messages = new TextMessages(
                settings, new WebhookPost(url, List.of(SECRET), 5_000, () -> NOW_MS), Duration.ofMillis(1));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            long atS = Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp"));
            boolean signed = new WebhookSignature(SECRET)
                    .of(id, atS, body)
                    .equals(exchange.getRequestHeaders().getFirst("webhook-signature"));
            asked.add(new Asked(id, body));
            int status = first.isEmpty() ? 200 : first.removeFirst();
            if (status == 302) {
                exchange.getResponseHeaders().set("location", "/elsewhere");
            }
            exchange.sendResponseHeaders(signed ? status : 401, -1);
        }
    }

    @AfterEach
    void stop() {
        messages.close();
        gateway.stop(0);
    }

    private boolean sends(String to) {
        return messages.send(to, "Go on at https://usher.example/chat#link=x")
                .toCompletableFuture()
                .join();
    }

    @Test
    void shouldTryAgainUnderTheSameIdUntilTheGatewayTakesIt() {
        first.addAll(List.of(503, 302, 429));
        assertThat(sends(EVA)).isTrue();
        assertThat(asked).hasSize(4);
        Set<String> ids = asked.stream().map(Asked::id).collect(Collectors.toSet());
        assertThat(ids).hasSize(1);
        assertThat(asked.stream().map(Asked::body).distinct())
                .singleElement()
                .asString()
                .contains("\"to\":\"" + EVA + "\"")
                .contains("\"text\":\"Go on at https://usher.example/chat#link=x\"")
                .contains("\"id\":\"" + asked.getFirst().id() + "\"")
                .contains("\"from\":\"Shop\"");
        assertThat(messages.sent()).isEqualTo(1);
        assertThat(messages.retried()).isEqualTo(3);
        assertThat(messages.pending()).isZero();
        assertThat(sends(EVA)).isTrue();
        assertThat(asked.getLast().id()).as("another message").isNotIn(ids);
    }

    @Test
    void shouldGiveUpAfterAFewTries() {
        first.addAll(List.of(500, 500, 500, 500, 500, 500));
        assertThat(sends(EVA)).isFalse();
        assertThat(asked).hasSize(1 + TextMessages.MAX_RETRIES);
        assertThat(messages.failed()).isEqualTo(1);
        assertThat(messages.pending()).isZero();
    }

    @Test
    void shouldNotTryAgainWhatTheGatewayCallsWrong() {
        first.add(422);
        assertThat(sends(EVA)).isFalse();
        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldFloodNobody() {
        for (int i = 0; i < 3; i++) {
            assertThat(sends(EVA)).isTrue();
        }
        assertThat(sends(EVA)).isFalse();
        assertThat(messages.limited()).isEqualTo(1);
        assertThat(asked).hasSize(3);
        assertThat(sends("+491701234568")).as("somebody else").isTrue();
    }

    @Test
    void shouldSendNoMoreInAllThanItsBound() {
        for (int i = 0; i < TextMessages.PER_MINUTE; i++) {
            assertThat(sends("+4917012345" + (10 + i))).isTrue();
        }
        long before = messages.limited();
        for (int i = 0; i < 2 * TextMessages.PER_MINUTE && messages.limited() == before; i++) {
            sends("+4917112345" + (100 + i));
        }
        assertThat(messages.limited()).isGreaterThan(before);
    }
}

package org.usher.server.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.security.Secret;
import org.usher.server.security.WebhookSignature;

/** The hook against a real HTTP server that answers well, late, wrong, too much, or not at all. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class CustomerHookTest {
    private static final Secret SECRET = Secret.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Question NUMBER = new Question.ByNumber("+4930123456");
    private static final String MARIE = """
            {"customers": [{"id": "C-1", "name": "Marie Curie", "language": "fr", "segment": "gold", "vip": true,
             "lastAgent": "anna", "openMatters": ["claim"], "shoeSize": 38}]}""";

    private final List<HttpExchange> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile Answering answering = exchange -> send(exchange, 200, "application/json", MARIE);
    private @Nullable CustomerHook hook;

    private interface Answering {
        void answer(HttpExchange exchange) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/lookup", exchange -> {
            asked.add(exchange);
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answering.answer(exchange);
        });
        server.start();
    }

    @AfterEach
    void stop() {
        finished.countDown();
        if (hook != null) {
            hook.close();
        }
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void shouldSignAsStandardWebhooksDo() {
        assertThat(new WebhookSignature(SECRET)
                        .of("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
                .as("the example of the specification")
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void shouldAskWithASignedRequestAndTakeWhatIsAnswered() {
        CustomerHook asking = hook(2_000, 4, 60_000);
        assertThat(asking.find(NUMBER).join())
                .isEqualTo(new Lookup.Known(
                        new Customer("C-1", "Marie Curie", "fr", "gold", true, "anna", true, Set.of("claim"))));
        HttpExchange request = asked.getFirst();
        assertThat(bodies.getFirst()).contains("\"number\":\"+4930123456\"", "\"type\":\"customer.lookup\"");
        String id = request.getRequestHeaders().getFirst("webhook-id");
        assertThat(request.getRequestHeaders().getFirst("webhook-timestamp")).isEqualTo("1700000000");
        assertThat(request.getRequestHeaders().getFirst("webhook-signature"))
                .isEqualTo(new WebhookSignature(SECRET).of(id, 1_700_000_000L, bodies.getFirst()));
        asking.find(new Question.ById("C-1")).join();
        assertThat(bodies.getLast()).contains("\"customer\":\"C-1\"");
        assertThat(asked.getLast().getRequestHeaders().getFirst("webhook-id")).isNotEqualTo(id);
    }

    @Test
    void shouldKnowNobodyOrSeveral() {
        CustomerHook asking = hook(2_000, 4, 60_000);
        answering = exchange -> send(exchange, 200, "application/json", "{\"customers\": []}");
        assertThat(asking.find(NUMBER).join()).isEqualTo(new Lookup.Unknown());
        answering = exchange -> send(exchange, 404, "text/plain", "no");
        assertThat(asking.find(NUMBER).join()).isEqualTo(new Lookup.Unknown());
        answering = exchange ->
                send(exchange, 200, "application/json", "{\"customers\": [{\"id\": \"a\"}, {\"id\": \"b\"}]}");
        assertThat(asking.find(NUMBER).join()).isEqualTo(new Lookup.Shared());
        answering = exchange -> send(exchange, 200, "application/json", "{\"customers\": [{\"id\": \"a\"}]}");
        assertThat(asking.find(NUMBER).join())
                .isEqualTo(new Lookup.Known(new Customer("a", "", "", "", false, "", true, Set.of())));
    }

    @Test
    void shouldTakeNothingFromOneThatLies() {
        CustomerHook asking = hook(2_000, 4, 60_000);
        for (String lie : List.of(
                "",
                "null",
                "[]",
                "{}",
                "{\"customers\": 5}",
                "{\"customers\": [",
                "{\"customers\": [5]}",
                "{\"customers\": [{}]}",
                "{\"customers\": [{\"id\": 7}]}",
                "{\"customers\": [{\"id\": \"a\", \"name\": [\"x\"]}]}",
                "{\"customers\": [{\"id\": \"a\", \"vip\": \"yes\"}]}",
                "{\"customers\": [{\"id\": \"a\", \"name\": \"x\\u0000y\"}]}",
                "{\"customers\": [{\"id\": \"a\", \"segment\": \"" + "g".repeat(41) + "\"}]}",
                "{\"customers\": [{\"id\": \"a\", \"openMatters\": \"claim\"}]}",
                "{\"customers\": " + "[".repeat(1_000) + "]".repeat(1_000) + "}")) {
            CustomerHook fresh = new CustomerHook(settings(2_000, 4, 60_000), () -> 0);
            answering = exchange -> send(exchange, 200, "application/json", lie);
            assertThatThrownBy(() -> fresh.find(NUMBER).join())
                    .as(lie)
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("the hook's answer")
                    .hasMessageNotContaining("+4930");
            fresh.close();
        }
        answering = exchange -> send(exchange, 200, "text/html", MARIE);
        assertThatThrownBy(() -> asking.find(NUMBER).join()).hasMessageContaining("is not application/json");
        answering = exchange -> send(exchange, 500, "application/json", MARIE);
        assertThatThrownBy(() -> asking.find(NUMBER).join()).hasMessageContaining("status 500");
        answering = exchange -> {
            exchange.getResponseHeaders().set("location", "/lookup?again");
            send(exchange, 307, "application/json", "");
        };
        assertThatThrownBy(() -> asking.find(NUMBER).join())
                .as("it is not sent anywhere else")
                .hasMessageContaining("status 307");
        answering = exchange -> send(exchange, 200, "application/json", MARIE + " ".repeat(70_000));
        assertThatThrownBy(() -> asking.find(NUMBER).join()).as("too much").isInstanceOf(CompletionException.class);
    }

    @Test
    void shouldNotWaitForOneThatIsLateInTheHeadOrInTheBody() {
        CustomerHook asking = hook(200, 4, 60_000);
        answering = exchange -> linger();
        assertThatThrownBy(() -> asking.find(NUMBER).join()).isInstanceOf(Exception.class);
        answering = exchange -> {
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{\"cust".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            linger();
        };
        assertThatThrownBy(() -> asking.find(NUMBER).join()).isInstanceOf(Exception.class);
        answering = exchange -> send(exchange, 200, "application/json", MARIE);
        assertThat(asking.find(NUMBER).join()).isInstanceOf(Lookup.Known.class);
    }

    @Test
    void shouldLeaveItAloneAfterFiveFailuresInARowAndComeBack() {
        CustomerHook asking = hook(2_000, 4, 60_000);
        failsFiveTimes(asking);
        assertThat(asking.rests()).isTrue();
        assertThatThrownBy(() -> asking.find(NUMBER).join()).hasMessageContaining("left alone after failures");
        assertThat(asked).hasSize(5);

        try (CustomerHook impatient = new CustomerHook(settings(2_000, 4, 100), () -> 0)) {
            failsFiveTimes(impatient);
            answering = exchange -> send(exchange, 200, "application/json", MARIE);
            await().ignoreExceptions()
                    .untilAsserted(
                            () -> assertThat(impatient.find(NUMBER).join()).isInstanceOf(Lookup.Known.class));
            assertThat(impatient.rests()).isFalse();
        }
    }

    private void failsFiveTimes(CustomerHook failing) {
        answering = exchange -> send(exchange, 503, "text/plain", "");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> failing.find(NUMBER).join()).hasMessageContaining("503");
        }
    }

    @Test
    void shouldAskNoMoreAtOnceThanItIsTold() {
        CustomerHook asking = hook(10_000, 2, 60_000);
        answering = exchange -> {
            linger();
            send(exchange, 200, "application/json", MARIE);
        };
        CompletableFuture<Lookup> first = asking.find(NUMBER);
        CompletableFuture<Lookup> second = asking.find(NUMBER);
        assertThatThrownBy(() -> asking.find(NUMBER).join()).hasMessageContaining("too many questions");
        finished.countDown();
        assertThat(first.join()).isInstanceOf(Lookup.Known.class);
        assertThat(second.join()).isInstanceOf(Lookup.Known.class);
        assertThat(asking.find(NUMBER).join()).isInstanceOf(Lookup.Known.class);
    }

    @Test
    void shouldSayThatItIsNotThere() {
        CustomerHook asking = hook(2_000, 4, 60_000);
        server.stop(0);
        assertThatThrownBy(() -> asking.find(NUMBER).join()).hasCauseInstanceOf(IOException.class);
    }

    private CustomerHook hook(long timeoutMs, int atOnce, long restMs) {
        CustomerHook made = new CustomerHook(settings(timeoutMs, atOnce, restMs), () -> 1_700_000_000_999L);
        hook = made;
        return made;
    }

    private CustomerSettings.Hook settings(long timeoutMs, int atOnce, long restMs) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/lookup");
        return new CustomerSettings.Hook(url, SECRET, timeoutMs, atOnce, restMs);
    }

    /** Until the test is over, or says so. */
    private void linger() {
        try {
            if (!finished.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the test does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}

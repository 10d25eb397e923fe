package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.browser;
import static org.usher.server.api.ApiFixture.json;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Event;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.people.AuditEntry;
import org.usher.server.people.Staff;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenRole;
import org.usher.server.webhook.WebhookSettings;
import org.usher.server.webhook.WebhookSource;
import org.usher.server.webhook.WebhookType;
import org.usher.server.webhook.Webhooks;

/** Reads all that a server says while people log in, fail to, and change things: at every level, and what it keeps. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class NoSecretIsToldTest {
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger own = (Logger) LoggerFactory.getLogger("org.usher");
    private final Level rootBefore = root.getLevel();
    private final Level ownBefore = own.getLevel();
    private final AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
        private final PatternLayout layout = new PatternLayout();

        @Override
        public void start() {
            layout.setContext(getContext());
            layout.setPattern("%level %logger %msg%n%ex{full}");
            layout.start();
            super.start();
        }

        @Override
        protected void append(ILoggingEvent event) {
            said.add(layout.doLayout(event));
        }
    };
    private ApiFixture api;

    @BeforeEach
    void listen() throws Exception {
        listening.setContext(root.getLoggerContext());
        listening.start();
        root.addAppender(listening);
        root.setLevel(Level.TRACE);
        own.setLevel(Level.TRACE);
        api = new ApiFixture(TokenRole.ANONYMOUS);
    }

    @AfterEach
    void stop() {
        api.close();
        root.setLevel(rootBefore);
        own.setLevel(ownBefore);
        root.detachAppender(listening);
    }

    @Test
    void shouldKeepSecretsOutOfLogsAuditAndDatabase() throws Exception {
        List<String> secrets = new ArrayList<>(List.of(Staff.PASSWORD, ApiFixture.BOSS, ApiFixture.SUPERVISOR));
        String[] ada = api.loggedIn(Staff.ADA);
        secrets.add(ada[1].substring(ada[1].indexOf('=') + 1));
        secrets.add("a wrong password 1");
        logIn("ada", "a wrong password 1");
        secrets.add("typed-into-the-wrong-field");
        logIn("typed-into-the-wrong-field", "whatever it is");
        secrets.add("a-forged-token-of-somebody");
        api.get("/api/v1/queues", as("a-forged-token-of-somebody"));
        secrets.add("forged-session-of-somebody");
        api.get("/api/v1/queues", "Cookie", "usher_session=forged-session-of-somebody");
        api.post("/api/v1/queues/sales/close", null, as(ApiFixture.BOSS));
        api.post("/api/v1/queues/sales/close?token=in-the-query-of-all-places", null, as(ApiFixture.BOSS));
        secrets.add("in-the-query-of-all-places");
        String added = json(api.post("/api/v1/people", "{\"name\":\"berta\",\"roles\":[\"ADMIN\"]}", ada))
                .get("password")
                .asString();
        secrets.add(added);
        HttpResponse<String> berta = logIn("berta", added);
        secrets.add("my own four words");
        api.post(
                "/api/v1/session/password",
                "{\"currentPassword\":\"" + added + "\",\"newPassword\":\"my own four words\"}",
                browser(berta));
        secrets.add(json(api.post("/api/v1/tokens", "{\"name\":\"crm\",\"scopes\":[\"audit:read\"]}", ada))
                .get("token")
                .asString());
        secrets.addFirst("malformed-json-secret");
        api.post("/api/v1/session", "{\"name\":\"ada\",\"password\":\"malformed-json-secret", ada);

        api.audit.close(); // it has written what it has
        assertThat(api.store.audited().stream().map(AuditEntry::action))
                .contains("POST /api/v1/session", "POST /api/v1/people", "POST /api/v1/tokens");
        assertThat(said).as("something was said").isNotEmpty();
        String all = String.join("", said) + api.store.text();
        for (String secret : secrets) {
            assertThat(all.contains(secret)).as("%s is told", secret).isFalse();
        }
        assertThat(String.join("", said))
                .as("nor what is made of them")
                .doesNotContain("$argon2id$")
                .doesNotContain(Digests.of(Secret.of(secrets.getLast())));
        assertThat(api.store.text()).as("which is in the store").contains("$argon2id$");
    }

    /** Neither the secret nor the path of the address, which may hold another, nor what was written in a chat. */
    @Test
    void shouldKeepSecretsOfWebhooksOutOfLogsAuditAndAnswers() throws Exception {
        String secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        WebhookSettings settings = new WebhookSettings(
                "crm",
                URI.create("http://127.0.0.1:1/path-of-the-url?key=key-in-the-url"),
                List.of(Secret.of(secret)),
                WebhookType.choices(),
                Set.of(),
                new WebhookSettings.Pace(10, 500, 60_000));
        try (Webhooks webhooks = Unheard.webhooks(settings, api.recordings.resolve("webhooks"))) {
            api.webhookDesk = webhooks;
            webhooks.start();
            webhooks.accept(new RecordedEvent(
                    1, 0, new Event.ChatSaid(System.currentTimeMillis(), 1, 0, "m-1", "what was said in the chat")));
            await().until(() -> webhooks.all().getFirst().failures() > 0);
            String told = api.get("/api/v1/webhooks", as(ApiFixture.BOSS)).body()
                    + api.post("/api/v1/webhooks/crm/test", null, as(ApiFixture.BOSS))
                            .body()
                    + webhooks.checks();
            api.audit.close();
            assertThat(told).contains("cannot be reached");
            assertThat(settings.toString() + told + String.join("", said) + api.store.text())
                    .contains("Webhook crm")
                    .doesNotContain(secret, secret.substring(6), "what was said in the chat");
            assertThat(told + String.join("", said) + api.store.text())
                    .doesNotContain("key-in-the-url", "path-of-the-url");
        }
    }

    /** A log of which one event is told. */
    private record Unheard() implements WebhookSource {
        static Webhooks webhooks(WebhookSettings settings, Path directory) {
            return new Webhooks(
                    List.of(settings),
                    directory,
                    new Unheard(),
                    (queueId, caller, waitedMs) -> Optional.empty(),
                    new Webhooks.Fortune(System::currentTimeMillis, () -> 0));
        }

        @Override
        public UUID logId() {
            return new UUID(1, 2);
        }

        @Override
        public long replayedIndex() {
            return 0;
        }

        @Override
        public int epoch() {
            return 1;
        }

        @Override
        public Future<?> durable(long index) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean leads() {
            return true;
        }
    }

    @Test
    void shouldTakeDownWhoDidWhatFromWhereAndWhoWasRefused() throws Exception {
        String[] boris = api.loggedIn(Staff.BORIS);
        logIn("boris", "a wrong password");
        logIn("whoever", "a wrong password");
        api.post("/api/v1/queues/billing/close", null, boris);
        api.post("/api/v1/queues/sales/close", null, boris);
        api.get("/api/v1/audit", boris);
        api.send(api.request("/api/v1/people/boris", as(ApiFixture.BOSS))
                .header("content-type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"displayName\":\"B\",\"queues\":[]}")));
        api.get("/api/v1/queues", boris);
        api.get("/api/v1/queues");
        api.post("/api/v1/agents/bob/resume", null, as(ApiFixture.BOSS));
        await().untilAsserted(() -> assertThat(api.store.audited().stream()
                        .map(entry -> entry.who() + " " + entry.action() + " " + entry.target() + " " + entry.status()
                                + " " + entry.detail()))
                .containsExactly(
                        "boris POST /api/v1/session /api/v1/session 200 ",
                        "boris POST /api/v1/session /api/v1/session 401 wrong-credentials",
                        "somebody POST /api/v1/session /api/v1/session 401 wrong-credentials",
                        "boris POST /api/v1/queues/{queue}/close /api/v1/queues/billing/close 200 ",
                        "boris POST /api/v1/queues/{queue}/close /api/v1/queues/sales/close 403 not-your-queue",
                        "boris GET /api/v1/audit /api/v1/audit 403 forbidden",
                        "token boss PATCH /api/v1/people/{person} /api/v1/people/boris 200 displayName, queues",
                        "anonymous GET /api/v1/queues /api/v1/queues 401 unauthorized",
                        "token boss POST /api/v1/agents/{agent}/resume /api/v1/agents/bob/resume 200 "));
        assertThat(api.store.audited()).allMatch(entry -> entry.address().equals("127.0.0.1"));

        String[] ada = api.loggedIn(Staff.ADA);
        await().until(() -> api.store.audited().size() == 10);
        HttpResponse<String> page = api.get("/api/v1/audit?limit=2&who=boris", ada);
        assertThat(json(page).get("entries").get(0).get("action").asString()).isEqualTo("GET /api/v1/audit");
        String next = json(page).get("next").asString();
        HttpResponse<String> following = api.get("/api/v1/audit?limit=2&who=boris&before=" + next, ada);
        assertThat(json(following).get("entries").get(0).get("target").asString())
                .isEqualTo("/api/v1/queues/billing/close");
    }

    private HttpResponse<String> logIn(String name, String password) throws Exception {
        return api.post("/api/v1/session", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }
}

package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.security.TokenRole;
import org.usher.server.webhook.WebhookDesk;
import org.usher.server.webhook.WebhookState;
import org.usher.server.webhook.WebhookType;
import tools.jackson.databind.JsonNode;

/** What people see of webhooks, and may ask. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class WebhookEndpointsTest {
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static final class Desk implements WebhookDesk {
        private boolean busy;

        @Override
        public List<Status> all() {
            return List.of(new Status(
                    "crm",
                    "https://crm.example.org",
                    WebhookState.FAILING,
                    Set.of(WebhookType.CONTACT_ENDED, WebhookType.CONTACT_QUEUED),
                    Set.of("sales"),
                    Set.of(),
                    17,
                    4,
                    1_000,
                    6,
                    5,
                    0,
                    1_795_000_000_000L,
                    null,
                    "answered with status 503"));
        }

        @Override
        public Optional<CompletableFuture<Trial>> test(String name) {
            if (busy) {
                throw new TestUnderWayException();
            }
            return name.equals("crm")
                    ? Optional.of(CompletableFuture.completedFuture(
                            new Trial("msg_test_1", false, 503, 12, "answered with status 503")))
                    : Optional.empty();
        }
    }

    @Test
    void shouldShowHowItGoesAndTellWhatATestWasAnswered() throws Exception {
        assertThat(json(api.get("/api/v1/webhooks", as(ApiFixture.BOSS)))
                        .get("webhooks")
                        .size())
                .isZero();
        Desk desk = new Desk();
        api.webhookDesk = desk;
        JsonNode crm = json(api.get("/api/v1/webhooks", as(ApiFixture.BOSS)))
                .get("webhooks")
                .get(0);
        assertThat(crm.get("state").asString()).isEqualTo("FAILING");
        assertThat(crm.get("events").toString()).isEqualTo("[\"contact.queued\",\"contact.ended\"]");
        assertThat(crm.get("backlog").asInt()).isEqualTo(17);
        assertThat(crm.get("lastTakenAtMs").isNull()).isTrue();

        HttpResponse<String> tested = api.post("/api/v1/webhooks/crm/test", null, as(ApiFixture.BOSS));
        assertThat(tested.statusCode()).isEqualTo(200);
        assertThat(json(tested).get("status").asInt()).isEqualTo(503);
        assertThat(json(tested).get("taken").asBoolean()).isFalse();
        HttpResponse<String> unknown = api.post("/api/v1/webhooks/nobody/test", null, as(ApiFixture.BOSS));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("unknown-webhook", "GET /api/v1/webhooks lists them");
        desk.busy = true;
        assertThat(api.post("/api/v1/webhooks/crm/test", null, as(ApiFixture.BOSS))
                        .statusCode())
                .isEqualTo(409);
        assertThat(api.post("/api/v1/webhooks/crm/test", null, as(ApiFixture.SUPERVISOR))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void shouldDescribeEveryEventWithAnExampleThatHasWhatTheSchemaSays() throws Exception {
        JsonNode description = json(api.get("/api/openapi.json"));
        JsonNode webhooks = description.get("webhooks");
        Set<String> schemas = new HashSet<>();
        for (WebhookType type : WebhookType.values()) {
            JsonNode content = webhooks.get(type.word())
                    .get("post")
                    .get("requestBody")
                    .get("content")
                    .get("application/json");
            JsonNode example = content.get("example");
            assertThat(example.get("type").asString()).isEqualTo(type.word());
            String name = content.get("schema")
                    .get("properties")
                    .get("data")
                    .get("$ref")
                    .asString()
                    .replaceFirst(".*/", "");
            assertThat(schemas.add(name)).as("%s has a schema of its own", type).isTrue();
            assertThat(example.get("data").propertyNames())
                    .as(type.word())
                    .containsExactlyInAnyOrderElementsOf(description
                            .get("components")
                            .get("schemas")
                            .get(name)
                            .get("properties")
                            .propertyNames());
        }
        assertThat(webhooks.propertyNames()).hasSize(WebhookType.values().length);
    }
}

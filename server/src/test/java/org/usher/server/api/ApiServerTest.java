package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.core.api.Command;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;

/** The API over real HTTP. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class ApiServerTest {
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void shouldTellQueuesAndAgentsAsTheWallboardShowsThem() throws Exception {
        api.story.call(Story.BILLING, "1");
        JsonNode queue = json(api.get("/api/v1/queues")).get("queues").get(0);
        assertThat(queue.get("name").asString()).isEqualTo("billing");
        assertThat(queue.get("waiting").asInt()).isEqualTo(1);
        assertThat(queue.has("oldestEnqueuedAtMs")).isTrue();
        assertThat(queue.get("asaMs").isNull()).isTrue();

        JsonNode agent = json(api.get("/api/v1/agents")).get("agents").get(0);
        assertThat(agent.get("name").asString()).isEqualTo("alice");
        assertThat(agent.get("state").asString()).isEqualTo("LOGGED_OUT");
        assertThat(agent.get("skills").get(0).get("name").asString()).isEqualTo("german");
    }

    @Test
    void shouldLogAnAgentInPauseAndLogOut() throws Exception {
        assertThat(api.post("/api/v1/agents/alice/login", "{\"devices\":[\"alice-desk\"]}", as(ApiFixture.SUPERVISOR))
                        .statusCode())
                .isEqualTo(200);
        api.post("/api/v1/agents/alice/pause", "{\"reason\":\"lunch\"}", as(ApiFixture.SUPERVISOR));
        api.post("/api/v1/agents/alice/resume", null, as(ApiFixture.SUPERVISOR));
        api.post("/api/v1/agents/11/wrap-up/end", null, as(ApiFixture.SUPERVISOR));
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.ACCEPTED_PENDING);
        HttpResponse<String> pending = api.post("/api/v1/agents/alice/logout", null, as(ApiFixture.SUPERVISOR));

        assertThat(pending.statusCode()).isEqualTo(202);
        assertThat(json(pending).get("result").asString()).isEqualTo("ACCEPTED_PENDING");
        assertThat(api.desk.asked)
                .containsExactly(
                        new Command.LogIn(7, Story.ALICE, List.of(21)),
                        new Command.Pause(7, Story.ALICE, Story.LUNCH),
                        new Command.Resume(7, Story.ALICE),
                        new Command.EndWrapUp(7, Story.ALICE),
                        new Command.LogOut(7, Story.ALICE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /agents/nobody/login | {"devices":["alice-desk"]}  | 404 | agent      | nobody  | GET /api/v1/agents
            /contacts/47x/withdraw|                           | 400 | contact    | 47x     | number
            /contacts/5/move     | {"queue": "nothing"}       | 422 | queue      | nothing | GET /api/v1/queues
            /contacts/5/priority | {"priority": 101}          | 422 | priority   | 101     | from -100 to 100
            /queues/nothing/close|                             | 404 | queue      | nothing | GET /api/v1/queues
            /agents/alice/login  | {"devices":["no-phone"]}    | 422 | devices[0] | no-phone| no such device
            /agents/alice/login  | {"devices":[]}              | 422 | devices    |         | alice-desk
            /agents/alice/login  | {"devices":7}               | 422 | devices    |         | type
            /agents/alice/login  | {"devises":["alice-desk"]}  | 422 | devises    |         | known here: devices
            /agents/alice/pause  | {"reason":"nap"}            | 422 | reason     | nap     | one of: lunch
            /agents/alice/pause  | {}                          | 422 | reason     |         | one of: lunch
            """)
    void shouldSayWhichFieldIsWrongWithWhatValueAndWhatMayStandThere(
            String path, @Nullable String body, int status, String field, String value, String fix) throws Exception {
        HttpResponse<String> response = api.post("/api/v1" + path, body, as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonNode error = json(response).get("errors").get(0);
        assertThat(error.get("field").asString()).isEqualTo(field);
        assertThat(error.get("value").asStringOpt().orElse(null)).isEqualTo(value);
        assertThat(error.get("fix").asString()).contains(fix);
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldOpenAndCloseAQueueByNameOrNumber() throws Exception {
        HttpResponse<String> closed = api.post("/api/v1/queues/sales/close", null, as(ApiFixture.SUPERVISOR));
        assertThat(closed.statusCode()).isEqualTo(200);
        assertThat(json(closed).get("result").asString()).isEqualTo("ACCEPTED");
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.UNCHANGED);
        assertThat(json(api.post("/api/v1/queues/2/open", null, as(ApiFixture.SUPERVISOR)))
                        .get("result")
                        .asString())
                .isEqualTo("UNCHANGED");
        assertThat(api.desk.asked)
                .containsExactly(
                        new Command.SetQueueDoor(7, Story.SALES, false),
                        new Command.SetQueueDoor(7, Story.SALES, true));

        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.UNKNOWN_QUEUE);
        HttpResponse<String> changed = api.post("/api/v1/queues/sales/open", null, as(ApiFixture.SUPERVISOR));
        assertThat(changed.statusCode()).isEqualTo(409);
        assertThat(json(changed).get("type").asString()).isEqualTo("urn:usher:problem:configuration-changed");
    }

    @Test
    void shouldMoveRePrioritiseAndWithdrawAContactInLine() throws Exception {
        String[] who = as(ApiFixture.SUPERVISOR);
        assertThat(api.post("/api/v1/contacts/4711/move", "{\"queue\": \"sales\"}", who)
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.post("/api/v1/contacts/4711/priority", "{\"priority\": -7}", who)
                        .statusCode())
                .isEqualTo(200);
        api.desk.answer = CompletableFuture.completedFuture(ReplyCode.ACCEPTED_PENDING);
        assertThat(api.post("/api/v1/contacts/4711/withdraw", null, who).statusCode())
                .isEqualTo(202);
        assertThat(api.desk.asked)
                .containsExactly(
                        new Command.MoveContact(7, 4_711, Story.SALES),
                        new Command.SetContactPriority(7, 4_711, -7),
                        new Command.WithdrawContact(7, 4_711));
    }

    @ParameterizedTest
    @CsvSource({
        "UNKNOWN_CONTACT,404,unknown-contact",
        "NOT_WAITING,409,not-waiting",
        "ON_OFFER,409,on-offer",
        "CLOSED,409,queue-closed",
        "UNKNOWN_QUEUE,409,configuration-changed"
    })
    void shouldSayWhyAContactStaysWhereItIs(ReplyCode code, int status, String name) throws Exception {
        api.desk.answer = CompletableFuture.completedFuture(code);
        HttpResponse<String> response =
                api.post("/api/v1/contacts/4711/move", "{\"queue\": \"sales\"}", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("type").asString()).isEqualTo("urn:usher:problem:" + name);
    }

    @ParameterizedTest
    @CsvSource({
        "DEVICE_IN_USE,409,device-in-use",
        "NOT_LOGGED_IN,409,not-logged-in",
        "NOT_IN_WRAP_UP,409,not-in-wrap-up",
        "LOGGED_IN_ELSEWHERE,409,logged-in-elsewhere",
        "UNKNOWN_AGENT,409,configuration-changed"
    })
    void shouldSayWhyTheEngineRefused(ReplyCode code, int status, String name) throws Exception {
        api.desk.answer = CompletableFuture.completedFuture(code);
        HttpResponse<String> response = api.post("/api/v1/agents/alice/resume", null, as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("type").asString()).isEqualTo("urn:usher:problem:" + name);
    }

    @Test
    void shouldSayWhenTheEngineIsTooBusyOrSilent() throws Exception {
        api.desk.answer = CompletableFuture.failedFuture(new RejectedExecutionException("full"));
        assertThat(api.post("/api/v1/agents/alice/resume", null, as(ApiFixture.SUPERVISOR))
                        .statusCode())
                .isEqualTo(503);
        api.desk.answer = CompletableFuture.failedFuture(new TimeoutException());
        assertThat(api.post("/api/v1/agents/alice/resume", null, as(ApiFixture.SUPERVISOR))
                        .statusCode())
                .isEqualTo(504);
        api.desk.answer = CompletableFuture.failedFuture(new IllegalArgumentException("secret inside"));
        HttpResponse<String> failed = api.post("/api/v1/agents/alice/resume", null, as(ApiFixture.SUPERVISOR));
        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.body()).doesNotContain("secret inside").doesNotContain("Exception");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/contacts?from=yesterday      | 400 | from
            /api/v1/contacts?lost=maybe          | 400 | lost
            /api/v1/contacts?limit=0             | 400 | limit
            /api/v1/contacts?limit=99999999999   | 400 | limit
            /api/v1/contacts?from=5&to=4         | 400 | from
            /api/v1/contacts?after=there         | 400 | after
            /api/v1/contacts?form=1              | 400 | form
            /api/v1/contacts?from=1&from=2       | 400 | from
            /ws/wallboard?since=never            | 400 | since
            """)
    void shouldNameTheParameterThatIsWrong(String path, int status, String field) throws Exception {
        HttpResponse<String> response = api.get(path, as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(json(response).get("errors").get(0).get("field").asString()).isEqualTo(field);
    }

    @Test
    void shouldSayThatTheHistoryIsAwayAndGoOn() throws Exception {
        HttpResponse<String> response = api.get("/api/v1/contacts", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("retry-after")).isPresent();
        assertThat(json(response).get("type").asString()).endsWith("history-away");
    }

    @Test
    void shouldLetEachRoleDoWhatItsRoutesSayAndNoMore() throws Exception {
        String[][] who = {
            {},
            as(ApiFixture.LOBBY),
            as(ApiFixture.SUPERVISOR),
            as("no such token"),
            {"Authorization", "Basic c3VlOnN1ZQ=="}
        };
        assertThat(statuses("/api/v1/queues", who)).containsExactly(200, 200, 200, 401, 401);
        assertThat(statuses("/metrics", who)).containsExactly(200, 200, 200, 401, 401);
        assertThat(statuses("/api/v1/contacts", who)).containsExactly(401, 403, 503, 401, 401);
        assertThat(statuses("/api/v1/contacts/7", who)).containsExactly(401, 403, 503, 401, 401);
        assertThat(statuses("/health/live", who)).containsExactly(200, 200, 200, 401, 401);
        for (String[] headers : List.of(who[0], who[1], who[3])) {
            assertThat(api.post("/api/v1/agents/alice/resume", null, headers).statusCode())
                    .isIn(401, 403);
            assertThat(api.post("/api/v1/queues/sales/close", null, headers).statusCode())
                    .isIn(401, 403);
        }
        assertThat(api.desk.asked).isEmpty();
        try (ApiFixture strict = new ApiFixture(TokenRole.ANONYMOUS)) {
            HttpResponse<String> refused = strict.get("/api/v1/queues");
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("www-authenticate")).isPresent();
            assertThat(strict.get("/").statusCode()).isEqualTo(200);
        }
    }

    private List<Integer> statuses(String path, String[][] who) throws Exception {
        List<Integer> statuses = new ArrayList<>();
        for (String[] headers : who) {
            statuses.add(api.get(path, headers).statusCode());
        }
        return statuses;
    }

    @Test
    void shouldRefuseForeignPagesAndForeignNames() throws Exception {
        String token = "Authorization: Bearer " + ApiFixture.SUPERVISOR + "\r\n";
        String foreign = api.raw(
                "POST /api/v1/agents/alice/resume HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://evil.example\r\n"
                        + token + "Content-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(foreign).startsWith("HTTP/1.1 403").contains("foreign-origin");
        String rebound = api.raw("GET /api/v1/queues HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
        assertThat(rebound).startsWith("HTTP/1.1 421");
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldTellHealthAndMetrics() throws Exception {
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = api.get("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(json(ready).get("checks").get(0).get("name").asString()).isEqualTo("pbx.office");
        HttpResponse<String> metrics = api.get("/metrics");
        assertThat(metrics.body()).contains("usher_contacts_waiting");
        assertThat(metrics.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).contains("version=0.0.4"));
    }

    @Test
    void shouldServePagesOnceAndWithAStrictPolicy() throws Exception {
        HttpResponse<String> page = api.get("/");
        assertThat(page.body()).containsIgnoringCase("<!doctype html>").doesNotContain("<script>");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        String etag = page.headers().firstValue("etag").orElseThrow();
        assertThat(api.get("/", "If-None-Match", etag).statusCode()).isEqualTo(304);
        for (String path : List.of(
                "/web/../db/migration/V1__history.sql",
                "/web/%2e%2e/logback.xml",
                "/web//index.html",
                "/web/none.js",
                "/web/")) {
            assertThat(api.get(path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void shouldDescribeExactlyWhatThereIs() throws Exception {
        JsonNode description = json(api.get("/api/openapi.json"));
        assertThat(description.get("openapi").asString()).startsWith("3.1");
        assertThat(description.get("paths").propertyNames())
                .containsExactlyInAnyOrder(
                        "/api/openapi.json",
                        "/api/v1/agents",
                        "/api/v1/agents/{agent}/call",
                        "/api/v1/agents/{agent}/call/accept",
                        "/api/v1/agents/{agent}/call/cancel",
                        "/api/v1/agents/{agent}/call/complete",
                        "/api/v1/agents/{agent}/call/conference",
                        "/api/v1/agents/{agent}/call/consult",
                        "/api/v1/agents/{agent}/call/decline",
                        "/api/v1/agents/{agent}/call/hang-up",
                        "/api/v1/agents/{agent}/call/hold",
                        "/api/v1/agents/{agent}/call/mute",
                        "/api/v1/agents/{agent}/call/resume",
                        "/api/v1/agents/{agent}/call/swap",
                        "/api/v1/agents/{agent}/call/transfer",
                        "/api/v1/agents/{agent}/call/unmute",
                        "/api/v1/agents/{agent}/chats/{chat}/accept",
                        "/api/v1/agents/{agent}/chats/{chat}/attachments",
                        "/api/v1/agents/{agent}/chats/{chat}/attachments/{line}",
                        "/api/v1/agents/{agent}/chats/{chat}/close",
                        "/api/v1/agents/{agent}/chats/{chat}/decline",
                        "/api/v1/agents/{agent}/chats/{chat}/wrap-up/end",
                        "/api/v1/agents/{agent}/explain",
                        "/api/v1/agents/{agent}/listen",
                        "/api/v1/agents/{agent}/login",
                        "/api/v1/agents/{agent}/logout",
                        "/api/v1/agents/{agent}/notes",
                        "/api/v1/agents/{agent}/pause",
                        "/api/v1/agents/{agent}/resume",
                        "/api/v1/agents/{agent}/wrap-up/end",
                        "/api/v1/audit",
                        "/api/v1/choices",
                        "/api/v1/configuration",
                        "/api/v1/callbacks",
                        "/api/v1/callbacks/{contact}",
                        "/api/v1/callbacks/windows",
                        "/api/v1/chats",
                        "/api/v1/chats/from-call",
                        "/api/v1/chats/from-web",
                        "/api/v1/contacts",
                        "/api/v1/contacts/{contact}",
                        "/api/v1/contacts/{contact}/attachments/{line}",
                        "/api/v1/contacts/{contact}/customer",
                        "/api/v1/contacts/{contact}/explain",
                        "/api/v1/contacts/{contact}/move",
                        "/api/v1/contacts/{contact}/priority",
                        "/api/v1/contacts/{contact}/recording",
                        "/api/v1/contacts/{contact}/recordings",
                        "/api/v1/contacts/{contact}/recordings/{recording}/{side}",
                        "/api/v1/contacts/{contact}/withdraw",
                        "/api/v1/customers",
                        "/api/v1/follow-ups",
                        "/api/v1/follow-ups/{followUp}/callback",
                        "/api/v1/follow-ups/{followUp}/done",
                        "/api/v1/people",
                        "/api/v1/people/{person}",
                        "/api/v1/people/{person}/password",
                        "/api/v1/queues",
                        "/api/v1/queues/{queue}/close",
                        "/api/v1/queues/{queue}/contacts",
                        "/api/v1/queues/{queue}/emergency",
                        "/api/v1/queues/{queue}/notice",
                        "/api/v1/queues/{queue}/open",
                        "/api/v1/repairs",
                        "/api/v1/session",
                        "/api/v1/session/password",
                        "/api/v1/session/ways",
                        "/api/v1/surveys/low",
                        "/api/v1/tokens",
                        "/api/v1/tokens/{token}",
                        "/api/v1/webhooks",
                        "/api/v1/webhooks/{webhook}/test",
                        "/chat/widget.js",
                        "/chat/{secret}/attachments",
                        "/chat/{secret}/attachments/{line}",
                        "/chat/{secret}/call",
                        "/chat/{secret}/mail",
                        "/chat/{secret}/score",
                        "/chat/{secret}/transcript",
                        "/health/live",
                        "/health/ready",
                        "/metrics",
                        "/ws/agent",
                        "/ws/agent/chat",
                        "/ws/chat",
                        "/ws/wallboard");
        JsonNode row = json(api.get("/api/v1/queues")).get("queues").get(0);
        assertThat(row.propertyNames())
                .containsExactlyInAnyOrderElementsOf(description
                        .get("components")
                        .get("schemas")
                        .get("QueueRow")
                        .get("properties")
                        .propertyNames());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /api/v1/queues              | 405
            DELETE | /api/v1/agents/alice/login  | 405
            GET    | /api/v1/agents/alice/login  | 405
            GET    | /api/v2/queues              | 404
            GET    | /api/v1/queues/             | 404
            GET    | /ws/wallboard               | 426
            HEAD   | /api/v1/queues              | 200
            """)
    void shouldAnswerWrongMethodsAndPathsClearly(String method, String path, int status) throws Exception {
        HttpResponse<String> response = api.send(
                api.request(path, as(ApiFixture.SUPERVISOR)).method(method, HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(status);
        if (status == 405) {
            assertThat(response.headers().firstValue("allow")).isPresent();
        }
        if (method.equals("HEAD")) {
            assertThat(response.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"devices":                            | 400
            {"devices":["a"],"devices":["b"]}      | 400
            null                                   | 400
            [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]] | 422
            {"devices":["alice-desk"]} trailing    | 4xx
            """)
    void shouldRefuseBadJson(String body, String status) throws Exception {
        HttpResponse<String> response = api.post("/api/v1/agents/alice/login", body, as(ApiFixture.SUPERVISOR));
        assertThat(Integer.toString(response.statusCode())).matches(status.replace("x", "."));
        assertThat(response.body())
                .doesNotContain("Exception")
                .doesNotContain("org.usher")
                .doesNotContain("jackson");
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNotJsonByItsType() throws Exception {
        HttpResponse<String> form = api.send(api.request("/api/v1/agents/alice/pause", as(ApiFixture.SUPERVISOR))
                .header("content-type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"lunch\"}")));
        assertThat(form.statusCode()).isEqualTo(415);
    }

    @Test
    void shouldSurviveGarbageAndOversizedRequests() throws Exception {
        String host = "Host: 127.0.0.1\r\n";
        assertThat(api.raw("\u0016\u0003\u0001\u0002 not http at all\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(api.raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.1 414");
        assertThat(api.raw("GET / HTTP/1.1\r\n" + host + "X: " + "a".repeat(20_000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(api.raw("POST /api/v1/agents/alice/pause HTTP/1.1\r\n" + host + "Content-Length: 1000000\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(api.raw("GET /%zz HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(api.get("/health/live").statusCode())
                .as("nothing of that did harm")
                .isEqualTo(200);
    }

    @Test
    void shouldAnswerPipelinedRequestsInTheirOrder() throws Exception {
        api.desk.answer = new CompletableFuture<>();
        String host = "Host: 127.0.0.1\r\nAuthorization: Bearer " + ApiFixture.SUPERVISOR + "\r\n";
        try (Socket socket = new Socket(api.address.getAddress(), api.address.getPort())) {
            socket.getOutputStream()
                    .write(("POST /api/v1/agents/alice/resume HTTP/1.1\r\n" + host + "Content-Length: 0\r\n\r\n"
                                    + "GET /health/live HTTP/1.1\r\n" + host + "\r\n"
                                    + "GET /health/ready HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            await().until(() -> api.desk.asked.size() == 1);
            api.desk.answer.complete(ReplyCode.ACCEPTED);
            String all = ApiFixture.readAll(socket);
            assertThat(all.indexOf("ACCEPTED")).isPositive().isLessThan(all.indexOf("engine"));
            assertThat(all.indexOf("engine")).isLessThan(all.indexOf("pbx.office"));
        }
    }

    @Test
    void shouldCloseOnAClientThatTricklesItsRequest() throws Exception {
        try (Socket socket = new Socket(api.address.getAddress(), api.address.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            assertThat(ApiFixture.readAll(socket)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void shouldLetNobodyActBeforeTheCentreIsInForce() throws Exception {
        ApiServer starting = new ApiServer(ApiSettings.of("127.0.0.1", 0), api.parts());
        try (starting) {
            String address = "http://127.0.0.1:" + starting.bind().getPort();
            assertThat(status(address + "/health/live")).isEqualTo(200);
            assertThat(status(address + "/login")).isEqualTo(200);
            assertThat(status(address + "/metrics")).isEqualTo(200);
            for (String path : List.of("/api/v1/agents", "/api/v1/configuration", "/ws/wallboard", "/ws/agent")) {
                assertThat(status(address + path)).as(path).isEqualTo(503);
            }
            starting.open();
            assertThat(status(address + "/api/v1/agents")).isEqualTo(200);
            assertThat(status(address + "/ws/wallboard")).as("wants a socket").isEqualTo(426);
        }
    }

    private int status(String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("authorization", "Bearer " + ApiFixture.BOSS)
                .build();
        return api.client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void shouldSayThatThePortIsInUse() throws Exception {
        try (ApiServer second = new ApiServer(ApiSettings.of("127.0.0.1", api.address.getPort()), api.parts())) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:" + api.address.getPort())
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void shouldCloseEveryConnectionWhenItStops() throws Exception {
        for (int round = 0; round < 20; round++) {
            ApiFixture stopping = new ApiFixture();
            List<Socket> clients = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                Socket socket = new Socket(stopping.address.getAddress(), stopping.address.getPort());
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write("GET /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                clients.add(socket);
            }
            stopping.close();
            for (Socket client : clients) {
                assertThat(ends(client)).isTrue();
                client.close();
            }
        }
    }

    /** Reads on for as long as it may take. */
    private static boolean ends(Socket client) throws IOException {
        try {
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true; // reset
        }
    }
}

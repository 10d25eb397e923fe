package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.browser;
import static org.usher.server.api.ApiFixture.json;

import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.server.people.Change;
import org.usher.server.people.MemoryPeople;
import org.usher.server.people.SessionTerms;
import org.usher.server.people.Staff;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;

/** Logging in, staying in, and what ends it. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class SessionStoryTest {
    private static final long MINUTE_MS = 60_000;
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> logIn(String name, String password, String... headers) throws Exception {
        return api.post("/api/v1/session", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}", headers);
    }

    private HttpResponse<String> delete(String path, String... headers) throws Exception {
        return api.send(api.request(path, headers).DELETE());
    }

    private int queues(String... headers) throws Exception {
        return api.get("/api/v1/queues", headers).statusCode();
    }

    @Test
    void shouldGiveACookieThatNoScriptReadsAndNoOtherSiteSends() throws Exception {
        HttpResponse<String> in = logIn(" Boris ", Staff.PASSWORD);
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(in.headers().firstValue("set-cookie").orElseThrow())
                .matches("usher_session=[A-Za-z0-9_-]{43}; Max-Age=4[0-9]{4}; .*")
                .contains("; Path=/", "; HTTPOnly", "; SameSite=Strict")
                .doesNotContain("Domain");
        JsonNode who = json(api.get("/api/v1/session", browser(in)));
        long lastsMs = Long.parseLong(
                        in.headers().firstValue("set-cookie").orElseThrow().replaceAll(".*Max-Age=([0-9]+).*", "$1"))
                * 1_000;
        assertThat(lastsMs)
                .as("as long as the session at the most, which is what [security] says")
                .isBetween(SessionTerms.DEFAULT.absoluteMs() - 10_000, SessionTerms.DEFAULT.absoluteMs());
        assertThat(who.get("name").asString()).isEqualTo("boris");
        assertThat(who.get("roles").get(0).asString()).isEqualTo("SUPERVISOR");
        assertThat(who.get("queues").get(0).asString()).isEqualTo("billing");
        assertThat(who.get("allQueues").asBoolean()).isFalse();
        assertThat(who.get("expiresAtMs").asLong()).isGreaterThan(System.currentTimeMillis());
        assertThat(json(api.get("/api/v1/session")).get("name").asString()).isEqualTo("anonymous");
        assertThat(new SessionCookie(true).give(Secret.of("x"), 60))
                .startsWith("__Host-usher_session=x;")
                .contains("; Secure", "; Path=/");
    }

    /** After a start people are known a moment later than pages come back: one who is told that he is nobody goes to the log-in. */
    @Test
    void shouldNotTellOneWhoIsLoggedInThatHeIsNobodyBeforePeopleAreRead() throws Exception {
        String[] boris = api.loggedIn(Staff.BORIS);
        MemoryPeople store = api.store;
        store.away(true);
        try (ApiFixture again = new ApiFixture(TokenRole.ANONYMOUS, 0, System.currentTimeMillis(), store)) {
            assertThat(again.get("/api/v1/session", boris).statusCode()).isEqualTo(503);
            assertThat(json(again.get("/api/v1/session")).path("person").asBoolean(true))
                    .isFalse();
            store.away(false);
            await().untilAsserted(() -> assertThat(json(again.get("/api/v1/session", boris))
                            .path("name")
                            .asString())
                    .isEqualTo("boris"));
        }
    }

    @Test
    void shouldRefuseAWrongPasswordAndAnUnknownNameAlike() throws Exception {
        HttpResponse<String> wrong = logIn("boris", "not his password");
        HttpResponse<String> unknown = logIn("nobody", "not his password");
        HttpResponse<String> disabled = logIn("dora", Staff.PASSWORD);
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
        assertThat(disabled.body()).isEqualTo(wrong.body());
        assertThat(wrong.headers().firstValue("set-cookie")).isEmpty();
        assertThat(api.store.sessions()).isEmpty();
    }

    @Test
    void shouldEndTheOldSessionWhenAnotherBeginsInTheSameBrowser() throws Exception {
        String[] old = api.loggedIn(Staff.BORIS);
        HttpResponse<String> again = logIn("boris", Staff.PASSWORD, old);
        assertThat(queues(browser(again))).isEqualTo(200);
        assertThat(queues(old)).isEqualTo(401);
        assertThat(api.store.sessions()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sec-Fetch-Site | same-origin            | 200 |
            Sec-Fetch-Site | same-site              | 403 | foreign-origin
            Sec-Fetch-Site | cross-site             | 403 | foreign-origin
            Sec-Fetch-Site | none                   | 403 | foreign-origin
            Origin         | http://HOST            | 200 |
            Origin         | http://127.0.0.1:1     | 403 | foreign-origin
            Origin         | https://evil.example   | 403 | foreign-origin
            Origin         | null                   | 403 | foreign-origin
            X-Nothing      | said                   | 403 | no-origin
            """)
    void shouldLetACookieActForPagesOfThisVeryOriginOnly(String header, String value, int status, String problem)
            throws Exception {
        String[] cookie = {
            api.loggedIn(Staff.ADA)[0],
            api.loggedIn(Staff.ADA)[1],
            header,
            value.replace("HOST", "127.0.0.1:" + api.address.getPort())
        };
        HttpResponse<String> answer = api.post("/api/v1/queues/sales/close", null, cookie);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(problem == null ? "ACCEPTED" : problem);
        assertThat(api.desk.asked).hasSize(status == 200 ? 1 : 0);
        assertThat(queues(cookie)).as("looking is no act").isEqualTo(200);
    }

    @Test
    void shouldOpenASocketForThisVeryOriginAndCloseItWhenTheSessionEnds() throws Exception {
        String[] cookie = api.loggedIn(Staff.BORIS);
        String handshake = "GET /ws/wallboard HTTP/1.1\r\nHost: 127.0.0.1:" + api.address.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: usher.wallboard\r\nCookie: "
                + cookie[1] + "\r\n";
        try (Socket silent = api.connect()) {
            assertThat(ApiFixture.head(silent, handshake + "\r\n")).startsWith("HTTP/1.1 403");
        }
        try (Socket foreign = api.connect()) {
            assertThat(ApiFixture.head(foreign, handshake + "Origin: http://evil.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
        try (Socket own = api.connect()) {
            assertThat(ApiFixture.head(
                            own, handshake + "Origin: http://127.0.0.1:" + api.address.getPort() + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 101");
            api.people.office().change("boris", Staff::disabled);
            assertThat(ApiFixture.readAll(own)).contains("not allowed any more");
        }
    }

    @Test
    void shouldEndASessionThatIsIdleAndAnyWhenItsTimeIsOver() throws Exception {
        String[] idle = api.loggedIn(Staff.BORIS);
        String[] busy = api.loggedIn(Staff.BORIS);
        for (int i = 0; i < 14; i++) { // 50 minutes each
            assertThat(queues(busy)).isEqualTo(200);
            api.laterMs.addAndGet(50 * MINUTE_MS);
        }
        assertThat(queues(idle)).as("idle for longer than an hour").isEqualTo(401);
        assertThat(queues(busy)).as("after 11 h 40").isEqualTo(200);
        api.laterMs.addAndGet(20 * MINUTE_MS);
        HttpResponse<String> over = api.get("/api/v1/queues", busy);
        assertThat(over.statusCode()).as("after 12 h").isEqualTo(401);
        assertThat(over.body()).contains("log in again");
        assertThat(over.headers().firstValue("set-cookie").orElseThrow()).contains("usher_session=;", "Max-Age=0");
    }

    @Test
    void shouldLogOut() throws Exception {
        String[] cookie = api.loggedIn(Staff.BORIS);
        HttpResponse<String> out = delete("/api/v1/session", cookie);
        assertThat(out.statusCode()).isEqualTo(200);
        assertThat(out.headers().firstValue("set-cookie").orElseThrow()).contains("Max-Age=0");
        assertThat(queues(cookie)).isEqualTo(401);
        await().until(() -> api.store.sessions().isEmpty());
    }

    @Test
    void shouldEndAllOtherSessionsWhenThePasswordChanges() throws Exception {
        String[] here = api.loggedIn(Staff.BORIS);
        String[] elsewhere = api.loggedIn(Staff.BORIS);
        String path = "/api/v1/session/password";
        assertThat(api.post(path, change("wrong one here", "my own four words"), here)
                        .statusCode())
                .isEqualTo(401);
        assertThat(api.post(path, change(Staff.PASSWORD, "short"), here).body()).contains("too short");
        assertThat(api.post(path, change(Staff.PASSWORD, "I am boris, let me in"), here)
                        .body())
                .contains("guessed")
                .doesNotContain("let me in");
        assertThat(api.post(path, change(Staff.PASSWORD, Staff.PASSWORD), here).statusCode())
                .isEqualTo(422);
        assertThat(queues(elsewhere)).isEqualTo(200);

        HttpResponse<String> changed = api.post(path, change(Staff.PASSWORD, "my own four words"), here);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(queues(here)).isEqualTo(401);
        assertThat(queues(elsewhere)).isEqualTo(401);
        assertThat(queues(browser(changed))).isEqualTo(200);
        assertThat(logIn("boris", Staff.PASSWORD).statusCode()).isEqualTo(401);
        assertThat(logIn("boris", "my own four words").statusCode()).isEqualTo(200);
    }

    private static String change(String current, String next) {
        return "{\"currentPassword\":\"" + current + "\",\"newPassword\":\"" + next + "\"}";
    }

    @Test
    void shouldLetNobodyDoAnythingButChangeAPasswordThatOthersKnow() throws Exception {
        String[] before = api.loggedIn(Staff.BORIS);
        HttpResponse<String> reset = api.post("/api/v1/people/boris/password", null, api.loggedIn(Staff.ADA));
        String given = json(reset).get("password").asString();
        assertThat(queues(before)).as("his sessions have ended").isEqualTo(401);

        HttpResponse<String> in = logIn("boris", given);
        assertThat(json(in).get("mustChangePassword").asBoolean()).isTrue();
        HttpResponse<String> refused = api.get("/api/v1/queues", browser(in));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("password-change-needed");
        assertThat(api.get("/api/v1/session", browser(in)).statusCode()).isEqualTo(200);
        HttpResponse<String> changed =
                api.post("/api/v1/session/password", change(given, "my own four words"), browser(in));
        assertThat(queues(browser(changed))).isEqualTo(200);
    }

    @Test
    void shouldKeepWhoIsInAndLetNobodyElseInWhileTheDatabaseIsAway() throws Exception {
        String[] boris = api.loggedIn(Staff.BORIS);
        String[] ada = api.loggedIn(Staff.ADA);
        api.store.away(true);
        assertThat(queues(boris)).isEqualTo(200);
        HttpResponse<String> in = logIn("sonja", Staff.PASSWORD);
        assertThat(in.statusCode()).isEqualTo(503);
        assertThat(in.body()).contains("people-away");
        assertThat(in.headers().firstValue("retry-after")).isPresent();
        assertThat(logIn("sonja", "a wrong password").statusCode())
                .as("nor does it tell who has which password")
                .isEqualTo(503);
        assertThat(api.post("/api/v1/people/boris/password", null, ada).statusCode())
                .isEqualTo(503);
        assertThat(api.post("/api/v1/session/password", change(Staff.PASSWORD, "my own four words"), boris)
                        .statusCode())
                .isEqualTo(503);
        assertThat(api.get("/api/v1/people", ada).statusCode()).isEqualTo(200);

        assertThat(delete("/api/v1/session", boris).statusCode()).isEqualTo(200);
        assertThat(queues(boris)).as("out is out").isEqualTo(401);
        api.store.away(false);
        await().until(() -> api.store.sessions().size() == 1);
        assertThat(queues(boris)).isEqualTo(401);
        assertThat(queues(ada)).isEqualTo(200);
    }

    @Test
    void shouldGiveAProgramThatLogsInATokenInPlaceOfACookie() throws Exception {
        HttpResponse<String> in = api.post(
                "/api/v1/session", "{\"name\":\"ada\",\"password\":\"" + Staff.PASSWORD + "\",\"bearer\":true}");
        assertThat(in.headers().firstValue("set-cookie")).isEmpty();
        String token = json(in).get("token").asString();
        assertThat(api.post("/api/v1/queues/sales/close", null, as(token)).statusCode())
                .as("what no browser sends by itself needs no origin")
                .isEqualTo(200);
        assertThat(delete("/api/v1/session", as(token)).statusCode()).isEqualTo(200);
        assertThat(queues(as(token))).isEqualTo(401);
    }

    @Test
    void shouldSlowDownWhoGuessesAndSayWhenToComeAgain() throws Exception {
        HttpResponse<String> last = logIn("boris", "guess number 0");
        for (int i = 1; i <= 10; i++) {
            last = logIn("boris", "guess number " + i);
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(last.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(1, 61);
        assertThat(logIn("boris", Staff.PASSWORD).statusCode())
                .as("his password from there is not even looked at")
                .isEqualTo(429);
        assertThat(api.parts().guard().limits().refusedLogIns()).isEqualTo(2);
    }

    @Test
    void shouldSlowDownWhoAsksTooMuch() throws Exception {
        HttpResponse<String> answer = api.get("/health/live");
        for (int i = 0; i < 20_000 && answer.statusCode() == 200; i++) {
            answer = api.get("/health/live");
        }
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(api.parts().guard().limits().refusedByAddress()).isPositive();
    }

    @Test
    void shouldAdministerPeopleAndTokens() throws Exception {
        String[] ada = api.loggedIn(Staff.ADA);
        HttpResponse<String> added = api.post(
                "/api/v1/people",
                "{\"name\":\"berta\",\"displayName\":\"Berta B.\",\"roles\":[\"AGENT\"],\"agent\":\"bob\"}",
                ada);
        assertThat(added.statusCode()).isEqualTo(201);
        assertThat(added.headers().firstValue("cache-control")).contains("no-store");
        String given = json(added).get("password").asString();
        assertThat(logIn("berta", given).statusCode()).isEqualTo(200);
        assertThat(api.post("/api/v1/people", "{\"name\":\"berta\",\"roles\":[\"ADMIN\"]}", ada)
                        .statusCode())
                .isEqualTo(409);
        assertThat(patch("berta", "{\"roles\":[\"SUPERVISOR\"],\"queues\":[\"sales\"],\"agent\":\"\"}", ada)
                        .body())
                .contains("\"queues\":[\"sales\"]", "\"agent\":null");
        assertThat(patch("ada", "{\"disabled\":true}", ada).body()).contains("only administrator");
        assertThat(patch("nobody", "{\"disabled\":true}", ada).statusCode()).isEqualTo(404);
        assertThat(api.get("/api/v1/people", ada).body()).contains("Berta B.").doesNotContain("argon2");

        HttpResponse<String> issued =
                api.post("/api/v1/tokens", "{\"name\":\"crm\",\"scopes\":[\"wallboard:read\"]}", ada);
        String token = json(issued).get("token").asString();
        assertThat(queues(as(token))).isEqualTo(200);
        assertThat(api.get("/api/v1/tokens", ada).body()).contains("crm").doesNotContain(token);
        assertThat(delete("/api/v1/tokens/crm", ada).statusCode()).isEqualTo(200);
        assertThat(queues(as(token))).isEqualTo(401);
        Change<Secret> brief = api.people.office().issue("brief", TokenRole.WALLBOARD.scopes(), 1L);
        assertThat(queues(as(((Change.Done<Secret>) brief).result().reveal())))
                .as("a token whose time is over")
                .isEqualTo(401);
    }

    private HttpResponse<String> patch(String name, String body, String... headers) throws Exception {
        return api.send(api.request("/api/v1/people/" + name, headers)
                .header("content-type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /people | {"name":"Berta"}                                        | name
            /people | {"name":"berta","roles":[]}                             | roles
            /people | {"name":"berta","roles":["BOSS"]}                       | roles[0]
            /people | {"name":"berta","roles":["AGENT"]}                      | agent
            /people | {"name":"berta","roles":["AGENT"],"agent":"zoe"}        | agent
            /people | {"name":"berta","roles":["SUPERVISOR"],"queues":["no"]} | queues
            /people | {"name":"berta","roles":["ADMIN"],"password":"secret"}  | password
            /tokens | {"name":"","scopes":["audit:read"]}                     | name
            /tokens | {"name":"crm","scopes":["all"]}                         | scopes
            /tokens | {"name":"crm"}                                          | scopes
            /tokens | {"name":"crm","scopes":["audit:read"],"expiresAtMs":1}  | expiresAtMs
            /session| {"name":"ada"}                                          | password
            /session| {"password":"secret"}                                   | name
            """)
    void shouldSayWhatIsWrongAndNeverRepeatASecret(String path, String body, String field) throws Exception {
        HttpResponse<String> answer = api.post("/api/v1" + path, body, as(ApiFixture.BOSS));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer).get("errors").get(0).get("field").asString()).isEqualTo(field);
        assertThat(answer.body()).doesNotContain("\"secret\"");
    }

    @Test
    void shouldProtectEveryAnswer() throws Exception {
        for (String path : new String[] {"/", "/login", "/api/v1/queues", "/nowhere", "/api/openapi.json"}) {
            HttpResponse<String> answer = api.get(path);
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .as(path)
                    .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
            assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
            assertThat(answer.headers().firstValue("referrer-policy")).contains("no-referrer");
            assertThat(answer.headers().firstValue("cross-origin-opener-policy"))
                    .contains("same-origin");
        }
    }
}

package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.openid.OpenId;
import org.usher.server.openid.OpenIdSettings;
import org.usher.server.openid.TestProvider;
import org.usher.server.people.AuditEntry;
import org.usher.server.people.Change;
import org.usher.server.people.Person;
import org.usher.server.people.Staff;
import org.usher.server.security.Secret;

/** Logging in by a provider that signs for real; a browser in which two people never are. */
class OpenIdTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ApiFixture api;
    private TestProvider provider;
    private OpenId openId;
    private ApiServer server;
    private int port;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
        provider = new TestProvider();
        openId = new OpenId(provider.settings("preferred_username", Optional.empty()), api::nowMs, PATIENCE);
        server = new ApiServer(ApiSettings.of("127.0.0.1", 0).vouchedBy(openId), api.parts());
        port = server.start().getPort();
    }

    private void serve(String nameClaim, Optional<OpenIdSettings.Allowed> allowed) throws Exception {
        serve(nameClaim, allowed, PATIENCE);
    }

    private void serve(String nameClaim, Optional<OpenIdSettings.Allowed> allowed, Duration patience) throws Exception {
        server.close();
        openId.close();
        openId = new OpenId(provider.settings(nameClaim, allowed), api::nowMs, patience);
        server = new ApiServer(ApiSettings.of("127.0.0.1", 0).vouchedBy(openId), api.parts());
        port = server.start().getPort();
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        openId.close();
        provider.close();
        api.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private void losePatienceIf(boolean stalled) throws Exception {
        if (stalled) {
            serve("preferred_username", Optional.empty(), Duration.ofSeconds(2));
        }
    }

    private HttpResponse<String> leave() throws Exception {
        HttpResponse<String> left = get("/login/openid?next=/%3Fqueue=sales");
        assertThat(left.statusCode()).as(left.body()).isEqualTo(303);
        return left;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElseThrow();
    }

    private static String cookie(HttpResponse<String> answer) {
        return header(answer, "set-cookie").split(";", 2)[0];
    }

    private HttpResponse<String> comeBack(HttpResponse<String> left) throws Exception {
        return get("/login/openid/back" + provider.logIn(header(left, "location")), "Cookie", cookie(left));
    }

    private HttpResponse<String> logIn() throws Exception {
        return comeBack(leave());
    }

    private void assertRefused(HttpResponse<String> answer, int status, String why, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words, "href=\"/login\"").contains("<p role=\"alert\">");
        assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
        if (status != 503) {
            await().untilAsserted(() -> assertThat(api.store.audited().stream().map(AuditEntry::detail))
                    .contains("openid " + why));
        }
    }

    @Test
    void shouldLetInWhomTheProviderKnowsByTheNameThatUsherKnows() throws Exception {
        HttpResponse<String> left = leave();
        assertThat(header(left, "set-cookie"))
                .startsWith("usher_openid=")
                .contains("HTTPOnly", "SameSite=Lax", "Max-Age=600");
        HttpResponse<String> in = comeBack(left);

        assertThat(in.statusCode()).as(in.body()).isEqualTo(303);
        assertThat(header(in, "location")).isEqualTo("/?queue=sales");
        assertThat(header(in, "set-cookie")).contains("HTTPOnly", "SameSite=Strict");
        assertThat(get("/api/v1/session", "Cookie", cookie(in)).body())
                .contains("\"name\":\"ada\"", "\"roles\":[\"ADMIN\"]");
        assertThat(get("/api/v1/people", "Cookie", cookie(in)).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(api.store.audited())
                .anySatisfy(entry -> assertThat(entry.who() + " " + entry.action() + " " + entry.target() + " "
                                + entry.status() + " " + entry.detail())
                        .isEqualTo("ada GET /login/openid/back /login/openid/back 303 openid")));
    }

    @Test
    void shouldOfferTheProviderOnlyIfThereIsOne() throws Exception {
        assertThat(get("/api/v1/session/ways").body()).isEqualTo("{\"password\":true,\"openId\":\"Office <ID>\"}");
        assertThat(api.get("/api/v1/session/ways").body()).isEqualTo("{\"password\":true,\"openId\":null}");
        assertThat(api.get("/login/openid").statusCode()).isEqualTo(404);
        assertThat(api.get("/login/openid/back?code=x&state=y").statusCode()).isEqualTo(404);
    }

    @Test
    void shouldTakeNoTokenThatIsForged() throws Exception {
        provider.isForged();
        assertRefused(logIn(), 401, "bad-token", "cannot be relied on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "HS512"})
    void shouldTakeNoTokenThatAnybodyCanSign(String algorithm) throws Exception {
        provider.signsBy(JWSAlgorithm.parse(algorithm));
        assertRefused(logIn(), 401, "bad-token", "cannot be relied on");
    }

    private static final Map<String, UnaryOperator<JWTClaimsSet.Builder>> WRONG = Map.ofEntries(
            Map.entry("for another client", claims -> claims.audience("crm")),
            Map.entry("for nobody", claims -> claims.audience(List.of())),
            Map.entry(
                    "for both, made for another",
                    claims -> claims.audience(List.of("usher", "crm")).claim("azp", "crm")),
            Map.entry("for both, made for nobody said", claims -> claims.audience(List.of("usher", "crm"))),
            Map.entry("of another issuer", claims -> claims.issuer("https://another.example.org")),
            Map.entry("of another try", claims -> claims.claim("nonce", "x".repeat(43))),
            Map.entry("of no try", claims -> claims.claim("nonce", null)),
            Map.entry("of nobody", claims -> claims.subject(null)),
            Map.entry("over", claims -> claims.expirationTime(in(-61))),
            Map.entry("never over", claims -> claims.expirationTime(null)),
            Map.entry("not yet", claims -> claims.notBeforeTime(in(70))),
            Map.entry("issued in time to come", claims -> claims.issueTime(in(70))),
            Map.entry("issued at no time", claims -> claims.issueTime(null)));

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    static Set<String> wrong() {
        return WRONG.keySet();
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void shouldTakeNoTokenThatIs(String what) throws Exception {
        provider.says(Objects.requireNonNull(WRONG.get(what)));
        assertRefused(logIn(), 401, "bad-token", "cannot be relied on");
    }

    @Test
    void shouldBearClocksThatAreAMinuteApart() throws Exception {
        provider.says(claims -> claims.expirationTime(in(-50)).issueTime(in(-350)));
        assertThat(logIn().statusCode()).isEqualTo(303);

        provider.says(claims -> claims.issueTime(in(50)).notBeforeTime(in(50)));
        assertThat(logIn().statusCode()).isEqualTo(303);
    }

    @Test
    void shouldTakeWhatIsBroughtBackOnceOnly() throws Exception {
        HttpResponse<String> left = leave();
        String back = "/login/openid/back" + provider.logIn(header(left, "location"));

        assertThat(get(back, "Cookie", cookie(left)).statusCode()).isEqualTo(303);
        assertRefused(get(back, "Cookie", cookie(left)), 401, "used-before", "was used before");
    }

    @Test
    void shouldTakeBackOnlyWhatBeganInThisBrowserAndLately() throws Exception {
        HttpResponse<String> left = leave();
        HttpResponse<String> other = leave();
        String back = "/login/openid/back" + provider.logIn(header(left, "location"));

        assertRefused(get(back), 401, "not-begun-here", "did not begin in this browser");
        assertRefused(get(back, "Cookie", cookie(other)), 401, "not-begun-here", "did not begin in this browser");
        assertRefused(get(back + "x", "Cookie", cookie(left)), 401, "not-begun-here", "did not begin in this browser");
        assertRefused(
                get(back, "Cookie", "usher_openid=1.x.y"), 401, "not-begun-here", "did not begin in this browser");
        api.laterMs.set(OpenId.MAX_S * 1_000 + 1);
        assertRefused(get(back, "Cookie", cookie(left)), 401, "not-begun-here", "did not begin in this browser");
        api.laterMs.set(0);
        assertThat(get(back, "Cookie", cookie(left)).statusCode())
                .as("none of these has used it up")
                .isEqualTo(303);
    }

    @Test
    void shouldSayThatTheProviderDidNotLetHimIn() throws Exception {
        HttpResponse<String> left = leave();
        String state = header(left, "location").replaceAll(".*[?&]state=([^&]*).*", "$1");

        assertRefused(
                get("/login/openid/back?error=access_denied&state=" + state, "Cookie", cookie(left)),
                401,
                "provider-refused",
                "Office &lt;ID&gt; did not let you in");
    }

    @Test
    void shouldTakeNoCodeOfAnotherIssuer() throws Exception {
        HttpResponse<String> left = leave();
        String back = provider.logIn(header(left, "location")).replaceAll("iss=[^&]*", "iss=https://another");

        assertRefused(
                get("/login/openid/back" + back, "Cookie", cookie(left)), 401, "bad-token", "cannot be relied on");
    }

    @ParameterizedTest
    @ValueSource(strings = {"offer", "huge offer", "no json offer", "stalled offer", "issuer", "private"})
    void shouldSayThatTheProviderCannotBeAskedBeforeItSendsAnybodyThere(String what) throws Exception {
        losePatienceIf(what.startsWith("stalled"));
        provider.breaks(what);
        assertRefused(get("/login/openid"), 503, "provider-away", "cannot be asked just now. Log in by password");
        provider.breaks("");
        assertThat(logIn().statusCode()).as("once it can").isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "token",
                "huge token",
                "no json token",
                "stalled token",
                "keys",
                "huge keys",
                "no json keys",
                "stalled keys"
            })
    void shouldSayThatTheProviderCannotBeAsked(String what) throws Exception {
        losePatienceIf(what.startsWith("stalled"));
        HttpResponse<String> left = leave();
        provider.breaks(what);
        assertRefused(comeBack(left), 503, "provider-away", "cannot be asked just now. Log in by password");
        provider.breaks("");
        assertThat(logIn().statusCode()).as("once it can").isEqualTo(303);
    }

    @Test
    void shouldSayThatTheProviderIsDown() throws Exception {
        HttpResponse<String> left = leave();
        String back = "/login/openid/back" + provider.logIn(header(left, "location"));
        provider.close();

        assertRefused(get(back, "Cookie", cookie(left)), 503, "provider-away", "cannot be asked just now");
        assertThat(api.post("/api/v1/session", "{\"name\":\"ada\",\"password\":\"" + Staff.PASSWORD + "\"}")
                        .statusCode())
                .as("by password")
                .isEqualTo(200);
    }

    @Test
    void shouldTakeTheProvidersNextKey() throws Exception {
        assertThat(logIn().statusCode()).isEqualTo(303);
        provider.takesAnotherKey();
        assertThat(logIn().statusCode()).isEqualTo(303);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mallory", "dora", "Ada Lovelace", "ada\u0000", "*", " ada", "ada\u2003", "\u0410da", "\u212Aim"
            })
    void shouldLetInNobodyWhoIsNoPersonOfUshers(String name) throws Exception {
        api.people
                .office()
                .add(new Person(
                        0, "kim", "Kim", Set.of(), Staff.ADA.remit(), null, false, false, Staff.ADA.password()));
        provider.says(claims -> claims.claim("preferred_username", name));

        HttpResponse<String> answer = logIn();

        assertRefused(answer, 403, "unknown-person", "Ask an administrator");
        assertThat(api.people.office().people()).hasSize(Staff.ALL.size() + 1);
    }

    @Test
    void shouldLetInNobodyWhomTheTokenDoesNotName() throws Exception {
        provider.says(claims -> claims.claim("preferred_username", null));
        assertRefused(logIn(), 403, "no-name", "preferred_username");

        serve("email", Optional.empty());
        provider.says(claims -> claims.claim("email", "ada").claim("email_verified", false));
        assertRefused(logIn(), 403, "no-name", "email");
        provider.says(claims -> claims.claim("email", "ada").claim("email_verified", "false"));
        assertRefused(logIn(), 403, "no-name", "email");
        provider.says(claims -> claims.claim("email", "ada").claim("email_verified", 0));
        assertRefused(logIn(), 403, "no-name", "email");
        provider.says(claims -> claims.claim("email", "Ada").claim("email_verified", "true"));
        assertThat(logIn().statusCode()).isEqualTo(303);
    }

    @Test
    void shouldLetInOnlyWhoIsAllowed() throws Exception {
        serve("preferred_username", Optional.of(new OpenIdSettings.Allowed("groups", Set.of("contact-centre"))));
        assertRefused(logIn(), 403, "not-allowed", "not as one who may use Usher");

        provider.says(claims -> claims.claim("groups", List.of("staff", "contact-centre")));
        assertThat(logIn().statusCode()).isEqualTo(303);
        provider.says(claims -> claims.claim("groups", "contact-centre-of-others"));
        assertRefused(logIn(), 403, "not-allowed", "not as one who may use Usher");
    }

    @Test
    void shouldMakeAPasswordThatOthersKnowWorthNothingWhenHeComesInWithoutIt() throws Exception {
        Change<Secret> added = api.people
                .office()
                .add(new Person(
                        0,
                        "berta",
                        "Berta",
                        Staff.ADA.roles(),
                        Staff.ADA.remit(),
                        null,
                        false,
                        true,
                        Staff.ADA.password()));
        Secret told = ((Change.Done<Secret>) added).result();
        provider.says(claims -> claims.claim("preferred_username", "berta"));

        HttpResponse<String> in = logIn();

        assertThat(get("/api/v1/people", "Cookie", cookie(in)).statusCode())
                .as("he need not change what he does not use")
                .isEqualTo(200);
        assertThat(api.post("/api/v1/session", "{\"name\":\"berta\",\"password\":\"" + told.reveal() + "\"}")
                        .statusCode())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example.org", "https://evil.example.org", "/%5Cevil", "%20/", "/%0d%0aset-cookie:x", ""})
    void shouldGoOnAtNoAddressOfOthers(String next) throws Exception {
        HttpResponse<String> in = comeBack(get("/login/openid?next=" + next));
        assertThat(header(in, "location")).isEqualTo("/");
    }

    @Test
    void shouldSlowDownWhoComesBackWithNothingAgainAndAgain() throws Exception {
        int refused = 0;
        while (get("/login/openid/back?state=x&code=y").statusCode() == 401) {
            refused++;
        }
        assertThat(refused).isEqualTo(20);
        assertThat(get("/login/openid/back?state=x&code=y").statusCode()).isEqualTo(429);
    }
}

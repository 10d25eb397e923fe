package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import org.usher.server.Story;
import org.usher.server.people.AuditStore;
import org.usher.server.people.Person;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;

/** What nobody should send, on every endpoint and socket there is: refused by a status that says why, counted once, and said in the log. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class WhatIsRefusedTest {
    /** A script of ours that belongs into other sites' pages, the same for everybody. */
    private static final String FOR_OTHER_SITES = "/chat/widget.js";

    private static final String HOST = "Host: 127.0.0.1\r\n";
    /** The log says of one address each kind once a minute. */
    private static final long NEXT_LINE_MS = 61_000;

    private static final int BEYOND_EVERY_BODY = 20_000_000;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(Refusals.class);
    private final List<String> wrong = new ArrayList<>();
    private ApiFixture api;
    private long contact;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        contact = api.story.call(Story.BILLING, "+4930123");
        logger.setLevel(Level.INFO);
        said.setContext(logger.getLoggerContext());
        said.start();
        logger.addAppender(said);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(said);
        logger.setLevel(null);
        api.close();
    }

    /** Where a request for this route goes. */
    private String path(Route route, String agent) {
        return route.path()
                .replace("{file*}", "kit/kit.css")
                .replace("{contact}", Long.toString(contact))
                .replace("{recording}", "7")
                .replace("{side}", "caller")
                .replace("{agent}", agent)
                .replace("{queue}", "billing")
                .replace("{person}", "nobody")
                .replace("{token}", "none");
    }

    private String first(Route route) {
        return route.method() + " " + path(route, "bob");
    }

    private String request(Route route, String headers) {
        return first(route) + " HTTP/1.1\r\n" + headers + "Connection: close\r\n\r\n";
    }

    private String sent(String request) throws IOException {
        try (Socket socket = api.connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return readUntilClosed(socket);
        }
    }

    private static int status(String answer) {
        return answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
    }

    /** Also if it is closed by a reset, since the server does not read all that it was sent. */
    private static String readUntilClosed(Socket socket) throws IOException {
        StringBuilder all = new StringBuilder();
        byte[] some = new byte[4_096];
        try {
            for (int read = socket.getInputStream().read(some);
                    read >= 0;
                    read = socket.getInputStream().read(some)) {
                all.append(new String(some, 0, read, StandardCharsets.ISO_8859_1));
            }
        } catch (SocketException e) {
            assertThat(e.getMessage()).containsIgnoringCase("reset");
        }
        return all.toString();
    }

    /** Sends it, and notes what is wrong with how it is refused. */
    private void refused(String kind, Route route, int expected, String request) throws IOException {
        api.laterMs.addAndGet(NEXT_LINE_MS);
        long refused = api.figures().refused();
        long failed = api.figures().failed();
        int lines = said.list.size();
        String answer = sent(request);
        String what = kind + " at " + route.method() + " " + route.path() + ": ";
        if (status(answer) != expected || !answer.contains("urn:usher:problem:")) {
            wrong.add(what + "answered " + answer);
        }
        if (api.figures().refused() != refused + 1 || api.figures().failed() != failed) {
            wrong.add(what + "counted " + (api.figures().refused() - refused) + " times");
        }
        List<String> now = said.list.subList(lines, said.list.size()).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
        if (now.size() != 1 || !now.getFirst().startsWith("Refused 127.0.0.1 a request, with " + expected)) {
            wrong.add(what + "the log says " + now);
        }
    }

    @Test
    void shouldRefuseForgedTokensAndWriteEachIntoTheAuditLog() throws Exception {
        for (Route route : api.routes()) {
            refused(
                    "a forged token",
                    route,
                    401,
                    request(route, HOST + "Authorization: Bearer " + "x".repeat(43) + "\r\n"));
        }
        assertThat(wrong).isEmpty();
        await().untilAsserted(() -> assertThat(
                        api.store.read(new AuditStore.Query(0, Long.MAX_VALUE, null, Long.MAX_VALUE, 1_000)).stream()
                                .filter(kept -> kept.entry().status() == 401)
                                .map(kept -> kept.entry().action()))
                .containsExactlyInAnyOrderElementsOf(api.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList()));
    }

    @Test
    void shouldTakeASessionThatIsOverOrForgedForNobody() throws Exception {
        String[] ada = api.loggedIn(Staff.ADA);
        String over = ada[0] + ": " + ada[1];
        api.laterMs.set(TimeUnit.DAYS.toMillis(2));
        Map<String, String> worthless = new LinkedHashMap<>();
        worthless.put("a session that is over", over);
        worthless.put("a forged session", "Cookie: usher_session=" + "y".repeat(43));
        int closed = 0;
        for (Route route : api.routes()) {
            int nobody = status(sent(request(route, HOST)));
            for (Map.Entry<String, String> cookie : worthless.entrySet()) {
                String asked = request(route, HOST + cookie.getValue() + "\r\nSec-Fetch-Site: same-origin\r\n");
                if (nobody == 401) {
                    closed++;
                    refused(cookie.getKey(), route, 401, asked);
                } else if (status(sent(asked)) != nobody) {
                    wrong.add(cookie.getKey() + " is worth something at " + route.path());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(closed)
                .as("refusals of both kinds")
                .isGreaterThan(api.routes().size());
    }

    @Test
    void shouldRefuseForeignNamesAndWhatForeignPagesWantToDo() throws Exception {
        String boss = "Authorization: Bearer " + ApiFixture.BOSS + "\r\n";
        for (Route route : api.routes()) {
            refused("a foreign name", route, 421, request(route, "Host: evil.example\r\n" + boss));
            boolean acts = route.endpoint() instanceof Route.SocketEndpoint
                    || !route.method().equals(HttpMethod.GET);
            String asked = request(route, HOST + "Origin: http://evil.example\r\n" + boss);
            if (acts) {
                refused("a foreign page", route, 403, asked);
            } else {
                String head = sent(asked).split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT);
                String readers = route.path().equals(FOR_OTHER_SITES) ? "cross-origin" : "same-origin";
                if (head.contains("access-control-")
                        || !head.contains("cross-origin-resource-policy: " + readers + "\r\n")) {
                    wrong.add("a foreign page may read " + route.path() + ": " + head);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(api.desk.asked).isEmpty();
    }

    @Test
    void shouldRefuseAFlood() throws Exception {
        long nowNanos = System.nanoTime();
        api.nanos = () -> nowNanos;
        int burst = 0;
        while (status(sent("GET /health/live HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n")) == 200) {
            burst++;
        }
        assertThat(burst).isEqualTo(1_000);
        for (Route route : api.routes()) {
            refused("a flood", route, 429, request(route, HOST + "Authorization: Bearer " + ApiFixture.BOSS + "\r\n"));
        }
        assertThat(wrong).isEmpty();
        api.nanos = () -> nowNanos + TimeUnit.SECONDS.toNanos(10);
        assertThat(api.get("/health/live").statusCode()).as("later").isEqualTo(200);
    }

    @Test
    void shouldRefuseWhatIsTooLargeOrNoHttp() throws Exception {
        for (Route route : api.routes()) {
            refused(
                    "too large a body",
                    route,
                    413,
                    request(route, HOST + "Content-Length: " + BEYOND_EVERY_BODY + "\r\n"));
            refused("too large a header", route, 431, request(route, HOST + "X: " + "a".repeat(20_000) + "\r\n"));
            refused(
                    "too long an address",
                    route,
                    414,
                    first(route) + "?" + "a".repeat(5_000) + " HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n");
            refused("no HTTP", route, 400, request(route, HOST + "Content-Length: five\r\n"));
        }
        assertThat(wrong).isEmpty();
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldRefuseABodyThatIsNoneWhereverOneIsTaken() throws Exception {
        JsonNode described = ApiFixture.json(api.get("/api/openapi.json")).path("paths");
        int taken = 0;
        for (Route route : api.routes()) {
            String method = route.method().name().toLowerCase(Locale.ROOT);
            if (described
                    .path(route.path())
                    .path(method)
                    .path("requestBody")
                    .path("content")
                    .has("application/json")) { // a file may be half a body, for all one knows
                taken++;
                refused("half a body", route, 400, withBody(route, "{\"a"));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(taken).isGreaterThan(10);
        assertThat(api.desk.asked).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /api/v1/people               | {"name":"carol","displayName":"Carol","roles":[null]}
            /api/v1/people               | {"name":"carol","displayName":"Carol","roles":["ADMIN"],"queues":[null]}
            /api/v1/tokens               | {"name":"crm","scopes":["contacts:read",null]}
            /api/v1/agents/alice/login   | {"devices":[null]}
            """)
    void shouldRefuseAListWithNothingInIt(String path, String body) throws Exception {
        HttpResponse<String> answer = api.post(path, body, ApiFixture.as(ApiFixture.BOSS));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(api.figures().failed()).isZero();
    }

    /** By whoever may: a program, else the agent at his own desk, else a supervisor. */
    private String withBody(Route route, String body) throws Exception {
        String agent = "bob";
        String proof = "Authorization: Bearer " + ApiFixture.BOSS + "\r\n";
        String bare = first(route) + " HTTP/1.1\r\n" + HOST + proof + "Connection: close\r\n\r\n";
        if (status(sent(bare)) == 403) {
            Person person = route.path().endsWith("/listen") ? Staff.BORIS : Staff.AGNES;
            agent = person.equals(Staff.AGNES) ? "alice" : agent;
            String[] browser = api.loggedIn(person);
            proof = browser[0] + ": " + browser[1] + "\r\n" + browser[2] + ": " + browser[3] + "\r\n";
        }
        return route.method() + " " + path(route, agent) + " HTTP/1.1\r\n" + HOST + proof
                + "Content-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\nConnection: close\r\n\r\n" + body;
    }

    @Test
    void shouldEndASocketWhoseWatcherSendsWhatWatchersHaveNotToSend() throws Exception {
        Map<String, byte[]> frames = new LinkedHashMap<>();
        frames.put("a text", frame(0x81, 0x80, new byte[10]));
        frames.put("too long", frame(0x82, 0x80, new byte[2_000]));
        frames.put("not masked", frame(0x89, 0, new byte[4]));
        frames.put("of no kind", frame(0x83, 0x80, new byte[4]));
        frames.put("with reserved bits", frame(0xf9, 0x80, new byte[4]));
        frames.put("a fragmented ping", frame(0x09, 0x80, new byte[4]));
        for (Route route : api.routes()) {
            // a chat's sockets take texts and begin with a room: ChatSocketTest sends them what is none
            if (!(route.endpoint() instanceof Route.SocketEndpoint socket)
                    || route.path().endsWith("/chat")) {
                continue;
            }
            for (Map.Entry<String, byte[]> frame : frames.entrySet()) {
                endsBy(route.path(), socket.protocol(), frame.getKey(), frame.getValue());
            }
        }
    }

    private void endsBy(String path, String protocol, String name, byte[] frame) throws Exception {
        String[] browser = api.loggedIn(Staff.AGNES);
        try (Socket socket = api.connect()) {
            String head = ApiFixture.head(
                    socket,
                    "GET " + path + " HTTP/1.1\r\n" + HOST + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Protocol: " + protocol + "\r\n"
                            + browser[0] + ": " + browser[1] + "\r\n" + browser[2] + ": " + browser[3] + "\r\n\r\n");
            assertThat(head).startsWith("HTTP/1.1 101");
            api.laterMs.addAndGet(NEXT_LINE_MS);
            long bad = api.figures().badFrames();
            int lines = said.list.size();
            socket.getOutputStream().write(frame);
            socket.getOutputStream().flush();
            readUntilClosed(socket);
            await("a frame " + name + " to " + path + " is counted")
                    .until(() -> api.figures().badFrames() > bad);
            await("and said").until(() -> said.list.size() > lines);
            assertThat(said.list.get(lines).getFormattedMessage()).startsWith("Refused 127.0.0.1 a frame: ");
        }
    }

    /** Masked by zeros, if at all. */
    private static byte[] frame(int first, int mask, byte[] payload) {
        boolean large = payload.length > 125;
        byte[] head = large
                ? new byte[] {(byte) first, (byte) (mask | 126), (byte) (payload.length >> 8), (byte) payload.length}
                : new byte[] {(byte) first, (byte) (mask | payload.length)};
        return Arrays.copyOf(head, head.length + (mask == 0 ? 0 : 4) + payload.length);
    }
}

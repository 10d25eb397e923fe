package org.usher.server.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.server.Story;
import org.usher.server.chat.ChatLine;
import org.usher.server.chat.Samples;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files in chats through the real server: who may send which, and who gets them how. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ChatFilesTest {
    private static final byte[] LARGE = "a line of a long text\n".repeat(20_000).getBytes(UTF_8);

    private ApiFixture api;
    private String[] agnes;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        agnes = api.loggedIn(Staff.AGNES);
        Configuration centre = Story.CENTRE;
        Configuration chatting = new Configuration(
                1,
                centre.skills(),
                centre.queues(),
                centre.devices(),
                centre.agents().stream()
                        .map(agent -> new Configuration.Agent(
                                agent.agentId(), agent.name(), agent.title(), agent.skills(), agent.queueIds(), 3))
                        .toList(),
                centre.pauseReasons(),
                centre.settings());
        api.story.adopt(chatting);
        api.eye.tell(new Command.AdoptConfiguration(chatting));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private JsonNode opened() throws Exception {
        HttpResponse<String> answer = api.post(
                "/api/v1/chats", "{\"queue\": \"billing\", \"name\": \"Eva\"}", ApiFixture.as(ApiFixture.BOSS));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String of(JsonNode chat) {
        return chat.path("link").asString() + "/attachments";
    }

    private static String atDesk(JsonNode chat) {
        return "/api/v1/agents/alice/chats/" + chat.path("contactId").asLong() + "/attachments";
    }

    private void aliceTakes(JsonNode chat) throws Exception {
        api.eye.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(api.post(
                                "/api/v1/agents/alice/chats/"
                                        + chat.path("contactId").asLong() + "/accept",
                                null,
                                agnes)
                        .statusCode())
                .isEqualTo(200);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.address.getPort() + path);
    }

    private HttpResponse<String> send(String path, byte[] content, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(content));
        return api.send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<byte[]> fetch(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        return api.client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private List<ChatLine> lines(JsonNode chat) {
        return api.chatBook.of(chat.path("contactId").asLong()).orElseThrow().lines();
    }

    private long line(JsonNode chat) {
        await().until(() -> !lines(chat).isEmpty());
        return lines(chat).getLast().sequence();
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> all = Files.list(api.recordings.resolve("attachments"))) {
            return all.toList();
        }
    }

    @Test
    void shouldHandWhatOneSideSendsToTheOther() throws Exception {
        JsonNode chat = opened();
        aliceTakes(chat);
        HttpResponse<String> taken = send(of(chat) + "?id=f1&name=..%2F..%2FGr%C3%B6%C3%9Fe%22.png", Samples.PNG);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
        HttpResponse<byte[]> got = fetch(atDesk(chat) + "/" + line(chat), agnes);
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(Samples.PNG);
        assertThat(got.headers().firstValue("content-type")).contains("image/png");
        assertThat(got.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(got.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("sandbox; default-src 'none';");
        assertThat(got.headers().firstValue("content-disposition"))
                .contains("inline; filename=\"Gr__e_.png\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe_.png");
        assertThat(got.headers().firstValue("cross-origin-resource-policy")).contains("same-origin");

        assertThat(send(atDesk(chat) + "?id=a1&name=page.html", LARGE, agnes).statusCode())
                .isEqualTo(202);
        await().until(() -> lines(chat).size() == 2);
        HttpResponse<byte[]> text = fetch(of(chat) + "/" + line(chat));
        assertThat(text.body()).isEqualTo(LARGE);
        assertThat(text.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(text.headers().firstValue("content-disposition"))
                .contains("attachment; filename=\"page.html.txt\"; filename*=UTF-8''page.html.txt");
        assertThat(new String(
                        fetch(chat.path("link").asString() + "/transcript").body(), UTF_8))
                .contains("Eva: [file: Größe_.png, 70 bytes]")
                .contains("Alice A.: [file: page.html.txt, 440,000 bytes]");
    }

    @Test
    void shouldTakeOnceWhatIsSentAgain() throws Exception {
        JsonNode chat = opened();
        for (int i = 0; i < 3; i++) {
            assertThat(send(of(chat) + "?id=f1&name=lamp.png", Samples.PNG).statusCode())
                    .isEqualTo(202);
        }
        line(chat);
        assertThat(send(of(chat) + "?id=f1&name=lamp.png", Samples.PNG).statusCode())
                .isEqualTo(202);
        assertThat(lines(chat)).hasSize(1);
    }

    @Test
    void shouldGiveNobodyTheFilesOfOthers() throws Exception {
        JsonNode evas = opened();
        JsonNode idas = opened();
        send(of(evas) + "?id=f1&name=lamp.png", Samples.PNG);
        long line = line(evas);
        assertThat(fetch(of(evas) + "/" + line).statusCode()).isEqualTo(200);
        assertThat(fetch(of(idas) + "/" + line).statusCode()).isEqualTo(404);
        assertThat(fetch(of(evas) + "/" + (line + 1)).statusCode()).isEqualTo(404);
        assertThat(fetch(of(evas) + "/..%2F..%2Fetc%2Fpasswd").statusCode()).isEqualTo(404);
        assertThat(fetch(of(evas) + "/" + lines(evas).getLast().messageId()).statusCode())
                .isEqualTo(400);
        String forged = "/chat/" + "x".repeat(43) + "/attachments";
        assertThat(fetch(forged + "/" + line).statusCode()).isEqualTo(404);
        assertThat(send(forged + "?id=f1&name=lamp.png", Samples.PNG).statusCode())
                .isEqualTo(404);
        assertThat(fetch(atDesk(evas) + "/" + line, agnes).statusCode())
                .as("it is nobody's chat yet")
                .isEqualTo(404);
        assertThat(send(atDesk(evas) + "?id=a1&name=lamp.png", Samples.PNG, agnes)
                        .statusCode())
                .isEqualTo(404);
        assertThat(fetch(atDesk(evas).replace("alice", "bob") + "/" + line, agnes)
                        .statusCode())
                .isEqualTo(403);
        String later = "/api/v1/contacts/" + evas.path("contactId").asLong() + "/attachments/" + line;
        assertThat(fetch(later).statusCode()).isEqualTo(401);
        assertThat(fetch(later, agnes).statusCode()).isEqualTo(403);
        assertThat(fetch(later, ApiFixture.as(ApiFixture.BOSS)).body()).isEqualTo(Samples.PNG);
    }

    @Test
    void shouldRefuseWhatIsNotToBeSent() throws Exception {
        JsonNode chat = opened();
        String to = of(chat) + "?id=f1&name=lamp.png";
        HttpResponse<String> drawing = send(to, "<svg onload='alert(1)'/>".getBytes(UTF_8));
        assertThat(drawing.statusCode()).isEqualTo(415);
        assertThat(drawing.body()).contains("Only pictures (PNG, JPEG, GIF, WebP), PDF and plain text");
        assertThat(send(to, new byte[0]).statusCode()).isEqualTo(400);
        assertThat(send(of(chat) + "?name=lamp.png", Samples.PNG).statusCode()).isEqualTo(400);
        assertThat(send(of(chat) + "?id=f1&name=" + "x".repeat(1_001), Samples.PNG)
                        .statusCode())
                .isEqualTo(400);
        assertThat(send(of(chat) + "?id=f1&type=image/png", Samples.PNG).statusCode())
                .as("what it is nobody can say")
                .isEqualTo(400);
        assertThat(exchange("POST " + to + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000001\r\n\r\n"))
                .startsWith("HTTP/1.1 413");
        assertThat(exchange("POST " + to + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n"))
                .startsWith("HTTP/1.1 400");
        assertThat(files()).isEmpty();
    }

    /** The first line that comes back. */
    private String exchange(String request) throws Exception {
        try (Socket socket = begun(request)) {
            return new String(socket.getInputStream().readNBytes(12), US_ASCII);
        }
    }

    private Socket begun(String request) throws Exception {
        Socket socket = new Socket(api.address.getAddress(), api.address.getPort());
        socket.setSoTimeout(30_000);
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    @Test
    void shouldKeepNothingOfWhatBreaksOffAndBoundWhatIsUnderWay() throws Exception {
        JsonNode chat = opened();
        String head = "POST " + of(chat) + "?id=f%s&name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
                + LARGE.length + "\r\n\r\nthe beginning of";
        List<Socket> begun =
                List.of(begun(head.formatted("1")), begun(head.formatted("2")), begun(head.formatted("3")));
        await().until(() -> exchange(head.formatted("4")).startsWith("HTTP/1.1 503"));
        assertThat(send(of(chat) + "?id=f5&name=lamp.png", Samples.PNG).statusCode())
                .as("a small one needs no leave")
                .isEqualTo(202);
        for (Socket socket : begun) {
            socket.close();
        }
        await().until(() -> send(of(chat) + "?id=f6&name=a.txt", LARGE).statusCode() == 202);
        await().until(() -> lines(chat).size() == 2);
        assertThat(files()).hasSize(2);
    }

    @Test
    void shouldTakeNoFileIntoAChatThatIsOver() throws Exception {
        JsonNode chat = opened();
        aliceTakes(chat);
        api.post("/api/v1/agents/alice/chats/" + chat.path("contactId").asLong() + "/close", null, agnes);
        HttpResponse<String> late = send(of(chat) + "?id=f1&name=lamp.png", Samples.PNG);
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("This chat is over.");
    }
}

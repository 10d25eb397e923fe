package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.core.api.Configuration;
import org.usher.server.Story;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;

/** The wallboard's feed over a real socket. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class WallboardSocketTest {
    private static final String HANDSHAKE = String.join(
            "\r\n",
            "GET /ws/wallboard HTTP/1.1",
            "Host: 127.0.0.1",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "");
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private URI feed(String query) {
        return URI.create("ws://127.0.0.1:" + api.address.getPort() + "/ws/wallboard" + query);
    }

    private WebSocket open(Watcher watcher, String query) {
        return api.client.newWebSocketBuilder().buildAsync(feed(query), watcher).join();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sec-WebSocket-Version: 13               | X-Nothing: 13                | 426
            Sec-WebSocket-Version: 13               | Sec-WebSocket-Version: 12    | 426
            Sec-WebSocket-Version: 13               | Sec-WebSocket-Version: 0     | 426
            Sec-WebSocket-Key                       | Sec-Something-Else           | 400
            Connection: Upgrade                     | Connection: keep-alive       | 400
            GET                                     | HEAD                         | 400
            """)
    void shouldSayWhatIsWrongWithAHandshake(String right, String wrong, int status) throws Exception {
        String asked = HANDSHAKE.replace(right, wrong);
        try (Socket socket = api.connect()) {
            assertThat(ApiFixture.head(socket, asked + "\r\n")).startsWith("HTTP/1.1 " + status);
        }
        assertThat(api.figures().failed()).isZero();
    }

    @Test
    void shouldSendSnapshotThenDeltaAndGoOnWithSince() throws Exception {
        Watcher first = new Watcher();
        WebSocket socket = open(first, "");
        JsonNode snapshot = first.next();
        assertThat(snapshot.get("type").asString()).isEqualTo("snapshot");
        assertThat(snapshot.get("queues")).hasSize(2);
        assertThat(snapshot.get("agents")).hasSize(2);

        api.story.call(Story.BILLING, "+4930123");
        JsonNode delta = first.next();
        assertThat(delta.get("type").asString()).isEqualTo("delta");
        assertThat(delta.get("after").asLong())
                .isEqualTo(snapshot.get("sequence").asLong());
        assertThat(delta.get("queues").get(0).get("waiting").asInt()).isEqualTo(1);
        assertThat(delta.get("queues").get(0).get("oldestEnqueuedAtMs").asLong())
                .isEqualTo(api.story.nowMs());
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();

        api.story.call(Story.SALES, "+4930124");
        Watcher back = new Watcher();
        open(back, "?since=" + delta.get("sequence").asLong());
        JsonNode missed = back.next();
        assertThat(missed.get("type").asString()).isEqualTo("delta");
        assertThat(missed.get("after").asLong()).isEqualTo(delta.get("sequence").asLong());
        assertThat(missed.get("queues"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("name").asString()).isEqualTo("sales"));

        Watcher foreign = new Watcher();
        open(foreign, "?since=4");
        assertThat(foreign.next().get("type").asString()).isEqualTo("snapshot");
    }

    @Test
    void shouldConflateForAClientThatDoesNotReadAndMissNothing() throws Exception {
        List<Configuration.Agent> many = IntStream.rangeClosed(1, 3_000)
                .mapToObj(i -> new Configuration.Agent(i, "agent" + i, "Agent " + i, List.of(), List.of()))
                .toList();
        Watcher slow = new Watcher();
        slow.reading = false;
        WebSocket socket = open(slow, "");
        Watcher quick = new Watcher();
        open(quick, "");
        int revisions = 30;
        for (int revision = 2; revision < 2 + revisions; revision++) {
            api.story.adopt(new Configuration(
                    revision, List.of(), List.of(), List.of(), many, List.of(), Configuration.Settings.DEFAULT));
            long sequence = api.wallboard.sequence();
            while (quick.next().get("sequence").asLong() < sequence) {} // every one is sent to who reads
        }
        socket.request(1);
        long sequence = -1;
        int messages = 0;
        while (sequence < api.wallboard.sequence()) {
            JsonNode message = slow.next();
            messages++;
            if (message.get("type").asString().equals("delta")) {
                assertThat(message.get("after").asLong()).isEqualTo(sequence);
            }
            sequence = message.get("sequence").asLong();
        }
        assertThat(messages).as("some of %d were sent as one", revisions).isLessThan(revisions);
    }

    @Test
    void shouldTurnAwayWatchersBeyondTheBoundAndTakeNewOnesWhenOthersLeave() throws Exception {
        List<WebSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Watcher watcher = new Watcher();
            sockets.add(open(watcher, ""));
            watcher.next();
        }
        Watcher turnedAway = new Watcher();
        open(turnedAway, "");
        await().until(() -> turnedAway.closedWith == 1013);
        sockets.getFirst().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        await().until(() -> api.parts().feed().clients() < 3);
        Watcher taken = new Watcher();
        open(taken, "");
        taken.next();
    }

    @Test
    void shouldCloseOnAWatcherThatTalks() throws Exception {
        Watcher talker = new Watcher();
        WebSocket socket = open(talker, "");
        talker.next();
        socket.sendText("{\"type\":\"hello\"}", true).join();
        await().until(() -> talker.closedWith == 1008);
        await().until(() -> api.parts().feed().clients() == 0);
    }

    @Test
    void shouldRefuseForeignPagesAndTakeATokenAsSubprotocol() throws Exception {
        try (Socket foreign = api.connect()) {
            assertThat(ApiFixture.head(foreign, HANDSHAKE + "Origin: http://evil.example\r\n\r\n"))
                    .startsWith("HTTP/1.1 403");
        }
        try (ApiFixture strict = new ApiFixture(TokenRole.ANONYMOUS)) {
            URI uri = URI.create("ws://127.0.0.1:" + strict.address.getPort() + "/ws/wallboard");
            assertThatThrownBy(() -> strict.client
                            .newWebSocketBuilder()
                            .buildAsync(uri, new Watcher())
                            .join())
                    .hasMessageContaining("WebSocketHandshakeException");
            String token = Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(ApiFixture.LOBBY.getBytes(StandardCharsets.UTF_8));
            Watcher allowed = new Watcher();
            WebSocket socket = strict.client
                    .newWebSocketBuilder()
                    .subprotocols("usher.wallboard", "usher.token." + token)
                    .buildAsync(uri, allowed)
                    .join();
            assertThat(socket.getSubprotocol()).as("the token is not sent back").isEqualTo("usher.wallboard");
            assertThat(allowed.next().get("type").asString()).isEqualTo("snapshot");
        }
    }

    @Test
    void shouldSurviveFramesThatAreNone() throws Exception {
        String reserved = "\u00ff\u00ff\u00ff\u00ff garbage \u0000\u0000";
        String huge = "\u0081\u00ff\u0000\u0000\u0000\u0000\u007f\u00ff\u00ff\u00ff\u0001\u0002\u0003\u0004";
        for (String garbage : List.of(reserved, huge)) {
            try (Socket socket = api.connect()) {
                assertThat(ApiFixture.head(socket, HANDSHAKE + "\r\n")).startsWith("HTTP/1.1 101");
                socket.getOutputStream().write(garbage.getBytes(StandardCharsets.ISO_8859_1));
                ApiFixture.readAll(socket); // ends when the server closes
            }
        }
        await().until(() -> api.parts().feed().clients() == 0);
        assertThat(api.get("/health/live").statusCode()).isEqualTo(200);
    }
}

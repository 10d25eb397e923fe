package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.QueueEngine;
import org.usher.core.api.ReplyCode;
import org.usher.server.Story;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Chats through the real server: both sides' sockets, the requests, and a real engine between them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class ChatSocketTest {
    private ApiFixture api;
    private String[] agnes;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
        agnes = api.loggedIn(Staff.AGNES);
        Configuration chatting = chatting(3);
        api.story.adopt(chatting);
        api.eye.tell(new Command.AdoptConfiguration(chatting));
    }

    /** Bob, of billing, takes three chats; Alice, of billing and alone of sales, this many. */
    private static Configuration chatting(int alices) {
        Configuration centre = Story.CENTRE;
        return new Configuration(
                1,
                centre.skills(),
                centre.queues(),
                centre.devices(),
                centre.agents().stream()
                        .map(agent -> new Configuration.Agent(
                                agent.agentId(),
                                agent.name(),
                                agent.title(),
                                agent.skills(),
                                agent.queueIds(),
                                agent.agentId() == Story.ALICE ? alices : 3))
                        .toList(),
                centre.pauseReasons(),
                centre.settings());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** One side of a chat; keeps all lines it was told, as "who: text". */
    private static final class End {
        private final Watcher watcher = new Watcher();
        private final WebSocket socket;
        private final List<String> lines = new ArrayList<>();
        private long sequence;

        private End(ApiFixture api, String path, String... headers) {
            WebSocket.Builder builder = api.client.newWebSocketBuilder().subprotocols("usher.chat");
            for (int i = 0; i < headers.length; i += 2) {
                builder.header(headers[i], headers[i + 1]);
            }
            socket = builder.buildAsync(URI.create("ws://127.0.0.1:" + api.address.getPort() + path), watcher)
                    .join();
        }

        private JsonNode next() throws InterruptedException {
            JsonNode message = watcher.next();
            message.path("lines").forEach(line -> {
                lines.add(line.path("who").asString() + ": " + line.path("text").asString());
                sequence = line.path("sequence").asLong();
            });
            return message;
        }

        private JsonNode until(Predicate<JsonNode> wanted) throws InterruptedException {
            JsonNode message = next();
            while (!wanted.test(message)) {
                message = next();
            }
            return message;
        }

        private JsonNode until(String stage) throws InterruptedException {
            return until(message ->
                            message.path("room").path("stage").asString().equals(stage))
                    .path("room");
        }

        private End hears(String text) throws InterruptedException {
            while (lines.stream().noneMatch(line -> line.endsWith(": " + text))) {
                next();
            }
            return this;
        }

        private void sends(Object frame) {
            socket.sendText(JsonMapper.shared().writeValueAsString(frame), true).join();
        }

        private void says(String id, String text) {
            sends(java.util.Map.of("say", java.util.Map.of("id", id, "text", text)));
        }
    }

    private JsonNode opened() throws Exception {
        HttpResponse<String> answer = api.post(
                "/api/v1/chats", "{\"queue\": \"billing\", \"name\": \"Eva\"}", ApiFixture.as(ApiFixture.BOSS));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String token(JsonNode chat) {
        return chat.path("link").asString().substring("/chat/".length());
    }

    private End customer(String token, long since) {
        return new End(api, "/ws/chat?chat=" + token + "&since=" + since);
    }

    private End agent(JsonNode chat) {
        return new End(api, "/ws/agent/chat?contact=" + chat.path("contactId").asLong(), agnes);
    }

    private HttpResponse<String> order(JsonNode chat, String order) throws Exception {
        return api.post("/api/v1/agents/alice/chats/" + chat.path("contactId").asLong() + "/" + order, null, agnes);
    }

    private void aliceTakes(JsonNode chat) throws Exception {
        api.eye.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        HttpResponse<String> taken = order(chat, "accept");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
    }

    @Test
    void shouldBringCustomerAndAgentTogetherUntilOneOfThemCloses() throws Exception {
        JsonNode chat = opened();
        End eva = customer(token(chat), 0);
        assertThat(eva.until("WAITING").path("queueTitle").asString()).isEqualTo("Billing");
        eva.says("c1", "where is my parcel?");
        eva.hears("where is my parcel?");

        aliceTakes(chat);
        assertThat(eva.until("TALKING").path("agent").asString()).isEqualTo("Alice A.");
        End alice = agent(chat);
        alice.hears("where is my parcel?").says("a1", "I look\nat once");
        eva.hears("I look\nat once").sends(java.util.Map.of("typing", true));
        assertThat(alice.until(m -> m.path("room").path("typing").asBoolean())
                        .path("room")
                        .path("customer")
                        .asString())
                .isEqualTo("Eva");
        eva.sends(java.util.Map.of("seen", java.util.Map.of("delivered", eva.sequence, "read", eva.sequence)));
        alice.until(m -> m.path("room").path("read").asLong() == eva.sequence);
        assertThat(alice.lines).containsExactly("Eva: where is my parcel?", "Alice A.: I look\nat once");

        assertThat(order(chat, "close").statusCode()).isEqualTo(200);
        eva.until("OVER");
        eva.says("c2", "thanks");
        assertThat(eva.until(m -> m.path("type").asString().equals("refused"))
                        .path("why")
                        .asString())
                .isEqualTo("OVER");
        assertThat(customer(token(chat), 0).hears("I look\nat once").lines)
                .as("to be read afterwards")
                .hasSize(2);
    }

    @Test
    void shouldTakeOneScoreOfAChatThatIsOver() throws Exception {
        JsonNode chat = opened();
        String score = "/chat/" + token(chat) + "/score";
        assertThat(api.post("/chat/" + "x".repeat(43) + "/score", "{\"score\": 5}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(api.post(score, "{\"score\": 5}").body()).contains("not-over");
        aliceTakes(chat);
        End eva = customer(token(chat), 0);
        assertThat(eva.until("TALKING").path("survey").asBoolean()).isFalse();
        assertThat(order(chat, "close").statusCode()).isEqualTo(200);
        eva.until(m -> m.path("room").path("survey").asBoolean());
        for (String wrong : List.of("{\"score\": 0}", "{\"score\": 6}", "{}", "{\"score\": \"many\"}")) {
            assertThat(api.post(score, wrong).statusCode()).as(wrong).isIn(400, 422);
        }
        assertThat(api.post(score, "{\"score\": 6}").body()).contains("from 1 to 5");
        api.desk.answer = java.util.concurrent.CompletableFuture.completedFuture(ReplyCode.ACCEPTED);
        assertThat(api.post(score, "{\"score\": 2}").statusCode()).isEqualTo(200);
        Command.ScoreContact given = (Command.ScoreContact) api.desk.asked.getLast();
        assertThat(given.contactId()).isEqualTo(chat.path("contactId").asLong());
        assertThat(given.score()).isEqualTo(2);
        api.eye.tell(given);
        eva.until(
                m -> m.path("room").isObject() && !m.path("room").path("survey").asBoolean());
        assertThat(api.post(score, "{\"score\": 5}").statusCode()).as("once").isEqualTo(409);
        JsonNode low = ApiFixture.json(api.get("/api/v1/surveys/low", ApiFixture.as(ApiFixture.SUPERVISOR)));
        assertThat(low.path("scores").path(0).path("agent").asString()).isEqualTo("alice");
        assertThat(low.path("scores").path(0).path("score").asInt()).isEqualTo(2);
    }

    @Test
    void shouldLoseAndDoubleNothingWhenAConnectionBreaks() throws Exception {
        JsonNode chat = opened();
        aliceTakes(chat);
        End alice = agent(chat);
        End eva = customer(token(chat), 0);
        eva.says("c1", "one");
        eva.hears("one").says("c2", "two");
        eva.socket.abort(); // before anything was heard of it
        alice.hears("one").says("a1", "are you there?");
        alice.hears("are you there?");

        End again = customer(token(chat), eva.sequence);
        again.says("c2", "two"); // nobody told her that it had come
        again.says("c3", "three");
        again.hears("three").hears("are you there?");
        alice.hears("three");
        assertThat(again.lines).as("what she knew is not told again").doesNotContain("Eva: one");
        assertThat(alice.lines)
                .containsExactlyInAnyOrder("Eva: one", "Eva: two", "Eva: three", "Alice A.: are you there?");
        assertThat(customer(token(chat), 0).hears("three").lines)
                .as("both sides have the same, in the same order")
                .isEqualTo(alice.lines);
    }

    @Test
    void shouldLetTheCustomerLeaveTheLine() throws Exception {
        JsonNode chat = opened();
        End eva = customer(token(chat), 0);
        eva.until("WAITING");
        eva.sends(java.util.Map.of("leave", true));
        eva.until("OVER");
        assertThat(api.eye.look(QueueEngine::view).join().contacts()).isEmpty();
    }

    @Test
    void shouldAskTheNextWhenAnAgentDeclines() throws Exception {
        JsonNode chat = opened();
        api.eye.tell(new Command.LogIn(0, Story.ALICE, List.of(21)), new Command.LogIn(0, Story.BOB, List.of(22)));
        assertThat(order(chat, "decline").statusCode()).isEqualTo(200);
        long contact = chat.path("contactId").asLong();
        await().until(() -> api.chatBook.of(contact).orElseThrow().agentId() == Story.BOB);
        assertThat(order(chat, "accept").statusCode()).as("it is Bob's now").isEqualTo(404);
        assertThat(order(chat, "close").statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> agent(chat)).hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void shouldEndTheAfterCallWorkOfAChat() throws Exception {
        JsonNode chat = opened();
        aliceTakes(chat);
        api.desk.answer = java.util.concurrent.CompletableFuture.completedFuture(ReplyCode.NOT_IN_WRAP_UP);
        assertThat(order(chat, "wrap-up/end").statusCode()).isEqualTo(409);
        assertThat(api.desk.asked.getLast()).isInstanceOf(Command.EndChatWrapUp.class);
    }

    @Test
    void shouldLetNobodyInByAMadeUpLink() throws Exception {
        String forged = "x".repeat(43);
        assertThatThrownBy(() -> customer(forged, 0)).hasMessageContaining("WebSocketHandshakeException");
        assertThat(api.get("/ws/chat?chat=" + forged).statusCode()).isEqualTo(404);
        assertThat(api.get("/ws/chat").statusCode()).isEqualTo(400);
        assertThat(api.get("/ws/chat?chat=" + token(opened())).statusCode())
                .as("a right one, but no handshake")
                .isEqualTo(426);
        assertThat(api.chats.desk().forged()).isEqualTo(2);
    }

    @Test
    void shouldCloseOnWhoSaysWhatIsNoChatOrTooMuch() throws Exception {
        JsonNode chat = opened();
        for (String frame : List.of("hello", "{\"say\": 1}", "{}", "[]", "null", "{\"order\": \"all\"}")) {
            End eva = customer(token(chat), 0);
            eva.next();
            eva.socket.sendText(frame, true).join();
            await(frame).until(() -> eva.watcher.closedWith == 1008);
        }
        End flood = customer(token(chat), 0);
        flood.next();
        flood.socket.sendText("\"" + "x".repeat(20_000) + "\"", true).join();
        await().until(() -> flood.watcher.closedWith != -1);
        End fast = customer(token(chat), 0);
        fast.next();
        for (int i = 0; i < 60 && fast.watcher.closedWith == -1; i++) {
            fast.socket
                    .sendText("{\"typing\": true}", true)
                    .exceptionally(closed -> fast.socket)
                    .join();
        }
        await().until(() -> fast.watcher.closedWith == 1008);
    }

    @Test
    void shouldOpenChatsFromTheWebAsOftenAsIsAllowed() throws Exception {
        String body = "{\"queue\": \"billing\", \"name\": \"Ida\"}";
        for (int i = 0; i < ApiFixture.CHATS_HOURLY; i++) {
            assertThat(api.post("/api/v1/chats/from-web", body).statusCode()).isEqualTo(201);
        }
        assertThat(api.post("/api/v1/chats/from-web", body).statusCode()).isEqualTo(429);
        assertThat(api.post("/api/v1/chats", body).statusCode()).isEqualTo(401);
    }

    @Test
    void shouldLookAtAFewWrongCodesAndThenAtNone() throws Exception {
        assertThat(ApiFixture.json(api.get("/api/v1/chats/from-call"))
                        .path("codes")
                        .asBoolean())
                .as("no queue offers its callers a chat")
                .isFalse();
        HttpResponse<String> none = api.post("/api/v1/chats/from-call", "{\"code\": \"12 34\"}");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("nine digits");
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> wrong = api.post("/api/v1/chats/from-call", "{\"code\": \"123 456-78" + i + "\"}");
            assertThat(wrong.statusCode()).isEqualTo(404);
            assertThat(wrong.body()).contains("unknown-code");
        }
        HttpResponse<String> sixth = api.post("/api/v1/chats/from-call", "{\"code\": \"123456789\"}");
        assertThat(sixth.statusCode()).isEqualTo(429);
        assertThat(sixth.headers().firstValue("Retry-After")).contains("120");
        assertThat(api.chatBook.all()).isEmpty();
    }

    @Test
    void shouldRefuseLinksThatAreNoneAsCodesThatAreNone() throws Exception {
        for (String bad : List.of("{\"link\": \"short\"}", "{\"link\": \"" + "A".repeat(22) + "\", \"code\": \"1\"}")) {
            assertThat(api.post("/api/v1/chats/from-call", bad).statusCode()).isEqualTo(422);
        }
        String forged = "{\"link\": \"" + "A".repeat(22) + "\"}";
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> wrong = api.post("/api/v1/chats/from-call", forged);
            assertThat(wrong.statusCode()).isEqualTo(404);
            assertThat(wrong.body()).contains("unknown-link");
        }
        assertThat(api.post("/api/v1/chats/from-call", forged).statusCode()).isEqualTo(429);
    }

    @Test
    void shouldAskForTheNumberOfWhomItIsToCallAndDoesNotKnow() throws Exception {
        String link = ApiFixture.json(api.post("/api/v1/chats/from-web", "{\"queue\": \"billing\", \"name\": \"Ida\"}"))
                .path("link")
                .asString();
        HttpResponse<String> unknown = api.post(link + "/call", "{}");
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(unknown.body()).contains("\"number\"").contains("at which we are to call you");
        assertThat(api.post(link + "/call", "{\"number\": \"" + "1".repeat(41) + "\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(api.post("/chat/madeUp/call", "{}").statusCode()).isEqualTo(404);
        assertThat(api.chatBook.all()).hasSize(1);
    }

    @Test
    void shouldMailWhatWasSaidToWhomAsksForIt() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(ApiFixture.MAIL_PORT, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        try {
            JsonNode chat = opened();
            String path = "/chat/" + token(chat) + "/mail";
            String eva = "{\"address\": \" eva@home.example \"}";
            End customer = customer(token(chat), 0);
            customer.says("c1", "where is my parcel?");
            customer.hears("where is my parcel?");
            assertThat(api.post(path, eva).body())
                    .as("anybody could write anything to anybody")
                    .contains("nothing-to-send");
            assertThat(api.get(path).body()).isEqualTo("{\"offered\":false,\"state\":\"NONE\"}");
            aliceTakes(chat);
            agent(chat).says("a1", "Grüße!\n.\nQUIT");
            customer.hears("Grüße!\n.\nQUIT");

            HttpResponse<String> asked = api.post(path, eva);
            assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
            await().untilAsserted(
                            () -> assertThat(api.get(path).body()).isEqualTo("{\"offered\":true,\"state\":\"SENT\"}"));
            assertThat(server.getReceivedMessages()).hasSize(1);
            MimeMessage mail = server.getReceivedMessages()[0];
            assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("eva@home.example");
            assertThat(mail.getSubject()).isEqualTo("Your chat: Billing");
            String kept = api.get("/chat/" + token(chat) + "/transcript").body();
            assertThat(mail.getContent().toString().replace("\r\n", "\n").strip())
                    .isEqualTo(kept.strip());
            assertThat(kept).contains("Grüße!");

            for (String wrong : List.of(
                    "",
                    "eva",
                    "eva@home.example,bob@home.example",
                    "eva@home.example\\r\\nBcc: bob@home.example",
                    "Eva <eva@home.example>")) {
                HttpResponse<String> refused = api.post(path, "{\"address\": \"" + wrong + "\"}");
                assertThat(refused.statusCode()).as(wrong).isEqualTo(422);
                assertThat(refused.body()).doesNotContain("bob");
            }
            assertThat(api.post(path, eva).statusCode()).isEqualTo(202);
            await().until(() -> server.getReceivedMessages().length == 2);
            await().until(() -> api.get(path).body().contains("SENT"));
            assertThat(api.post(path, eva).statusCode()).isEqualTo(202);
            await().until(() -> api.get(path).body().contains("SENT"));
            assertThat(api.post(path, eva).statusCode()).as("the fourth").isEqualTo(429);
            assertThat(api.post("/chat/madeUp/mail", eva).statusCode()).isEqualTo(404);
        } finally {
            server.stop();
        }
    }

    @Test
    void shouldLetNamedSitesHoldTheCustomersPageInAFrameAndNoOther() throws Exception {
        for (String page : List.of("/chat", "/chat/" + "x".repeat(43))) {
            HttpResponse<String> answer = api.get(page);
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'")
                    .endsWith("frame-ancestors " + ApiFixture.SITE);
            assertThat(answer.headers().firstValue("x-frame-options"))
                    .as("it knows no sites, and would forbid them all")
                    .isEmpty();
        }
        for (String page : List.of("/agent", "/web/chat.html", "/chat/" + "x".repeat(43) + "/transcript")) {
            HttpResponse<String> answer = api.get(page);
            assertThat(answer.headers().firstValue("content-security-policy").orElseThrow())
                    .endsWith("frame-ancestors 'none'");
            assertThat(answer.headers().firstValue("x-frame-options")).contains("DENY");
        }
        HttpResponse<String> script = api.get("/chat/widget.js");
        assertThat(script.headers().firstValue("content-type")).contains("text/javascript; charset=utf-8");
        assertThat(script.headers().firstValue("cross-origin-resource-policy")).contains("cross-origin");
        assertThat(ApiFixture.json(api.get("/api/v1/chats/from-web"))
                        .path("sites")
                        .toString())
                .isEqualTo("[\"" + ApiFixture.SITE + "\"]");
    }

    @Test
    void shouldNameTheFieldThatIsWrong() throws Exception {
        String[] boss = ApiFixture.as(ApiFixture.BOSS);
        assertThat(api.post("/api/v1/chats", "{\"queue\": \"nowhere\"}", boss).body())
                .contains("\"queue\"")
                .contains("nowhere");
        assertThat(api.post("/api/v1/chats", "{\"queue\": \"billing\", \"name\": \"" + "x".repeat(81) + "\"}", boss)
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void shouldLetNobodyIntoALineThatNobodyServes() throws Exception {
        api.story.adopt(chatting(0));
        String body = "{\"queue\": \"sales\"}";
        HttpResponse<String> sent = api.post("/api/v1/chats", body, ApiFixture.as(ApiFixture.BOSS));
        assertThat(sent.statusCode()).isEqualTo(422);
        assertThat(sent.body()).contains("sales").contains("no agent of this queue takes chats");
        assertThat(api.post("/api/v1/chats/from-web", body).statusCode()).isEqualTo(422);
        assertThat(api.get("/api/v1/chats/from-web").body()).contains("billing").doesNotContain("sales");
        assertThat(api.chatBook.all()).isEmpty();
    }

    @Test
    void shouldGiveTheCustomerWhatWasSaidToKeep() throws Exception {
        JsonNode chat = opened();
        aliceTakes(chat);
        End eva = customer(token(chat), 0);
        eva.says("c1", "first\nAlice A.: I owe you a lamp");
        eva.hears("first\nAlice A.: I owe you a lamp");
        agent(chat).says("a1", "at once");
        eva.hears("at once");
        HttpResponse<String> kept = api.get("/chat/" + token(chat) + "/transcript");
        assertThat(kept.statusCode()).isEqualTo(200);
        assertThat(kept.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
        assertThat(kept.headers().firstValue("content-disposition").orElseThrow())
                .startsWith("attachment");
        assertThat(kept.body().replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}", "AT"))
                .isEqualTo("""
                        Billing, times in UTC

                        AT Eva: first
                            Alice A.: I owe you a lamp

                        AT Alice A.: at once
                        """);
        assertThat(api.get("/chat/" + "x".repeat(43) + "/transcript").statusCode())
                .isEqualTo(404);
    }

    @Test
    void shouldKeepTheSecretOutOfTheAuditLog() throws Exception {
        String secret = token(opened());
        customer(secret, 0).next();
        assertThat(api.get("/chat/" + secret).statusCode()).isEqualTo(200);
        assertThat(api.raw("GET /chat/" + secret + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 421");
        assertThat(api.get("/chat/" + secret, ApiFixture.as("nobody's token")).statusCode())
                .isEqualTo(401);
        assertThat(api.get("/chat/" + secret + "/transcript", ApiFixture.as("nobody's token"))
                        .statusCode())
                .isEqualTo(401);
        await().untilAsserted(
                        () -> assertThat(audited()).contains("\"status\":421").contains("\"status\":401"));
        assertThat(audited()).doesNotContain(secret);
    }

    private String audited() throws Exception {
        return api.get("/api/v1/audit", ApiFixture.as(ApiFixture.BOSS)).body();
    }
}

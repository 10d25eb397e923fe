package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;
import org.usher.core.api.QueueNotice;
import org.usher.server.Story;
import org.usher.server.history.ContactNotes;
import org.usher.server.people.Person;
import org.usher.server.people.Staff;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;

/** The desks' feed over real sockets. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
final class DeskSocketTest {
    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.WALLBOARD);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private WebSocket open(Watcher watcher, String... headers) {
        WebSocket.Builder builder = api.client.newWebSocketBuilder().subprotocols("usher.desk");
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        URI uri = URI.create("ws://127.0.0.1:" + api.address.getPort() + "/ws/agent");
        return builder.buildAsync(uri, watcher).join();
    }

    private Watcher opened(Person person) throws Exception {
        Watcher watcher = new Watcher();
        open(watcher, api.loggedIn(person));
        return watcher;
    }

    /** The next message that is so; signs of life and changes of other parts may come between. */
    private static JsonNode next(Watcher watcher, Predicate<JsonNode> wanted) throws InterruptedException {
        JsonNode message = watcher.next();
        while (!wanted.test(message)) {
            message = watcher.next();
        }
        return message;
    }

    private static JsonNode inState(Watcher watcher, AgentState state) throws InterruptedException {
        return next(
                watcher,
                message -> message.path("desk").path("state").asString().equals(state.name()));
    }

    private void logsIn(int agentId, int deviceId) {
        api.story
                .say(new Event.AgentLoggedIn(api.story.nowMs(), agentId, List.of(deviceId)))
                .state(agentId, AgentState.LOGGED_OUT, AgentState.READY);
    }

    @Test
    void shouldTellWhoHasBeenFoundWhileHeRings() throws Exception {
        logsIn(Story.ALICE, 21);
        long contact = api.story.call(Story.BILLING, "+4930123");
        api.story
                .say(new Event.OfferMade(api.story.nowMs(), contact, contact << 20, Story.BILLING, Story.ALICE, 0))
                .state(Story.ALICE, AgentState.READY, AgentState.OFFERED);
        Watcher desk = opened(Staff.AGNES);
        JsonNode rings = inState(desk, AgentState.OFFERED).path("desk").path("contact");
        assertThat(rings.path("customer").asString()).isEmpty();
        assertThat(rings.path("customerFound").asBoolean()).isFalse();

        api.story.say(new Event.CustomerIdentified(api.story.nowMs(), contact, Story.BILLING, "C-1"));
        JsonNode found = next(
                        desk,
                        message -> message.path("desk")
                                .path("contact")
                                .path("customer")
                                .asString()
                                .equals("C-1"))
                .path("desk")
                .path("contact");
        assertThat(found.path("customerFound").asBoolean()).isTrue();
        assertThat(found.path("offeredAtMs")).isEqualTo(rings.path("offeredAtMs"));
    }

    @Test
    void shouldTellTheNoticesOfTheQueuesThatTheAgentServes() throws Exception {
        QueueNotice notice = new QueueNotice("A fault", "north", 1_000, 0);
        api.story.say(new Event.QueueNoticeChanged(api.story.nowMs(), Story.BILLING, notice));
        Watcher desk = opened(Staff.AGNES);
        JsonNode told = desk.next().path("notices");
        assertThat(told).hasSize(1);
        assertThat(told.get(0).toString())
                .isEqualTo(
                        "{\"queue\":\"billing\",\"queueTitle\":\"Billing\",\"text\":\"A fault\",\"sinceMs\":1000,\"untilMs\":null}");

        api.story.say(new Event.QueueNoticeChanged(api.story.nowMs(), Story.BILLING, null));
        assertThat(next(desk, message -> message.path("notices").isArray()).path("notices"))
                .isEmpty();
    }

    @Test
    void shouldTellAllFirstAndThenWhatChanges() throws Exception {
        api.notes.put("+4930123", List.of(new ContactNotes.Note(7, 1_000, "bob", "paid", "was angry")));
        Watcher desk = opened(Staff.AGNES);
        JsonNode first = desk.next();
        assertThat(first.path("type").asString()).isEqualTo("state");
        assertThat(first.path("desk").path("name").asString()).isEqualTo("alice");
        assertThat(first.path("desk").path("state").asString()).isEqualTo("LOGGED_OUT");
        assertThat(first.path("choices").path("reasons").toString()).isEqualTo("[\"lunch\"]");
        assertThat(first.path("choices").path("dispositions")).hasSize(2);
        assertThat(first.path("choices").path("replies").toString())
                .isEqualTo(
                        "[{\"name\":\"moment\",\"title\":\"A moment\",\"text\":\"A moment, please.\",\"queues\":[\"billing\"]}]");
        assertThat(first.path("phones").toString()).contains("1/alice-desk", "1/bob-desk");

        logsIn(Story.ALICE, 21);
        assertThat(inState(desk, AgentState.READY).path("desk").path("devices").toString())
                .isEqualTo("[\"1/alice-desk\"]");

        long contact = api.story.after(1_000).call(Story.BILLING, "+4930123");
        api.story
                .after(4_000)
                .say(new Event.OfferMade(api.story.nowMs(), contact, contact << 20, Story.BILLING, Story.ALICE, 4_000))
                .state(Story.ALICE, AgentState.READY, AgentState.OFFERED);
        JsonNode offer = inState(desk, AgentState.OFFERED);
        JsonNode caller = offer.path("desk").path("contact");
        assertThat(caller.path("caller").asString()).isEqualTo("+4930123");
        assertThat(caller.path("queueTitle").asString()).isEqualTo("Billing");
        assertThat(caller.path("offeredAtMs").asLong()
                        - caller.path("enqueuedAtMs").asLong())
                .isEqualTo(4_000);
        assertThat(caller.path("crmLink").asString())
                .isEqualTo("https://crm.example.org/?number=%2B4930123&call=" + contact);
        assertThat(offer.path("choices").isNull())
                .as("what is as before is not sent again")
                .isTrue();
        JsonNode earlier = offer.path("earlier").isNull()
                ? next(desk, message -> !message.path("earlier").isNull()).path("earlier")
                : offer.path("earlier");
        assertThat(earlier.path("contactId").asLong()).isEqualTo(contact);
        assertThat(earlier.path("notes").get(0).path("note").asString()).isEqualTo("was angry");

        api.story.after(2_000).answer(contact, Story.BILLING, Story.ALICE, 4_000);
        next(
                desk,
                message -> message.path("desk")
                                .path("contact")
                                .path("connectedAtMs")
                                .asLong()
                        > 0);
        api.story.after(30_000).hangUp(contact, Story.ALICE, 30_000);
        api.story.state(Story.ALICE, AgentState.ON_CONTACT, AgentState.WRAP_UP);
        JsonNode after = inState(desk, AgentState.WRAP_UP).path("desk");
        assertThat(after.path("contact").isNull()).isTrue();
        assertThat(after.path("last").path("id").asLong()).isEqualTo(contact);
    }

    @Test
    void shouldTellAPageThatTheCentreKnowsItsAgentNoMore() throws Exception {
        Watcher desk = opened(Staff.AGNES);
        assertThat(desk.next().path("desk").path("name").asString()).isEqualTo("alice");
        Configuration with = Story.CENTRE;
        api.story.adopt(new Configuration(
                2,
                with.skills(),
                with.queues(),
                with.devices(),
                with.agents().stream()
                        .filter(agent -> agent.agentId() != Story.ALICE)
                        .toList(),
                with.pauseReasons(),
                with.settings()));
        JsonNode without = next(desk, message -> message.path("type").asString().equals("state"));
        assertThat(without.path("desk").isNull()).isTrue();
        assertThat(without.path("figures").isNull()).isTrue();

        api.story.adopt(with);
        JsonNode again = next(desk, message -> message.path("type").asString().equals("state"));
        assertThat(again.path("desk").path("name").asString()).isEqualTo("alice");
        assertThat(again.path("choices").isNull()).isFalse();
    }

    @Test
    void shouldTellNobodyOfAnothersDesk() throws Exception {
        Watcher desk = opened(Staff.AGNES);
        desk.next();
        logsIn(Story.BOB, 22);
        JsonNode next = desk.next(); // one phone fewer is free
        assertThat(next.path("desk").isNull()).isTrue();
        assertThat(next.toString()).doesNotContain("Bob");
    }

    @Test
    void shouldLetNobodyInWhoIsNoAgent() throws Exception {
        for (Person person : List.of(Staff.BORIS, Staff.ADA)) {
            String[] headers = api.loggedIn(person);
            assertThatThrownBy(() -> open(new Watcher(), headers))
                    .as(person.name())
                    .hasMessageContaining("WebSocketHandshakeException");
            assertThat(api.get("/ws/agent", headers).statusCode()).isEqualTo(403);
        }
        assertThatThrownBy(() -> open(new Watcher()))
                .as("who has not logged in, though the wallboard is for everybody here")
                .hasMessageContaining("WebSocketHandshakeException");
        assertThatThrownBy(() -> open(new Watcher(), ApiFixture.as(ApiFixture.BOSS)))
                .as("a program")
                .hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void shouldRefusePagesOfOtherSites() throws Exception {
        String[] headers = api.loggedIn(Staff.AGNES);
        for (String origin : List.of("http://evil.example", "null", "http://127.0.0.1:1")) {
            try (Socket foreign = api.connect()) {
                assertThat(ApiFixture.head(foreign, handshake(headers) + "Origin: " + origin + "\r\n\r\n"))
                        .as(origin)
                        .startsWith("HTTP/1.1 403");
            }
        }
    }

    @Test
    void shouldEndWithTheSession() throws Exception {
        String[] headers = api.loggedIn(Staff.AGNES);
        Watcher desk = new Watcher();
        open(desk, headers);
        desk.next();
        api.laterMs.set(2 * 86_400_000L); // it is over by then
        await().atMost(20, TimeUnit.SECONDS).until(() -> desk.closedWith == 1008);
        assertThatThrownBy(() -> open(new Watcher(), headers)).hasMessageContaining("WebSocketHandshakeException");
    }

    @Test
    void shouldEndWhenThePersonIsAnotherAgent() throws Exception {
        Watcher desk = opened(Staff.AGNES);
        desk.next();
        api.people
                .office()
                .change(
                        "agnes",
                        person -> new Person(
                                person.id(),
                                person.name(),
                                person.displayName(),
                                person.roles(),
                                person.remit(),
                                "bob",
                                false,
                                false,
                                person.password()));
        await().atMost(20, TimeUnit.SECONDS).until(() -> desk.closedWith == 1008);
    }

    @Test
    void shouldCloseOnWhoTalksOrSendsTooMuch() throws Exception {
        Watcher talker = new Watcher();
        WebSocket socket = open(talker, api.loggedIn(Staff.AGNES));
        talker.next();
        socket.sendText("{\"order\":\"ready\"}", true).join();
        await().until(() -> talker.closedWith == 1008);

        String[] headers = api.loggedIn(Staff.AGNES);
        try (Socket huge = api.connect()) {
            assertThat(ApiFixture.head(huge, handshake(headers) + "\r\n")).startsWith("HTTP/1.1 101");
            String frame = "\u0081\u00ff\u0000\u0000\u0000\u0000\u007f\u00ff\u00ff\u00ff\u0001\u0002\u0003\u0004";
            huge.getOutputStream().write(frame.getBytes(StandardCharsets.ISO_8859_1));
            ApiFixture.readAll(huge); // ends when the server closes
        }
        await().until(() -> api.parts().desks().pages() == 0);
    }

    @Test
    void shouldTellASlowPageWhereThingsStandInTheEnd() throws Exception {
        Watcher slow = new Watcher();
        slow.reading = false;
        WebSocket socket = open(slow, api.loggedIn(Staff.AGNES));
        logsIn(Story.ALICE, 21);
        for (int i = 0; i < 50; i++) {
            api.story
                    .after(1_000)
                    .state(Story.ALICE, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null)
                    .after(1_000)
                    .state(Story.ALICE, AgentState.PAUSED, AgentState.READY);
        }
        socket.request(1);
        JsonNode last =
                next(slow, message -> message.path("desk").path("sinceMs").asLong() == api.story.nowMs());
        assertThat(last.path("desk").path("state").asString()).isEqualTo("READY");
    }

    @Test
    void shouldKeepTheNewestPagesOfAnAgentOnly() throws Exception {
        String[] headers = api.loggedIn(Staff.AGNES);
        List<Watcher> watchers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Watcher watcher = new Watcher();
            open(watcher, headers);
            watcher.next();
            watchers.add(watcher);
        }
        await().until(() -> watchers.getFirst().closedWith == 4001);
        await().until(() -> api.parts().desks().pages() == 5);
    }

    @Test
    void shouldTellTheEngineWhoCameAndWhoIsGoneForTooLong() throws Exception {
        logsIn(Story.ALICE, 21);
        Watcher desk = new Watcher();
        String[] headers = api.loggedIn(Staff.AGNES);
        WebSocket socket = open(desk, headers);
        await().until(() -> api.desk.asked.contains(new Command.DeskChanged(7, Story.ALICE, true)));
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        Watcher again = new Watcher();
        WebSocket reloaded = open(again, headers);
        again.next();
        await().pollDelay(ApiFixture.AWAY_AFTER_MS + 500, TimeUnit.MILLISECONDS).until(() -> true);
        assertThat(api.desk.asked)
                .as("a page that was loaded anew was never away")
                .doesNotContain(new Command.DeskChanged(7, Story.ALICE, false));

        reloaded.abort(); // without a farewell, as when the network dies
        await().until(() -> api.desk.asked.contains(new Command.DeskChanged(7, Story.ALICE, false)));
    }

    @Test
    void shouldFindOutThatALaptopsLidWasClosed() throws Exception {
        logsIn(Story.ALICE, 21);
        try (Socket asleep = api.connect()) {
            assertThat(ApiFixture.head(asleep, handshake(api.loggedIn(Staff.AGNES)) + "\r\n"))
                    .startsWith("HTTP/1.1 101");
            // it neither answers pings nor says farewell
            await().until(() -> api.desk.asked.contains(new Command.DeskChanged(7, Story.ALICE, false)));
        }
    }

    private static String handshake(String... headers) {
        StringBuilder lines = new StringBuilder(String.join(
                "\r\n",
                "GET /ws/agent HTTP/1.1",
                "Host: 127.0.0.1",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ""));
        for (int i = 0; i < headers.length; i += 2) {
            lines.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        return lines.toString();
    }
}

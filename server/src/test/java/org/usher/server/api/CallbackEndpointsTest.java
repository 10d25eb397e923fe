package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.CallbackWindow;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.callback.WindowPlan;
import org.usher.server.callback.WindowRule;
import org.usher.server.security.TokenRole;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Callbacks that programs ask for. */
final class CallbackEndpointsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String NUMBER = "+49301234567";

    private ApiFixture api;

    @BeforeEach
    void start() throws Exception {
        api = new ApiFixture(TokenRole.ANONYMOUS);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private HttpResponse<String> ask(String number) throws Exception {
        return api.post(
                "/api/v1/callbacks",
                "{\"queue\": \"billing\", \"number\": \"" + number + "\", \"name\": \"Eva\"}",
                "Authorization",
                "Bearer " + ApiFixture.BOSS);
    }

    @Test
    void shouldTakeOneAndShowIt() throws Exception {
        HttpResponse<String> taken = ask("030 1234567");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(taken.body()).contains("\"number\":\"" + NUMBER + "\"").contains("\"queue\":\"billing\"");
        HttpResponse<String> list = api.get("/api/v1/callbacks", "Authorization", "Bearer " + ApiFixture.BOSS);
        assertThat(list.body()).contains("\"name\":\"Eva\"").contains("\"notReached\":0");
    }

    @Test
    void shouldTakeOneForEachNumberOnly() throws Exception {
        ask(NUMBER);
        assertThat(ask("0301234567").statusCode()).isEqualTo(409);
    }

    @Test
    void shouldCallOnlyWhomTheOperatorAllows() throws Exception {
        assertThat(ask("+33123456789").statusCode()).as("another country").isEqualTo(403);
        assertThat(ask("+4930666").statusCode())
                .as("on the list of those never to be called")
                .isEqualTo(403);
        assertThat(ask("0900 1234567").statusCode()).as("premium").isEqualTo(403);
        assertThat(ask("call me").statusCode()).isEqualTo(422);
        assertThat(ask("").statusCode()).isEqualTo(422);
        assertThat(api.callbackBook.all()).isEmpty();
    }

    @Test
    void shouldStopFloodsOfOneNumber() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(ask(NUMBER).statusCode()).isEqualTo(201);
            api.callbackBook
                    .all()
                    .forEach(one -> api.story.say(
                            new Event.ContactEnded(api.story.nowMs(), one.contactId(), 0, EndedBy.CALLER, 0, 0)));
        }
        assertThat(ask(NUMBER).statusCode()).isEqualTo(429);
    }

    @Test
    void shouldNameTheFieldThatIsWrong() throws Exception {
        HttpResponse<String> answer = api.post(
                "/api/v1/callbacks",
                "{\"queue\": \"nowhere\", \"number\": \"" + NUMBER + "\"}",
                "Authorization",
                "Bearer " + ApiFixture.BOSS);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("\"queue\"").contains("nowhere");
    }

    @Test
    void shouldCountWhatBecameOfThem() throws Exception {
        ask(NUMBER);
        long contactId = api.callbackBook.all().iterator().next().contactId();
        api.story.say(new Event.CustomerNotReached(
                api.story.nowMs(), contactId, 7, Story.BILLING, Story.ALICE, api.story.nowMs() + 60_000));
        assertThat(api.callbackBook.of(contactId).orElseThrow().notReached()).isEqualTo(1);
        api.story.say(new Event.ContactConnected(
                api.story.nowMs(), contactId, contactId, 8, Story.BILLING, Story.ALICE, 1_000, api.story.nowMs()));
        assertThat(api.callbackBook.all()).isEmpty();
        assertThat(api.callbackBook.figures().attempts()).isEqualTo(2);
        assertThat(api.callbackBook.figures().connected()).isEqualTo(1);
    }

    /** Today's clock in Berlin moves on, so the windows are those of the hours to come, around the clock. */
    private void promises(int agents) {
        api.windowPlan.set(Optional.of(new WindowPlan(
                new WindowRule(3_600_000, 7, agents, 840_000, 25),
                Optional.empty(),
                BERLIN,
                new WindowPlan.Calls(840_000, 60_000, List.of()))));
    }

    private JsonNode windows(String query) throws Exception {
        HttpResponse<String> answer = api.get(
                "/api/v1/callbacks/windows?queue=billing&" + query, "Authorization", "Bearer " + ApiFixture.BOSS);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonMapper().readTree(answer.body());
    }

    private HttpResponse<String> promise(String number, String window) throws Exception {
        return api.post(
                "/api/v1/callbacks",
                "{\"queue\": \"billing\", \"number\": \"" + number + "\", " + window + "}",
                "Authorization",
                "Bearer " + ApiFixture.BOSS);
    }

    private static String local(long ms, String zone) {
        return Instant.ofEpochMilli(ms)
                .atZone(ZoneId.of(zone))
                .toLocalDateTime()
                .toString();
    }

    @Test
    void shouldPromiseACallInAWindowThatItOffers() throws Exception {
        promises(1);
        JsonNode offered = windows("number=%2B49301234567");
        assertThat(offered.path("timeZone").asString()).isEqualTo("Europe/Berlin");
        JsonNode second = offered.path("windows").path(1);
        assertThat(second.path("free").asInt()).isEqualTo(1);
        HttpResponse<String> taken =
                promise(NUMBER, "\"from\": \"" + second.path("from").asString() + "\"");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        JsonNode callback = new JsonMapper().readTree(taken.body());
        assertThat(callback.path("fromMs").asLong())
                .isEqualTo(second.path("fromMs").asLong());
        assertThat(callback.path("untilMs").asLong())
                .isEqualTo(second.path("untilMs").asLong());
        assertThat(windows("number=%2B49301234567").path("windows").path(1).path("fromMs"))
                .as("full by now")
                .isNotEqualTo(second.path("fromMs"));
        HttpResponse<String> late =
                promise("+49301234568", "\"from\": \"" + second.path("from").asString() + "\"");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("window-full");
        assertThat(api.callbackBook.all()).hasSize(1);
    }

    @Test
    void shouldReckonByTheClockOfTheCustomer() throws Exception {
        promises(10);
        JsonNode offered = windows("number=%2B12125550123");
        assertThat(offered.path("timeZone").asString()).isEqualTo("America/New_York");
        long fromMs = offered.path("windows").path(2).path("fromMs").asLong();
        HttpResponse<String> taken = promise("+12125550123", "\"from\": \"" + local(fromMs, "America/New_York") + "\"");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        assertThat(taken.body()).contains("\"fromMs\":" + fromMs);
        HttpResponse<String> told =
                promise(NUMBER, "\"from\": \"" + local(fromMs, "Asia/Tokyo") + "\", \"timeZone\": \"Asia/Tokyo\"");
        assertThat(told.body()).contains("\"fromMs\":" + fromMs);
        assertThat(promise("+49301234569", "\"from\": \"2030-01-01T10:00\", \"timeZone\": \"Berlin\"")
                        .statusCode())
                .isEqualTo(422);
    }

    @Test
    void shouldTakeAbsoluteTimesWhoeverTheCustomersClockIs() throws Exception {
        promises(10);
        String tollFree = "+18005550123";
        assertThat(promise(tollFree, "\"from\": \"2030-01-01T10:00\"").body()).contains("\"timeZone\"");
        JsonNode offered = windows("number=%2B49301234567").path("windows").path(2);
        String from = Instant.ofEpochMilli(offered.path("fromMs").asLong()).toString();
        assertThat(promise(tollFree, "\"from\": \"" + from + "\"").statusCode())
                .as("not among the countries that are called")
                .isEqualTo(403);
    }

    @Test
    void shouldRefuseWindowsThatCannotBePromised() throws Exception {
        assertThat(promise(NUMBER, "\"from\": \"2030-01-01T10:00\"").body()).contains("no-windows");
        promises(10);
        assertThat(promise(NUMBER, "\"from\": \"2020-01-01T10:00\"").body()).contains("window-over");
        assertThat(promise(NUMBER, "\"from\": \"2130-01-01T10:00\"").body()).contains("no-such-window");
        long fromMs = windows("number=" + "%2B49301234567")
                .path("windows")
                .path(3)
                .path("fromMs")
                .asLong();
        String from = local(fromMs, "Europe/Berlin");
        assertThat(promise(NUMBER, "\"from\": \"" + from + "\", \"until\": \"" + from + "\"")
                        .body())
                .contains("no-such-window");
        HttpResponse<String> wrong = promise(NUMBER, "\"from\": \"soon\"");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("\"from\"").contains("soon");
        assertThat(promise(NUMBER, "\"until\": \"" + from + "\"").statusCode()).isEqualTo(422);
        assertThat(promise("0900 1234567", "\"from\": \"" + from + "\"").statusCode())
                .isEqualTo(403);
        assertThat(api.callbackBook.all()).isEmpty();
    }

    @Test
    void shouldTellHowPromisesWereKept() throws Exception {
        CallbackWindow window = new CallbackWindow(1_000, 2_000, 1_500);
        api.story.say(new Event.BookingSettled(api.story.nowMs(), 7, Story.BILLING, window, 1, BookingOutcome.KEPT));
        HttpResponse<String> list = api.get("/api/v1/callbacks", "Authorization", "Bearer " + ApiFixture.BOSS);
        assertThat(list.body())
                .contains("\"kept\":1")
                .contains("\"attempts\":1")
                .contains("\"missed\":0");
    }
}

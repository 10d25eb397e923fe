package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.server.Story;
import org.usher.server.security.TokenRole;

/** Callbacks that programs ask for. */
final class CallbackEndpointsTest {
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
}

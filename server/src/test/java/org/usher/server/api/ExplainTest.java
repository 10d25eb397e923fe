package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.api.ApiFixture.as;
import static org.usher.server.api.ApiFixture.json;

import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Requirement;
import org.usher.core.api.WaitModel;
import org.usher.server.Story;
import tools.jackson.databind.JsonNode;

/** A supervisor asks why. */
final class ExplainTest {
    private static final long CONTACT_ID = 3;

    private ApiFixture api;

    @BeforeEach
    void open() throws Exception {
        api = new ApiFixture();
        api.eye.tell(
                new Command.AdoptConfiguration(Story.CENTRE),
                new Command.LogIn(0, Story.BOB, List.of(22)),
                new Command.ContactArrived(
                        100,
                        Channel.VOICE,
                        Story.BILLING,
                        2,
                        0,
                        0,
                        List.of(new Requirement(1, 5)),
                        ContactDetails.NONE),
                new Command.ContactReachable(100),
                new Command.Tick());
    }

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void shouldSayWhyACallerWaitsWhileAnAgentIsFree() throws Exception {
        HttpResponse<String> response =
                api.get("/api/v1/contacts/" + CONTACT_ID + "/explain", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode why = json(response);
        assertThat(why.get("queue").asString()).isEqualTo("billing");
        assertThat(why.get("rules").toString())
                .isEqualTo("{\"revision\":1,\"contacts\":\"INDEX\",\"agents\":\"BEST_COVERED\"}");
        int lineMs = 900_000 / 2; // one waits for one agent
        assertThat(why.get("counts").toString())
                .isEqualTo("{\"waitedMs\":2000,\"ruleMs\":%d,\"priorityMs\":120000,\"totalMs\":%d}"
                        .formatted(2_000 + lineMs, 122_000 + lineMs));
        assertThat(why.get("candidates").toString())
                .isEqualTo(
                        "[{\"agent\":\"alice\",\"verdict\":\"NOT_IDLE\",\"state\":\"LOGGED_OUT\",\"rank\":0,\"chats\":0,\"lacks\":null},"
                                + "{\"agent\":\"bob\",\"verdict\":\"LACKS_SKILL\",\"state\":\"READY\",\"rank\":0,\"chats\":0,\"lacks\":\"german:5\"}]");
    }

    @Test
    void shouldShowHowLongACallerWasToWaitOnceThereIsAModel() throws Exception {
        WaitModel.Curve seconds = new WaitModel.Curve(42, 0, 0);
        WaitModel.Curves curves = new WaitModel.Curves(seconds, root(1), root(6), root(10), 0, 0);
        api.eye.tell(
                new Command.AdoptWaitModel(
                        new WaitModel(7, 1_000, Collections.nCopies(WaitModel.SIGNS, 0.0), List.of(), curves)),
                new Command.ContactArrived(
                        101,
                        Channel.VOICE,
                        Story.BILLING,
                        0,
                        0,
                        0,
                        List.of(new Requirement(1, 5)),
                        ContactDetails.NONE));

        assertThat(estimate(CONTACT_ID)).as("came before the model").isEqualTo("null");
        assertThat(estimate(7))
                .isEqualTo("{\"modelVersion\":7,\"meanMs\":42000,\"p10Ms\":1000,\"p50Ms\":36000,\"p90Ms\":100000}");
    }

    private String estimate(long contactId) throws Exception {
        HttpResponse<String> response =
                api.get("/api/v1/contacts/" + contactId + "/explain", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response).get("estimate").toString();
    }

    /** A quantile, in the root of seconds. */
    private static WaitModel.Curve root(double constant) {
        return new WaitModel.Curve(constant, 0, 0);
    }

    @Test
    void shouldSayWhomAnAgentWouldTake() throws Exception {
        JsonNode why = json(api.get("/api/v1/agents/alice/explain", as(ApiFixture.SUPERVISOR)));
        assertThat(why.get("idle").asBoolean()).isFalse();
        assertThat(why.get("next").get(0).get("contactId").asLong()).isEqualTo(CONTACT_ID);
        assertThat(why.get("next").size()).isEqualTo(1);
    }

    @Test
    void shouldSayThatNobodyWaitsUnderThatId() throws Exception {
        HttpResponse<String> response = api.get("/api/v1/contacts/99/explain", as(ApiFixture.SUPERVISOR));
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(json(response).get("type").asString()).isEqualTo("urn:usher:problem:unknown-contact");
        assertThat(api.get("/api/v1/contacts/" + CONTACT_ID + "/explain", as(ApiFixture.LOBBY))
                        .statusCode())
                .as("the wallboard's token")
                .isEqualTo(403);
    }
}

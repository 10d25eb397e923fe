package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Callers of a real Asterisk who say by a key, after their agent has hung up, how satisfied they were. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class SurveyIT {
    private static final String CENTRE = """
            [[queue]]
            name = "surveyed"
            title = "Surveyed"
            ring = "60s"
            wrap_up = "60s"
            survey = true
            [[device]]
            pbx = 1
            endpoint = "lobby"
            [[agent]]
            name = "dora"
            title = "Dora Lind"
            queues = ["surveyed"]
            """;

    private final Office office = Office.open("survey", 600, "", "", CENTRE);
    private final AmiClient asterisk = office.asterisk.rigAmi();

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
        office.goesHome("dora");
    }

    @AfterAll
    void close() {
        asterisk.close();
        office.close();
    }

    /** Served, and then asked; presses this. Gives his contact. */
    private JsonNode says(String number, String key) {
        asterisk.mark();
        try (SippPhone dora = SippPhone.agent(office.asterisk, "lobby", 810)
                        .onlyOnOrder()
                        .register();
                SippPhone caller = office.caller().from(number, "Eva").dial("surveyed")) {
            office.api().logIn("dora", "lobby");
            office.wallboard().awaitAgent("dora", "OFFERED");
            pickUp(dora, 1);
            awaitBothHear(dora, caller);
            dora.hangUp();
            asterisk.awaitEvent(
                    "Newexten",
                    p -> p.get("Application").equalsIgnoreCase("Read")
                            && p.get("AppData").contains("usher/survey-ask"));
            office.wallboard().awaitAgent("dora", "WRAP_UP");
            caller.press(key);
            assertThat(caller.endedWell()).as("the operator's dialplan goes on").isTrue();
        }
        return office.awaitEnded("surveyed", number);
    }

    private JsonNode survey(JsonNode contact) {
        return office.api()
                .get("api/v1/contacts/" + contact.path("id").asLong())
                .json()
                .path("survey");
    }

    @Test
    void shouldTellSupervisorsOfWhomNobodySatisfied() {
        JsonNode contact = says("5700", "1");
        patiently().until(() -> survey(contact).path("score").asInt() == 1);
        assertThat(survey(contact).path("agent").asString()).isEqualTo("dora");
        assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
        JsonNode low =
                office.api().get("api/v1/surveys/low").json().path("scores").path(0);
        assertThat(low.path("contactId").asLong()).isEqualTo(contact.path("id").asLong());
        assertThat(low.path("queue").asString()).isEqualTo("surveyed");
        assertThat(office.api().get("metrics").body()).contains("usher_survey_low_total{queue=\"surveyed\"} 1.0");

        office.killUsher();
        office.startUsherAgain();
        assertThat(survey(contact).path("score").asInt()).isEqualTo(1);
        assertThat(office.api().get("api/v1/surveys/low").json().path("scores").path(0))
                .isEqualTo(low);
    }

    @Test
    void shouldTakeAnotherKeyForNoAnswer() {
        JsonNode contact = says("5701", "7");
        assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
        patiently()
                .until(() ->
                        office.api().get("metrics").body().contains("usher_survey_asked_total{queue=\"surveyed\"}"));
        assertThat(survey(contact).isNull()).isTrue();
    }
}

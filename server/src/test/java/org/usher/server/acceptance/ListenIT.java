package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** A supervisor listens to a talk: real phones, each with a tone of its own, tell who hears whom. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class ListenIT {
    private static final String ANNAS = "api/v1/agents/anna/listen";

    private final Office office = Office.open("listen", 5, "");

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldSpyWhisperAndBargeWithoutATraceInTheBooks() {
        Api sofia = office.api()
                .as(
                        "sofia",
                        "{\"name\":\"sofia\",\"roles\":[\"SUPERVISOR\",\"AGENT\"],\"agent\":\"bela\",\"queues\":[\"billing\"]}");
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().onlyOnOrder().register();
                SippPhone caller = office.caller().dial("billing")) {
            String number = office.lastNumber();
            talk(anna, 1);
            office.isReady("bela");

            assertThat(ordered(sofia, 202, "SPY")).isEqualTo("RINGING");
            pickUp(bela, 1);
            awaitMode(sofia, "SPY");
            office.wallboard().awaitAgent("bela", "BUSY_ELSEWHERE");
            patiently().untilAsserted(() -> {
                assertThat(bela.audio().shareAt(caller.audio().toneHz()))
                        .as("he hears the customer")
                        .isGreaterThan(0.2);
                assertThat(bela.audio().shareAt(anna.audio().toneHz()))
                        .as("and the agent")
                        .isGreaterThan(0.2);
            });
            isHeardBy(bela, caller, false);
            isHeardBy(bela, anna, false);

            assertThat(ordered(sofia, 200, "WHISPER")).isEqualTo("CHANGED");
            awaitMode(sofia, "WHISPER");
            isHeardBy(bela, anna, true);
            isHeardBy(bela, caller, false);

            assertThat(ordered(sofia, 200, "BARGE")).isEqualTo("CHANGED");
            awaitMode(sofia, "BARGE");
            isHeardBy(bela, anna, true);
            isHeardBy(bela, caller, true);

            assertThat(office.api().get("api/v1/audit?limit=50").body())
                    .contains("SPY on contact ", "WHISPER on contact ", "BARGE on contact ", " by bela: CHANGED");
            assertThat(sofia.delete(ANNAS).json().path("result").asString()).isEqualTo("ENDED");
            office.wallboard().awaitAgent("bela", "READY");
            awaitNobodyListens(sofia);
            anna.audio().forget();
            caller.audio().forget();
            awaitBothHear(caller, anna);

            caller.hangUp();
            theBooksKnowOfOneTalk(number);
        }
    }

    @Test
    void shouldGoOnOverACrashOfUsherAndEndWithTheTalk() {
        Api vera = office.api().as("vera", "{\"name\":\"vera\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"billing\"]}");
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone carla = office.carla().onlyOnOrder().register();
                SippPhone caller = office.caller().dial("billing")) {
            String number = office.lastNumber();
            talk(anna, 1);
            assertThat(vera.post(ANNAS, "{\"mode\":\"SPY\"}").body()).contains("name a phone of PBX 1");
            assertThat(vera.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"anna\"}")
                            .body())
                    .contains("not-your-phone");
            assertThat(vera.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"carla\"}")
                            .status())
                    .isEqualTo(202);
            pickUp(carla, 1);
            awaitMode(vera, "SPY");

            office.killUsher();
            office.startUsherAgain();
            Api veraAgain = office.api().loggedIn("vera");
            awaitMode(veraAgain, "SPY");
            assertThat(veraAgain.post(ANNAS, "{\"mode\":\"WHISPER\"}").body()).contains("name a phone");
            assertThat(veraAgain
                            .post(ANNAS, "{\"mode\":\"WHISPER\",\"device\":\"carla\"}")
                            .status())
                    .isEqualTo(200);
            awaitMode(veraAgain, "WHISPER");
            isHeardBy(carla, anna, true);

            caller.hangUp();
            patiently()
                    .until(() ->
                            !office.asterisk.cli("core show channels concise").contains("PJSIP/"));
            awaitNobodyListens(veraAgain);
            theBooksKnowOfOneTalk(number);
        }
    }

    @Test
    void shouldHearNothingOfWhatTheAgentSaysToAColleague() {
        Api wera = office.api().as("wera", "{\"name\":\"wera\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"billing\"]}");
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().register();
                SippPhone carla = office.carla().onlyOnOrder().register()) {
            office.isReady("bela");
            office.api().pause("bela", "break");
            try (SippPhone caller = office.caller().dial("billing")) {
                String number = office.lastNumber();
                talk(anna, 1);
                assertThat(wera.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"anna_soft\"}")
                                .body())
                        .contains("not-your-phone");
                spiesAt(carla, wera, 1);

                ordered("consult", "{\"agent\":\"bela\"}");
                awaitBothHear(anna, bela);
                awaitNobodyListens(wera);
                assertThat(wera.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"carla\"}")
                                .body())
                        .contains("not-talking");
                awaitBothHear(anna, bela);

                ordered("cancel", null);
                awaitBothHear(caller, anna);
                spiesAt(carla, wera, 2);
                patiently()
                        .untilAsserted(() -> assertThat(
                                        carla.audio().shareAt(caller.audio().toneHz()))
                                .as("the customer again")
                                .isGreaterThan(0.2));
                caller.hangUp();
                awaitNobodyListens(wera);
                assertThat(office.awaitEnded("billing", number).path("agent").asString())
                        .isEqualTo("anna");
            }
        }
    }

    private static void spiesAt(SippPhone phone, Api supervisor, int call) {
        patiently().untilAsserted(() -> {
            Api.Answer answer = supervisor.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"carla\"}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        });
        pickUp(phone, call);
        awaitMode(supervisor, "SPY");
    }

    private void ordered(String order, @Nullable String target) {
        Api.Answer answer = office.api().post("api/v1/agents/anna/call/" + order, target);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void shouldLetNobodyListenToTalksOfOtherQueues() {
        Api otto = office.api()
                .as("otto", "{\"name\":\"otto\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"hasty\",\"orders\"]}");
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone caller = office.caller().dial("billing")) {
            talk(anna, 1);
            Api.Answer refused = otto.post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"carla\"}");
            assertThat(refused.status())
                    .as("anna serves hasty, too, but this talk is billing's")
                    .isEqualTo(403);
            assertThat(refused.body()).contains("not-your-queue");
            assertThat(otto.get(ANNAS).json().path("listeners").isEmpty()).isTrue();
            assertThat(office.api()
                            .post(ANNAS, "{\"mode\":\"SPY\",\"device\":\"carla\"}")
                            .status())
                    .as("a program, whatever it may")
                    .isEqualTo(403);
            caller.hangUp();
        }
    }

    private void talk(SippPhone anna, int call) {
        office.isReadyForTheWaiting("anna");
        pickUp(anna, call);
        office.wallboard().awaitAgent("anna", "ON_CONTACT");
    }

    private static String ordered(Api supervisor, int status, String mode) {
        Api.Answer answer = supervisor.post(ANNAS, "{\"mode\":\"" + mode + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.json().path("result").asString();
    }

    private static void awaitMode(Api supervisor, String mode) {
        patiently().untilAsserted(() -> {
            JsonNode listeners = supervisor.get(ANNAS).json().path("listeners");
            assertThat(listeners.size()).isEqualTo(1);
            assertThat(listeners.get(0).path("listens").asBoolean()).isTrue();
            assertThat(listeners.get(0).path("mode").asString()).isEqualTo(mode);
        });
    }

    private static void awaitNobodyListens(Api supervisor) {
        patiently().until(() -> supervisor.get(ANNAS).json().path("listeners").isEmpty());
    }

    /** From the audio of a whole half second from now on. */
    private static void isHeardBy(SippPhone listener, SippPhone other, boolean heard) {
        patiently().untilAsserted(() -> {
            other.audio().forget();
            patiently().until(() -> other.audio().hasHeardHalfASecond());
            double share = other.audio().shareAt(listener.audio().toneHz());
            if (heard) {
                assertThat(share)
                        .as("%s hears %s", other.name(), listener.name())
                        .isGreaterThan(0.2);
            } else {
                assertThat(share)
                        .as("%s hears %s", other.name(), listener.name())
                        .isLessThan(0.02);
            }
        });
    }

    private void theBooksKnowOfOneTalk(String number) {
        JsonNode contact = office.awaitEnded("billing", number);
        assertThat(contact.path("agent").asString()).isEqualTo("anna");
        assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
        JsonNode story = office.api()
                .get("api/v1/contacts/" + contact.path("id").asLong())
                .json();
        assertThat(story.path("steps")
                        .valueStream()
                        .map(step -> step.path("what").asString()))
                .containsExactly("QUEUED", "OFFERED", "TALKED");
        assertThat(office.api().get("api/v1/repairs").json().path("repairs").isEmpty())
                .isTrue();
        assertThat(office.usher.files().said()).doesNotContain("ERROR");
    }
}

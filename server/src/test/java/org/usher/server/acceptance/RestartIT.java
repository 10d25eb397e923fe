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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Usher ends, mostly by kill -9, with calls in every state, and what becomes of them without it and after it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class RestartIT {
    /** Longer than any restart takes, so that the dialplan's patience does not decide these tests. */
    private static final int PATIENT_SECONDS = 600;

    private static final long WRAP_UP_MS = 12_000;

    private final Office office = Office.open("restart", PATIENT_SECONDS, "");

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldLeaveCallersToTheFallbackAndTakeNewOnesWhenItIsBack() {
        dialplanWaitsFor(2);
        try (AmiClient ami = office.asterisk.rigAmi();
                SippPhone waiting = office.caller().dial("billing")) {
            String swept = office.lastNumber();
            office.wallboard().awaitWaiting("billing", 1);
            office.killUsher();
            ami.awaitEvent("UsherFallback", event -> event.is("CallerIDNum", swept));
            try (SippPhone late = office.caller().dial("billing")) {
                String never = office.lastNumber();
                ami.awaitEvent("UsherFallback", event -> event.is("CallerIDNum", never));
                patiently()
                        .until(() -> office.asterisk.cli("queue show overflow").contains("2. PJSIP/trunk"));

                dialplanWaitsFor(PATIENT_SECONDS);
                office.startUsherAgain();
                office.wallboard().awaitWaiting("billing", 0);
                JsonNode contact = office.awaitEnded("billing", swept);
                assertThat(contact.path("outcome").asString()).isEqualTo("OVERFLOWED");
                assertThat(office.api().contacts("billing"))
                        .noneMatch(other -> other.path("caller").asString().equals(never));
                late.hangUp();
            }
            waiting.hangUp();
            try (SippPhone anna = office.anna().register();
                    SippPhone next = office.caller().dial("billing")) {
                office.wallboard().awaitWaiting("billing", 1);
                office.api().logIn("anna", "anna");
                awaitBothHear(next, anna);
                next.hangUp();
                assertThat(office.awaitEnded("billing", office.lastNumber())
                                .path("outcome")
                                .asString())
                        .isEqualTo("ANSWERED");
            }
        }
    }

    private void dialplanWaitsFor(int seconds) {
        office.asterisk.cli("dialplan set global USHER_DEAD_AFTER " + seconds);
    }

    @Test
    void shouldContinueTheLineAndTheTalks() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone talking = office.caller().dial("billing")) {
            String talker = office.lastNumber();
            office.wallboard().awaitWaiting("billing", 1);
            office.isReadyForTheWaiting("anna");
            pickUp(anna, 1);
            awaitBothHear(talking, anna);
            try (SippPhone first = office.caller().dial("billing")) {
                String firstNumber = office.lastNumber();
                JsonNode line = office.wallboard().awaitWaiting("billing", 1);
                try (SippPhone second = office.caller().dial("billing")) {
                    String secondNumber = office.lastNumber();
                    office.wallboard().awaitWaiting("billing", 2);
                    try (SippPhone third = office.caller().dial("orders")) {
                        String thirdNumber = office.lastNumber();
                        office.wallboard().awaitWaiting("orders", 1);
                        JsonNode talkerBefore = known("billing", talker);
                        JsonNode firstBefore = known("billing", firstNumber);
                        JsonNode secondBefore = known("billing", secondNumber);
                        JsonNode thirdBefore = known("orders", thirdNumber);

                        office.killUsher();
                        talking.audio().forget();
                        anna.audio().forget();
                        office.startUsherAgain();

                        JsonNode again = office.wallboard().awaitWaiting("billing", 2);
                        assertThat(again.path("oldestEnqueuedAtMs")).isEqualTo(line.path("oldestEnqueuedAtMs"));
                        office.wallboard().awaitWaiting("orders", 1);
                        assertThat(office.wallboard().stateOf("anna")).isEqualTo("ON_CONTACT");
                        awaitBothHear(talking, anna);
                        anna.hangUp();
                        isContinued(talkerBefore, office.awaitEnded("billing", talker));
                        servesNext(anna, 2, first);
                        isContinued(firstBefore, office.awaitEnded("billing", firstNumber));
                        servesNext(anna, 3, second);
                        isContinued(secondBefore, office.awaitEnded("billing", secondNumber));
                        servesNext(anna, 4, third);
                        isContinued(thirdBefore, office.awaitEnded("orders", thirdNumber));
                    }
                }
            }
        }
        assertThat(office.usher.files().said()).contains("adopted the mariadbd that is still running");
    }

    private JsonNode known(String queue, String number) {
        return office.awaitHistory(queue, number, contact -> true);
    }

    /** Finishes after-call work, if there is any, and serves who is next in line: it must be this one. */
    private void servesNext(SippPhone anna, int call, SippPhone caller) {
        if (office.wallboard()
                .awaitAgent("anna", "WRAP_UP", "OFFERED")
                .path("state")
                .asString()
                .equals("WRAP_UP")) {
            office.api().endWrapUp("anna");
        }
        office.wallboard().awaitAgent("anna", "OFFERED");
        pickUp(anna, call);
        awaitBothHear(caller, anna);
        caller.hangUp();
        office.wallboard().awaitAgent("anna", "WRAP_UP", "READY", "OFFERED");
    }

    /** The same contact, which began when it began, answered by anna and ended rightly. */
    private void isContinued(JsonNode before, JsonNode after) {
        assertThat(after.path("id")).isEqualTo(before.path("id"));
        assertThat(after.path("enqueuedAtMs")).isEqualTo(before.path("enqueuedAtMs"));
        assertThat(after.path("agent").asString()).isEqualTo("anna");
        assertThat(after.path("outcome").asString()).isEqualTo("ANSWERED");
        assertThat(after.path("talkMs").asLong()).isPositive();
        assertThat(Mirror.entriesOf(office.usher.files(), after.path("id").asLong()))
                .containsExactly("ANSWERED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepWhatRemainsOfAfterCallWorkAndWhoIsPausedSinceWhen(boolean killed) {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().register();
                SippPhone caller = office.caller().dial("quick")) {
            office.isReady("bela");
            office.api().pause("bela", "break");
            JsonNode paused = office.wallboard().awaitAgent("bela", "PAUSED");
            office.api().logIn("anna", "anna");
            awaitBothHear(caller, anna);
            caller.hangUp();
            JsonNode works = office.wallboard().awaitAgent("anna", "WRAP_UP");
            if (killed) {
                office.killUsher();
            } else {
                office.stopUsher();
            }
            long endedAtMs = System.currentTimeMillis();
            office.startUsherAgain();
            long againAtMs = System.currentTimeMillis();

            JsonNode ready = office.wallboard().awaitAgent("anna", "READY");
            assertThat(office.wallboard().awaitAgent("bela", "PAUSED").path("sinceMs"))
                    .isEqualTo(paused.path("sinceMs"));
            // begun anew with the server it would end later than either
            assertThat(ready.path("sinceMs").asLong())
                    .isBetween(
                            works.path("sinceMs").asLong() + WRAP_UP_MS,
                            Math.max(endedAtMs + WRAP_UP_MS, againAtMs + WRAP_UP_MS / 2));
            assertThat(bela.messages()).as("who is paused is not rung").doesNotContain("INVITE sip:bela");
        }
    }

    @Test
    void shouldLearnWhatHappenedWhileItWasDown() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().register();
                SippPhone talking = office.caller().skills("french").dial("billing")) {
            String talker = office.lastNumber();
            office.api().logIn("bela", "bela");
            awaitBothHear(talking, bela);
            try (SippPhone ringing = office.caller().skills("german:9").dial("billing")) {
                String answered = office.lastNumber();
                office.wallboard().awaitWaiting("billing", 1);
                office.isReadyForTheWaiting("anna");
                try (SippPhone leaving = office.caller().skills("german:9").dial("billing")) {
                    String left = office.lastNumber();
                    office.wallboard().awaitWaiting("billing", 2);

                    office.killUsher();
                    talking.hangUp();
                    leaving.hangUp();
                    pickUp(anna, 1);
                    awaitBothHear(ringing, anna);
                    office.startUsherAgain();

                    office.wallboard().awaitAgent("anna", "ON_CONTACT");
                    office.wallboard().awaitAgent("bela", "WRAP_UP", "READY");
                    office.wallboard().awaitWaiting("billing", 0);
                    JsonNode ended = office.awaitEnded("billing", talker);
                    assertThat(ended.path("outcome").asString()).isEqualTo("ANSWERED");
                    assertThat(ended.path("agent").asString()).isEqualTo("bela");
                    assertThat(office.awaitEnded("billing", left).path("agent").isNull())
                            .isTrue();
                    ringing.hangUp();
                    JsonNode served = office.awaitEnded("billing", answered);
                    assertThat(served.path("outcome").asString()).isEqualTo("ANSWERED");
                    assertThat(served.path("agent").asString()).isEqualTo("anna");
                    assertThat(Mirror.offersOf(
                                    office.usher.files(), served.path("id").asLong()))
                            .containsExactly("anna ACCEPTED");
                }
            }
        }
    }
}

package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import org.usher.telephony.rig.WavFile;
import tools.jackson.databind.JsonNode;

/** What is recorded of a call, as a supervisor fetches it over HTTP and hears it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class RecordingIT {
    private static final double CARD_NUMBER_HZ = 1_700;
    private static final double AFTERWARDS_HZ = 2_100;
    private final Office office = Office.open("recording", 5, "");

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** Lets both talk so that a second of it is recorded. */
    private static void talk(SippPhone caller, SippPhone agent) {
        caller.audio().forget();
        agent.audio().forget();
        awaitBothHear(caller, agent);
        long heard = caller.audio().framesReceived();
        patiently().until(() -> caller.audio().framesReceived() > heard + 50);
    }

    private List<JsonNode> awaitRecordings(long contactId, Predicate<List<JsonNode>> fit) {
        return patiently()
                .until(
                        () -> {
                            Api.Answer answer = office.api().get("api/v1/contacts/" + contactId + "/recordings");
                            return answer.status() == 200
                                    ? answer.json()
                                            .path("recordings")
                                            .valueStream()
                                            .toList()
                                    : List.<JsonNode>of();
                        },
                        fit);
    }

    private static boolean ended(List<JsonNode> recordings, int wanted) {
        return recordings.size() == wanted
                && recordings.stream()
                        .noneMatch(entry ->
                                entry.path("recording").path("endedAtMs").isNull());
    }

    private WavFile sound(JsonNode entry, String side) {
        return WavFile.parse(office.api().bytes(entry.path(side).asString().substring(1)));
    }

    private void order(long contactId, boolean on) {
        Api.Answer answer = office.api().post("api/v1/contacts/" + contactId + "/recording", "{\"on\":" + on + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("recording").asBoolean()).isEqualTo(on);
    }

    private long contactOf(String number) {
        return office.awaitHistory("recorded", number, contact -> true)
                .path("id")
                .asLong();
    }

    @Test
    void shouldKeepBothSidesApartAndNothingOfAPause() {
        try (SippPhone anna = office.anna().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("recorded")) {
                double callerHz = caller.audio().toneHz();
                double annaHz = anna.audio().toneHz();
                talk(caller, anna);
                long contactId = contactOf(office.lastNumber());
                order(contactId, false);
                caller.audio().say(CARD_NUMBER_HZ);
                talk(caller, anna);
                caller.audio().say(AFTERWARDS_HZ);
                talk(caller, anna);
                order(contactId, true);
                talk(caller, anna);
                caller.hangUp();

                List<JsonNode> recordings = awaitRecordings(contactId, all -> ended(all, 2));
                WavFile said = sound(recordings.getFirst(), "caller");
                WavFile heard = sound(recordings.getFirst(), "agent");
                assertThat(said.clearMs(callerHz)).isGreaterThan(800);
                assertThat(said.largestShare(annaHz)).isLessThan(0.2);
                assertThat(heard.clearMs(annaHz)).isGreaterThan(800);
                assertThat(heard.largestShare(callerHz)).isLessThan(0.2);
                assertThat(recordings
                                .getFirst()
                                .path("recording")
                                .path("paused")
                                .asBoolean())
                        .isTrue();
                assertThat(sound(recordings.getLast(), "caller").clearMs(AFTERWARDS_HZ))
                        .isGreaterThan(800);
                for (JsonNode entry : recordings) {
                    assertThat(entry.path("recording").path("incomplete").asBoolean())
                            .as(entry.toString())
                            .isFalse();
                    assertThat(sound(entry, "caller").largestShare(CARD_NUMBER_HZ))
                            .isLessThan(0.2);
                    assertThat(sound(entry, "agent").largestShare(CARD_NUMBER_HZ))
                            .isLessThan(0.2);
                }
                assertThat(office.usher.files().said()).contains("tests fetches recording " + contactId);
            }
        }
    }

    @Test
    void shouldRecordOnWhenTheCallIsGivenAway() {
        try (SippPhone anna = office.anna().register();
                SippPhone carla = office.carla().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("recorded")) {
                // the harder half of all cases: to MixMonitor the second agent's packets look late
                anna.audio().numberFrom(30_000);
                carla.audio().numberFrom(100);
                talk(caller, anna);
                long contactId = contactOf(office.lastNumber());
                anna.transfer("carla");
                awaitBothHear(caller, carla);
                awaitRecordings(contactId, all -> all.size() == 2);
                talk(caller, carla);
                caller.hangUp();

                List<JsonNode> recordings = awaitRecordings(contactId, all -> ended(all, 2));
                assertThat(sound(recordings.getFirst(), "agent")
                                .clearMs(anna.audio().toneHz()))
                        .isGreaterThan(800);
                assertThat(sound(recordings.getLast(), "agent")
                                .clearMs(carla.audio().toneHz()))
                        .isGreaterThan(800);
                assertThat(sound(recordings.getLast(), "caller")
                                .clearMs(caller.audio().toneHz()))
                        .isGreaterThan(800);
            }
        }
    }

    @Test
    void shouldRecordBothSidesApartAcrossAnAttendedTransfer() {
        try (SippPhone anna = office.anna().register();
                SippPhone carla = office.carla().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("recorded")) {
                anna.audio().numberFrom(30_000);
                carla.audio().numberFrom(100);
                talk(caller, anna);
                long contactId = contactOf(office.lastNumber());
                anna.hold();
                try (SippPhone consult = office.dials("anna", "carla")) {
                    talk(consult, carla);
                    anna.transferInto(consult);
                    awaitBothHear(caller, carla);
                }
                awaitRecordings(contactId, all -> all.size() == 2);
                talk(caller, carla);
                caller.hangUp();

                double callerHz = caller.audio().toneHz();
                List<JsonNode> recordings = awaitRecordings(contactId, all -> ended(all, 2));
                WavFile before = sound(recordings.getFirst(), "agent");
                assertThat(before.clearMs(anna.audio().toneHz())).isGreaterThan(800);
                WavFile heard = sound(recordings.getLast(), "agent");
                assertThat(heard.clearMs(carla.audio().toneHz())).isGreaterThan(800);
                WavFile said = sound(recordings.getLast(), "caller");
                assertThat(said.clearMs(callerHz)).isGreaterThan(800);
                assertThat(said.largestShare(carla.audio().toneHz())).isLessThan(0.2);
                assertThat(heard.largestShare(callerHz)).isLessThan(0.2);
                assertThat(before.largestShare(620))
                        .as("what they said to each other")
                        .isLessThan(0.2);
                assertThat(recordings)
                        .noneMatch(entry ->
                                entry.path("recording").path("incomplete").asBoolean());
            }
        }
    }

    @Test
    void shouldRecordNothingOfACallerWhoRefuses() {
        try (SippPhone anna = office.anna().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("recorded")) {
                patiently().until(() -> caller.audio().flowsBothWays()); // the prompt, or what follows it
                caller.audio().press('1');
                talk(caller, anna);
                long contactId = contactOf(office.lastNumber());
                Api.Answer refused = office.api().post("api/v1/contacts/" + contactId + "/recording", "{\"on\":true}");
                assertThat(refused.status()).as(refused.body()).isEqualTo(409);
                caller.hangUp();
                office.awaitEnded("recorded", office.lastNumber());
                assertThat(awaitRecordings(contactId, all -> true)).isEmpty();
            }
        }
    }
}

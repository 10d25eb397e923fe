package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Agents who have phones and nothing else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class PhonesIT {
    private final Office office = Office.open("phones", 5, "");

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldWorkADayWithNothingButAPhone() {
        try (SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.keysIn("anna", "17", "000000");
            assertThat(office.usher.files().said()).contains("Log-in at phone 1/anna refused");
            assertThat(office.wallboard().stateOf("anna")).isEqualTo("LOGGED_OUT");

            office.keysIn("anna", "17", UsherFiles.ANNAS_PIN);
            office.wallboard().awaitAgent("anna", "READY");

            talksToACaller(anna, "anna", 1);
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            office.dialsAndHears("anna", "*5*4");
            office.wallboard().awaitAgent("anna", "READY");

            office.dialsAndHears("anna", "*5*2*1");
            JsonNode paused = office.wallboard().awaitAgent("anna", "PAUSED");
            assertThat(paused.path("reason").asString()).isEqualTo("break");
            office.dialsAndHears("anna", "*5*3");
            office.wallboard().awaitAgent("anna", "READY");

            office.dialsAndHears("anna", "*5*0");
            office.wallboard().awaitAgent("anna", "LOGGED_OUT");
        }
        assertThat(filesThatHold(UsherFiles.ANNAS_PIN)).isEmpty();
    }

    @Test
    void shouldGiveADeskToWhoeverSitsAtIt() {
        try (SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.keysIn("anna", "17", UsherFiles.ANNAS_PIN);
            office.wallboard().awaitAgent("anna", "READY");
            office.keysIn("anna", "18", UsherFiles.BELAS_PIN);
            assertThat(office.wallboard().stateOf("bela"))
                    .as("the desk is taken")
                    .isEqualTo("LOGGED_OUT");

            office.dialsAndHears("anna", "*5*0");
            office.wallboard().awaitAgent("anna", "LOGGED_OUT");
            office.keysIn("anna", "18", UsherFiles.BELAS_PIN);
            office.wallboard().awaitAgent("bela", "READY");

            talksToACaller(anna, "bela", 1);
            office.wallboard().awaitAgent("bela", "WRAP_UP");
        }
    }

    @Test
    void shouldRefuseAPhoneThatIsNoDevice() {
        office.keysIn("lobby", "17", UsherFiles.ANNAS_PIN);
        assertThat(office.usher.files().said()).contains("[[device]] pbx = 1 endpoint = \"lobby\"");
        assertThat(office.wallboard().stateOf("anna")).isEqualTo("LOGGED_OUT");
    }

    @Test
    void shouldCallAnAgentOutsideWhoHasAnsweredWhenHePressesOne() {
        try (SippPhone mobile = outside()) {
            office.api().logIn("bela", "0170555");
            office.wallboard().awaitAgent("bela", "READY");
            try (SippPhone caller = office.caller().dial("away")) {
                String number = office.lastNumber();
                office.wallboard().awaitAgent("bela", "OFFERED");
                patiently().until(() -> mobile.audio().framesReceived() > 50); // he is being asked
                assertThat(office.wallboard().stateOf("bela")).isEqualTo("OFFERED");

                mobile.press("1");
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                awaitBothHear(caller, mobile);
                mobile.hangUp();
                assertThat(caller.endedWell()).isTrue();

                JsonNode contact = office.awaitEnded("away", number);
                assertThat(contact.path("agent").asString()).isEqualTo("bela");
                assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
            }
        }
    }

    @Test
    void shouldNeverConnectACallerWithAVoicemail() {
        try (SippPhone voicemail = outside();
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.api().logIn("bela", "0170555");
            office.wallboard().awaitAgent("bela", "READY");
            try (SippPhone caller = office.caller().dial("away")) {
                String number = office.lastNumber();
                JsonNode bela = office.wallboard().awaitAgent("bela", "NOT_RESPONDING");
                assertThat(bela.path("reason").asString()).isEqualTo("TIMED_OUT");
                assertThat(voicemail.audio().framesReceived()).isGreaterThan(100);
                assertThat(caller.audio().hears(voicemail.audio())).isFalse();

                office.isReadyForTheWaiting("anna");
                pickUp(anna, 1);
                awaitBothHear(caller, anna);
                caller.hangUp();
                JsonNode contact = office.awaitEnded("away", number);
                assertThat(Mirror.offersOf(
                                office.usher.files(), contact.path("id").asLong()))
                        .containsExactly("bela TIMED_OUT", "anna ACCEPTED");
            }
        }
    }

    /** After calls elsewhere the centre of the tests gives ten minutes of after-call work; an emergency call is excused. */
    @Test
    void shouldNeverTouchAnEmergencyCallWhateverItsAgentIs() {
        try (SippPhone outside = outside();
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReady("anna");
            try (SippPhone emergency = office.dials("anna", "112")) {
                office.wallboard().awaitAgent("anna", "BUSY_ELSEWHERE");
                awaitBothHear(emergency, outside);
                try (SippPhone caller = office.caller().dial("billing")) {
                    office.wallboard().awaitWaiting("billing", 1);
                    office.api().post("api/v1/agents/anna/pause", "{\"reason\":\"break\"}");
                    office.wallboard().awaitAgent("anna", "PAUSED");
                    office.api().post("api/v1/agents/anna/resume", null);
                    office.wallboard().awaitAgent("anna", "BUSY_ELSEWHERE");

                    emergency.audio().forget();
                    awaitBothHear(emergency, outside);
                    emergency.hangUp();
                    office.wallboard().awaitAgent("anna", "OFFERED");
                    pickUp(anna, 1);
                    awaitBothHear(caller, anna);
                    caller.hangUp();
                }
            }
        }
    }

    /** A phone outside, which picks up whatever the trunk brings. */
    private SippPhone outside() {
        SippPhone phone = SippPhone.outside(office.asterisk, 1_900).switchOn();
        office.asterisk.cli("dialplan set global OUTSIDE_PORT " + phone.port());
        return phone;
    }

    private void talksToACaller(SippPhone phone, String agent, int call) {
        try (SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitAgent(agent, "OFFERED");
            pickUp(phone, call);
            office.wallboard().awaitAgent(agent, "ON_CONTACT");
            awaitBothHear(caller, phone);
            phone.hangUp();
            assertThat(caller.endedWell()).isTrue();
        }
    }

    /** Of all that Usher and Asterisk have written. */
    private List<Path> filesThatHold(String text) {
        try (Stream<Path> usher = Files.walk(office.usher.files().home());
                Stream<Path> asterisk = Files.walk(office.asterisk.home().resolve("log"))) {
            return Stream.concat(usher, asterisk)
                    .filter(Files::isRegularFile)
                    .filter(file -> holds(file, text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
        } catch (NoSuchFileException e) {
            return false; // MariaDB has done with it meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

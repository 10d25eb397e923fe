package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What agents dial to log in, pause and so on, on the real Asterisk with the shipped dialplan: what Usher is told, what the agent hears. */
final class AgentDeskDialplanIT extends DialplanCase {
    private static final double PHONE_HZ = 620;

    private SippPhone dial(String number) {
        return SippPhone.ownCall(asterisk, "alice", PHONE_HZ, number);
    }

    private AmiPacket request() {
        return ami.awaitEvent("UsherRequest", p -> true);
    }

    private void hears(String sounds) {
        observer.awaitEvent("Newexten", p -> p.is("Application", "Playback") && p.is("AppData", sounds));
    }

    private void isAskedBy(String application) {
        observer.awaitEvent("Newexten", p -> p.is("Application", application));
    }

    private void answer(AmiPacket request, String word) {
        router.set(request.get("Channel"), "USHER_ANSWER", word);
    }

    private String pinOf(AmiPacket request) {
        return ami.action("Getvar", "Channel", request.get("Channel"), "Variable", "USHER_PIN")
                .get("Value");
    }

    @Test
    void shouldAskForNumberAndPinAndTellUsherWhoWantsToLogIn() {
        try (SippPhone alice = dial("*5*1")) {
            isAskedBy("Read");
            alice.press("12#");
            isAskedBy("ReadExten");
            alice.press("4711#");

            AmiPacket request = request();
            assertThat(request.get("Channel")).startsWith("PJSIP/alice-");
            assertThat(request.get("Kind")).isEqualTo("login");
            assertThat(request.get("Number")).isEqualTo("12");
            assertThat(pinOf(request)).isEqualTo("4711");
            answer(request, "LOGGED_IN");

            hears("beep&agent-loginok");
            assertThat(alice.endedWell()).isTrue();
            assertThat(alice.audio().framesReceived()).isGreaterThan(50);
        }
    }

    @Test
    void shouldKeepThePinOutOfEveryEventAndEveryLog() {
        asterisk.cli("logger add channel everything notice,warning,error,verbose(5)");
        asterisk.cli("core set verbose 5");
        try (SippPhone alice = dial("*5*1*12")) {
            isAskedBy("ReadExten");
            alice.press("90817263#");
            AmiPacket request = request();
            assertThat(pinOf(request)).isEqualTo("90817263");
            answer(request, "LOGGED_IN");
            hears("beep&agent-loginok");
            assertThat(alice.endedWell()).isTrue();
        } finally {
            asterisk.cli("core set verbose 0");
        }
        assertThat(ami.sinceMark())
                .filteredOn(p -> p.toString().contains("90817263"))
                .as("only the answer to the question for it")
                .hasSize(1)
                .allMatch(p -> p.is("Response", "Success"));
        assertThat(observer.sinceMark())
                .filteredOn(p -> p.event().equals("Newexten"))
                .isNotEmpty()
                .noneMatch(p -> p.toString().contains("90817263"));
        assertThat(asterisk.log("everything")).contains("ReadExten").doesNotContain("90817263");
    }

    @ParameterizedTest
    @CsvSource({
        "*5*0, logout, '', LOGGED_OUT, beep&agent-loggedoff",
        "*5*2*31, pause, 31, PAUSED, beep&do-not-disturb&activated",
        "*5*3, resume, '', READY, beep&do-not-disturb&de-activated",
        "*5*4, finish, '', WRAP_UP_ENDED, beep&auth-thankyou",
        "*5*4, finish, '', NOT_IN_WRAP_UP, beeperr&pm-invalid-option",
        "*5*3, resume, '', a word of tomorrow, beeperr&im-sorry&please-try-call-later",
    })
    void shouldTellUsherWhatWasDialledAndTheAgentWhatUsherSays(
            String dialled, String kind, String argument, String word, String sounds) {
        try (SippPhone alice = dial(dialled)) {
            AmiPacket request = request();
            assertThat(request.get("Kind")).isEqualTo(kind);
            assertThat(request.get("Argument")).isEqualTo(argument);
            answer(request, word);
            hears(sounds);
            assertThat(alice.endedWell()).isTrue();
        }
    }

    @Test
    void shouldAskForTheReasonWhenNoneIsDialled() {
        try (SippPhone alice = dial("*5*2")) {
            isAskedBy("Read");
            alice.press("7#");
            AmiPacket request = request();
            assertThat(request.get("Kind")).isEqualTo("pause");
            assertThat(request.get("Argument")).isEqualTo("7");
            answer(request, "UNKNOWN_REASON");
            hears("beeperr&pm-invalid-option");
            assertThat(alice.endedWell()).isTrue();
        }
    }

    @Test
    void shouldNotTroubleUsherWithWhatCannotBeAPin() {
        try (SippPhone alice = dial("*5*1*12")) {
            isAskedBy("ReadExten");
            alice.press("12#");
            hears("beeperr&vm-incorrect");
            assertThat(alice.endedWell()).isTrue();
        }
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherRequest"));
    }

    @Test
    void shouldSayThatItIsNotAvailableWhenUsherDoesNotAnswer() {
        try (SippPhone alice = dial("*5*3")) {
            request();
            hears("beeperr&im-sorry&please-try-call-later");
            assertThat(alice.endedWell()).isTrue();
        }
    }

    @Test
    void shouldSayAtOnceThatItIsNotAvailableWhileUsherIsAway() {
        router.stopBeating();
        try {
            await().atMost(10, TimeUnit.SECONDS)
                    .until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=1"));
            observer.mark();
            List<SippPhone> calls = Stream.of("*5*0", "*5*1", "*5*1*12", "*5*2", "*5*2*31", "*5*3", "*5*4")
                    .map(this::dial)
                    .toList();
            for (SippPhone call : calls) {
                assertThat(call.endedWell()).isTrue();
                call.close();
            }
            assertThat(observer.sinceMark().stream()
                            .filter(p -> p.is("Application", "Playback"))
                            .map(p -> p.get("AppData")))
                    .hasSameSizeAs(calls)
                    .containsOnly("beeperr&im-sorry&please-try-call-later");
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherRequest"));
        } finally {
            router.beatAgain();
        }
    }

    @Test
    void shouldHaveASoundForEveryWordItSpeaks() {
        List<String> missing = asterisk.cli("dialplan show usher-told")
                .lines()
                .filter(line -> line.contains("Playback("))
                .flatMap(line ->
                        List.of(line.replaceAll(".*Playback\\(|\\).*", "").split("&")).stream())
                .distinct()
                .filter(sound -> !AsteriskTree.get().hasSound(sound))
                .toList();
        assertThat(missing).isEmpty();
    }
}

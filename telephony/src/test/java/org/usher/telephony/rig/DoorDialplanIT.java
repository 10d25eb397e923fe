package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How callers come in, wait and go back to the operator's dialplan, on the real Asterisk with the shipped files. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class DoorDialplanIT extends DialplanCase {

    @ParameterizedTest
    @CsvSource({"nosuch,UNKNOWN_QUEUE", "full,FULL", "closed,CLOSED", "empty,EMPTY"})
    void shouldSendCallerBackUnansweredWhenQueueDoesNotTakeHim(String queue, String status) {
        try (SippPhone caller = caller().dial(queue)) {
            assertThat(ami.awaitEvent("OperatorBack", p -> true).get("Status")).isEqualTo(status);
            assertThat(caller.endedWell()).isTrue();
        }
        finish("door-" + status.toLowerCase(Locale.ROOT).replace('_', '-'));
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherJoin"));
        assertThat(ami.sinceMark()).noneMatch(DoorDialplanIT::trunkIsUp);
    }

    @Test
    void shouldSendCallerBackUnansweredAndSayWhyWhenDialplanAsksForNonsense() {
        try (SippPhone caller = caller().header("X-Priority", "high").dial("billing")) {
            AmiPacket back = ami.awaitEvent("OperatorBack", p -> true);
            assertThat(back.get("Status")).isEqualTo("INVALID");
            assertThat(back.get("Error")).contains("USHER_PRIORITY").contains("whole number");
            assertThat(caller.endedWell()).isTrue();
        }
        finish("door-invalid");
        assertThat(ami.sinceMark()).noneMatch(DoorDialplanIT::trunkIsUp);
        assertThat(asterisk.log()).contains("USHER_PRIORITY must be a whole number");
    }

    @Test
    void shouldReportWhatDialplanSaysOfCallerLetterByLetter() {
        String awkward = "a \"b\", c: d; 100% {e} (f) Süd";
        try (SippPhone caller = caller().from("5557", "Ms Rot")
                .skills("german:5,orders")
                .header("X-Language", "de")
                .header("X-Priority", "3")
                .header("X-Customer", "C-4711")
                .header("X-Data", awkward)
                .dial("billing")) {
            String channel = router.awaitCaller();
            AmiPacket join = ami.awaitEvent("UsherJoin", p -> true);
            assertThat(join.get("Queue")).isEqualTo("billing");
            assertThat(decoded(join, "Skills")).isEqualTo("german:5,orders");
            assertThat(decoded(join, "CallLanguage")).isEqualTo("de");
            assertThat(join.get("CallPriority")).isEqualTo("3");
            assertThat(decoded(join, "Customer")).isEqualTo("C-4711");
            assertThat(decoded(join, "Data")).isEqualTo(awkward);
            assertThat(decoded(join, "Dialled")).isEqualTo("billing");
            assertThat(join.get("CallerIDNum")).isEqualTo("5557");
            assertThat(join.get("Enqueued")).matches("[0-9]{13}");
            hangUp(caller, channel);
        }
        finish("abandon-waiting");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5551%0d%0a%0d%0aEvent%3a%20UserEvent%0d%0aUserEvent%3a%20UsherForged%0d%0aUniqueid%3a%207.7%0d%0a",
                "5551%0d%0aUniqueid%3a%207.7%0d%0aForged%3a%20yes"
            })
    void shouldNotLetCallerWriteEventsByHisNumber(String number) {
        try (SippPhone caller = caller().from(number, "O'Brien").dial("billing")) {
            String channel = router.awaitCaller();
            hangUp(caller, channel);
        }
        awaitRest();
        assertThat(ami.sinceMark())
                .noneMatch(p -> p.event().equals("UsherForged") || p.is("Uniqueid", "7.7") || p.is("Forged", "yes"));
        assertThat(ami.sinceMark()).anyMatch(p -> p.get("CallerIDNum").startsWith("5551"));
    }

    @Test
    void shouldPlayMusicAndReportDigitsWhileWaiting() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            awaitMusic(caller);
            caller.audio().press('5');
            assertThat(ami.awaitEvent("UsherDigit", p -> true).get("Digit")).isEqualTo("5");
            awaitWaits(2);
            hangUp(caller, channel);
        }
        finish("digit");
    }

    @Test
    void shouldLeaveTrunkUnansweredUntilAgentAnswers() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("orders")) {
            String channel = router.awaitCaller();
            awaitMusic(caller);
            caller.audio().press('7');
            assertThat(ami.awaitEvent("UsherDigit", p -> true).get("Digit")).isEqualTo("7");
            awaitWaits(2);
            router.offer(channel, 31, 10_000, List.of("PJSIP/alice"));
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            assertThat(ami.sinceMark()).noneMatch(DoorDialplanIT::trunkIsUp);

            alice.answer();

            awaitBothHear(caller, alice);
            List<AmiPacket> all = ami.sinceMark();
            assertThat(all.indexOf(ami.await("the caller's answer", DoorDialplanIT::trunkIsUp)))
                    .isGreaterThan(all.indexOf(ami.awaitEvent(
                            "Newstate", p -> p.get("Channel").startsWith("PJSIP/alice") && p.is("ChannelState", "6"))));
            alice.hangUp();
            assertThat(caller.endedWell()).isTrue();
        }
        finish("early-media");
    }

    @Test
    void shouldNeverAnswerCallerWhoGivesUpInEarlyMedia() {
        try (SippPhone caller = caller().dial("orders")) {
            String channel = router.awaitCaller();
            hangUp(caller, channel);
            assertThat(caller.endedWell()).isTrue();
        }
        finish("early-media-abandoned");
        assertThat(ami.sinceMark()).noneMatch(DoorDialplanIT::trunkIsUp);
    }

    @Test
    void shouldKeepCallersPlaceWhenHeComesBack() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.set(channel, "USHER_CONTACT", "4711");
            AmiPacket first = ami.awaitEvent("UsherJoin", p -> true);

            router.release(channel, "TIMEOUT"); // this operator's dialplan comes back after a time-out

            AmiPacket again = ami.await("the second join", p -> p.event().equals("UsherJoin") && !p.equals(first));
            assertThat(again.get("Contact")).isEqualTo("4711");
            assertThat(again.get("Enqueued")).isEqualTo(first.get("Enqueued"));
            awaitWaits(2);
            router.release(channel, "WITHDRAWN");
            assertThat(ami.awaitEvent("OperatorBack", p -> p.is("Status", "WITHDRAWN"))
                            .get("Channel"))
                    .isEqualTo(channel);
            assertThat(caller.endedWell()).isTrue();
        }
        finish("released-and-back-and-released");
    }

    @Test
    void shouldEndTheCallOfWhoGoesOnInAChat() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.release(channel, "CHAT");
            assertThat(ami.awaitEvent("UsherLeft", p -> p.is("Channel", channel))
                            .get("Status"))
                    .isEqualTo("CHAT");
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
            assertThat(caller.endedWell()).isTrue();
            assertThat(ami.sinceMark())
                    .as("the operator's dialplan does not go on for him")
                    .noneMatch(p -> p.event().equals("OperatorBack"));
        }
        awaitRest();
    }

    @Test
    void shouldTakeCallerBackToWaitingAfterAnnouncement() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.say(channel, "beep");
            awaitWaits(2);
            hangUp(caller, channel);
        }
        finish("announcement");
    }

    @Test
    void shouldPlayNothingOnAnOrderOfAReplacedServer() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.say(channel, "beep", "6");
            awaitWaits(2);
            hangUp(caller, channel);
            awaitRest();
        }
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherSay"));
    }

    @Test
    void shouldTellUsherFewMessagesPerCall() {
        try (AmiClient all = asterisk.rigAmi();
                SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 32, 10_000, List.of("PJSIP/alice"));
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
            awaitRest();
            long filtered = eventsSince(channel, ami);
            System.out.println("AMI events of one answered call: " + filtered + " with the shipped filter, "
                    + eventsSince(channel, all) + " without");
            assertThat(filtered).isLessThanOrEqualTo(27);
        }
    }

    private static long eventsSince(String newChannel, AmiClient client) {
        return client.sinceMark().stream()
                .dropWhile(p -> !p.event().equals("Newchannel") || !p.is("Channel", newChannel))
                .filter(p -> !p.get("Event").isEmpty())
                .count();
    }

    private void awaitWaits(int times) {
        ami.await(
                times + " UsherWait",
                p -> ami.sinceMark().stream()
                                .filter(q -> q.event().equals("UsherWait"))
                                .count()
                        >= times);
    }

    private static void awaitMusic(SippPhone caller) {
        long before = caller.audio().framesReceived();
        await().atMost(10, TimeUnit.SECONDS).until(() -> caller.audio().framesReceived() > before + 25);
    }

    private static boolean trunkIsUp(AmiPacket p) {
        return p.event().equals("Newstate") && p.get("Channel").startsWith("PJSIP/trunk") && p.is("ChannelState", "6");
    }

    private static String decoded(AmiPacket p, String header) {
        return URLDecoder.decode(p.get(header).replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}

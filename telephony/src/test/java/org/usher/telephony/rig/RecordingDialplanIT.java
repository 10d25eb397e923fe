package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is recorded of a call and what is not, told by the tones in the files. */
final class RecordingDialplanIT extends DialplanCase {
    private static final List<String> ALICE = List.of("PJSIP/alice");
    /** What the caller says while nothing may be recorded. */
    private static final double CARD_NUMBER_HZ = 1_700;

    private static final double AFTERWARDS_HZ = 2_100;

    @BeforeAll
    void openQueuesThatAsk() {
        router.global("USHER_Q_asked", "entry:OPEN:beep");
    }

    private AmiPacket on(int nth) {
        return recording("on", nth);
    }

    private AmiPacket off(int nth) {
        return recording("off", nth);
    }

    private AmiPacket recording(String state, int nth) {
        return ami.await(
                "UsherRecording " + state + " no. " + nth,
                p -> p.event().equals("UsherRecording")
                        && p.is("State", state)
                        && ami.sinceMark().stream()
                                        .filter(q -> q.event().equals("UsherRecording") && q.is("State", state))
                                        .toList()
                                        .indexOf(p)
                                == nth - 1);
    }

    private WavFile file(AmiPacket on, String side) {
        return WavFile.read(path(on, side));
    }

    private Path path(AmiPacket on, String side) {
        long startedAtMs = Long.parseLong(on.get("Recording"));
        String contact = on.headers().get("ChanVariable").getFirst().replace("USHER_CONTACT=", "");
        return asterisk.home()
                .resolve("spool/monitor/usher/" + LocalDate.ofInstant(Instant.ofEpochMilli(startedAtMs), ZoneOffset.UTC)
                        + "/" + contact + "-" + startedAtMs + "-" + side + ".wav");
    }

    private String connect(long offerId, String rule) {
        String channel = router.awaitCaller();
        router.set(channel, "USHER_CONTACT", String.valueOf(1_000 + offerId));
        router.offer(channel, offerId, 10_000, ALICE, rule);
        ami.awaitEvent("BridgeEnter", p -> p.is("Channel", channel));
        return channel;
    }

    /** Lets both talk so that a second of it is in the files. */
    private static void talk(SippPhone one, SippPhone other) {
        one.audio().forget();
        other.audio().forget();
        awaitBothHear(one, other);
        long heard = one.audio().framesReceived();
        await().atMost(10, TimeUnit.SECONDS).until(() -> one.audio().framesReceived() > heard + 50);
    }

    @Test
    void shouldRecordBothSidesApart() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(31, "always");
            talk(caller, alice);
            hangUp(caller, channel);
            AmiPacket on = on(1);
            AmiPacket off = off(1);
            assertThat(off.get("Recording")).isEqualTo(on.get("Recording"));
            assertThat(off.get("Why")).isEqualTo("end");
            WavFile said = file(on, "caller");
            WavFile heard = file(on, "agent");
            assertThat(said.clearMs(CALLER_HZ)).isGreaterThan(800);
            assertThat(said.largestShare(ALICE_HZ)).isLessThan(0.2);
            assertThat(heard.clearMs(ALICE_HZ)).isGreaterThan(800);
            assertThat(heard.largestShare(CALLER_HZ)).isLessThan(0.2);
            assertThat(heard.lengthMs()).isEqualTo(said.lengthMs());
            assertThat(Long.parseLong(off.get("CallerBytes"))).isEqualTo(44 + 16 * said.lengthMs());
        }
        finish("recorded");
    }

    @Test
    void shouldLeaveNothingOfWhatNobodyAnswered() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.set(channel, "USHER_CONTACT", "1045");
            router.offer(channel, 45, 1_000, ALICE, "always");
            ami.awaitEvent("UsherDialResult", p -> p.is("DialStatus", "NOANSWER"));
            assertThat(alice.messages()).contains("180 Ringing");
            assertThat(path(on(1), "caller")).as("the next may answer").exists();
            hangUp(caller, channel);
            assertThat(off(1).get("AgentBytes")).isEqualTo("44");
            await().until(() -> Files.notExists(path(on(1), "caller")) && Files.notExists(path(on(1), "agent")));
        }
        finish("recording-of-nothing");
    }

    @Test
    void shouldLeaveOutWhatIsSaidDuringPause() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(32, "always");
            talk(caller, alice);

            pressBoth(alice, "*6");
            assertThat(off(1).get("Why")).isEqualTo("pause");
            caller.audio().say(CARD_NUMBER_HZ);
            talk(caller, alice);
            caller.audio().say(AFTERWARDS_HZ);
            talk(caller, alice);
            pressBoth(alice, "*7");
            on(2);
            talk(caller, alice);
            hangUp(caller, channel);
            off(2);

            for (String side : List.of("caller", "agent")) {
                assertThat(file(on(1), side).largestShare(CARD_NUMBER_HZ)).isLessThan(0.2);
                assertThat(file(on(2), side).largestShare(CARD_NUMBER_HZ)).isLessThan(0.2);
            }
            assertThat(file(on(1), "caller").clearMs(CALLER_HZ)).isGreaterThan(800);
            assertThat(file(on(2), "caller").clearMs(AFTERWARDS_HZ)).isGreaterThan(800);
            assertThat(file(on(2), "agent").clearMs(ALICE_HZ)).isGreaterThan(800);
        }
        awaitRest();
    }

    @Test
    void shouldStartAtAgentsWishAndTellHimAlone() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(33, "demand");
            talk(caller, alice);
            assertThat(recordings(channel)).isEmpty();

            pressBoth(alice, "*7");

            on(1);
            awaitWhisper(alice, caller);
            assertThat(caller.audio().hears(alice.audio())).isTrue();
            talk(caller, alice);
            hangUp(caller, channel);
            off(1);
            assertThat(file(on(1), "caller").clearMs(CALLER_HZ)).isGreaterThan(800);
            assertThat(file(on(1), "agent").clearMs(ALICE_HZ)).isGreaterThan(800);
        }
        awaitRest();
    }

    @Test
    void shouldNeverRecordWhereTheQueueDoesNot() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(34, "");
            talk(caller, alice);
            pressBoth(alice, "*7");
            awaitWhisper(alice, caller);
            hangUp(caller, channel);
            assertThat(recordings(channel)).isEmpty();
        }
        awaitRest();
    }

    @Test
    void shouldPauseAndGoOnAtUshersOrder() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(35, "always");
            talk(caller, alice);
            router.record(channel, "off");
            assertThat(off(1).get("Why")).isEqualTo("pause");
            router.record(channel, "on");
            on(2);
            hangUp(caller, channel);
        }
        finish("recording-paused-by-usher");
    }

    @Test
    void shouldNotRecordCallerWhoRefuses() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("asked")) {
            await().until(() -> caller.audio().flowsBothWays()); // the prompt, or the silence after it
            caller.audio().press('1');
            String channel = connect(36, "always");
            talk(caller, alice);
            pressBoth(alice, "*7");
            awaitWhisper(alice, caller);
            hangUp(caller, channel);
            assertThat(recordings(channel)).isEmpty();
        }
        awaitRest();
    }

    @Test
    void shouldRecordCallerWhoWasAskedAndSaysNothing() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("asked")) {
            String channel = connect(37, "always");
            talk(caller, alice);
            hangUp(caller, channel);
            off(1);
            assertThat(file(on(1), "caller").clearMs(CALLER_HZ)).isGreaterThan(800);
        }
        awaitRest();
    }

    @Test
    void shouldRecordOnThroughBlindTransfer() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            // the harder half of all cases: to MixMonitor the second agent's packets look late
            alice.audio().numberFrom(30_000);
            bob.audio().numberFrom(100);
            String channel = connect(38, "always");
            talk(caller, alice);
            alice.transfer("bob");
            ami.awaitEvent("BlindTransfer", p -> p.is("TransfereeChannel", channel));
            awaitBothHear(caller, bob);
            router.record(channel, "again");
            on(2);
            talk(caller, bob);
            hangUp(caller, channel);
            off(2);
            assertThat(file(on(1), "agent").clearMs(ALICE_HZ)).isGreaterThan(800);
            assertThat(file(on(2), "agent").clearMs(BOB_HZ)).isGreaterThan(800);
            assertThat(file(on(2), "caller").clearMs(CALLER_HZ)).isGreaterThan(800);
        }
        finish("recorded-through-transfer");
    }

    @Test
    void shouldKeepPauseThroughTransferThoughToldToBeginAnew() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(39, "always");
            talk(caller, alice);
            pressBoth(alice, "*6");
            off(1);
            alice.transfer("bob");
            ami.awaitEvent("BlindTransfer", p -> p.is("TransfereeChannel", channel));
            awaitBothHear(caller, bob);
            router.record(channel, "again");
            talk(caller, bob);
            assertThat(recordings(channel)).hasSize(2);
            router.record(channel, "on");
            on(2);
            hangUp(caller, channel);
            off(2);
        }
        awaitRest();
    }

    @Test
    void shouldKeepCallersFromOrderingAnything() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connect(40, "always");
            talk(caller, alice);
            caller.audio().press('D');
            pressBoth(caller, "*6");
            talk(caller, alice);
            assertThat(recordings(channel)).hasSize(1);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldBeginOnceForAllOffersAndAnewForNextTalk() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.set(channel, "USHER_CONTACT", "1041");
            router.offer(channel, 41, 1_000, ALICE, "always");
            awaitWaitingAfter(channel, "UsherDialResult");
            router.offer(channel, 42, 10_000, ALICE, "always");
            alice.answer();
            talk(caller, alice);
            assertThat(recordings(channel)).hasSize(1);
            hangUp(caller, channel);
            off(1);
            assertThat(file(on(1), "agent").clearMs(ALICE_HZ)).isGreaterThan(800);
        }
        awaitRest();
    }

    private void awaitWaitingAfter(String channel, String event) {
        AmiPacket first = ami.awaitEvent(event, p -> p.is("Channel", channel));
        ami.await(
                "UsherWait after " + event,
                p -> p.event().equals("UsherWait")
                        && p.is("Channel", channel)
                        && ami.sinceMark().indexOf(p) > ami.sinceMark().indexOf(first));
    }

    /** What the agent hears besides the customer. */
    private static void awaitWhisper(SippPhone agent, SippPhone caller) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(10, TimeUnit.MILLISECONDS)
                .until(() -> agent.audio().shareAt(caller.audio().toneHz()) < 0.9);
    }

    private static void pressBoth(SippPhone phone, String keys) {
        phone.audio().press(keys.charAt(0));
        phone.audio().press(keys.charAt(1));
    }

    private List<AmiPacket> recordings(String channel) {
        return ami.sinceMark().stream()
                .filter(p ->
                        p.event().equals("UsherRecording") && p.is("Channel", channel) && !p.is("State", "ordered"))
                .toList();
    }
}

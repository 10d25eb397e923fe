package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.usher.telephony.rig.DialplanCase.ALICE_HZ;
import static org.usher.telephony.rig.DialplanCase.CALLER_HZ;
import static org.usher.telephony.rig.DialplanCase.awaitBothHear;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Callers of one real Asterisk and agents of another, with the shipped trunk between the two. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TwoBoxesDialplanIT {
    private static final List<String> DORA = List.of("PJSIP/dora@usher-box-2");
    private static final String TRUNK = "PJSIP/usher-box-2-";
    private static final String FROM_BOX = """
            [usher-from-box]
            exten => _[a-z].,1,Set(USHER_QUEUE=${EXTEN})
             same => n,Goto(operator,s,1)
            """;
    /** Given back for having waited too long, the caller goes to the other box. */
    private static final String SENDS_ON = """
            [from-trunk]
            exten => brief,1,Set(USHER_QUEUE=billing)
             same => n,Gosub(usher-in,s,1)
             same => n,Gosub(usher-send,s,1(2,billing))
             same => n,Hangup()
            """;

    private TwoAsterisks boxes;
    private HandRouter router;
    private HandRouter there;
    private AmiClient ami;

    @BeforeAll
    void start() {
        boxes = TwoAsterisks.start(
                RealAsterisk.builder().agents("alice").deadAfterSeconds(2).dialplan(SENDS_ON),
                RealAsterisk.builder()
                        .agents("dora")
                        .deadAfterSeconds(2)
                        .dialplan(FROM_BOX)
                        .edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 1")));
        router = new HandRouter(boxes.first()).open("billing=entry:OPEN");
        there = new HandRouter(boxes.second()).open("billing=entry:OPEN");
        ami = router.ami();
        awaitTrunk();
    }

    /** The first answer to the first qualifying OPTIONS. */
    private void awaitTrunk() {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(50, TimeUnit.MILLISECONDS)
                .until(() -> boxes.first().cli("pjsip show contacts").contains("Avail"));
    }

    @BeforeEach
    void forgetEarlierMessages() {
        ami.mark();
        there.ami().mark();
    }

    @AfterEach
    void everybodyGoesHome() {
        for (RealAsterisk box : List.of(boxes.first(), boxes.second())) {
            await().atMost(15, TimeUnit.SECONDS)
                    .until(() -> !box.cli("core show channels concise").contains("PJSIP/"));
        }
    }

    @AfterAll
    void stop() {
        router.close();
        there.close();
        boxes.close();
    }

    private SippPhone.Agent dora() {
        return SippPhone.agent(boxes.second(), "dora", ALICE_HZ);
    }

    private SippPhone.Caller caller() {
        return SippPhone.caller(boxes.first(), CALLER_HZ);
    }

    private AmiPacket result(long offerId) {
        return ami.awaitEvent("UsherDialResult", p -> p.is("Offer", String.valueOf(offerId)));
    }

    private void awaitBackInWaitingRoom(String channel, long offerId) {
        int after = ami.sinceMark().indexOf(result(offerId));
        ami.await(
                "UsherWait after the offer",
                p -> p.event().equals("UsherWait")
                        && p.is("Channel", channel)
                        && ami.sinceMark().lastIndexOf(p) > after);
    }

    private String ownCause(long offerId) {
        result(offerId);
        return ami.awaitEvent("Hangup", p -> p.get("Channel").startsWith(TRUNK)).get("Cause");
    }

    @Test
    void shouldConnectTheCallerWithAPhoneOfTheOtherBoxAndPassItsHoldOn() {
        try (SippPhone dora = dora().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 11, 10_000, DORA);
            assertThat(ami.awaitEvent("DialBegin", p -> p.get("DestChannel").startsWith(TRUNK))
                            .get("DialString"))
                    .isEqualTo("dora@usher-box-2");
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            dora.answer();
            ami.awaitEvent("UsherAnswered", p -> p.is("Offer", "11"));
            awaitBothHear(caller, dora);
            dora.hold();
            ami.awaitEvent("Hold", p -> p.get("Channel").startsWith(TRUNK));
            dora.resume();
            ami.awaitEvent("Unhold", p -> p.get("Channel").startsWith(TRUNK));
            assertThat(dora.messages())
                    .contains("X-Usher-Offer: 11", "X-Usher-Queue: " + HandRouter.PLAIN_TITLE)
                    .containsPattern("From: \"?Billing desk 0:42\"? <sip:5551@")
                    .doesNotContain("answer-after");

            dora.hangUp();
            assertThat(result(11).get("DialStatus")).isEqualTo("ANSWER");
            assertThat(ami.awaitEvent("UsherLeft", p -> true).get("Status")).isEqualTo("ANSWERED");
            assertThat(caller.endedWell()).isTrue();
        }
    }

    @Test
    void shouldTellBusyAndDeclinedAndNotAnsweredAndUnregisteredApart() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 13, 10_000, DORA);
            assertThat(ownCause(13)).as("not registered").isEqualTo("27");
            awaitBackInWaitingRoom(channel, 13);
            ami.mark();
            try (SippPhone dora = dora().rejects("486 Busy Here").register()) {
                router.offer(channel, 14, 10_000, DORA);
                assertThat(result(14).get("DialStatus")).isEqualTo("BUSY");
                assertThat(ownCause(14)).isEqualTo("17");
                awaitBackInWaitingRoom(channel, 14);
                ami.mark();
            }
            try (SippPhone dora = dora().onlyOnOrder().register()) {
                router.offer(channel, 15, 10_000, DORA);
                ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
                dora.reject();
                assertThat(ownCause(15)).as("declined").isEqualTo("21");
                awaitBackInWaitingRoom(channel, 15);
                ami.mark();
                router.offer(channel, 16, 1_500, DORA);
                assertThat(result(16).get("DialStatus")).isEqualTo("NOANSWER");
                awaitBackInWaitingRoom(channel, 16);
                caller.hangUp();
            }
        }
    }

    @Test
    @Tag("long")
    void shouldHaveThePhoneThereBeepAndPickUpAndTheWhisperSpokenToItsAgentAlone() {
        try (SippPhone dora = dora().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 17, DORA.getFirst(), 0, "beeperr", "alice&dora@usher-box-2");
            awaitBothHear(caller, dora);
            assertThat(dora.messages()).contains("answer-after=0", "info=alert-autoanswer");
            assertThat(dora.messages()).doesNotContain("X-Usher-Auto");
            caller.hangUp();
            there.ami().awaitEvent("Hangup", p -> p.get("Channel").startsWith("PJSIP/dora"));
        }
    }

    @Test
    @Tag("long")
    void shouldTakeTheCallerBackToTheWaitingRoomWhenThePhoneThereDies() {
        try (SippPhone dora = dora().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 19, 10_000, DORA);
            awaitBothHear(caller, dora);
            dora.switchOff();
            assertThat(ami.awaitEvent("HangupRequest", p -> p.get("Channel").startsWith(TRUNK))
                            .get("Cause"))
                    .isEqualTo("27");
            awaitBackInWaitingRoom(channel, 19);
            caller.hangUp();
        }
    }

    @Test
    @Tag("long")
    void shouldLetTheAgentThereTransferByKeysInTheDialplanOfTheCallersBox() {
        try (SippPhone dora = dora().register();
                SippPhone alice = SippPhone.agent(boxes.first(), "alice", 1_100).register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 20, 10_000, DORA);
            awaitBothHear(caller, dora);
            dora.press("#1");
            dora.press("6001");
            assertThat(ami.awaitEvent("BlindTransfer", p -> true).get("TransfererChannel"))
                    .startsWith(TRUNK);
            awaitBothHear(caller, alice);
            caller.hangUp();
        }
    }

    @Test
    void shouldKeepThePlaceOfACallerWhomTheOperatorSendsToTheOtherBox() {
        try (SippPhone caller = caller().dial("brief")) {
            String channel = router.awaitCaller();
            AmiPacket joined = ami.awaitEvent("UsherJoin", p -> true);
            router.set(channel, "USHER_CONTACT", "4711");
            router.release(channel, "TIMEOUT");
            AmiPacket again = there.ami().awaitEvent("UsherJoin", p -> true);
            assertThat(again.get("Contact")).isEqualTo("4711");
            assertThat(again.get("Enqueued")).isEqualTo(joined.get("Enqueued"));
            assertThat(again.get("CallerIDNum")).isEqualTo("5551");
            caller.hangUp();
            there.ami().awaitEvent("Hangup", p -> p.is("Channel", again.get("Channel")));
        }
    }

    @Test
    void shouldNotLetAStrangerIn() {
        // from 127.0.0.1, which is not the other box: a caller of the operator's like any other
        try (SippPhone stranger = SippPhone.caller(boxes.second(), CALLER_HZ)
                .header("X-Usher-Offer", "666")
                .dial("dora")) {
            assertThat(stranger.endedWell()).isTrue();
            assertThat(there.ami().sinceMark()).noneMatch(p -> p.is("Context", "usher-remote"));
        }
    }
}

package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of an offer, on the real Asterisk with the shipped dialplan, rights and filter. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class OfferDialplanIT extends DialplanCase {
    private static final List<String> ALICE = List.of("PJSIP/alice");

    private AmiPacket result(long offerId) {
        return ami.awaitEvent("UsherDialResult", p -> p.is("Offer", String.valueOf(offerId)));
    }

    private void connect(String channel, long offerId, List<String> devices) {
        router.offer(channel, offerId, 10_000, devices);
        ami.awaitEvent("UsherAnswered", p -> p.is("Offer", String.valueOf(offerId)));
        ami.awaitEvent("BridgeEnter", p -> p.is("Channel", channel));
    }

    private void awaitBackInWaitingRoom(String channel, long offerId) {
        int after = ami.sinceMark().indexOf(result(offerId));
        ami.await(
                "UsherWait after the offer",
                p -> p.event().equals("UsherWait")
                        && p.is("Channel", channel)
                        && ami.sinceMark().lastIndexOf(p) > after);
    }

    @Test
    void shouldGoOnInOperatorsDialplanWhenAgentHangsUp() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            connect(channel, 11, ALICE);
            awaitBothHear(caller, alice);

            alice.hangUp();

            assertThat(result(11).get("DialStatus")).isEqualTo("ANSWER");
            assertThat(ami.awaitEvent("UsherLeft", p -> true).get("Status")).isEqualTo("ANSWERED");
            assertThat(ami.awaitEvent("OperatorBack", p -> true).get("Status")).isEqualTo("ANSWERED");
            assertThat(caller.endedWell()).isTrue();
        }
        finish("answered-agent-hangs-up");
    }

    @Test
    void shouldEndCallWhenCallerHangsUpInTalk() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            connect(channel, 12, ALICE);
            awaitBothHear(caller, alice);

            hangUp(caller, channel);
            assertThat(caller.endedWell()).isTrue();
        }
        finish("answered-caller-hangs-up");
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherDialResult"));
    }

    @Test
    void shouldTakeCallerBackToWaitingWhenAgentDoesNotAnswer() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();

            router.offer(channel, 13, 1_500, ALICE);

            assertThat(result(13).get("DialStatus")).isEqualTo("NOANSWER");
            awaitBackInWaitingRoom(channel, 13);
            hangUp(caller, channel);
        }
        finish("no-answer");
    }

    @Test
    void shouldTakeCallerBackToWaitingWhenAgentIsBusy() {
        try (SippPhone alice = alice().rejects("486 Busy Here").register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();

            router.offer(channel, 14, 10_000, ALICE);

            assertThat(result(14).get("DialStatus")).isEqualTo("BUSY");
            awaitBackInWaitingRoom(channel, 14);
            hangUp(caller, channel);
        }
        finish("busy");
    }

    @Test
    void shouldTakeCallerBackToWaitingWhenAgentDeclines() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 15, 10_000, ALICE);
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));

            alice.reject();

            assertThat(result(15).get("DialStatus")).isNotEqualTo("ANSWER");
            awaitBackInWaitingRoom(channel, 15);
            hangUp(caller, channel);
        }
        finish("declined");
        assertThat(ami.sinceMark())
                .anyMatch(p -> p.event().equals("Hangup")
                        && p.get("Channel").startsWith("PJSIP/alice")
                        && p.is("Cause", "21"));
    }

    @Test
    void shouldTakeCallerBackToWaitingAtOnceWhenAgentIsNotRegistered() {
        try (SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();

            router.offer(channel, 16, 10_000, ALICE);

            assertThat(result(16).get("DialStatus")).isEqualTo("CHANUNAVAIL");
            awaitBackInWaitingRoom(channel, 16);
            hangUp(caller, channel);
        }
        finish("agent-unregistered");
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("DialBegin"));
    }

    @Test
    void shouldCancelAgentsPhoneWhenCallerAbandonsWhileRinging() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 17, 10_000, ALICE);
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));

            caller.hangUp();

            assertThat(ami.awaitEvent("DialEnd", p -> true).get("DialStatus")).isEqualTo("CANCEL");
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
            assertThat(caller.endedWell()).isTrue();
        }
        finish("abandon-ringing");
    }

    @Test
    void shouldStopRingingWhenOfferIsWithdrawn() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 18, 10_000, ALICE);
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));

            router.withdraw(channel);

            assertThat(ami.awaitEvent("DialEnd", p -> true).get("DialStatus")).isEqualTo("CANCEL");
            ami.awaitEvent("Hangup", p -> p.get("Channel").startsWith("PJSIP/alice"));
            ami.await(
                    "the second UsherWait",
                    p -> p.event().equals("UsherWait")
                            && ami.sinceMark().stream()
                                            .filter(q -> q.event().equals("UsherWait"))
                                            .count()
                                    == 2);
            hangUp(caller, channel);
        }
        finish("withdrawn");
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherDialResult"));
    }

    @Test
    void shouldRingEveryContactOfAgentAndLetFirstAnswerWin() {
        try (SippPhone desk = alice().onlyOnOrder().register();
                SippPhone soft =
                        SippPhone.agent(asterisk, "alice", 1_450).onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 19, 10_000, ALICE);
            ami.await("both phones ringing", p -> ringing() == 2);

            soft.answer();

            AmiPacket answered = ami.awaitEvent("UsherAnswered", p -> true);
            awaitBothHear(caller, soft);
            assertThat(caller.audio().hears(desk.audio())).isFalse();
            assertThat(ami.awaitEvent("DialEnd", p -> p.is("DialStatus", "CANCEL"))
                            .get("DestChannel"))
                    .isNotEqualTo(answered.get("Channel"));
            hangUp(caller, channel);
        }
        finish("two-contacts");
    }

    @Test
    void shouldRingEveryDeviceAndSkipThoseWithoutContact() {
        try (SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 20, 10_000, List.of("PJSIP/alice", "PJSIP/nobody-of-this-name", "PJSIP/bob"));
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));

            bob.answer();

            awaitBothHear(caller, bob);
            hangUp(caller, channel);
        }
        finish("two-devices-one-unregistered");
    }

    @Test
    void shouldNotFollowPhoneThatForwards() {
        try (SippPhone alice = alice().forwardsTo("bob").register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();

            router.offer(channel, 21, 5_000, ALICE);

            assertThat(result(21).get("DialStatus")).isNotEqualTo("ANSWER");
            awaitBackInWaitingRoom(channel, 21);
            assertThat(bob.messages()).doesNotContain("INVITE");
            hangUp(caller, channel);
        }
        finish("forwarded-302");
    }

    @Test
    void shouldRefuseOrderForAnotherOfferOrOfReplacedServer() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();

            router.offer(channel, 22, "6", 5_000, ALICE); // the epoch of a server that was replaced
            assertThat(result(22).get("DialStatus")).isEqualTo("STALE");
            awaitBackInWaitingRoom(channel, 22);

            router.redirectToOffer(channel, 23); // an order without its arguments, or given twice
            assertThat(result(23).get("DialStatus")).isEqualTo("STALE");
            awaitBackInWaitingRoom(channel, 23);

            assertThat(alice.messages()).doesNotContain("INVITE");
            hangUp(caller, channel);
        }
        finish("stale-orders");
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("DialBegin"));
    }

    @Test
    void shouldShowQueueAndWaitOnAgentsPhone() {
        assertThat(invited(24, "5559", HandRouter.PLAIN_TITLE))
                .contains("From: \"Billing desk 0:42\" <sip:5559@")
                .contains("X-Usher-Offer: 24");
    }

    @Test
    void shouldShowTitleThatWouldEndAnOptionOfDial() {
        assertThat(invited(27, "5559", HandRouter.ODD_TITLE))
                .contains("From: \"Rechnung & Zahlung, SÃ¼d 0:42\" <sip:5559@")
                .contains("X-Usher-Offer: 27");
    }

    @Test
    void shouldTakeNoOptionOfDialFromCallersNumber() {
        assertThat(invited(28, "5)U(evil", HandRouter.PLAIN_TITLE))
                .contains("From: \"Billing desk 0:42\" <sip:5)U(evil@")
                .contains("X-Usher-Offer: 28");
    }

    /** What alice's phone was sent. */
    private String invited(long offerId, String number, String title) {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().from(number, "Ms Müller").dial("billing")) {
            String channel = router.awaitCaller();
            router.offerTitled(channel, offerId, ALICE, title);
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            hangUp(caller, channel);
            alice.unregister();
            alice.switchOff();
            return alice.messages();
        }
    }

    @Test
    void shouldReportHoldAndResume() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            connect(channel, 25, ALICE);
            awaitBothHear(caller, alice);

            alice.hold();
            ami.awaitEvent("Hold", p -> p.get("Channel").startsWith("PJSIP/alice"));
            alice.resume();
            ami.awaitEvent("Unhold", p -> p.get("Channel").startsWith("PJSIP/alice"));
            awaitBothHear(caller, alice);
            alice.hangUp();
        }
        finish("hold");
    }

    @Test
    void shouldReportBlindTransferToAnotherAgent() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            connect(channel, 26, ALICE);
            awaitBothHear(caller, alice);

            alice.transfer("bob");

            ami.awaitEvent("BlindTransfer", p -> p.is("TransfereeChannel", channel));
            awaitBothHear(caller, bob);
            hangUp(caller, channel);
        }
        finish("blind-transfer");
    }

    private long ringing() {
        return ami.sinceMark().stream()
                .filter(p -> p.event().equals("DialState") && p.is("DialStatus", "RINGING"))
                .count();
    }
}

package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents outside, for example at their mobiles, on the real Asterisk with the shipped dialplan: only who presses 1 has answered. */
final class ExternalDialplanIT extends TransferCase {
    private static final String NUMBER = "0170555";
    private static final String MOBILE = "Local/" + NUMBER + "@usher-external/n";

    private void awaitQuestion() {
        observer.awaitEvent("Newexten", p -> p.is("Application", "Read") && p.is("Context", "usher-press"));
    }

    private AmiPacket result(long offerId) {
        return ami.awaitEvent("UsherDialResult", p -> p.is("Offer", String.valueOf(offerId)));
    }

    private boolean isAnswered() {
        return ami.sinceMark().stream().anyMatch(p -> p.event().equals("UsherAnswered"));
    }

    @Test
    void shouldConnectWhoeverPressesOneAndNobodyBefore() {
        try (SippPhone mobile = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 61, 30_000, List.of(MOBILE));
            awaitQuestion();
            assertThat(isAnswered()).isFalse();
            mobile.press("1");
            ami.awaitEvent("UsherAnswered", p -> p.is("Offer", "61"));
            awaitBothHear(caller, mobile);
            mobile.hangUp();
            assertThat(result(61).get("DialStatus")).isEqualTo("ANSWER");
            assertThat(caller.endedWell()).isTrue();
        }
        finish("external-accepted");
    }

    @Test
    void shouldTakeOneWhoPressesNothingForOneWhoDoesNotAnswer() {
        try (SippPhone voicemail = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 62, 60_000, List.of(MOBILE));
            assertThat(result(62).get("DialStatus")).isEqualTo("NOANSWER");
            assertThat(voicemail.audio().framesReceived()).as("was spoken to").isGreaterThan(100);
            assertThat(caller.audio().hears(voicemail.audio())).isFalse();
            hangUp(caller, channel);
        }
        finish("external-voicemail");
        assertThat(isAnswered()).isFalse();
    }

    @Test
    void shouldTakeOneWhoPressesTwoForOneWhoDeclines() {
        try (SippPhone mobile = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 63, 60_000, List.of(MOBILE));
            awaitQuestion();
            mobile.press("2");
            assertThat(result(63).get("HangupCause")).isEqualTo("21");
            hangUp(caller, channel);
        }
        finish("external-declined");
        assertThat(isAnswered()).isFalse();
    }

    @Test
    void shouldTakeOneWhoHangsUpForOneWhoDeclines() {
        try (SippPhone mobile = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 64, 60_000, List.of(MOBILE));
            awaitQuestion();
            mobile.hangUp();
            assertThat(result(64).get("HangupCause")).isEqualTo("21");
            hangUp(caller, channel);
        }
        finish("external-hung-up");
        assertThat(isAnswered()).isFalse();
    }

    @Test
    void shouldRingTheOthersUntilSomebodyOutsideHasPressedOne() {
        try (SippPhone mobile = outside();
                SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 65, 60_000, List.of(MOBILE, "PJSIP/alice"));
            awaitQuestion();
            awaitRinging("PJSIP/alice");
            assertThat(alice.messages()).doesNotContain("CANCEL sip:");

            mobile.press("1");

            awaitBothHear(caller, mobile);
            awaitGone("PJSIP/alice");
            hangUp(caller, channel);
        }
        finish("external-wins");
    }

    @Test
    void shouldLetGoOfWhoeverIsAskedOutsideWhenAnotherPhoneHasPickedUp() {
        try (SippPhone mobile = outside();
                SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 66, 60_000, List.of(MOBILE, "PJSIP/alice"));
            awaitQuestion();
            awaitRinging("PJSIP/alice");

            alice.answer();

            awaitBothHear(caller, alice);
            mobile.press("1"); // too late
            awaitGone("Local/");
            assertThat(caller.audio().hears(mobile.audio())).isFalse();
            assertThat(ami.sinceMark().stream().filter(p -> p.event().equals("UsherAnswered")))
                    .hasSize(1);
            hangUp(caller, channel);
        }
        finish("external-loses");
    }

    @Test
    void shouldBeDoneWithOneOutsideWhenItsTimeIsUpOrTheCallerLeaves() {
        try (SippPhone mobile = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 67, 3_000, List.of(MOBILE));
            awaitQuestion();
            assertThat(result(67).get("DialStatus")).isEqualTo("NOANSWER");
            awaitGone("Local/");
            router.offer(channel, 68, 60_000, List.of(MOBILE));
            observer.mark();
            awaitQuestion();
            hangUp(caller, channel);
            awaitGone("Local/");
            assertThat(mobile.messages()).contains("BYE");
        }
        awaitRest();
        assertThat(isAnswered()).isFalse();
    }

    @Test
    void shouldTellBusyFromOutOfReach() {
        try (SippPhone mobile = SippPhone.outside(asterisk, OUTSIDE_HZ)
                        .rejects("486 Busy Here")
                        .switchOn();
                SippPhone caller = caller().dial("billing")) {
            router.global("OUTSIDE_PORT", String.valueOf(mobile.port()));
            String channel = router.awaitCaller();
            router.offer(channel, 69, 60_000, List.of(MOBILE));
            assertThat(result(69).get("DialStatus")).isEqualTo("BUSY");

            router.offer(channel, 70, 60_000, List.of("Local/999@usher-external/n"));
            assertThat(result(70).get("DialStatus")).isEqualTo("CHANUNAVAIL");
            hangUp(caller, channel);
        }
        assertThat(asterisk.log()).contains("nobody has said how numbers go out");
        awaitRest();
    }

    @Test
    void shouldDialAtTheTrunkThatTheOperatorNames() {
        try (SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            router.global("USHER_TRUNK", "bob");
            String channel = router.awaitCaller();
            router.offer(channel, 71, 60_000, List.of("Local/+4930123@usher-external/n"));
            awaitQuestion();
            assertThat(bob.messages()).contains("INVITE sip:+4930123@");
            bob.press("1");
            awaitBothHear(caller, bob);
            hangUp(caller, channel);
        } finally {
            router.global("USHER_TRUNK", "");
        }
        awaitRest();
    }

    /** Callers of this queue overflow to the phone outside, which rings so long. */
    private void overflows(String queue, int ringSeconds, String ownNumber) {
        router.global(
                "USHER_OVERFLOW_" + queue, NUMBER + "," + ringSeconds + "," + ownNumber + ",&FULL&LONG_WAIT&TIMEOUT&");
    }

    private AmiPacket back(String status) {
        return ami.awaitEvent("OperatorBack", p -> p.is("Status", status));
    }

    @Test
    void shouldDivertWhoWouldWaitTooLongToTheQueuesNumberOutside() {
        overflows("billing", 30, "+49301000");
        try (SippPhone elsewhere = outside();
                SippPhone caller = caller().from("030987654", "Erika").dial("billing")) {
            String channel = router.awaitCaller();
            router.release(channel, "LONG_WAIT");
            awaitBothHear(caller, elsewhere);
            assertThat(elsewhere.messages())
                    .containsPattern("Diversion: <sip:\\+49301000@[^>]*>;reason=user-busy")
                    .containsPattern("From: \"Erika\" <sip:030987654@");
            assertThat(ami.sinceMark())
                    .filteredOn(p -> p.event().equals("UsherLeft"))
                    .as("Usher is done with him as with any who leaves for the dialplan")
                    .allMatch(p -> p.is("Channel", channel) && p.is("Status", "LONG_WAIT"))
                    .hasSize(1);
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("OperatorBack"));
            elsewhere.hangUp();
            assertThat(back("DIVERTED").get("Channel")).isEqualTo(channel);
            assertThat(caller.endedWell()).isTrue();
        } finally {
            router.global("USHER_OVERFLOW_billing", "");
        }
        awaitRest();
    }

    @Test
    void shouldGoOnAsEverWhenNobodyPicksUpAtTheQueuesNumber() {
        overflows("billing", 2, "+49301000");
        try (SippPhone elsewhere =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone caller = caller().dial("billing")) {
            router.global("OUTSIDE_PORT", String.valueOf(elsewhere.port()));
            String channel = router.awaitCaller();
            router.release(channel, "TIMEOUT");
            back("TIMEOUT");
            assertThat(elsewhere.messages())
                    .containsPattern("Diversion: <sip:\\+49301000@[^>]*>;reason=no-answer")
                    .contains("CANCEL sip:");
            awaitWaitingAgain(channel); // as this operator says of those who time out
            router.release(channel, "WITHDRAWN");
            back("WITHDRAWN");
            assertThat(caller.endedWell()).isTrue();
            assertThat(elsewhere.messages().split("\nINVITE sip:", -1))
                    .as("called for the one status and not for the other")
                    .hasSize(2);
        } finally {
            router.global("USHER_OVERFLOW_billing", "");
        }
        awaitRest();
    }

    @Test
    void shouldDivertWhomAFullQueueNeverLetInAndRefuseHimAsEverIfItIsBusyThere() {
        overflows("full", 30, "");
        try (SippPhone elsewhere = SippPhone.outside(asterisk, OUTSIDE_HZ)
                        .rejects("486 Busy Here")
                        .switchOn();
                SippPhone caller = caller().dial("full")) {
            router.global("OUTSIDE_PORT", String.valueOf(elsewhere.port()));
            back("FULL");
            assertThat(elsewhere.messages())
                    .as("no number is known that diverts him")
                    .contains("INVITE sip:" + NUMBER)
                    .doesNotContain("Diversion:");
            assertThat(caller.messages()).contains("SIP/2.0 486");
        } finally {
            router.global("USHER_OVERFLOW_full", "");
        }
        awaitRest();
    }

    @Test
    void shouldDivertAtTheTrunkThatTheOperatorNames() {
        router.global("USHER_TRUNK", "bob");
        router.global("USHER_OVERFLOW_closed", "+4930123,30,+49301000,&CLOSED&");
        try (SippPhone bob = bob().register();
                SippPhone caller = caller().dial("closed")) {
            awaitBothHear(caller, bob);
            assertThat(bob.messages())
                    .contains("INVITE sip:+4930123@")
                    .containsPattern("Diversion: <sip:\\+49301000@[^>]*>;reason=time-of-day");
            caller.hangUp();
        } finally {
            router.global("USHER_TRUNK", "");
            router.global("USHER_OVERFLOW_closed", "");
        }
        awaitRest();
    }
}

package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Customers who are called back, on the real Asterisk with the shipped dialplan: the agent first, then the customer, by one order. */
final class CallbackDialplanIT extends TransferCase {
    private static final String NUMBER = "0170555";

    private static String line(long offerId) {
        return "usher-callback-" + offerId;
    }

    /** Orders a callback to this number for alice. */
    private void callBack(long offerId, String number, int ringSeconds) {
        callBack(offerId, number, ringSeconds, "");
    }

    private void callBack(long offerId, String number, int ringSeconds, String amd) {
        callBack(offerId, number, ringSeconds, amd, "");
    }

    /** The customer is to be called first. */
    private void callFirst(long offerId, int ringSeconds, String amd) {
        callBack(offerId, NUMBER, ringSeconds, amd, "customer");
    }

    private void callBack(long offerId, String number, int ringSeconds, String amd, String first) {
        assertThat(ami.action(
                                "Originate",
                                "Channel",
                                "Local/far@usher-callback/n",
                                "ChannelId",
                                line(offerId),
                                "Context",
                                "usher-callback",
                                "Exten",
                                "near",
                                "Priority",
                                "1",
                                "Timeout",
                                "5000",
                                "CallerID",
                                "\"\" <" + number + ">",
                                "Async",
                                "true",
                                "Codecs",
                                "ulaw",
                                "Variable",
                                "USHER_CALLBACK=" + offerId + ",USHER_TO=" + number + ",USHER_AMD=" + amd
                                        + ",USHER_FIRST=" + first
                                        + ",USHER_TO_RING=" + ringSeconds
                                        + ",USHER_SHOWN=0301000,USHER_RETRY=60000,USHER_CONTACT=5,USHER_QUEUE=billing,"
                                        + "USHER_ENQUEUED=1700000000000,USHER_ARGS=" + offerId + "\\,"
                                        + HandRouter.EPOCH + "\\,20000\\,PJSIP/alice\\,Callback%20Billing\\,42")
                        .get("Response"))
                .isEqualTo("Success");
    }

    private AmiPacket event(String name, long offerId) {
        return ami.awaitEvent(name, p -> p.is("Offer", String.valueOf(offerId)));
    }

    private void awaitLineGone(long offerId) {
        ami.awaitEvent("Hangup", p -> p.is("Uniqueid", line(offerId)));
    }

    private boolean wasCalled() {
        return ami.sinceMark().stream()
                .anyMatch(p -> p.event().equals("UsherCalling")
                        || (p.event().equals("Newchannel") && p.get("Channel").startsWith("PJSIP/trunk")));
    }

    @Test
    void shouldCallTheCustomerWhenTheAgentHasPickedUp() {
        try (SippPhone customer =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callBack(81, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            assertThat(alice.messages()).contains("\"Callback Billing 0:42\" <sip:" + NUMBER + "@");
            assertThat(wasCalled()).as("not before she has picked up").isFalse();
            alice.answer();
            event("UsherAnswered", 81);
            event("UsherCalling", 81);
            awaitRinging("PJSIP/trunk");
            assertThat(customer.messages()).contains("0301000");
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> alice.audio().framesReceived() > 20); // it rings in her ear
            customer.answer();
            event("UsherReached", 81);
            awaitBothHear(alice, customer);
            customer.hangUp();
            awaitLineGone(81);
            assertThat(alice.messages()).contains("BYE");
        }
        awaitRest();
    }

    @Test
    void shouldEndTheCustomersCallWhenTheAgentHangsUp() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(82, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            alice.answer();
            awaitBothHear(alice, customer);
            alice.hangUp();
            event("UsherDialResult", 82);
            awaitLineGone(82);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> customer.messages().contains("BYE"));
        }
        awaitRest();
    }

    @Test
    void shouldSayThatTheCustomerIsBusy() {
        try (SippPhone customer = SippPhone.outside(asterisk, OUTSIDE_HZ)
                        .rejects("486 Busy Here")
                        .switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callBack(83, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            alice.answer();
            AmiPacket failed = event("UsherNotReached", 83);
            assertThat(failed.get("DialStatus")).isEqualTo("BUSY");
            assertThat(failed.get("Retry")).isEqualTo("60000");
            awaitLineGone(83);
        }
        awaitRest();
    }

    @Test
    void shouldFreeTheAgentWhenAMachinePicksUp() {
        try (SippPhone machine = outside(); // goes on and on
                SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(91, NUMBER, 30, "1");
            awaitRinging("PJSIP/alice");
            alice.answer();
            AmiPacket failed = event("UsherNotReached", 91);
            assertThat(failed.get("DialStatus")).isEqualTo("MACHINE");
            assertThat(failed.get("Retry")).isEqualTo("60000");
            awaitLineGone(91);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> machine.messages().contains("BYE"));
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherReached"));
        }
        awaitRest();
    }

    @Test
    void shouldTakeWhoSaysNothingForTheCustomer() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            customer.audio().say(0);
            callBack(92, NUMBER, 30, "1");
            awaitRinging("PJSIP/alice");
            alice.answer();
            event("UsherReached", 92);
            customer.audio().say(OUTSIDE_HZ);
            awaitBothHear(alice, customer);
            customer.hangUp();
            awaitLineGone(92);
        }
        awaitRest();
    }

    @Test
    void shouldTakeNobodyForReachedWhenTheAgentHangsUpDuringTheListening() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            customer.audio().say(0);
            callBack(93, NUMBER, 30, "1");
            awaitRinging("PJSIP/alice");
            alice.answer();
            observer.awaitEvent(
                    "Newexten",
                    p -> p.get("Application").equalsIgnoreCase("TryExec") && p.is("Context", "usher-reached"));
            alice.hangUp();
            awaitLineGone(93);
            Awaitility.await()
                    .atMost(8, TimeUnit.SECONDS)
                    .until(() -> customer.messages().contains("BYE"));
        }
        awaitRest();
        assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("UsherReached"));
    }

    @Test
    void shouldRingTheCustomerNoLongerThanTold() {
        try (SippPhone customer =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callBack(84, NUMBER, 2);
            awaitRinging("PJSIP/alice");
            alice.answer();
            assertThat(event("UsherNotReached", 84).get("DialStatus")).isEqualTo("NOANSWER");
            awaitLineGone(84);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> customer.messages().contains("CANCEL sip:"));
        }
        awaitRest();
    }

    @Test
    void shouldCallNobodyWhenTheAgentDeclines() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(85, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            alice.reject();
            event("UsherDialResult", 85);
            awaitLineGone(85);
            assertThat(customer.messages()).doesNotContain("INVITE");
        }
        awaitRest();
        assertThat(wasCalled()).isFalse();
    }

    @Test
    void shouldStopCallingTheCustomerWhenTheAgentHangsUpFirst() {
        try (SippPhone customer =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callBack(86, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            alice.answer();
            awaitRinging("PJSIP/trunk");
            alice.hangUp();
            awaitLineGone(86);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> customer.messages().contains("CANCEL sip:"));
        }
        awaitRest();
    }

    @Test
    void shouldRingNobodyAnyMoreWhenItIsTakenBack() {
        try (SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(87, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            assertThat(ami.action("Hangup", "Channel", line(87), "Cause", "16").get("Response"))
                    .isEqualTo("Success");
            awaitLineGone(87);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> alice.messages().contains("CANCEL sip:"));
        }
        awaitRest();
        assertThat(wasCalled()).isFalse();
    }

    @Test
    void shouldLetTheCustomerWaitOnTheLineWhenTheAgentsPhoneDies() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callBack(88, NUMBER, 30);
            awaitRinging("PJSIP/alice");
            alice.answer();
            awaitBothHear(alice, customer);
            ami.mark();
            alice.switchOff();
            ami.awaitEvent("UsherWait", p -> p.is("Uniqueid", line(88)));
            String channel = ami.awaitEvent("UsherWait", p -> true).get("Channel");
            long heard = customer.audio().framesReceived();
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> customer.audio().framesReceived() > heard + 50); // the music
            try (SippPhone bob = bob().register()) {
                router.offer(channel, 89, 10_000, List.of("PJSIP/bob"));
                awaitBothHear(bob, customer);
                customer.hangUp();
                awaitLineGone(88);
            }
        }
        awaitRest();
    }

    private boolean agentWasRung() {
        return ami.sinceMark().stream()
                .anyMatch(
                        p -> p.event().equals("Newchannel") && p.get("Channel").startsWith("PJSIP/alice"));
    }

    @Test
    void shouldRingTheAgentWhenTheCustomerHasPickedUpFirst() {
        try (SippPhone customer =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callFirst(94, 30, "");
            assertThat(event("UsherCalling", 94).get("First")).isEqualTo("customer");
            awaitRinging("PJSIP/trunk");
            assertThat(customer.messages()).contains("0301000");
            assertThat(agentWasRung()).as("not before he has picked up").isFalse();
            customer.answer();
            event("UsherReached", 94);
            awaitRinging("PJSIP/alice");
            alice.answer();
            event("UsherAnswered", 94);
            awaitBothHear(alice, customer);
            alice.hangUp();
            event("UsherDialResult", 94);
            awaitLineGone(94);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> customer.messages().contains("BYE"));
        }
        awaitRest();
    }

    @Test
    void shouldRingNoAgentWhenTheCustomerWhoIsCalledFirstDoesNotPickUp() {
        try (SippPhone customer =
                        SippPhone.outside(asterisk, OUTSIDE_HZ).onlyOnOrder().switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callFirst(95, 2, "");
            AmiPacket failed = event("UsherNotReached", 95);
            assertThat(failed.get("DialStatus")).isEqualTo("NOANSWER");
            assertThat(failed.get("Retry")).isEqualTo("60000");
            awaitLineGone(95);
            assertThat(alice.messages()).doesNotContain("INVITE");
        }
        awaitRest();
        assertThat(agentWasRung()).isFalse();
    }

    @Test
    void shouldRingNoAgentWhenAMachinePicksUpFirst() {
        try (SippPhone machine = outside(); // goes on and on
                SippPhone alice = alice().onlyOnOrder().register()) {
            callFirst(96, 30, "1");
            assertThat(event("UsherNotReached", 96).get("DialStatus")).isEqualTo("MACHINE");
            awaitLineGone(96);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> machine.messages().contains("BYE"));
            assertThat(alice.messages()).doesNotContain("INVITE");
        }
        awaitRest();
        assertThat(agentWasRung()).isFalse();
    }

    @Test
    void shouldLetTheCustomerWhoWasCalledFirstWaitWhenTheAgentDeclines() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callFirst(97, 30, "");
            awaitRinging("PJSIP/alice");
            alice.reject();
            event("UsherDialResult", 97);
            String channel =
                    ami.awaitEvent("UsherWait", p -> p.is("Uniqueid", line(97))).get("Channel");
            try (SippPhone bob = bob().register()) {
                router.offer(channel, 98, 10_000, List.of("PJSIP/bob"));
                awaitBothHear(bob, customer);
                customer.hangUp();
                awaitLineGone(97);
            }
        }
        awaitRest();
    }

    @Test
    void shouldRingTheAgentNoMoreWhenTheCustomerWhoWasCalledFirstHangsUp() {
        try (SippPhone customer = outside();
                SippPhone alice = alice().onlyOnOrder().register()) {
            callFirst(99, 30, "");
            awaitRinging("PJSIP/alice");
            customer.hangUp();
            awaitLineGone(99);
            Awaitility.await()
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> alice.messages().contains("CANCEL sip:"));
        }
        awaitRest();
    }

    @Override
    RealAsterisk.Builder configured() {
        return super.configured().edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 2"));
    }
}

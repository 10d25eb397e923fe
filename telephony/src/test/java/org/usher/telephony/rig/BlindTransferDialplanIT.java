package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The agent gives the customer away unseen, and phones that die, on the real Asterisk with the shipped dialplan and filter. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class BlindTransferDialplanIT extends TransferCase {
    @Override
    RealAsterisk.Builder configured() {
        return super.configured().edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 2"));
    }

    @Test
    void shouldGoOnInAQueue() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 301);
            router.set(channel, "USHER_CONTACT", "51");
            alice.transfer("4001");
            assertThat(awaitJoin("orders").get("Contact")).isEqualTo("51");
            router.offer(channel, 302, 10_000, List.of("PJSIP/bob"));
            awaitBothHear(caller, bob);
            bob.hangUp();
        }
        finish("blind-into-queue");
    }

    @Test
    void shouldGoOutside() {
        try (SippPhone alice = alice().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 303);
            alice.transfer("0301234");
            awaitBothHear(caller, outside);
            hangUp(caller, channel);
        }
        finish("blind-outside");
    }

    @Test
    void shouldStayWithTheAgentWhenTheNumberIsNobodys() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 304);
            alice.transfer("9999");
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        finish("blind-to-nowhere");
    }

    @Test
    void shouldEndInTheOperatorsDialplanWhenTheTargetNeverAnswers() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().rejects("480 Temporarily Unavailable").register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 305);
            alice.transfer("bob");
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
        }
        finish("blind-not-answered");
    }

    @Test
    void shouldBeTransferredByTheOperator() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                AmiClient operator = asterisk.rigAmi();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 306);
            String leg = ami.awaitEvent("UsherAnswered", p -> true).get("Channel");
            operator.action("BlindTransfer", "Channel", leg, "Context", "from-agents", "Exten", "bob");
            awaitBothHear(caller, bob);
            bob.hangUp();
        }
        finish("blind-by-ami");
    }

    @Test
    void shouldWaitAgainWhenTheAgentsPhoneDies() {
        try (SippPhone caller = caller().dial("billing")) {
            SippPhone alice = alice().register();
            String channel = connected(caller, alice, 307);
            alice.switchOff();
            awaitWaitingAgain(channel);
            hangUp(caller, channel);
            alice.unregister();
        }
        finish("agent-phone-dies");
    }

    /** Takes a minute, the least a session may last (RFC 4028), so it runs when asked for; its recording is always held against. */
    @Test
    @Tag("long")
    void shouldGoOnAsAfterAHangUpWhenThePhoneDoesNotRefreshItsSession() {
        try (SippPhone alice = alice().sessionExpires(90).register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 312);
            await().atMost(100, TimeUnit.SECONDS)
                    .until(() ->
                            ami.sinceMark().stream().anyMatch(p -> p.event().equals("OperatorBack")));
            assertThat(ami.awaitEvent("HangupRequest", p -> true).get("TechCause"))
                    .isEqualTo("408");
        }
        finish("session-expired");
    }

    @Test
    void shouldTellADeadPhoneFromOneThatHangsUpAfterAnEarlierTalkToo() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().header("X-Data", "again").dial("billing")) {
            SippPhone bob = bob().register();
            String channel = connected(caller, alice, 309);
            alice.hangUp();
            awaitWaitingAgain(channel);
            router.offer(channel, 310, 10_000, List.of("PJSIP/bob"));
            awaitBothHear(caller, bob);
            bob.switchOff();
            awaitWaits(channel, 3);
            router.offer(channel, 311, 10_000, List.of("PJSIP/alice"));
            awaitBothHear(caller, alice);
            alice.hangUp();
            ami.awaitEvent("OperatorBack", p -> p.is("Status", "ANSWERED") && left(channel) == 2);
            bob.unregister();
        }
        finish("agent-phone-dies-in-the-second-talk");
    }

    private long left(String channel) {
        return ami.sinceMark().stream()
                .filter(p -> p.event().equals("UsherLeft") && p.is("Channel", channel))
                .count();
    }

    @Test
    void shouldWaitAgainWhenThePhoneDiesThatATransferBrought() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            SippPhone bob = bob().register();
            String channel = connected(caller, alice, 308);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitBothHear(consult, bob);
                alice.transferInto(consult);
                awaitBothHear(caller, bob);
            }
            bob.switchOff();
            awaitWaitingAgain(channel);
            hangUp(caller, channel);
            bob.unregister();
        }
        finish("attended-then-phone-dies");
    }
}

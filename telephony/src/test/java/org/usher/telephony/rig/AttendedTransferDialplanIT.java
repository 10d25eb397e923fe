package org.usher.telephony.rig;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent consults a third party and hands the customer over, or not, on the real Asterisk with the shipped dialplan and filter. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class AttendedTransferDialplanIT extends TransferCase {

    @Test
    void shouldPutTheConsultedAgentInPlaceOfTheFirst() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 101);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitBothHear(consult, bob);
                alice.transferInto(consult);
                awaitBothHear(caller, bob);
                awaitGone("PJSIP/alice");
                bob.hangUp();
            }
        }
        finish("attended-to-agent");
    }

    @Test
    void shouldHandOverToAPhoneThatStillRings() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 102);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitRinging("PJSIP/bob");
                alice.transferInto(consult);
                awaitGone("PJSIP/alice");
                bob.answer();
                awaitBothHear(caller, bob);
                hangUp(caller, channel);
            }
        }
        finish("attended-while-ringing");
    }

    @Test
    void shouldComeBackToTheCustomerWhenTheConsultationEnds() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 103);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitBothHear(consult, bob);
                consult.hangUp();
                awaitGone("PJSIP/bob");
            }
            alice.resume();
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        finish("attended-cancelled");
    }

    @Test
    void shouldComeBackToTheCustomerWhenNobodyAnswers() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 104);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitRinging("PJSIP/bob");
                consult.hangUp();
                awaitGone("PJSIP/bob");
            }
            alice.resume();
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        finish("attended-not-answered");
    }

    @Test
    void shouldHandOverToSomebodyOutside() {
        try (SippPhone alice = alice().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 105);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "0301234")) {
                awaitBothHear(consult, outside);
                alice.transferInto(consult);
                awaitBothHear(caller, outside);
                awaitGone("PJSIP/alice");
                hangUp(caller, channel);
            }
        }
        finish("attended-outside");
    }

    @Test
    void shouldLetThreeTalkWhenThePhoneMixes() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 106);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "bob")) {
                awaitBothHear(consult, bob);
                alice.resume();
                awaitBothHear(caller, alice);
                consult.hangUp();
                awaitGone("PJSIP/bob");
                alice.hangUp();
            }
        }
        finish("conference-in-the-phone");
    }

    @Test
    void shouldPutTheCustomerInTheConsultCallsPlaceInTheQueue() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 107);
            router.set(channel, "USHER_CONTACT", "41");
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "4000")) {
                String waiting = awaitJoinAfter(channel);
                router.set(waiting, "USHER_CONTACT", "42");
                alice.transferInto(consult);
                awaitGone("PJSIP/alice");
                ami.awaitEvent("AttendedTransfer", p -> true);
                router.offer(channel, 108, 10_000, List.of("PJSIP/bob"));
                awaitBothHear(caller, bob);
                bob.hangUp();
            }
        }
        finish("attended-into-queue-waiting");
    }

    @Test
    void shouldPutTheCustomerInTheConsultCallsPlaceWhileAPhoneRings() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 109);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "4000")) {
                String waiting = awaitJoinAfter(channel);
                router.offer(waiting, 110, 10_000, List.of("PJSIP/bob"));
                awaitRinging("PJSIP/bob");
                alice.transferInto(consult);
                awaitGone("PJSIP/alice");
                bob.answer();
                awaitBothHear(caller, bob);
                hangUp(caller, channel);
            }
        }
        finish("attended-into-queue-ringing");
    }

    @Test
    void shouldPutTheCustomerInTheConsultCallsPlaceInTheTalk() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 111);
            alice.hold();
            try (SippPhone consult = SippPhone.ownCall(asterisk, "alice", OWN_HZ, "4000")) {
                String waiting = awaitJoinAfter(channel);
                router.offer(waiting, 112, 10_000, List.of("PJSIP/bob"));
                awaitBothHear(consult, bob);
                alice.transferInto(consult);
                awaitBothHear(caller, bob);
                awaitGone("PJSIP/alice");
                bob.hangUp();
            }
        }
        finish("attended-into-queue-talking");
    }
}

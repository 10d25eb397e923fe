package org.usher.telephony.rig;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The agent transfers by the keys of features-usher.conf, on the real Asterisk with the shipped dialplan and filter. */
@SuppressWarnings("try") // some phones act by themselves and are only switched on and off
final class FeatureCodeDialplanIT extends TransferCase {
    /** All is as shipped, but nobody waits 20 s for one who does not answer. */
    @Override
    RealAsterisk.Builder configured() {
        return super.configured()
                .dialplan("""
                        [colleagues]
                        exten => 77,1,Dial(PJSIP/bob,20)
                        """)
                .edit(
                        "features-usher.conf",
                        text -> text.replace("atxfernoanswertimeout = 20", "atxfernoanswertimeout = 6"));
    }

    @Test
    void shouldHandOverWhenTheAgentHangsUp() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 201);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.hangUp();
            awaitBothHear(caller, bob);
            awaitOptimised();
            hangUp(caller, channel);
        }
        finish("atxfer-to-agent");
    }

    @Test
    void shouldLookTheNumberUpWhereTheAgentsChannelSays() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 217);
            String leg = ami.awaitEvent("UsherAnswered", p -> true).get("Channel");
            router.set(leg, "TRANSFER_CONTEXT", "colleagues"); // as set_var of his endpoint does
            alice.press("#177");
            awaitBothHear(caller, bob);
            bob.hangUp();
        }
        awaitRest();
    }

    @Test
    void shouldHandOverByKey() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 215);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.press("*2");
            awaitBothHear(caller, bob);
            awaitOptimised();
            hangUp(caller, channel);
        }
        finish("atxfer-completed");
    }

    @Test
    void shouldChangeSidesAndHandOverFromTheCustomers() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 216);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.press("*4");
            alice.audio().forget();
            awaitBothHear(alice, caller);
            alice.press("*2");
            awaitBothHear(caller, bob);
            awaitOptimised();
            bob.hangUp();
            ami.awaitEvent("Hangup", p -> p.is("Channel", channel));
        }
        finish("atxfer-swapped");
    }

    @Test
    void shouldComeBackToTheCustomerByKey() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 202);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.press("*1");
            awaitBothHear(alice, caller);
            alice.hangUp();
        }
        finish("atxfer-cancelled");
    }

    @Test
    void shouldComeBackToTheCustomerWhenNobodyAnswers() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 203);
            alice.press("*26002");
            awaitRinging("PJSIP/bob");
            awaitGone("PJSIP/bob");
            awaitBothHear(alice, caller);
            alice.hangUp();
        }
        finish("atxfer-not-answered");
    }

    @Test
    void shouldHandOverToAPhoneThatStillRings() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 204);
            alice.press("*26002");
            awaitRinging("PJSIP/bob");
            alice.hangUp();
            ami.awaitEvent(
                    "AttendedTransfer", p -> true); // her channel stays until bob's phone has answered or given up
            bob.answer();
            awaitBothHear(caller, bob);
            awaitOptimised();
            bob.hangUp();
        }
        finish("atxfer-while-ringing");
    }

    @Test
    void shouldTakeTheCustomerBackWhenNobodyAnswersInTheEnd() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 205);
            alice.press("*26002");
            awaitRinging("PJSIP/bob");
            alice.hangUp();
            ami.awaitEvent(
                    "AttendedTransfer", p -> true); // her channel stays until bob's phone has answered or given up
            bob.reject();
            awaitWaitingAgain(channel);
            hangUp(caller, channel);
        }
        finish("atxfer-then-not-answered");
    }

    @Test
    void shouldLetThreeTalkAndTheFirstLeave() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 206);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.press("*3");
            awaitThree(channel);
            alice.hangUp();
            awaitBothHear(caller, bob);
            hangUp(caller, channel);
        }
        finish("conference-then-agent-leaves");
    }

    @Test
    void shouldLetThreeTalkAndTheThirdLeave() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 207);
            alice.press("*26002");
            awaitBothHear(alice, bob);
            alice.press("*3");
            awaitThree(channel);
            bob.hangUp();
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        finish("conference-then-third-leaves");
    }

    @Test
    void shouldHandOverIntoAQueue() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 208);
            alice.press("*24000");
            String waiting = awaitJoinAfter(channel);
            alice.hangUp();
            awaitGone("PJSIP/alice");
            router.offer(waiting, 209, 10_000, List.of("PJSIP/bob"));
            awaitBothHear(caller, bob);
            awaitOptimised();
            bob.hangUp();
        }
        finish("atxfer-into-queue-waiting");
    }

    @Test
    void shouldHandOverToTheAgentOfAQueue() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 210);
            alice.press("*24000");
            String waiting = awaitJoinAfter(channel);
            router.offer(waiting, 211, 10_000, List.of("PJSIP/bob"));
            awaitBothHear(alice, bob);
            alice.hangUp();
            awaitBothHear(caller, bob);
            awaitOptimised();
            hangUp(caller, channel);
        }
        finish("atxfer-into-queue-talking");
    }

    @Test
    void shouldHandOverToSomebodyOutside() {
        try (SippPhone alice = alice().register();
                SippPhone outside = outside();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 212);
            alice.press("*20301234");
            awaitBothHear(alice, outside);
            alice.hangUp();
            awaitBothHear(caller, outside);
            awaitOptimised();
            hangUp(caller, channel);
        }
        finish("atxfer-outside");
    }

    @Test
    void shouldTransferBlindlyToAnAgent() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().register();
                SippPhone caller = caller().dial("billing")) {
            connected(caller, alice, 213);
            alice.press("#16002");
            awaitBothHear(caller, bob);
            bob.hangUp();
        }
        finish("blindxfer-to-agent");
    }

    @Test
    void shouldStayWithTheCustomerWhenTheNumberIsNobodys() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = connected(caller, alice, 214);
            caller.audio().forget();
            alice.press("#19999");
            awaitSilence(caller, alice);
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        finish("blindxfer-to-nowhere");
    }
}

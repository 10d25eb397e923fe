package org.usher.telephony.contract;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when a transfer comes to nothing, and when a phone dies or unregisters in the middle of it all. */
abstract class BreakContract extends TalkStory {
    @Test
    @Covers("blind-not-answered")
    void shouldNotTakeTheCallerForTheOneWhoHungUpWhenTheDialplanEndsACallThatNobodyTook() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.transfer("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.decline();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkTransferred", "ContactGone ENDED_BY_PBX");
    }

    @Test
    @Covers("blind-to-nowhere")
    void shouldTalkOnWhenTheNumberIsNobodys() {
        aliceTalks();
        alice.transfer("9999");
        alice.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("attended-cancelled")
    void shouldTellThatTheAgentIsBackFromConsulting() {
        PbxUnderTest.Phone bob = aliceTalks();
        PbxUnderTest.OwnCall consult = aliceConsults(bob);
        consult.hangUp();
        stage.await("ConsultChanged false");
        alice.resume();
        stage.await("HoldChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("conference-in-the-phone")
    void shouldTellThatThePhoneMixesThree() {
        PbxUnderTest.Phone bob = aliceTalks();
        aliceConsults(bob);
        alice.resume();
        stage.await("ConsultChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "HoldChanged false",
                "ConsultChanged false",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("agent-phone-dies")
    void shouldTakeTheCallerBackWhenThePhoneDies() {
        aliceTalks();
        alice.losePower();
        stage.await("ContactReachable");
        stage.expectAgentLegEnds(1);
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkEnded SYSTEM", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("attended-then-phone-dies")
    void shouldTakeTheCallerBackWhenThePhoneDiesThatATransferBrought() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.transferInto(aliceConsults(bob));
        stage.await("TalkJoined");
        bob.losePower();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "HoldChanged false",
                "ConsultChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded SYSTEM",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("unregistered-while-ringing")
    void shouldRingOnWhenThePhoneUnregisters() {
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing");
        stage.offer(3_000, "alice");
        stage.await("OfferRinging");
        alice.unregister();
        stage.await("OfferFailed");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed TIMED_OUT",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("attended-not-answered")
    void shouldTellThatTheAgentIsBackThoughNobodyAnswered() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        alice.call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.decline();
        stage.await("DeviceStateChanged bob NOT_IN_USE");
        alice.resume();
        stage.await("HoldChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("HoldChanged true", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("agent-phone-dies-in-the-second-talk")
    void shouldTakeTheCallerBackWhenThePhoneDiesInHisSecondTalk() {
        String first = ARRIVED.replace("data=", "data=again");
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing", Map.of("USHER_DATA", "again"));
        talk("alice", alice);
        alice.hangUp();
        stage.await("ContactGone");
        stage.await("ContactReachable");
        talk("bob", bob);
        bob.losePower();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        stage.expectStory(
                first,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN",
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkEnded SYSTEM",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    private void talk(String endpoint, PbxUnderTest.Phone phone) {
        stage.offer(15_000, endpoint);
        stage.await("OfferRinging");
        phone.answer();
        stage.await("OfferConnected");
    }
}

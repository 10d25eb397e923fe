package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when agents consult and transfer, when their phones die, and of calls that are not Usher's. */
abstract class TransferContract extends PbxStory {
    private static final String[] TALK = {
        ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferRinging", "OfferAccepted alice", "OfferConnected"
    };

    private PbxUnderTest.Phone alice;
    private PbxUnderTest.Caller caller;

    /** Alice talks with a customer, and bob's phone is there. */
    private PbxUnderTest.Phone aliceTalks() {
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        return bob;
    }

    /** Alice holds the customer and talks with bob. */
    private PbxUnderTest.OwnCall aliceConsults(PbxUnderTest.Phone bob) {
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("ConsultChanged true");
        return consult;
    }

    private void expectAfterTalk(String... expected) {
        String[] all = new String[TALK.length + expected.length];
        System.arraycopy(TALK, 0, all, 0, TALK.length);
        System.arraycopy(expected, 0, all, TALK.length, expected.length);
        stage.expectStory(all);
    }

    @Test
    @Covers({"blind-transfer", "blind-by-ami"})
    void shouldFollowABlindTransferToAnotherAgent() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.transfer("bob");
        stage.await("TalkTransferred");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        bob.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk("TalkTransferred", "TalkJoined bob", "TalkEnded AGENT", "ContactGone ENDED_BY_PBX");
    }

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
    @Covers("blind-outside")
    void shouldFollowABlindTransferOutside() {
        aliceTalks();
        pbx.answerOutside();
        alice.transfer("0301234");
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkTransferred", "TalkJoined outside", "TalkEnded CALLER", "ContactGone HUNG_UP");
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
    @Covers("blind-into-queue")
    void shouldGoOnAsTheSameCallInAnotherQueue() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.transfer("4001");
        stage.await("ContactArrived");
        stage.await("ContactReachable");
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        bob.answer();
        stage.await("OfferConnected");
        bob.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "TalkTransferred",
                ARRIVED.replace("queue=1", "queue=2"),
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers({"attended-to-agent", "attended-outside"})
    void shouldFollowAnAttendedTransferToAnotherAgent() {
        PbxUnderTest.Phone bob = aliceTalks();
        PbxUnderTest.OwnCall consult = aliceConsults(bob);
        alice.transferInto(consult);
        stage.await("TalkJoined");
        stage.expectAgentLegEnds(1);
        bob.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "HoldChanged false",
                "ConsultChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers({"attended-cancelled", "attended-not-answered"})
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
    @Covers("attended-while-ringing")
    void shouldFollowATransferToAPhoneThatStillRings() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        alice.transferInto(consult);
        stage.await("TalkTransferred");
        bob.answer();
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    private PbxUnderTest.OwnCall aliceConsultsTheQueue() {
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("4000");
        stage.await("ContactArrived");
        stage.await("ContactReachable");
        return consult;
    }

    private static final String CONSULT =
            ARRIVED.replace("caller=5551", "caller=alice").replace("dialled=billing", "dialled=4000");

    @Test
    @Covers("attended-into-queue-waiting")
    void shouldPutTheCustomerInTheWaitingCallsPlace() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.transferInto(aliceConsultsTheQueue());
        stage.await("ContactMerged");
        stage.await("ContactReachable");
        stage.speakOfFirst();
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        bob.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                CONSULT,
                "ContactReachable",
                "HoldChanged false",
                "TalkTransferred",
                "ContactMerged",
                "ContactUnreachable",
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("attended-into-queue-ringing")
    void shouldPutTheCustomerInTheRingingCallsPlace() {
        PbxUnderTest.Phone bob = aliceTalks();
        PbxUnderTest.OwnCall consult = aliceConsultsTheQueue();
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        alice.transferInto(consult);
        stage.await("ContactMerged");
        bob.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                CONSULT,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "HoldChanged false",
                "TalkTransferred",
                "ContactMerged",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("attended-into-queue-talking")
    void shouldPutTheCustomerInTheTalkingCallsPlace() {
        PbxUnderTest.Phone bob = aliceTalks();
        PbxUnderTest.OwnCall consult = aliceConsultsTheQueue();
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        bob.answer();
        stage.await("ConsultChanged true");
        alice.transferInto(consult);
        stage.await("ContactMerged");
        stage.expectAgentLegEnds(1);
        bob.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                CONSULT,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "ConsultChanged true",
                "HoldChanged false",
                "ConsultChanged false",
                "TalkTransferred",
                "ContactMerged",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
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
    @Covers("own-call")
    void shouldTellThatPhonesAreInUseForCallsOfTheirOwn() {
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        PbxUnderTest.OwnCall own = stage.phone("alice", Manner.ON_ORDER).call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("DeviceStateChanged bob IN_USE");
        own.hangUp();
        stage.await("DeviceStateChanged bob NOT_IN_USE");
        stage.expectStory();
        assertThat(stage.statesOf("alice")).contains("IN_USE");
    }

    @Test
    @Covers("emergency-call-during-talk")
    void shouldLeaveAnEmergencyCallAloneThoughTheCustomerHangsUp() {
        aliceTalks();
        pbx.answerOutside();
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall emergency = alice.call("112");
        stage.await("ConsultChanged true");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        assertThat(pbx.talksOrWaits("alice")).as("with the emergency services").isTrue();
        emergency.hangUp();
        stage.await("DeviceStateChanged alice NOT_IN_USE");
        expectAfterTalk(
                "HoldChanged true",
                "OwnCallExcused alice",
                "ConsultChanged true",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("emergency-call-during-offer")
    void shouldLeaveAnEmergencyCallAloneWhateverBecomesOfTheOffer() {
        pbx.answerOutside();
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing");
        long offer = stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        PbxUnderTest.OwnCall emergency = alice.call("112");
        stage.await("DeviceStateChanged alice IN_USE");
        stage.withdraw(offer);
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        emergency.hangUp();
        stage.await("DeviceStateChanged alice NOT_IN_USE");
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OwnCallExcused alice",
                "OfferFailed WITHDRAWN",
                "ActionFinished DONE",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }
}

package org.usher.telephony.contract;

import org.junit.jupiter.api.Test;

/** What Usher expects of a PBX when agents give calls away, by their phones' own means, and somebody takes them. */
abstract class TransferContract extends TalkStory {
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
}

package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Usher expects of a PBX when agents transfer by the keys of features-usher.conf. */
abstract class KeyContract extends TalkStory {

    private static final String[] CONSULTED = {"HoldChanged true", "ConsultChanged true"};

    private void expectAfterConsulting(String... expected) {
        String[] all = new String[CONSULTED.length + expected.length];
        System.arraycopy(CONSULTED, 0, all, 0, CONSULTED.length);
        System.arraycopy(expected, 0, all, CONSULTED.length, expected.length);
        expectAfterTalk(all);
    }

    /** Alice's customer hears music, and bob's phone rings for her. */
    private PbxUnderTest.Phone bobRings() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.press("*26002");
        stage.awaitEach("ConsultChanged true", "DeviceStateChanged bob RINGING");
        return bob;
    }

    private PbxUnderTest.Phone aliceConsultsBob() {
        PbxUnderTest.Phone bob = bobRings();
        bob.answer();
        stage.await("DeviceStateChanged bob IN_USE");
        pbx.awaitTalks("bob"); // his phone's state is told before anybody hears him
        return bob;
    }

    @Test
    @Covers({"atxfer-to-agent", "atxfer-outside"})
    void shouldHandOverWhenTheAgentHangsUp() {
        aliceConsultsBob();
        alice.hangUp();
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterConsulting("TalkTransferred", "TalkJoined bob", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("atxfer-completed")
    void shouldHandOverByKey() {
        PbxUnderTest.Phone bob = aliceConsultsBob();
        alice.press("*2");
        stage.await("TalkJoined");
        pbx.awaitNoLocals();
        bob.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterConsulting("TalkTransferred", "TalkJoined bob", "TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldLetTheAgentTalkOnWithWhomHeConsultsWhenTheCustomerHangsUp() {
        PbxUnderTest.Phone bob = aliceConsultsBob();
        caller.hangUp();
        stage.await("ContactGone");
        assertThat(pbx.talksOrWaits("alice")).as("with bob").isTrue();
        bob.hangUp();
        stage.await("DeviceStateChanged alice NOT_IN_USE");
        stage.expectAgentLegEnds(1);
        expectAfterConsulting("TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("atxfer-cancelled")
    void shouldComeBackToTheCustomerByKey() {
        aliceConsultsBob();
        alice.press("*1");
        stage.await("HoldChanged false");
        alice.hangUp();
        stage.await("ContactGone");
        expectAfterConsulting(
                "ConsultChanged false", "HoldChanged false", "TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("atxfer-not-answered")
    void shouldComeBackToTheCustomerWhenNobodyAnswers() {
        PbxUnderTest.Phone bob = bobRings();
        bob.decline();
        stage.await("HoldChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterConsulting("ConsultChanged false", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("atxfer-swapped")
    void shouldHandOverFromTheCustomersSide() {
        aliceConsultsBob();
        alice.press("*4");
        stage.await("HoldChanged false");
        alice.press("*2");
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterConsulting(
                "ConsultChanged false",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("atxfer-while-ringing")
    void shouldHandOverToAPhoneThatStillRings() {
        PbxUnderTest.Phone bob = bobRings();
        alice.hangUp();
        stage.await("TalkTransferred");
        bob.answer();
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterConsulting("TalkTransferred", "TalkJoined bob", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("atxfer-then-not-answered")
    void shouldTakeTheCustomerBackWhenNobodyAnswersInTheEnd() {
        PbxUnderTest.Phone bob = bobRings();
        alice.hangUp();
        stage.await("TalkTransferred");
        bob.decline();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterConsulting("TalkTransferred", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("conference-then-agent-leaves")
    void shouldLetThreeTalkAndTheFirstLeave() {
        aliceConsultsBob();
        alice.press("*3");
        stage.await("HoldChanged false");
        alice.hangUp();
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterConsulting(
                "ConsultChanged false",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("conference-then-third-leaves")
    void shouldLetThreeTalkAndTheThirdLeave() {
        PbxUnderTest.Phone bob = aliceConsultsBob();
        alice.press("*3");
        stage.await("HoldChanged false");
        bob.hangUp();
        stage.await("DeviceStateChanged bob NOT_IN_USE");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterConsulting("ConsultChanged false", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    /** Her channel has no number of its own, so that Asterisk has given it what was dialled. */
    private String consult() {
        return ARRIVED.replace("caller=5551", "caller=o" + offerId).replace("dialled=billing", "dialled=");
    }

    /** Alice hears the music of the queue. */
    private PbxUnderTest.Phone aliceConsultsTheQueue() {
        PbxUnderTest.Phone bob = aliceTalks();
        stage.tellApart("ConsultChanged true"); // her channel is moved by another thread than the queue's
        alice.press("*24000");
        stage.awaitEach("ConsultChanged true", "ContactArrived", "ContactReachable");
        return bob;
    }

    @Test
    @Covers("atxfer-into-queue-waiting")
    void shouldPutTheCustomerInTheWaitingCallsPlace() {
        PbxUnderTest.Phone bob = aliceConsultsTheQueue();
        alice.hangUp();
        stage.await("ContactMerged");
        stage.speakOfFirst();
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        bob.answer();
        stage.await("OfferConnected");
        pbx.awaitNoLocals();
        bob.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                consult(),
                "ContactReachable",
                "TalkTransferred",
                "ContactMerged",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("atxfer-into-queue-talking")
    void shouldPutTheCustomerInTheTalkingCallsPlace() {
        PbxUnderTest.Phone bob = aliceConsultsTheQueue();
        stage.offer(15_000, "bob");
        stage.await("OfferRinging");
        bob.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("ContactMerged");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                consult(),
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted bob",
                "OfferConnected",
                "TalkTransferred",
                "ContactMerged",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("blindxfer-to-agent")
    void shouldTransferBlindlyToAnAgent() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.press("#16002");
        stage.await("TalkTransferred");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        bob.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk(
                "HoldChanged true",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded AGENT",
                "ContactGone ENDED_BY_PBX");
    }

    @Test
    @Covers("blindxfer-to-nowhere")
    void shouldStayWithTheCustomerWhenTheNumberIsNobodys() {
        aliceTalks();
        alice.press("#19999");
        stage.await("HoldChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("HoldChanged true", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }
}

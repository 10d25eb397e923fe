package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.CallAnswer;
import org.usher.telephony.ami.CallOrder;
import org.usher.telephony.ami.CallTarget;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when agents order at their desks what is to become of their calls. */
abstract class DeskContract extends TalkStory {
    private static final CallTarget BOB = new CallTarget.Phones(List.of(12));

    private void done(CallOrder order) {
        done(order, null);
    }

    private void done(CallOrder order, @Nullable CallTarget target) {
        CallAnswer answer = stage.order(offerId, order, target);
        assertThat(answer.detail()).as(order.name()).isEmpty();
        assertThat(answer.result()).isEqualTo(CallAnswer.Result.DONE);
    }

    private void aliceIsRung(Manner manner) {
        alice = stage.phone("alice", manner);
        caller = stage.callerWaits("billing");
        offerId = stage.offer(15_000, "alice");
        stage.await("OfferRinging");
    }

    @Test
    void shouldHaveTheRingingPhonePickUp() {
        stage.phone("bob", Manner.ON_ORDER);
        aliceIsRung(Manner.WHEN_TOLD);
        done(CallOrder.ACCEPT);
        stage.await("OfferConnected");
        done(CallOrder.HANG_UP);
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldSayThatThePhoneHasNotPickedUpAndLetItRingOn() {
        stage.phone("bob", Manner.ON_ORDER);
        aliceIsRung(Manner.ON_ORDER);
        CallAnswer answer = stage.order(offerId, CallOrder.ACCEPT, null);
        assertThat(answer.result()).isEqualTo(CallAnswer.Result.NOT_CONFIRMED);
        assertThat(answer.detail()).contains("has not");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldTakeTheEndOfTheRingingForARefusal() {
        alice = stage.phone("alice", Manner.ON_ORDER);
        stage.callerWaits("billing");
        offerId = stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        done(CallOrder.DECLINE);
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed REJECTED",
                "ContactReachable");
        stage.expectAgentLegEnds(0);
    }

    @Test
    void shouldEndTheTalkForTheAgent() {
        aliceTalks();
        done(CallOrder.HANG_UP);
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldGiveTheCustomerToAQueue() {
        PbxUnderTest.Phone bob = aliceTalks();
        done(CallOrder.TRANSFER, new CallTarget.Queue("orders"));
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
    void shouldGiveTheCustomerToAColleague() {
        PbxUnderTest.Phone bob = aliceTalks();
        done(CallOrder.TRANSFER, BOB);
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        bob.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk("TalkTransferred", "TalkJoined bob", "TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldLetTheCustomerWaitAgainWhenTheColleaguesPhoneDies() {
        PbxUnderTest.Phone bob = aliceTalks();
        done(CallOrder.TRANSFER, BOB);
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        bob.losePower();
        stage.await("ContactReachable");
        stage.expectAgentLegEnds(2);
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "TalkTransferred", "TalkJoined bob", "TalkEnded SYSTEM", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    void shouldLetTheCustomerWaitAgainWhomTheColleagueDoesNotTake() {
        PbxUnderTest.Phone bob = aliceTalks();
        done(CallOrder.TRANSFER, BOB);
        stage.await("DeviceStateChanged bob RINGING");
        bob.decline();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkTransferred", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    void shouldGiveTheCustomerToANumberOutside() {
        pbx.answerOutside();
        aliceTalks();
        done(CallOrder.TRANSFER, new CallTarget.Outside("0301234"));
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkTransferred", "TalkJoined outside", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldHoldTheCustomerAndTakeHimBack() {
        aliceTalks();
        done(CallOrder.HOLD);
        stage.await("HoldChanged true");
        done(CallOrder.RESUME);
        stage.await("HoldChanged false");
        done(CallOrder.MUTE);
        done(CallOrder.UNMUTE);
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("HoldChanged true", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    private PbxUnderTest.Phone aliceConsultsBob() {
        PbxUnderTest.Phone bob = aliceTalks();
        done(CallOrder.CONSULT, BOB);
        stage.awaitEach("ConsultChanged true", "DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("DeviceStateChanged bob IN_USE");
        pbx.awaitTalks("bob");
        return bob;
    }

    @Test
    void shouldConsultAndComeBack() {
        aliceConsultsBob();
        done(CallOrder.CANCEL);
        stage.await("HoldChanged false");
        done(CallOrder.HANG_UP);
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    /** The keys that the agent presses himself find what they found before he consulted from his desk. */
    @Test
    void shouldLeaveTheAgentsOwnKeysAsTheyWere() {
        aliceConsultsBob();
        done(CallOrder.CANCEL);
        stage.await("HoldChanged false");
        stage.await("DeviceStateChanged bob NOT_IN_USE");
        // for a moment Asterisk hears no keys; an order that goes by a key, and is repeated, shows when it does again
        done(CallOrder.HOLD);
        done(CallOrder.RESUME);
        alice.press("*26002");
        stage.awaitEach("ConsultChanged true", "DeviceStateChanged bob RINGING");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "HoldChanged true",
                "HoldChanged false",
                "HoldChanged true",
                "ConsultChanged true",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldChangeSidesAndHandOver() {
        aliceConsultsBob();
        done(CallOrder.SWAP);
        stage.await("HoldChanged false");
        done(CallOrder.COMPLETE);
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldHandOverWhomTheAgentConsultsByKeys() {
        PbxUnderTest.Phone bob = aliceTalks();
        alice.press("*26002");
        stage.awaitEach("ConsultChanged true", "DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("DeviceStateChanged bob IN_USE");
        pbx.awaitTalks("bob");
        alice.press("*4");
        stage.await("HoldChanged false");
        done(CallOrder.COMPLETE);
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldLetThreeTalkAndTheFirstLeave() {
        aliceConsultsBob();
        done(CallOrder.CONFERENCE);
        stage.await("HoldChanged false");
        done(CallOrder.HANG_UP);
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "ConsultChanged false",
                "HoldChanged false",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }
}

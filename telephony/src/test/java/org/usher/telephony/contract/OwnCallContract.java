package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when agents make calls of their own, which are none of its business. */
abstract class OwnCallContract extends TalkStory {
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

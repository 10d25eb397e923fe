package org.usher.telephony.contract;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when a customer is to be called back: one order rings the agent and then, by itself, the customer. */
abstract class CallbackContract extends PbxStory {
    private static final long AGAIN_MS = 300_000;

    private BentWire wire;

    @Override
    final int portOf(PbxUnderTest started) {
        wire = new BentWire(started.amiPort(), List::of);
        return wire.port();
    }

    @AfterEach
    final void takeTheWireAway() {
        wire.close();
    }

    private PbxUnderTest.Phone alice;
    private PbxUnderTest.Phone customer;

    private long aliceRings(Manner customers) {
        customer = pbx.outside(customers);
        alice = stage.phone("alice", Manner.ON_ORDER);
        long offerId = stage.callBack(AGAIN_MS, "alice");
        stage.await("OfferRinging");
        return offerId;
    }

    private void theyTalk() {
        aliceRings(Manner.ON_ORDER);
        alice.answer();
        stage.await("CustomerCalled");
        pbx.awaitRinging();
        customer.answer();
        stage.await("OfferConnected");
    }

    private void expectAfterTalk(String... expected) {
        stage.expectStory(Stream.concat(
                        Stream.of(
                                "ActionFinished DONE",
                                "OfferRinging",
                                "OfferAccepted alice",
                                "CustomerCalled 0170555",
                                "OfferConnected"),
                        Stream.of(expected))
                .toArray(String[]::new));
    }

    @Test
    void shouldCallTheCustomerWhenTheAgentHasPickedUp() {
        theyTalk();
        customer.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldEndTheCustomersCallWithTheAgents() {
        theyTalk();
        alice.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldGiveWhoWasCalledBackAwayLikeAnyCaller() {
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        theyTalk();
        alice.transfer("bob");
        stage.await("TalkTransferred");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        customer.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk("TalkTransferred", "TalkJoined bob", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldSayWhenTheCustomerIsToBeCalledAgainIfHeIsBusy() {
        aliceRings(Manner.BUSY);
        alice.answer();
        stage.await("CustomerNotReached");
        stage.expectAgentLegEnds(1);
        stage.settle();
        stage.expectStory(
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "CustomerCalled 0170555",
                "CustomerNotReached " + AGAIN_MS);
    }

    @Test
    void shouldCallNobodyIfTheAgentDeclines() {
        aliceRings(Manner.ON_ORDER);
        alice.decline();
        stage.await("OfferFailed");
        stage.settle();
        stage.expectStory("ActionFinished DONE", "OfferRinging", "OfferFailed REJECTED");
        stage.expectAgentLegEnds(0);
    }

    @Test
    void shouldStopCallingIfTheAgentHangsUp() {
        aliceRings(Manner.ON_ORDER);
        alice.answer();
        stage.await("CustomerCalled");
        pbx.awaitRinging();
        alice.hangUp();
        stage.await("OfferFailed");
        stage.expectAgentLegEnds(1);
        stage.settle();
        stage.expectStory(
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "CustomerCalled 0170555",
                "OfferFailed REJECTED");
    }

    @Test
    void shouldRingNobodyAnyMoreWhenItIsTakenBack() {
        long offerId = aliceRings(Manner.ON_ORDER);
        stage.withdrawCallback(offerId);
        stage.await("OfferFailed");
        stage.settle();
        stage.tellApart("ActionFinished DONE");
        stage.expectStory("OfferRinging", "OfferFailed WITHDRAWN");
    }

    private long customerRingsFirst(Manner customers) {
        customer = pbx.outside(customers);
        alice = stage.phone("alice", Manner.ON_ORDER);
        long offerId = stage.callBack(AGAIN_MS, true, "alice");
        stage.await("CustomerCalled");
        return offerId;
    }

    @Test
    void shouldRingTheAgentWhenTheCustomerHasPickedUpIfHeComesFirst() {
        customerRingsFirst(Manner.ON_ORDER);
        pbx.awaitRinging();
        customer.answer();
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        customer.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        stage.expectStory(
                "ActionFinished DONE",
                "CustomerCalled 0170555",
                "CustomerReached",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldRingNoAgentIfTheCustomerWhoComesFirstIsBusy() {
        customerRingsFirst(Manner.BUSY);
        stage.await("CustomerNotReached");
        stage.settle();
        stage.expectStory("ActionFinished DONE", "CustomerCalled 0170555", "CustomerNotReached " + AGAIN_MS);
        stage.expectAgentLegEnds(0);
    }

    @Test
    void shouldLetTheCustomerWhoCameFirstWaitIfTheAgentDeclines() {
        customerRingsFirst(Manner.ON_ORDER);
        pbx.awaitRinging();
        customer.answer();
        stage.await("OfferRinging");
        alice.decline();
        stage.await("ContactReachable");
        customer.hangUp();
        stage.await("ContactGone");
        stage.expectStory(
                "ActionFinished DONE",
                "CustomerCalled 0170555",
                "CustomerReached",
                "OfferRinging",
                "OfferFailed REJECTED",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldStopCallingTheCustomerWhoComesFirstWhenItIsTakenBack() {
        long offerId = customerRingsFirst(Manner.ON_ORDER);
        pbx.awaitRinging();
        stage.withdrawCallback(offerId);
        stage.await("OfferFailed");
        stage.settle();
        stage.tellApart("ActionFinished DONE");
        stage.expectStory("CustomerCalled 0170555", "OfferFailed WITHDRAWN");
    }

    @Test
    void shouldFindOutThatTheCustomerWhoComesFirstIsThereIfNobodyHeardOfIt() {
        customerRingsFirst(Manner.ON_ORDER);
        pbx.awaitRinging();
        wire.cut();
        customer.answer();
        pbx.awaitReached();
        wire.restore();
        stage.await("CustomerReached");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
    }

    @Test
    void shouldFindOutThatTheyTalkIfNobodyHeardOfIt() {
        aliceRings(Manner.ON_ORDER);
        wire.cut();
        alice.answer();
        pbx.awaitRinging();
        customer.answer();
        pbx.awaitTalks("alice");
        wire.restore();
        stage.await("OfferConnected");
        customer.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldNotCallTwiceIfNobodyHeardThatTheCustomerIsCalled() {
        aliceRings(Manner.ON_ORDER);
        wire.cut();
        alice.answer();
        pbx.awaitRinging();
        wire.restore();
        stage.await("CustomerCalled");
        customer.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("ContactGone");
        expectAfterTalk("TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldFindOutThatTheyTalkedWhenAllIsOver() {
        aliceRings(Manner.ON_ORDER);
        wire.cut();
        alice.answer();
        pbx.awaitRinging();
        customer.answer();
        pbx.awaitTalks("alice");
        pbx.awaitReached();
        alice.hangUp();
        pbx.awaitSilence("alice");
        wire.restore();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        stage.expectStory(
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "CustomerCalled 0170555",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone ENDED_BY_PBX");
    }
}

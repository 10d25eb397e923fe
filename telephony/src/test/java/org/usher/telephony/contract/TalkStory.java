package org.usher.telephony.contract;

import org.usher.telephony.contract.PbxUnderTest.Manner;

/** Stories that begin when alice talks with a customer. */
abstract class TalkStory extends PbxStory {
    private static final String[] TALK = {
        ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferRinging", "OfferAccepted alice", "OfferConnected"
    };

    PbxUnderTest.Phone alice;
    PbxUnderTest.Caller caller;
    /** Of this talk. */
    long offerId;

    /** Alice talks with a customer, and bob's phone is there. */
    final PbxUnderTest.Phone aliceTalks() {
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing");
        offerId = stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        return bob;
    }

    /** Alice holds the customer and talks with bob. */
    final PbxUnderTest.OwnCall aliceConsults(PbxUnderTest.Phone bob) {
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("ConsultChanged true");
        return consult;
    }

    final void expectAfterTalk(String... expected) {
        String[] all = new String[TALK.length + expected.length];
        System.arraycopy(TALK, 0, all, 0, TALK.length);
        System.arraycopy(expected, 0, all, TALK.length, expected.length);
        stage.expectStory(all);
    }
}

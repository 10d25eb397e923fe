package org.usher.telephony.contract;

import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX between the pick-up and the talk: a key to be pressed outside, a whisper to be heard. */
abstract class AcceptContract extends PbxStory {
    private static final String MOBILE = Stage.MOBILE;

    private PbxUnderTest.Phone mobile;
    private PbxUnderTest.Caller caller;

    /** The offer is made to these, and whoever has picked up outside is asked to press a key. */
    private void mobileIsAsked(int ringMs, String... endpoints) {
        mobile = pbx.answerOutside();
        caller = stage.callerWaits("billing");
        stage.offer(ringMs, endpoints);
        stage.await("OfferRinging");
        pbx.awaitQuestion();
    }

    private void expectAfterRinging(String... expected) {
        String[] all = new String[4 + expected.length];
        System.arraycopy(
                new String[] {ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferRinging"}, 0, all, 0, 4);
        System.arraycopy(expected, 0, all, 4, expected.length);
        stage.expectStory(all);
    }

    @Test
    @Covers("external-accepted")
    void shouldConnectWhoeverPressesOneOutside() {
        mobileIsAsked(30_000, MOBILE);
        mobile.press("1");
        stage.await("OfferConnected");
        mobile.hangUp();
        stage.await("ContactGone");
        expectAfterRinging(
                "OfferAccepted " + MOBILE, "OfferConnected", "TalkEnded AGENT", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("external-declined")
    void shouldTakeOneWhoPressesTwoForOneWhoDeclines() {
        mobileIsAsked(30_000, MOBILE);
        mobile.press("2");
        stage.await("OfferFailed");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterRinging("OfferFailed REJECTED", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("external-hung-up")
    void shouldTakeOneWhoHangsUpForOneWhoDeclines() {
        mobileIsAsked(30_000, MOBILE);
        mobile.hangUp();
        stage.await("OfferFailed");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterRinging("OfferFailed REJECTED", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("external-voicemail")
    void shouldTakeAVoicemailForOneWhoDoesNotAnswer() {
        mobileIsAsked(3_000, MOBILE);
        stage.await("OfferFailed"); // it presses nothing
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterRinging("OfferFailed TIMED_OUT", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("external-wins")
    void shouldRingTheOtherUntilSomebodyOutsideHasPressedOne() {
        stage.phone("alice", Manner.ON_ORDER);
        mobileIsAsked(30_000, MOBILE, "alice");
        mobile.press("1");
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterRinging("OfferAccepted " + MOBILE, "OfferConnected", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("external-loses")
    void shouldLetGoOfWhoeverIsAskedOutsideWhenAnotherPhoneHasPickedUp() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        mobileIsAsked(30_000, MOBILE, "alice");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        expectAfterRinging("OfferAccepted alice", "OfferConnected", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    /** Alice has picked up, and hears the whisper of the queue. */
    private PbxUnderTest.Phone aliceIsWhisperedTo(String queue) {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits(queue);
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferAccepted");
        return alice;
    }

    private static final String ADDRESSED =
            ARRIVED.replace("queue=1", "queue=6").replace("dialled=billing", "dialled=addressed");

    @Test
    void shouldConnectWhenTheWhisperHasBeenHeard() {
        PbxUnderTest.Phone alice = aliceIsWhisperedTo("whispered");
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        stage.expectStory(
                ARRIVED.replace("queue=1", "queue=4").replace("dialled=billing", "dialled=whispered"),
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("whisper-agent-hangs-up")
    void shouldTakeOneWhoHangsUpDuringTheWhisperForOneWhoDeclines() {
        PbxUnderTest.Phone alice = aliceIsWhisperedTo("addressed");
        alice.hangUp();
        stage.await("OfferFailed");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        stage.expectStory(
                ADDRESSED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferFailed REJECTED",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("whisper-caller-leaves")
    void shouldTellThatTheCallerLeftDuringTheWhisper() {
        aliceIsWhisperedTo("addressed");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        stage.expectStory(
                ADDRESSED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("digit")
    void shouldLeaveACallerAloneWhileHisKeyIsLookedAt() {
        caller = stage.callerWaits("billing");
        caller.press("5");
        stage.await("ContactUnreachable");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectStory(ARRIVED, "ContactReachable", "ContactUnreachable", "ContactReachable", "ContactGone HUNG_UP");
    }
}

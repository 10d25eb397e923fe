package org.usher.telephony.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.RecordingAnswer;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX when talks are recorded. */
abstract class RecordingContract extends PbxStory {
    private static final String ARRIVED_TO_BE_RECORDED =
            ARRIVED.replace("queue=1", "queue=5").replace("dialled=billing", "dialled=recorded");

    private PbxUnderTest.Phone alice;
    private PbxUnderTest.Caller caller;

    private void aliceIsRung(int ringMs) {
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("recorded");
        stage.mark(41);
        stage.offer(ringMs, "alice");
        stage.await("OfferRinging");
    }

    private void aliceTalks() {
        aliceIsRung(15_000);
        alice.answer();
        stage.await("OfferConnected");
        stage.await("RecordingStarted");
    }

    private void expectAfterRinging(String... expected) {
        String[] all = new String[4 + expected.length];
        System.arraycopy(
                new String[] {ARRIVED_TO_BE_RECORDED, "ContactReachable", "ActionFinished DONE", "OfferRinging"},
                0,
                all,
                0,
                4);
        System.arraycopy(expected, 0, all, 4, expected.length);
        stage.expectStory(all);
    }

    @Test
    @Covers("recorded")
    void shouldTellThatATalkIsRecorded() {
        aliceTalks();
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectToldApart("RecordingStopped");
        expectAfterRinging(
                "OfferAccepted alice", "OfferConnected", "RecordingStarted", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("recording-of-nothing")
    void shouldTellOfNoRecordingWhenNobodyAnswers() {
        aliceIsRung(1_000);
        stage.await("OfferFailed");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        expectAfterRinging("OfferFailed TIMED_OUT", "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("recording-paused-by-usher")
    void shouldPauseAndGoOn() {
        aliceTalks();
        assertThat(stage.record(41, false)).isEqualTo(RecordingAnswer.NOT_RECORDING);
        stage.await("RecordingStopped paused");
        assertThat(stage.record(41, true)).isEqualTo(RecordingAnswer.RECORDING);
        stage.await("RecordingStarted");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectToldApart("RecordingStopped");
        expectAfterRinging(
                "OfferAccepted alice",
                "OfferConnected",
                "RecordingStarted",
                "RecordingStopped paused",
                "RecordingStarted",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("recorded-through-transfer")
    void shouldBeginAnewForTheNextVoice() {
        PbxUnderTest.Phone bob = stage.phone("bob", Manner.ON_ORDER);
        aliceTalks();
        alice.transfer("bob");
        stage.await("TalkTransferred");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("TalkJoined");
        stage.await("RecordingStarted");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectToldApart("RecordingStopped", "RecordingStopped");
        expectAfterRinging(
                "OfferAccepted alice",
                "OfferConnected",
                "RecordingStarted",
                "TalkTransferred",
                "TalkJoined bob",
                "RecordingStarted",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }
}

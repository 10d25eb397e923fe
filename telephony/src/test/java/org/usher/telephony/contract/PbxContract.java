package org.usher.telephony.contract;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ReleaseStatus;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What Usher expects of a PBX. Each test tells one story of people on the phone and compares what the link makes of it. */
abstract class PbxContract extends PbxStory {
    private PbxUnderTest.Phone ringAlice(int ringMs) {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        stage.callerWaits("billing");
        stage.offer(ringMs, "alice");
        stage.await("OfferRinging");
        return alice;
    }

    @Test
    @Covers("answered-caller-hangs-up")
    void shouldTellTheTalkAndItsEndByTheCaller() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
        stage.expectAgentLegEnds(1);
    }

    @Test
    @Covers("answered-agent-hangs-up")
    void shouldGiveTheCallBackWhenTheAgentHangsUp() {
        PbxUnderTest.Phone alice = ringAlice(15_000);
        alice.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
        stage.expectAgentLegEnds(1);
    }

    @Test
    @Covers("no-answer")
    void shouldTellThatTheAgentLetItRing() {
        ringAlice(1_500);
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed TIMED_OUT",
                "ContactReachable");
        stage.expectAgentLegEnds(0);
    }

    @Test
    @Covers("busy")
    void shouldTellThatThePhoneIsBusy() {
        stage.phone("alice", Manner.BUSY);
        stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferFailed BUSY", "ContactReachable");
    }

    @Test
    @Covers("declined")
    void shouldTellThatTheAgentDeclined() {
        PbxUnderTest.Phone alice = ringAlice(15_000);
        alice.decline();
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed REJECTED",
                "ContactReachable");
    }

    @Test
    @Covers("forwarded-302")
    void shouldNotFollowAPhoneThatForwards() {
        stage.phone("alice", Manner.FORWARDS);
        stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferFailed BUSY", "ContactReachable");
    }

    @Test
    @Covers("agent-unregistered")
    void shouldTellThatNoPhoneCanBeReached() {
        stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(
                ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferFailed UNREACHABLE", "ContactReachable");
    }

    @Test
    @Covers("abandon-waiting")
    void shouldTellThatTheCallerLeftWhileWaiting() {
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ContactGone HUNG_UP");
    }

    @Test
    @Covers("abandon-ringing")
    void shouldTellThatTheCallerLeftWhileItRang() {
        stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished DONE", "OfferRinging", "ContactGone HUNG_UP");
        stage.expectAgentLegEnds(0);
    }

    @Test
    @Covers("withdrawn")
    void shouldTakeTheCallerBackWhenTheOfferIsWithdrawn() {
        stage.phone("alice", Manner.ON_ORDER);
        stage.callerWaits("billing");
        long offer = stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        stage.withdraw(offer);
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferFailed WITHDRAWN",
                "ActionFinished DONE",
                "ContactReachable");
    }

    @Test
    @Covers("two-contacts")
    void shouldRingEveryPhoneOfTheAgentAndLetOneAnswerWin() {
        PbxUnderTest.Phone desk = stage.phone("alice", Manner.ON_ORDER);
        pbx.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        desk.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
        stage.expectAgentLegEnds(1);
    }

    @Test
    @Covers("two-devices-one-unregistered")
    void shouldSkipADeviceWithoutAPhone() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.offer(15_000, "bob", "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    @Covers("stale-orders")
    void shouldRingNobodyForAServerThatWasReplaced() {
        stage.phone("alice", Manner.ON_ORDER);
        stage.callerWaits("billing");
        pbx.setGlobal("USHER_EPOCH", "8");
        stage.offer(15_000, "alice");
        stage.await("ActionFinished");
        stage.await("ContactReachable");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished FAILED", "ContactReachable");
    }

    @Test
    @Covers("hold")
    void shouldTellHoldAndResume() {
        PbxUnderTest.Phone alice = ringAlice(15_000);
        alice.answer();
        stage.await("OfferConnected");
        alice.hold();
        stage.await("HoldChanged true");
        alice.resume();
        stage.await("HoldChanged false");
        alice.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED,
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "HoldChanged true",
                "HoldChanged false",
                "TalkEnded AGENT",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("early-media")
    void shouldTellTheSameOfAQueueThatIsAnsweredWithTheAgent() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        PbxUnderTest.Caller caller = stage.callerWaits("orders");
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED.replace("queue=1", "queue=2").replace("dialled=billing", "dialled=orders"),
                "ContactReachable",
                "ActionFinished DONE",
                "OfferRinging",
                "OfferAccepted alice",
                "OfferConnected",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldGiveTheCallBackWhenTold() {
        stage.callerWaits("billing");
        stage.mark(77);
        stage.release(ReleaseStatus.FULL);
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(ARRIVED, "ContactReachable", "ActionFinished DONE", "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    @Covers("released-and-back-and-released")
    void shouldKnowACallerAgainWhomTheOperatorSendsBack() {
        String first = ARRIVED.replace("data=", "data=again");
        stage.callerWaits("billing", Map.of("USHER_DATA", "again"));
        stage.mark(77);
        stage.release(ReleaseStatus.TIMEOUT);
        stage.await("ContactGone");
        stage.await("ContactReachable");
        stage.release(ReleaseStatus.FULL);
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                first,
                "ContactReachable",
                "ActionFinished DONE",
                "ContactGone LEFT_TO_DIALPLAN",
                first.replace("contact=0", "contact=77"),
                "ContactReachable",
                "ActionFinished DONE",
                "ContactGone LEFT_TO_DIALPLAN");
    }

    @Test
    void shouldPassOnWhatTheOperatorsDialplanAskedFor() {
        stage.callerWaits(
                "billing",
                Map.of(
                        "USHER_SKILLS", "german:5|orders:2,orders",
                        "USHER_LANGUAGE", "de",
                        "USHER_PRIORITY", "3",
                        "USHER_CUSTOMER", "K 4711",
                        "USHER_DATA", "100 %, Süd"));
        stage.settle();
        stage.expectStory(
                "ContactArrived queue=1 priority=3 requirements=[2>=1, 1>=5|2>=2] caller=5551 dialled=billing language=de"
                        + " customer=K 4711 data=100 %, Süd contact=0",
                "ContactReachable");
    }

    @Test
    @Covers("early-media-abandoned")
    void shouldTellThatTheCallerLeftUnanswered() {
        PbxUnderTest.Caller caller = stage.callerWaits("orders");
        caller.hangUp();
        stage.await("ContactGone");
        stage.settle();
        stage.expectStory(
                ARRIVED.replace("queue=1", "queue=2").replace("dialled=billing", "dialled=orders"),
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldConnectACallerWhoHearsTheQueuesNotice() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        stage.notice("agent-incorrect"); // takes five seconds
        stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("DeviceStateChanged alice RINGING");
        alice.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("TalkEnded");
    }

    @Test
    void shouldLetCallersWaitWhoseNoticeThePbxDoesNotKnow() {
        stage.notice("no/such-sound");
        PbxUnderTest.Caller caller = stage.callerWaits("billing");
        stage.settle();
        caller.hangUp();
        stage.await("ContactGone HUNG_UP");
    }

    @Test
    @Covers({"door-closed", "door-empty", "door-full", "door-invalid", "door-unknown-queue"})
    void shouldNotHearOfCallersWhoAreRefusedAtTheDoor() {
        pbx.setGlobal("USHER_Q_full", "entry:FULL");
        pbx.setGlobal("USHER_Q_empty", "agent:EMPTY");
        pbx.call("full", Map.of());
        pbx.call("empty", Map.of());
        pbx.call("closed", Map.of());
        pbx.call("nonsense", Map.of());
        pbx.call("billing", Map.of("USHER_PRIORITY", "high"));
        stage.settle();
        stage.expectStory();
    }

    @Test
    void shouldTellThePhonesStates() {
        PbxUnderTest.Phone alice = stage.phone("alice", Manner.ON_ORDER);
        stage.callerWaits("billing");
        stage.offer(15_000, "alice");
        stage.await("DeviceStateChanged alice RINGING");
        alice.answer();
        stage.await("OfferConnected");
        alice.hangUp();
        stage.await("AgentLegEnded");
        stage.settle();
        alice.remove();
        stage.await("DeviceStateChanged alice UNAVAILABLE");
        stage.expectStates("alice", "UNAVAILABLE", "NOT_IN_USE", "RINGING", "IN_USE", "NOT_IN_USE", "UNAVAILABLE");
    }
}

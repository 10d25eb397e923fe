package org.usher.telephony.contract;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.telephony.contract.PbxUnderTest.Manner;

/** What happens while the link to the PBX is away is found out afterwards, and told as if it had been seen. */
abstract class BlindContract extends TalkStory {
    private @Nullable BentWire wire;
    private PbxUnderTest.Phone bob;

    @Override
    final int portOf(PbxUnderTest started) {
        wire = new BentWire(started.amiPort(), List::of);
        return wire.port();
    }

    private void markedAliceTalks() {
        bob = stage.phone("bob", Manner.ON_ORDER);
        alice = stage.phone("alice", Manner.ON_ORDER);
        caller = stage.callerWaits("billing");
        stage.mark(41);
        stage.offer(15_000, "alice");
        stage.await("OfferRinging");
        alice.answer();
        stage.await("OfferConnected");
    }

    private void awaitThat(String endpoint, boolean talksOrWaits) {
        await().atMost(10, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(() -> pbx.talksOrWaits(endpoint) == talksOrWaits);
    }

    @Test
    void shouldFindABlindTransfer() {
        markedAliceTalks();
        wire.cut();
        alice.transfer("bob");
        awaitThat("alice", false);
        bob.answer();
        awaitThat("bob", true);
        wire.restore();
        stage.await("TalkJoined");
        bob.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk("TalkTransferred", "TalkJoined bob", "TalkEnded AGENT", "ContactGone ENDED_BY_PBX");
    }

    @Test
    void shouldFindThatTheCustomerWasTakenBack() {
        markedAliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        wire.cut();
        alice.resume();
        wire.restore();
        stage.await("HoldChanged false");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("HoldChanged true", "HoldChanged false", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldFindThatTheCustomerIsStillOnHold() {
        markedAliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        wire.cut();
        wire.restore();
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("HoldChanged true", "TalkEnded CALLER", "ContactGone HUNG_UP");
    }

    @Test
    void shouldFindABlindTransferIntoAQueue() {
        markedAliceTalks();
        wire.cut();
        alice.transfer("4001");
        awaitThat("alice", false);
        awaitThat("trunk", true);
        wire.restore();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk(
                "TalkTransferred",
                ARRIVED.replace("queue=1", "queue=2").replace("contact=0", "contact=41"),
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldFindAnAttendedTransfer() {
        markedAliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("bob");
        stage.await("DeviceStateChanged bob RINGING");
        bob.answer();
        stage.await("ConsultChanged true");
        wire.cut();
        alice.transferInto(consult);
        awaitThat("alice", false);
        wire.restore();
        stage.await("TalkJoined");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(2);
        expectAfterTalk(
                "HoldChanged true",
                "ConsultChanged true",
                "TalkTransferred",
                "TalkJoined bob",
                "TalkEnded CALLER",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldFindThatTheCustomerHasTakenAWaitingCallsPlace() {
        markedAliceTalks();
        alice.hold();
        stage.await("HoldChanged true");
        PbxUnderTest.OwnCall consult = alice.call("4000");
        stage.await("ContactArrived");
        stage.await("ContactReachable");
        stage.mark(42);
        stage.awaitCarriedOut();
        wire.cut();
        alice.transferInto(consult);
        awaitThat("alice", false);
        wire.restore();
        stage.await("ContactMerged");
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk(
                "HoldChanged true",
                ARRIVED.replace("caller=5551", "caller=alice").replace("dialled=billing", "dialled=4000"),
                "ContactReachable",
                "ContactUnreachable",
                "TalkTransferred",
                "ContactMerged",
                "ContactReachable",
                "ContactGone HUNG_UP");
    }

    @Test
    void shouldFindThatThePhoneDied() {
        markedAliceTalks();
        wire.cut();
        alice.losePower();
        awaitThat("alice", false);
        wire.restore();
        stage.await("ContactReachable");
        caller.hangUp();
        stage.await("ContactGone");
        stage.expectAgentLegEnds(1);
        expectAfterTalk("TalkEnded SYSTEM", "ContactReachable", "ContactGone HUNG_UP");
    }
}

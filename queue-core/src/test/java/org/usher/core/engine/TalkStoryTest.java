package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.core.api.ReplyCode;

final class TalkStoryTest {
    private static Scenario pickedUp() {
        return Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .passes(4_000)
                .picksUp(1);
    }

    private static Scenario talking() {
        Scenario story = pickedUp();
        return story.passes(1_000).tell(new Command.OfferConnected(story.offerTo(1)));
    }

    @Test
    void shouldCountAsAnsweredWhenTheyHearEachOther() {
        Scenario story = pickedUp();
        assertThat(story.stateOf(101)).isEqualTo(ContactState.CONNECTING);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.queue(1).answered()).isZero();
        assertThat(story.queue(1).waiting()).isEqualTo(1);
        story.passes(1_000).tell(new Command.OfferConnected(story.offerTo(1)));
        assertThat(story.last(Event.ContactConnected.class).waitedMs()).isEqualTo(5_000);
        assertThat(story.queue(1).answered()).isEqualTo(1);
        assertThat(story.queue(1).waiting()).isZero();
    }

    @Test
    void shouldCountAsAbandonedWhoHangsUpBeforeHearingTheAgent() {
        Scenario story = pickedUp().passes(2_000).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.ABANDONED);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.legEnds(1);
        assertThat(story.state(1)).as("no wrap-up without a talk").isEqualTo(AgentState.READY);
    }

    @Test
    void shouldFreeAnAgentWhoseCallerHungUpBeforeHearingHimThoughTheLegsEndIsNotReported() {
        Scenario story = pickedUp().goes(101, GoneCause.HUNG_UP).passes(5_000);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.LEG_WITHOUT_END);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldWaitAgainWhenThePickUpLeadsToNothing() {
        Scenario story = pickedUp();
        story.offerFails(1, OfferOutcome.FAILED).legEnds(1).reaches(101);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.agentOf(101)).as("not without a breath").isZero();
        story.passes(Roster.GUARD_MS);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        assertThat(story.queue(1).offered()).as("still the same entry").isEqualTo(1);
    }

    @Test
    void shouldTakeAPickUpForATalkWhenTheWordOfItIsLost() {
        Scenario story = pickedUp().passes(10_000);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.ACCEPTED_WITHOUT_CONNECT);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
    }

    @Test
    void shouldNotTakeItForATalkWhenTheAgentsLegIsGone() {
        Scenario story = pickedUp().legEnds(1).passes(10_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.queue(1).answered()).isZero();
    }

    @Test
    void shouldGiveTimeForWrapUp() {
        Scenario story = talking().passes(60_000).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class))
                .isEqualTo(new Event.ContactEnded(
                        story.nowMs(),
                        story.last(Event.ContactConnected.class).contactId(),
                        1,
                        EndedBy.CALLER,
                        60_000,
                        0));
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.waits(102, 1).passes(9_999);
        assertThat(story.agentOf(102)).isZero();
        story.passes(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldEndWrapUpWhenTheAgentSaysSo() {
        Scenario story = talking().goes(101, GoneCause.HUNG_UP);
        story.asks(new Command.EndWrapUp(1, 1), ReplyCode.NOT_IN_WRAP_UP);
        story.legEnds(1).asks(new Command.EndWrapUp(2, 1), ReplyCode.ACCEPTED);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldKnowThatTheCallerHungUpThoughTheAgentsLegEndedFirst() {
        Scenario story = talking().passes(30_000).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story.passes(5).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
        assertThat(story.last(Event.ContactEnded.class).talkMs()).isEqualTo(30_000);
    }

    @Test
    void shouldKnowThatTheAgentHungUpWhenTheDialplanGoesOn() {
        Scenario story = talking().legEnds(1).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        story = talking();
        story.talkEnds(1, EndedBy.AGENT).legEnds(1).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
    }

    @Test
    void shouldNotLeaveAnAgentOnACallWhoseEndWasNotReported() {
        Scenario story = talking().goes(101, GoneCause.HUNG_UP).passes(5_000);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.LEG_WITHOUT_END);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
    }

    @Test
    void shouldNotWaitForEverForACallerToLeaveAfterTheTalk() {
        Scenario story = talking();
        story.talkEnds(1, EndedBy.AGENT).legEnds(1).passes(Releases.AFTER_TALK_MS);
        assertThat(story.knows(101)).isFalse();
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
    }

    @Test
    void shouldTellTalkFromHold() {
        Scenario story = talking();
        long offerId = story.offerTo(1);
        story.passes(10_000)
                .tell(new Command.HoldChanged(offerId, true))
                .passes(4_000)
                .tell(new Command.HoldChanged(offerId, true))
                .tell(new Command.HoldChanged(offerId, false))
                .passes(1_000)
                .tell(new Command.HoldChanged(offerId, true))
                .passes(2_000)
                .goes(101, GoneCause.HUNG_UP);
        assertThat(story.events(Event.HoldChanged.class)).hasSize(3);
        assertThat(story.last(Event.ContactEnded.class).talkMs()).isEqualTo(11_000);
        assertThat(story.last(Event.ContactEnded.class).holdMs()).isEqualTo(6_000);
    }

    @Test
    void shouldStandInLineAgainAtTheOldPlaceWhoTurnsUpInTheWaitingRoomAfterATalk() {
        Scenario story = talking();
        long contactId = story.idOf(101);
        story.passes(1_000).reaches(101);
        assertThat(story.idOf(101)).isEqualTo(contactId);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        assertThat(story.queue(1).offered()).isEqualTo(2);
        story.legEnds(1).passes(10_000);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldBookATalkWhoseBeginningWasNotReported() {
        Scenario story = pickedUp();
        story.talkEnds(1, EndedBy.AGENT);
        assertThat(story.queue(1).answered()).isEqualTo(1);
    }

    @Test
    void shouldBookATalkThatEndedWithoutAWordOfItsBeginning() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .picksUp(1)
                .talkEnds(1, EndedBy.AGENT);
        assertThat(story.last(Event.ContactConnected.class).agentId()).isEqualTo(1);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.ANSWERED);
    }

    @Test
    void shouldWaitAgainWhoIsSeenInTheWaitingRoomBeforeHeHeardTheAgent() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .picksUp(1)
                .reaches(101);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.ACCEPTED_WITHOUT_CONNECT);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.events(Event.ContactConnected.class)).isEmpty();
    }

    @Test
    void shouldPassOnWhatItIsToldOfRecordings() {
        Scenario story = Scenario.in(new Centre().queue(1))
                .tell(new Command.RecordingStarted(1, 5, 6))
                .tell(new Command.RecordingStopped(1, 5, 6, true, 9_000, 60_000));
        assertThat(story.last(Event.RecordingStarted.class))
                .isEqualTo(new Event.RecordingStarted(story.nowMs(), 5, 1, 6));
        assertThat(story.last(Event.RecordingStopped.class))
                .as("it lacks most of the talk")
                .isEqualTo(new Event.RecordingStopped(story.nowMs(), 5, 1, 6, true, 9_000, 60_000, true));
    }

    @Test
    void shouldFreeAnAgentWhosePhoneSaysForTooLongThatItIsInNoCall() {
        Scenario story = talking().phone(1, DeviceState.IN_USE).passes(60_000);
        story.phone(1, DeviceState.NOT_IN_USE).passes(Roster.IDLE_PHONES_MS - 1);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.passes(1);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.TALK_WITHOUT_PHONE);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.stateOf(101)).as("his call may go on elsewhere").isEqualTo(ContactState.IN_TRANSFER);
        story.goes(101, GoneCause.HUNG_UP).passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.events(Event.Repaired.class)).hasSize(1);
    }

    @Test
    void shouldLeaveAnAgentAloneWhosePhoneIsIdleForAMomentOnly() {
        Scenario story = talking().phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        story.passes(Roster.IDLE_PHONES_MS - 1).phone(1, DeviceState.IN_USE).passes(3_600_000);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.events(Event.Repaired.class)).isEmpty();
    }

    @Test
    void shouldNotBelieveSoSoonAPhoneThatLastSpokeBeforeTheTalk() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .phone(1, DeviceState.NOT_IN_USE)
                .waits(101, 1)
                .picksUp(1);
        story.tell(new Command.OfferConnected(story.offerTo(1))).passes(Roster.OLD_IDLE_PHONES_MS - 1);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.passes(1);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.TALK_WITHOUT_PHONE);
    }

    @Test
    void shouldGiveTheUsualWrapUpThoughThePhoneIsHeardToBeIdleBeforeTheEndOfTheTalk() {
        Scenario story = talking().phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        story.talkEnds(1, EndedBy.AGENT).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.events(Event.Repaired.class)).isEmpty();
    }

    @Test
    void shouldKnowNothingOfAPhoneThatIsOutOfReach() {
        Scenario story = talking().phone(1, DeviceState.IN_USE).phone(1, DeviceState.UNAVAILABLE);
        story.passes(3_600_000);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
    }
}

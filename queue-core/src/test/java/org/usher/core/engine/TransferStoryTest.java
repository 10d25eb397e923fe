package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.TalkId;

final class TransferStoryTest {
    private static final long LEG = TalkId.ofLeg(1, "leg");

    /** Agents 1 and 2 serve queue 1, agent 3 queue 2; caller 101 talks with agent 1. */
    private static Scenario talking() {
        return Scenario.in(new Centre()
                        .queue(1)
                        .queue(2, 0, 0, 2)
                        .agent(1, List.of(1))
                        .agent(2, List.of(1))
                        .agent(3, List.of(2)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .passes(10_000);
    }

    @Test
    void shouldEndTheTalkOfWhoGivesTheCallAwayAndLetHimWrapUp() {
        Scenario story = talking();
        long talkId = story.offerTo(1);
        story.givesAway(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.IN_TRANSFER);
        assertThat(story.last(Event.TalkEnded.class))
                .isEqualTo(
                        new Event.TalkEnded(story.nowMs(), story.idOf(101), talkId, 1, 1, EndedBy.TRANSFER, 10_000, 0));
        assertThat(story.last(Event.ContactTransferred.class))
                .isEqualTo(new Event.ContactTransferred(story.nowMs(), story.idOf(101), 1));
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.events(Event.TalkEnded.class)).hasSize(1);
    }

    @Test
    void shouldKnowTheTransferAlthoughTheAgentsLegEndedFirst() {
        Scenario story = talking();
        long talkId = story.offerTo(1);
        story.legEnds(1).tell(new Command.TalkTransferred(talkId));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.IN_TRANSFER);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
    }

    @Test
    void shouldFollowABlindTransferToAColleague() {
        Scenario story = talking().logsIn(2).phone(2, DeviceState.RINGING);
        story.givesAway(1).legEnds(1).phone(2, DeviceState.IN_USE);
        assertThat(story.state(2)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.hears(101, "leg", 2);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.last(Event.TalkJoined.class))
                .isEqualTo(new Event.TalkJoined(story.nowMs(), story.idOf(101), LEG, 1, 2, 2));
        story.passes(5_000).tell(new Command.AgentLegEnded(LEG));
        assertThat(story.state(2)).as("the phone is slow to report").isEqualTo(AgentState.WRAP_UP);
        story.goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.TalkEnded.class))
                .isEqualTo(new Event.TalkEnded(story.nowMs(), idOfLast(story), LEG, 1, 2, EndedBy.CALLER, 5_000, 0));
        assertThat(story.last(Event.ContactEnded.class).talkMs()).isEqualTo(15_000);
        assertThat(story.last(Event.ContactEnded.class).agentId()).isEqualTo(2);
        story.passes(10_000);
        assertThat(story.state(2)).isEqualTo(AgentState.READY);
    }

    private static long idOfLast(Scenario story) {
        return story.last(Event.ContactEnded.class).contactId();
    }

    @Test
    void shouldFollowATransferOutside() {
        Scenario story = talking().givesAway(1).legEnds(1).passes(3_000).hears(101, "leg", 0);
        assertThat(story.last(Event.TalkJoined.class).agentId()).isZero();
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        story.passes(7_000).tell(new Command.TalkEnded(LEG, EndedBy.AGENT));
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(7_000);
        story.goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class).agentId())
                .as("the last of ours")
                .isEqualTo(1);
    }

    @Test
    void shouldNotBlameTheCallerForWhatTheDialplanEnds() {
        Scenario story = talking().givesAway(1).legEnds(1).passes(10_000).goes(101, GoneCause.ENDED_BY_PBX);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.SYSTEM);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
        story = talking().talkEnds(1, EndedBy.AGENT).goes(101, GoneCause.ENDED_BY_PBX);
        assertThat(story.last(Event.ContactEnded.class).endedBy())
                .as("it only followed the agent's hanging up")
                .isEqualTo(EndedBy.AGENT);
        story = talking().waits(102, 1).goes(102, GoneCause.ENDED_BY_PBX);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.LOST_BY_PBX);
    }

    @Test
    void shouldLetAPhoneKeepTheLineUntilTheTargetHasAnsweredOrGivenUp() {
        Scenario story = talking().givesAway(1).passes(20_000);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.legEnds(1).passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.events(Event.Repaired.class)).isEmpty();
    }

    @Test
    void shouldStandAtTheHeadOfTheLineWhomNobodyTook() {
        Scenario story =
                talking().waits(102, 1).givesAway(1).passes(20_000).legEnds(1).reaches(101);
        assertThat(story.events(Event.Repaired.class)).isEmpty();
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(story.nowMs());
        story.logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldKnowWhoPicksUpACallThatWasParked() {
        Scenario story = talking().logsIn(2);
        story.talkEnds(1, EndedBy.AGENT).legEnds(1).passes(45_000).hears(101, "leg", 2);
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
    }

    @Test
    void shouldGiveUpACallThatWasGivenAwayAndNeverHeardOfAgain() {
        Scenario story = talking().givesAway(1).legEnds(1).passes(Transfers.WITNESS_MS);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.CONTACT_WITHOUT_WITNESS);
        assertThat(story.knows(101)).isFalse();
    }

    @Test
    void shouldKnowThatTheCallWentOnElsewhere() {
        Scenario story = talking().givesAway(1).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
        story = talking().givesAway(1).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
    }

    @Test
    void shouldGoOnAsTheSameContactInTheQueueItIsGivenTo() {
        Scenario story = talking();
        long contactId = story.idOf(101);
        story.passes(60_000).waits(102, 2).passes(30_000).waits(103, 2, Centre.needs(Centre.GERMAN, 1));
        story.givesAway(1).legEnds(1).arrives(101, 2, 0, Scenario.START_MS, 4711);
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.FULL);
        assertThat(story.idOf(101)).isEqualTo(contactId);
        story = talking().passes(60_000).waits(102, 2).passes(30_000);
        story.givesAway(1)
                .legEnds(1)
                .arrives(101, 2, 0, Scenario.START_MS, 4711)
                .reaches(101);
        Event.ContactQueued queued = story.last(Event.ContactQueued.class);
        assertThat(queued.contactId()).isEqualTo(contactId).isEqualTo(story.idOf(101));
        assertThat(queued.enqueuedAtMs()).isEqualTo(story.nowMs());
        assertThat(queued.creditMs()).isEqualTo(60_000);
        assertThat(story.queue(2).offered()).isEqualTo(2);
        story.logsIn(3);
        assertThat(story.agentOf(101))
                .as("its credit is longer than the other's wait")
                .isEqualTo(3);
        assertThat(story.last(Event.OfferMade.class).waitedMs())
                .as("but was not waited")
                .isZero();
    }

    @Test
    void shouldStandInALineWhoAsksForAQueueAfterItsTalk() {
        Scenario story = talking();
        long contactId = story.idOf(101);
        story.legEnds(1).arrives(101, 2);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        assertThat(story.idOf(101)).isEqualTo(contactId);
        assertThat(story.events(Event.ContactEnded.class)).isEmpty();
        assertThat(story.contact(101).queueId()).isEqualTo(2);
    }

    @Test
    void shouldCountConsultingAsHoldAndKeepTheAgentEngaged() {
        Scenario story = talking().consults(1, true);
        assertThat(story.state(1)).isEqualTo(AgentState.CONSULTING);
        story.waits(102, 1);
        assertThat(story.agentOf(102)).isZero();
        story.passes(4_000)
                .tell(new Command.HoldChanged(story.offerTo(1), true))
                .passes(2_000);
        story.consults(1, false).passes(1_000).tell(new Command.HoldChanged(story.offerTo(1), false));
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.passes(3_000).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.TalkEnded.class).holdMs()).isEqualTo(7_000);
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(13_000);
    }

    @Test
    void shouldHandOverToTheAgentWhoWasConsulted() {
        Scenario story = talking().logsIn(2).consults(1, true).phone(2, DeviceState.IN_USE);
        assertThat(story.state(2)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.passes(5_000).givesAway(1);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.hears(101, "leg", 2).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldAwaitTheEndOfTheLegOfWhoConsultedThoughTheTransferIsToldAfterTheEndOfTheTalk() {
        Scenario story = talking().consults(1, true);
        long talkId = story.offerTo(1);
        story.talkEnds(1, EndedBy.AGENT)
                .tell(new Command.TalkTransferred(talkId))
                .passes(Transfers.LEG_MS);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
    }

    @Test
    void shouldNotTakeAnAgentForFreeWhoseCustomerLeftWhileHeConsults() {
        Scenario story = talking()
                .phone(1, DeviceState.IN_USE)
                .consults(1, true)
                .goes(101, GoneCause.HUNG_UP)
                .passes(5_000);
        assertThat(story.events(Event.Repaired.class)).as("nothing is amiss").isEmpty();
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTakeBackWhatIsOfferedToTheAgentWhoGetsATransferredCall() {
        Scenario story = talking().logsIn(2).waits(102, 1);
        long offerId = story.offerTo(2);
        story.givesAway(1).hears(101, "leg", 2);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.WITHDRAWN);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldNotBindAnAgentTwiceWhoTalksToSomebodyElseAlready() {
        Scenario story =
                talking().logsIn(2).waits(102, 1).phone(2, DeviceState.RINGING).answers(2);
        long other = story.offerTo(2);
        story.phone(2, DeviceState.IN_USE).givesAway(1).hears(101, "leg", 2);
        assertThat(story.last(Event.TalkJoined.class).agentId()).isZero();
        assertThat(story.last(Event.TalkJoined.class).deviceId()).isEqualTo(2);
        assertThat(story.offerTo(2)).isEqualTo(other);
        story.legEnds(2).passes(10_000);
        assertThat(story.state(2)).as("still on the phone").isEqualTo(AgentState.BUSY_ELSEWHERE);
    }

    @Test
    void shouldLetTheCustomerStayWithTheOthersOfAConference() {
        Scenario story = talking().logsIn(2).consults(1, true).phone(2, DeviceState.IN_USE);
        long first = story.offerTo(1);
        story.consults(1, false).hears(101, "leg", 2).hears(101, "outside", 0);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
        story.passes(1_000).tell(new Command.AgentLegEnded(first));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.AGENT);
        story.tell(new Command.TalkEnded(LEG, EndedBy.AGENT)).tell(new Command.AgentLegEnded(LEG));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        story.passes(1_000).goes(101, GoneCause.HUNG_UP);
        assertThat(story.events(Event.TalkEnded.class).stream().map(Event.TalkEnded::talkMs))
                .containsExactly(11_000L, 1_000L, 2_000L);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
    }

    @Test
    void shouldBookAsAnsweredWhoHearsSomebodyWhileWaiting() {
        Scenario story = talking().waits(102, 1).hears(102, "picked", 2);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.ANSWERED);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.TALKING);
    }

    @Test
    void shouldKnowATalkByItsIdAndPassOverWhatIsToldAgain() {
        Scenario story = talking();
        long talkId = story.offerTo(1);
        story.givesAway(1)
                .tell(new Command.TalkTransferred(talkId))
                .hears(101, "leg", 0)
                .hears(101, "leg", 0)
                .tell(new Command.TalkTransferred(talkId))
                .hears(4711, "other", 0);
        assertThat(story.events(Event.ContactTransferred.class)).hasSize(1);
        assertThat(story.events(Event.TalkJoined.class)).hasSize(1);
    }

    @Test
    void shouldTakeTheConsultingCallsPlaceInTheLine() {
        Scenario story =
                talking().consults(1, true).arrives(201, 2).reaches(201).passes(20_000);
        long contactId = story.idOf(101);
        long consultId = story.idOf(201);
        story.givesAway(1).merges(101, 201).legEnds(1);
        assertThat(story.knows(201)).isFalse();
        assertThat(story.idOf(101)).isEqualTo(contactId);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(story.nowMs() - 20_000);
        assertThat(story.last(Event.ContactMerged.class))
                .isEqualTo(new Event.ContactMerged(story.nowMs(), contactId, consultId));
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.TRANSFERRED_UNSERVED);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
        assertThat(story.lastEffect(Effect.MarkCall.class).callKey()).isEqualTo(101);
        assertThat(story.queue(2).offered()).isEqualTo(2);
        assertThat(story.queue(2).waiting()).isEqualTo(1);
        story.logsIn(3);
        assertThat(story.lastEffect(Effect.Offer.class).callKey()).isEqualTo(101);
    }

    @Test
    void shouldSendAwayWhoTookThePlaceOfOneThatWasToBeSentAway() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .rules(new Rules(1, true, -1, false))
                        .queue(2)
                        .agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .consults(1, true)
                .arrives(201, 2)
                .opens(2, false, ReplyCode.ACCEPTED)
                .givesAway(1)
                .merges(101, 201)
                .reaches(101);
        assertThat(story.lastEffect(Effect.Release.class))
                .extracting(Effect.Release::callKey, Effect.Release::status)
                .containsExactly(101L, ReleaseStatus.CLOSED);
    }

    @Test
    void shouldTakeOverTheOfferOfTheConsultingCall() {
        Scenario story = talking().logsIn(3).consults(1, true).waits(201, 2);
        long offerId = story.offerTo(3);
        story.rings(3).givesAway(1).merges(101, 201);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.answers(3);
        assertThat(story.last(Event.ContactConnected.class).contactId()).isEqualTo(story.idOf(101));
        assertThat(story.contact(101).offerId()).isEqualTo(offerId);
        assertThat(story.queue(2).answered()).isEqualTo(1);
    }

    @Test
    void shouldTakeOverTheTalkOfTheConsultingCall() {
        Scenario story =
                talking().logsIn(3).consults(1, true).waits(201, 2).answers(3).passes(5_000);
        long talkId = story.offerTo(3);
        story.merges(101, 201);
        assertThat(story.last(Event.ContactTransferred.class).fromAgentId())
                .as("said by the merging")
                .isEqualTo(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.agentOf(101)).isEqualTo(3);
        assertThat(story.queue(2).offered())
                .as("the consulting call's entry was answered")
                .isEqualTo(1);
        story.passes(1_000).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.TalkEnded.class).talkId()).isEqualTo(talkId);
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(6_000);
        assertThat(story.last(Event.TalkEnded.class).queueId()).isEqualTo(2);
        assertThat(story.last(Event.ContactEnded.class).agentId()).isEqualTo(3);
    }

    @Test
    void shouldKeepTheQueueFullWhileOneTakesAnothersPlace() {
        Scenario story = talking().waits(102, 2).consults(1, true).waits(201, 2);
        assertThat(story.queue(2).status()).isEqualTo(QueueStatus.FULL);
        story.merges(101, 201);
        assertThat(story.queue(2).status()).isEqualTo(QueueStatus.FULL);
    }

    @Test
    void shouldTakeTheConsultingCallsPlaceThoughNobodyHadHeardOfTheTalk() {
        Scenario story = talking().waits(102, 2).arrives(201, 2).reaches(201);
        long contactId = story.idOf(102);
        story.merges(102, 201);
        assertThat(story.knows(201)).as("its call is gone").isFalse();
        assertThat(story.idOf(102)).isEqualTo(contactId);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        assertThat(story.queue(2).answered())
                .as("who is transferred has talked")
                .isEqualTo(1);
        assertThat(story.queue(2).transferredUnserved()).isEqualTo(1);
        assertThat(story.queue(2).waiting()).isEqualTo(1);
    }

    @Test
    void shouldForgetTheConsultingCallOfOneWhoIsBeingReleased() {
        Scenario story = talking().arrives(102, 4711).waits(201, 2);
        story.merges(102, 201);
        assertThat(story.knows(201)).as("its call is gone").isFalse();
        assertThat(story.queue(2).waiting()).isZero();
    }

    @Test
    void shouldBookTheTalkOfWhoGivesAwayACallThatWasNotKnownToBeConnected() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .picksUp(1)
                .givesAway(1);
        assertThat(story.last(Event.ContactConnected.class).agentId()).isEqualTo(1);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.IN_TRANSFER);
    }

    @Test
    void shouldKnowTheSameTwoByAnotherLeg() {
        Scenario story = talking();
        long first = story.offerTo(1);
        story.hears(101, "leg", 1);
        assertThat(story.last(Event.TalkEnded.class))
                .isEqualTo(
                        new Event.TalkEnded(story.nowMs(), story.idOf(101), first, 1, 1, EndedBy.TRANSFER, 10_000, 0));
        assertThat(story.offerTo(1)).isEqualTo(LEG);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
    }

    @Test
    void shouldBelieveNoMoreTalksAtOnceThanAConferenceHolds() {
        Scenario story = talking();
        for (int others = 1; others < Transfers.MAX_TALKS; others++) {
            story.hears(101, "leg" + others, 0);
        }
        assertThat(story.events(Event.TalkJoined.class)).hasSize(Transfers.MAX_TALKS - 1);
        story.hears(101, "one too many", 0);
        assertThat(story.events(Event.TalkJoined.class)).hasSize(Transfers.MAX_TALKS - 1);
    }
}

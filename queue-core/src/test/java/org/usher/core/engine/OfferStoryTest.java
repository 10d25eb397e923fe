package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.core.api.ReplyCode;

final class OfferStoryTest {
    /** Settings.DEFAULT: offer grace 3 s; the queue rings 20 s. */
    private static final long OWN_DEADLINE_MS = 23_000;

    private static Scenario ringing() {
        return Scenario.in(new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)))
                .logsIn(1)
                .waits(101, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = OfferOutcome.class,
            names = {"REJECTED", "BUSY"})
    void shouldReofferCallWhenAgentRejects(OfferOutcome outcome) {
        Scenario story = ringing().offerFails(1, outcome);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        assertThat(story.last(Event.AgentStateChanged.class).cause()).isEqualTo(outcome);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.logsIn(2);
        assertThat(story.agentOf(101))
                .as("not before the caller is back in the waiting room")
                .isZero();
        story.reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(2);
        story.passes(5_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldHoldOffFromWhoPicksUpAndHangsUpBeforeHeHearsTheCaller() {
        Scenario story = ringing().waits(102, 1).picksUp(1).offerFails(1, OfferOutcome.REJECTED);
        assertThat(story.state(1)).as("until his leg has ended").isEqualTo(AgentState.ON_CONTACT);
        story.legEnds(1).reaches(101);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        assertThat(story.last(Event.AgentStateChanged.class).cause()).isEqualTo(OfferOutcome.REJECTED);
        story.passes(4_999);
        assertThat(story.agentOf(101)).isZero();
        assertThat(story.agentOf(102)).isZero();
        story.passes(1);
        assertThat(story.agentOf(101)).as("he has his place still").isEqualTo(1);
    }

    @Test
    void shouldLetAnAgentWhoHungUpTooSoonEndHisBackOffByHand() {
        Scenario story = ringing().picksUp(1).offerFails(1, OfferOutcome.REJECTED);
        story.asks(new Command.Resume(7, 1), ReplyCode.ACCEPTED).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldLeaveAloneForLongerWhoDoesNotAnswerAndForGoodAfterTheThirdTime() {
        Scenario story = ringing().offerFails(1, OfferOutcome.TIMED_OUT).reaches(101);
        story.passes(9_999);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        story.passes(1);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(101).passes(19_999);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        story.passes(1);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(101).passes(86_400_000);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        story.asks(new Command.Resume(7, 1), ReplyCode.ACCEPTED);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
    }

    @Test
    void shouldForgetUnansweredOffersOnceOneIsAnswered() {
        Scenario story = ringing()
                .offerFails(1, OfferOutcome.TIMED_OUT)
                .reaches(101)
                .passes(10_000)
                .answers(1)
                .goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000)
                .waits(102, 1)
                .offerFails(1, OfferOutcome.TIMED_OUT)
                .passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTakeForUnreachableWhoHasNoPhoneUntilOneReportsBack() {
        Scenario story = ringing().offerFails(1, OfferOutcome.UNREACHABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        assertThat(story.last(Event.AgentStateChanged.class).cause()).isEqualTo(OfferOutcome.UNREACHABLE);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTryAnUnreachableAgentAgainAfterAWhile() {
        Scenario story =
                ringing().offerFails(1, OfferOutcome.UNREACHABLE).reaches(101).passes(30_000);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldBlameNobodyForWhatThePbxCouldNotDoButTakeABreath() {
        Scenario story =
                ringing().waits(102, 1).offerFails(1, OfferOutcome.FAILED).reaches(101);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.agentOf(101)).isZero();
        story.passes(Roster.GUARD_MS);
        assertThat(story.agentOf(101)).as("it was there first").isEqualTo(1);
    }

    @Test
    void shouldFreeTheAgentWhenTheCallerHangsUpAndKeepHisTurn() {
        Scenario story = ringing().logsIn(2).rings(1).goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.CALLER_LEFT);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.waits(102, 1);
        assertThat(story.agentOf(102)).as("idle longer than agent 2").isEqualTo(1);
    }

    @Test
    void shouldWaitForTheWaitingRoomWhenAnOfferCannotBeCarriedOut() {
        Scenario story = ringing();
        story.finished(story.offerTo(1), ActionOutcome.FAILED);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.FAILED);
        story.passes(Roster.GUARD_MS);
        assertThat(story.agentOf(101)).isZero();
        story.reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldTakeBackAnOfferOfWhichNobodyKnowsWhetherItWasCarriedOut() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.finished(offerId, ActionOutcome.TIMED_OUT);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        story.reaches(101);
        assertThat(story.events(Event.OfferEnded.class).getFirst().outcome()).isEqualTo(OfferOutcome.WITHDRAWN);
        assertThat(story.offerTo(1)).as("offered anew").isNotEqualTo(offerId);
    }

    @Test
    void shouldTakeBackAnOfferThatOutlivesItsDeadline() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.finished(offerId, ActionOutcome.DONE).passes(OWN_DEADLINE_MS - 1);
        assertThat(story.effects(Effect.Withdraw.class)).isEmpty();
        story.passes(1);
        assertThat(story.effects(Effect.Withdraw.class)).hasSize(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.offerFails(1, OfferOutcome.WITHDRAWN);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldGiveUpAnOfferWithoutAnyWord() {
        Scenario story = givenUp();
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.OFFER_WITHOUT_END);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.WITHDRAWN);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.contact(101).offerId()).isZero();
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldBelieveALateAnswer() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.passes(OWN_DEADLINE_MS).nextDeadline().passes(5_000);
        story.tell(new Command.OfferAccepted(offerId, 1));
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.LATE_ANSWER);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        story.tell(new Command.OfferConnected(offerId));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.queue(1).answered()).isEqualTo(1);
    }

    @Test
    void shouldBelieveAnAnswerWhileTheOfferIsBeingTakenBack() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.passes(OWN_DEADLINE_MS).tell(new Command.OfferConnected(offerId));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.events(Event.OfferEnded.class)).hasSize(1);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.ACCEPTED);
    }

    @Test
    void shouldTakeBackTheSecondOfferOfWhoAnswersTheFirstLate() {
        Scenario story = ringing();
        long late = story.offerTo(1);
        story.passes(OWN_DEADLINE_MS).nextDeadline().waits(102, 1).passes(Roster.GUARD_MS);
        long second = story.offerTo(1);
        assertThat(second).isNotEqualTo(late);
        story.tell(new Command.OfferAccepted(late, 1));
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(second);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.tell(new Command.OfferFailed(second, OfferOutcome.WITHDRAWN))
                .logsIn(2)
                .reaches(102);
        assertThat(story.agentOf(102)).isEqualTo(2);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
    }

    @Test
    void shouldNotBelieveALateAnswerOfWhoTalksToSomebodyElse() {
        Scenario story = ringing();
        long late = story.offerTo(1);
        story.passes(OWN_DEADLINE_MS)
                .nextDeadline()
                .waits(102, 1)
                .passes(Roster.GUARD_MS)
                .answers(1);
        story.tell(new Command.OfferAccepted(late, 1));
        assertThat(story.last(Event.Repaired.class).detail()).contains("not believed");
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldForgetAGivenUpOfferOnceTheCallerIsSeenInTheWaitingRoom() {
        Scenario story = givenUp();
        long late = story.effects(Effect.Offer.class).getFirst().actionId();
        story.reaches(101).tell(new Command.OfferAccepted(late, 1));
        assertThat(story.events(Event.Repaired.class)).hasSize(1);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTakeAnOfferForOverWhenItsCallerIsBackInTheWaitingRoom() {
        Scenario story = ringing().logsIn(2);
        story.reaches(101);
        assertThat(story.agentOf(101)).as("said before the PBX had begun").isEqualTo(1);
        story.rings(1).reaches(101);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.OFFER_WITHOUT_END);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldPassOverWordOfOffersItNeverMade() {
        Scenario story = ringing();
        story.tell(new Command.OfferAccepted(4711, 1))
                .tell(new Command.OfferFailed(0, OfferOutcome.BUSY))
                .tell(new Command.ActionFinished(4711, ActionOutcome.FAILED, "?"));
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
    }

    private static Scenario givenUp() {
        return ringing().passes(OWN_DEADLINE_MS).nextDeadline();
    }

    @Test
    void shouldSayByWhenThePbxMustHaveDoneItAndForHowLongItRang() {
        Scenario story = ringing();
        assertThat(story.lastEffect(Effect.Offer.class).deadlineAtMs()).isEqualTo(story.nowMs() + 3_000);
        story.passes(OWN_DEADLINE_MS);
        assertThat(story.lastEffect(Effect.Withdraw.class).deadlineAtMs()).isEqualTo(story.nowMs() + 3_000);
        story.passes(1_000).offerFails(1, OfferOutcome.TIMED_OUT);
        assertThat(story.last(Event.OfferEnded.class).ringMs()).isEqualTo(OWN_DEADLINE_MS + 1_000);
    }

    @Test
    void shouldTakeAnOfferForOverOnceThePbxHadBegunWithIt() {
        Scenario story = ringing().reaches(101);
        assertThat(story.stateOf(101))
                .as("said before the PBX knew of the offer")
                .isEqualTo(ContactState.OFFERED);
        story.finished(story.offerTo(1), ActionOutcome.DONE).reaches(101);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.OFFER_WITHOUT_END);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.FAILED);
    }

    @Test
    void shouldTakeBackWhatRingsAtTheAgentWhoPicksUpAColleaguesCall() {
        Scenario story = ringing().logsIn(2).waits(102, 1);
        long forAgent1 = story.offerTo(1);
        long forAgent2 = story.offerTo(2);
        story.tell(new Command.OfferAccepted(forAgent1, 2)).tell(new Command.OfferConnected(forAgent1));
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.state(2)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.state(1)).as("free again").isEqualTo(AgentState.READY);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(forAgent2);
        assertThat(story.last(Event.ContactConnected.class).agentId()).isEqualTo(2);
    }

    @Test
    void shouldPassOverLateWordOfAnActionThatIsOver() {
        Scenario story = ringing().passes(OWN_DEADLINE_MS);
        long withdrawal = story.lastEffect(Effect.Withdraw.class).actionId();
        story.offerFails(1, OfferOutcome.WITHDRAWN).reaches(101);
        ContactView before = story.contact(101);
        story.finished(withdrawal, ActionOutcome.FAILED);
        assertThat(story.contact(101)).isEqualTo(before);
    }

    @Test
    void shouldPairAllWhoTurnIdleInTheSameMomentInTheOrderOfTheirLine() {
        Scenario story = ringing().logsIn(2).waits(102, 1).answers(1).answers(2);
        long first = story.offerTo(1);
        long second = story.offerTo(2);
        story.waits(103, 1).waits(104, 1).waits(105, 1);
        story.goes(101, GoneCause.HUNG_UP).goes(102, GoneCause.HUNG_UP);
        story.tell(new Command.AgentLegEnded(first)).tell(new Command.AgentLegEnded(second));
        story.passes(10_000);
        assertThat(List.of(story.agentOf(103), story.agentOf(104), story.agentOf(105)))
                .containsExactly(1, 2, 0);
    }
}

package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** Contacts wait by the plan of their queue: for the agent they ask for, then by steps that widen, and not for ever. */
final class PlanStoryTest {
    private static final RoutingStep EXPERT = new RoutingStep(List.of(needs(GERMAN, 8)), 30_000);
    private static final RoutingStep SKILLED = new RoutingStep(List.of(needs(GERMAN, 4)), 60_000);
    private static final RoutingStep ANYBODY = new RoutingStep(List.of(), 0);
    private static final RoutingPlan THREE_STEPS = new RoutingPlan(10_000, List.of(EXPERT, SKILLED, ANYBODY));

    /** Agent 1 speaks German well, agent 2 somewhat, agent 3 not at all. */
    private static Centre three(RoutingPlan plan) {
        return new Centre()
                .plan(plan)
                .queue(1)
                .agent(1, List.of(1), level(GERMAN, 9))
                .agent(2, List.of(1), level(GERMAN, 5))
                .agent(3, List.of(1), level(FRENCH, 9));
    }

    private static RoutingPlan oneOf(Requirement... alternatives) {
        return new RoutingPlan(List.of(new RoutingStep(List.of(), List.of(new AnyOf(List.of(alternatives))), 0, 0)));
    }

    @Test
    void shouldAskMoreAgentsStepByStep() {
        Scenario story = Scenario.in(three(THREE_STEPS)).logsIn(3, 2).waits(101, 1);
        story.passes(29_999);
        assertThat(story.agentOf(101)).as("the expert's time").isZero();
        story.passes(1);
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.last(Event.ContactRelaxed.class))
                .isEqualTo(new Event.ContactRelaxed(story.nowMs(), story.idOf(101), 1, 1));
        story.answers(2).waits(102, 1).passes(89_999);
        assertThat(story.agentOf(102))
                .as("the time of those who know some German")
                .isZero();
        story.passes(1);
        assertThat(story.agentOf(102)).isEqualTo(3);
    }

    @Test
    void shouldWidenWhileAnAgentIsRung() {
        Scenario story = Scenario.in(three(THREE_STEPS)).logsIn(1, 2).waits(101, 1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.passes(20_000)
                .offerFails(1, OfferOutcome.TIMED_OUT)
                .passes(10_000)
                .reaches(101);
        assertThat(story.agentOf(101)).as("in the second step by now").isEqualTo(2);
    }

    @Test
    void shouldServeWhoCameFirstWhicheverTheStep() {
        Scenario story = Scenario.in(three(THREE_STEPS))
                .waits(101, 1)
                .passes(31_000)
                .waits(102, 1)
                .logsIn(1);
        assertThat(story.agentOf(101)).as("the earlier one, of another step").isEqualTo(1);
        story.logsIn(2);
        assertThat(story.agentOf(102)).as("not for agent 2 yet").isZero();
    }

    @Test
    void shouldGoStraightToTheStepOfAnEarlierWait() {
        Scenario story = Scenario.in(three(THREE_STEPS)).logsIn(3).passes(1_000_000);
        story.arrives(101, 1, 0, story.nowMs() - 95_000, 0).reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(3);
        assertThat(story.last(Event.ContactRelaxed.class).step()).isEqualTo(2);
    }

    @Test
    void shouldAskForOneOfSeveralSkills() {
        Scenario story = Scenario.in(three(oneOf(needs(GERMAN, 6), needs(FRENCH, 6))))
                .logsIn(2, 3, 1)
                .waits(101, 1)
                .waits(102, 1)
                .waits(103, 1);
        assertThat(story.agentOf(101)).as("agent 2 is neither").isEqualTo(3);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.agentOf(103)).isZero();
    }

    @Test
    void shouldAskForSeveralSkillsAtOnceAndOneOfOthersBesides() {
        RoutingPlan plan = new RoutingPlan(List.of(new RoutingStep(
                List.of(needs(GERMAN, 4)), List.of(new AnyOf(List.of(needs(FRENCH, 2), needs(GERMAN, 9)))), 0, 0)));
        Scenario story = Scenario.in(new Centre()
                        .plan(plan)
                        .queue(1)
                        .agent(1, List.of(1), level(GERMAN, 5))
                        .agent(2, List.of(1), level(FRENCH, 5))
                        .agent(3, List.of(1), level(GERMAN, 4), level(FRENCH, 2))
                        .agent(4, List.of(1), level(GERMAN, 9)))
                .logsIn(1, 2, 3, 4)
                .waits(101, 1)
                .waits(102, 1)
                .waits(103, 1);
        assertThat(List.of(story.agentOf(101), story.agentOf(102), story.agentOf(103)))
                .containsExactly(3, 4, 0);
    }

    @Test
    void shouldLowerWhatTheCallItselfAsksFor() {
        RoutingPlan plan = new RoutingPlan(
                List.of(new RoutingStep(List.of(), 20_000), new RoutingStep(List.of(), List.of(), 3, 0)));
        Scenario story = Scenario.in(three(plan)).logsIn(3, 2).waits(101, 1, needs(GERMAN, 8));
        assertThat(story.agentOf(101)).isZero();
        story.passes(20_000);
        assertThat(story.agentOf(101)).as("5 is enough now, none is not").isEqualTo(2);
    }

    @Test
    void shouldBeContentWithAnyOneOfTheSkillsThatTheCallAsksFor() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1), level(GERMAN, 4), level(FRENCH, 1))
                        .agent(2, List.of(1), level(FRENCH, 2)))
                .logsIn(1, 2)
                .asksForAnyOf(101, 1, needs(GERMAN, 5), needs(FRENCH, 2))
                .asksForAnyOf(102, 1, needs(GERMAN, 5), needs(FRENCH, 2))
                .asksForAnyOf(103, 1, needs(GERMAN, 4));
        assertThat(story.agentOf(101))
                .as("the longer idle one is not good enough")
                .isEqualTo(2);
        assertThat(story.agentOf(102)).isZero();
        assertThat(story.agentOf(103)).isEqualTo(1);
    }

    @Test
    void shouldLowerTheSkillsOfWhichTheCallAsksForOne() throws IOException {
        RoutingPlan plan = new RoutingPlan(
                List.of(new RoutingStep(List.of(), 20_000), new RoutingStep(List.of(), List.of(), 3, 0)));
        Scenario story =
                Scenario.in(three(plan)).logsIn(3, 2).asksForAnyOf(101, 1, needs(GERMAN, 8), needs(FRENCH, 10));
        assertThat(story.agentOf(101)).isZero();
        story.restarts().passes(20_000);
        assertThat(story.agentOf(101)).as("7 is enough now").isEqualTo(3);
    }

    @Test
    void shouldRefuseWhoAsksForAChoiceWithASkillThatDoesNotExist() {
        Scenario story =
                Scenario.in(three(RoutingPlan.ANYONE)).logsIn(1).asksForAnyOf(101, 1, needs(GERMAN, 1), needs(77, 1));
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.INVALID);
    }

    @Test
    void shouldWaitForTheAgentAskedForAndThenByThePlan() {
        Scenario story =
                Scenario.in(three(THREE_STEPS)).logsIn(1, 2, 3).waits(100, 1).answers(1);
        story.asksFor(1, 101, 1).passes(9_999);
        assertThat(story.agentOf(101))
                .as("agent 1 is busy, nobody else is asked")
                .isZero();
        story.goes(100, GoneCause.HUNG_UP).legEnds(1).passes(1);
        assertThat(story.events(Event.ContactRelaxed.class)).isEmpty();
        story.passes(29_999);
        assertThat(story.agentOf(101))
                .as("agent 1 after his wrap-up, in the first step")
                .isEqualTo(1);
    }

    @Test
    void shouldNotCountTheWaitForOneAgentAsTimeInThePlan() {
        Scenario story =
                Scenario.in(three(THREE_STEPS)).logsIn(1, 2).waits(100, 1).answers(1);
        story.asksFor(1, 101, 1).passes(10_000).passes(29_999);
        assertThat(story.agentOf(101)).as("40 s less a moment after it came").isZero();
        story.passes(1);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldNotWaitForAnAgentWhoCannotCome() {
        Scenario story = Scenario.in(three(THREE_STEPS)).logsIn(1).asksFor(2, 101, 1);
        assertThat(story.agentOf(101)).as("agent 2 is not at work").isEqualTo(1);
        story = Scenario.in(three(THREE_STEPS)).logsIn(1, 2).asksFor(2, 101, 1);
        assertThat(story.agentOf(101)).as("agent 2 is no expert").isEqualTo(1);
        story = Scenario.in(three(THREE_STEPS)).logsIn(1, 2).asksFor(99, 101, 1);
        assertThat(story.agentOf(101)).as("nobody has that number").isEqualTo(1);
        story = Scenario.in(three(THREE_STEPS))
                .logsIn(1)
                .waits(100, 1)
                .answers(1)
                .asksFor(1, 101, 1);
        story.asks(new org.usher.core.api.Command.LogOut(7, 1), ReplyCode.ACCEPTED_PENDING)
                .passes(30_000);
        assertThat(story.last(Event.ContactRelaxed.class).contactId())
                .as("he goes home after this call: the plan begins at once")
                .isEqualTo(story.idOf(101));
    }

    @Test
    void shouldNotNarrowTheWaitOfWhoLostHisAgent() {
        Scenario story = Scenario.in(three(THREE_STEPS))
                .logsIn(3)
                .waits(101, 1)
                .passes(95_000)
                .answers(3)
                .passes(5_000)
                .talkEnds(3, EndedBy.SYSTEM)
                .legEnds(3)
                .reaches(101);
        assertThat(story.agentOf(101))
                .as("agent 3 again, who came by the third step")
                .isEqualTo(3);
    }

    @Test
    void shouldPutWhoWaitsOnTheStepOfANewPlan() throws IOException {
        Scenario story =
                Scenario.in(three(THREE_STEPS)).logsIn(2, 3).waits(101, 1).passes(20_000);
        RoutingPlan shorter = new RoutingPlan(List.of(new RoutingStep(List.of(needs(GERMAN, 8)), 15_000), SKILLED));
        story.adopts(three(shorter)).restarts();
        assertThat(story.agentOf(101)).as("in the second step of the new plan").isEqualTo(2);
        story.offerFails(2, OfferOutcome.REJECTED)
                .reaches(101)
                .adopts(three(THREE_STEPS))
                .passes(5_000);
        assertThat(story.agentOf(101))
                .as("back in the first step of the old one")
                .isZero();
        story.passes(5_000);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldKeepTheStepOverARestart() throws IOException {
        Scenario story = Scenario.in(three(THREE_STEPS))
                .waits(101, 1)
                .passes(40_000)
                .restarts()
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    /** Queue 1 for at most 30 s, then queue 2. */
    private static Centre overflowing(int maxWaitingInSecond) {
        return new Centre()
                .rules(new Rules(1, true, -1, true, 2))
                .queue(1, 0, 30_000, 0)
                .rules(Rules.DEFAULT)
                .queue(2, 0, 60_000, maxWaitingInSecond)
                .agent(1, List.of(1))
                .agent(2, List.of(2));
    }

    @Test
    void shouldGoOnInAnotherQueueAfterTheWholeWait() {
        Scenario story = Scenario.in(overflowing(0)).passes(1_000);
        long cameAtMs = story.nowMs();
        story.waits(101, 1).passes(20_000).waits(102, 2).passes(10_000);
        assertThat(story.contact(101).queueId()).isEqualTo(2);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(cameAtMs);
        assertThat(story.events(Event.EntryEnded.class).getLast().outcome()).isEqualTo(EntryOutcome.OVERFLOWED);
        assertThat(story.lastEffect(Effect.MarkCall.class).queueId()).isEqualTo(2);
        story.logsIn(2);
        assertThat(story.agentOf(101)).as("before 102, who came later").isEqualTo(2);
    }

    @Test
    void shouldOverflowFromAnOfferOnlyWhenItHasFailed() {
        Scenario story = Scenario.in(overflowing(0)).logsIn(1).waits(101, 1);
        story.passes(19_000).offerFails(1, OfferOutcome.REJECTED).reaches(101).passes(10_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.passes(1);
        assertThat(story.contact(101).queueId()).as("an agent is rung").isEqualTo(1);
        story.offerFails(1, OfferOutcome.REJECTED).reaches(101);
        assertThat(story.contact(101).queueId()).isEqualTo(2);
    }

    @Test
    void shouldGiveBackWhomTheOtherQueueDoesNotTake() {
        Scenario story = Scenario.in(overflowing(1)).waits(102, 2).waits(101, 1).passes(30_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
        story = Scenario.in(overflowing(0)).waits(101, 1).passes(30_000).passes(60_000);
        assertThat(story.lastEffect(Effect.Release.class).status())
                .as("the limit of the second queue, counted from its own beginning")
                .isEqualTo(ReleaseStatus.TIMEOUT);
    }
}

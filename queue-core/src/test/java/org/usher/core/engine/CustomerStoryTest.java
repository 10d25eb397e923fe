package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** Somebody finds out who a caller is when he stands in line already. */
final class CustomerStoryTest {
    private static Command known(long call, int priority, int preferredAgentId, Requirement... requirements) {
        return new Command.CustomerIdentified(call, "C-" + call, 0, priority, List.of(requirements), preferredAgentId);
    }

    @Test
    void shouldServeWhoIsWorthMoreBeforeOthersFromThenOn() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .waits(101, 1)
                .passes(5_000)
                .waits(102, 1)
                .tell(known(102, 2, 0))
                .logsIn(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.contact(102).priority()).isEqualTo(2);
        assertThat(story.contact(102).details().customer()).isEqualTo("C-102");
        assertThat(story.events(Event.CustomerIdentified.class))
                .containsExactly(new Event.CustomerIdentified(
                        story.nowMs(), story.contact(102).contactId(), 1, "C-102"));
        assertThat(story.last(Event.ContactPrioritised.class).priority()).isEqualTo(2);
    }

    @Test
    void shouldBringHimToWhoSpeaksHisLanguageAndToNobodyElse() throws Exception {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1), level(GERMAN, 9))
                        .agent(2, List.of(1), level(FRENCH, 3)))
                .arrives(101, 1)
                .tell(known(101, 0, 0, needs(FRENCH, 3)))
                .logsIn(1)
                .reaches(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.restarts().tell(known(101, 0, 0, needs(FRENCH, 2))).logsIn(2);
        assertThat(story.agentOf(101)).as("the higher level stays").isEqualTo(2);
    }

    @Test
    void shouldChangeNothingWhenItIsSaidAgainNorWhatAPersonHasDecided() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1), level(FRENCH, 5)))
                .waits(101, 1)
                .tell(known(101, 3, 0, needs(FRENCH, 4)))
                .tell(known(101, 3, 0, needs(FRENCH, 4)));
        assertThat(story.contact(101).priority()).isEqualTo(3);
        assertThat(story.events(Event.ContactPrioritised.class)).hasSize(1);
        assertThat(story.events(Event.CustomerIdentified.class)).hasSize(1);
        story.waits(102, 1)
                .asks(102, id -> new Command.SetContactPriority(9, id, -5), ReplyCode.ACCEPTED)
                .tell(known(102, 3, 0));
        assertThat(story.contact(102).priority()).isEqualTo(-5);
    }

    @Test
    void shouldPassOverSkillsThatDoNotExistAndAgentsWhoDoNot() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .waits(101, 1)
                .tell(known(101, 0, 77, new Requirement(99, 3), new Requirement(-1, 3)))
                .tell(known(999, 5, 1))
                .logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldWaitForWhoServedHimLastAsLongAsThePlanSays() {
        Scenario story =
                Scenario.in(preferring()).logsIn(1).waits(100, 1).answers(1).waits(101, 1);
        story.tell(known(101, 0, 1)).logsIn(2);
        assertThat(story.stateOf(101)).as("waits for agent 1 alone").isEqualTo(ContactState.WAITING);
        story.tell(known(101, 0, 2)).passes(29_999);
        assertThat(story.stateOf(101)).as("for him still").isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldNotWaitForWhoCannotServeWhatHeNeeds() {
        Scenario story = Scenario.in(preferring())
                .logsIn(1)
                .waits(100, 1)
                .answers(1)
                .waits(101, 1)
                .tell(known(101, 0, 1))
                .tell(known(101, 0, 0, needs(FRENCH, 1)))
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldLetRingWhatRingsAndAskForMoreAfterIt() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1), level(FRENCH, 5)))
                .logsIn(1)
                .waits(101, 1)
                .rings(1)
                .tell(known(101, 4, 2, needs(FRENCH, 5)));
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.offerFails(1, OfferOutcome.REJECTED).reaches(101).passes(10_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldAskForAsMuchOfTheWishesAsOneAgentHas() throws Exception {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1), level(GERMAN, 9))
                        .agent(2, List.of(1), level(FRENCH, 3))
                        .agent(3, List.of(2), level(FRENCH, 9), level(GERMAN, 9))
                        .queue(2))
                .waits(101, 1)
                .tell(known(101, 0, 0, needs(FRENCH, 3), needs(GERMAN, 3)));
        assertThat(story.last(Event.WishesDropped.class))
                .as("nobody of this queue has both, and French was named first")
                .isEqualTo(new Event.WishesDropped(
                        story.nowMs(), story.contact(101).contactId(), 1, 1));
        story.logsIn(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.restarts().logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldSayThatNothingOfAWishIsLeft() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1), level(GERMAN, 9))
                        .agent(2, List.of(1), level(FRENCH, 3)))
                .waits(101, 1, needs(GERMAN, 5))
                .tell(known(101, 0, 0, needs(FRENCH, 3)))
                .tell(known(101, 0, 0, needs(FRENCH, 3)))
                .logsIn(1);
        assertThat(story.events(Event.WishesDropped.class)).as("once").hasSize(1);
        assertThat(story.agentOf(101)).as("the call asks for German").isEqualTo(1);
    }

    @Test
    void shouldWishAnewInAnotherQueueAndForNothingThatNobodyThereHas() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1), level(FRENCH, 5))
                        .queue(2)
                        .agent(2, List.of(2))
                        .queue(3)
                        .agent(3, List.of(3), level(FRENCH, 3))
                        .agent(4, List.of(3)))
                .waits(101, 1)
                .tell(known(101, 0, 0, needs(FRENCH, 3)))
                .waits(102, 1, needs(FRENCH, 3))
                .logsIn(2, 4);
        assertThat(story.events(Event.WishesDropped.class)).isEmpty();
        story.asks(101, id -> new Command.MoveContact(9, id, 3), ReplyCode.ACCEPTED);
        assertThat(story.stateOf(101)).as("there somebody has it").isEqualTo(ContactState.WAITING);
        story.asks(101, id -> new Command.MoveContact(9, id, 2), ReplyCode.ACCEPTED);
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.last(Event.WishesDropped.class).queueId()).isEqualTo(2);
        story.asks(102, id -> new Command.MoveContact(9, id, 2), ReplyCode.ACCEPTED);
        assertThat(story.stateOf(102))
                .as("what the call itself asks for is asked for everywhere")
                .isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldWishAnewWhenTheCentreIsAnother() {
        Centre before = new Centre().queue(1).agent(1, List.of(1), level(FRENCH, 5));
        Scenario story = Scenario.in(before).waits(101, 1).tell(known(101, 0, 0, needs(FRENCH, 3)));
        story.adopts(new Centre().queue(1).agent(2, List.of(1))).logsIn(2);
        assertThat(story.agentOf(101)).as("nobody speaks French any more").isEqualTo(2);
        assertThat(story.last(Event.WishesDropped.class).dropped()).isEqualTo(1);
    }

    @Test
    void shouldNotWaitForWhoHasJustGivenHimAway() {
        Scenario story = Scenario.in(preferring())
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .givesAway(1)
                .legEnds(1)
                .arrives(101, 1)
                .tell(known(101, 0, 1))
                .logsIn(2)
                .reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldOnlyNameWhoTalksOrIsGone() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .tell(known(101, 9, 1, needs(FRENCH, 9)));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.contact(101).details().customer()).isEqualTo("C-101");
        assertThat(story.events(Event.ContactPrioritised.class)).isEmpty();
        int told = story.events(Event.CustomerIdentified.class).size();
        story.goes(101, GoneCause.HUNG_UP).tell(known(101, 9, 1));
        assertThat(story.events(Event.CustomerIdentified.class)).hasSize(told);
    }

    private static Centre preferring() {
        return new Centre()
                .plan(new RoutingPlan(30_000, List.of(new RoutingStep(List.of(), Long.MAX_VALUE))))
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1), level(FRENCH, 5));
    }
}

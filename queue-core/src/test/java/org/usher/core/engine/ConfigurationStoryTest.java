package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

final class ConfigurationStoryTest {
    @Test
    void shouldPublishEveryQueue() {
        Scenario story = Scenario.in(new Centre().queue(1).queue(2));
        assertThat(story.effects(Effect.PublishQueue.class).stream().map(Effect.PublishQueue::queueId))
                .containsExactly(1, 2);
        assertThat(story.events(Event.ConfigurationAdopted.class)).hasSize(1);
    }

    @Test
    void shouldKeepThePlacesOfThoseWhoWaitWhenSkillsAndRulesChange() {
        Scenario story = Scenario.in(new Centre().queue(1, needs(GERMAN, 5)).agent(1, List.of(1), level(GERMAN, 4)))
                .logsIn(1)
                .waits(101, 1)
                .passes(1_000)
                .waits(102, 1);
        assertThat(story.agentOf(101)).isZero();
        story.adopts(new Centre().queue(1, needs(GERMAN, 4)).agent(1, List.of(1), level(GERMAN, 4)));
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.queue(1).offered()).isEqualTo(2);
        assertThat(story.queue(1).waiting()).isEqualTo(2);
    }

    @Test
    void shouldTellWhatAChangeMeansForThoseWhoWait() {
        Centre before =
                new Centre().queue(1, needs(GERMAN, 5)).queue(2).queue(3).agent(1, List.of(1, 2, 3), level(GERMAN, 6));
        Scenario story = Scenario.in(before)
                .waits(101, 1)
                .arrives(102, 1, needs(GERMAN, 6))
                .waits(103, 2)
                .waits(104, 2, needs(FRENCH, 1))
                .arrives(105, 3)
                .logsIn(1);
        assertThat(story.events(Event.LineRevised.class)).as("nobody waited").isEmpty();
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.adopts(new Centre()
                .queue(1, needs(GERMAN, 4))
                .queue(2, 2, 0, 0)
                .agent(1, List.of(1), level(GERMAN, 5))
                .agent(2, List.of(1), level(FRENCH, 5)));
        Event.ConfigurationAdopted adopted = story.last(Event.ConfigurationAdopted.class);
        long revision = adopted.configuration().revision();
        assertThat(story.events(Event.LineRevised.class))
                .containsExactly(
                        new Event.LineRevised(adopted.atMs(), revision, 1, 2, 1, 1, 0),
                        new Event.LineRevised(adopted.atMs(), revision, 2, 2, 2, 1, 0),
                        new Event.LineRevised(adopted.atMs(), revision, 3, 1, 0, 0, 1));
    }

    @Test
    void shouldGiveBackThoseWhoWaitInAQueueThatVanished() {
        Centre before = new Centre().queue(1).queue(2).agent(1, List.of(1)).agent(2, List.of(2));
        Scenario story = Scenario.in(before)
                .logsIn(1)
                .waits(101, 1)
                .waits(102, 1)
                .arrives(103, 1)
                .adopts(new Centre().queue(2).agent(1, List.of(2)).agent(2, List.of(2)));
        assertThat(story.stateOf(102)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.CLOSED);
        assertThat(story.effects(Effect.PublishQueue.class))
                .contains(new Effect.PublishQueue(1, org.usher.core.api.AnswerMode.ON_ENTRY, QueueStatus.CLOSED));
        assertThat(story.stateOf(103)).as("not in the waiting room yet").isEqualTo(ContactState.WAITING);
        story.reaches(103);
        assertThat(story.stateOf(103)).isEqualTo(ContactState.RELEASING);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story.arrives(104, 1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.UNKNOWN_QUEUE);
    }

    @Test
    void shouldLetATalkGoOnWhenItsQueueVanished() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .adopts(new Centre().agent(1, List.of()));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        story.talkEnds(1, EndedBy.AGENT).legEnds(1).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        assertThat(story.state(1)).as("its wrap-up still counts").isEqualTo(AgentState.WRAP_UP);
    }

    @Test
    void shouldNotGiveBackWhoWaitsInAQueueThatIsThereAgain() {
        Centre with = new Centre().queue(1).agent(1, List.of(1));
        Scenario story = Scenario.in(with)
                .arrives(101, 1)
                .adopts(new Centre())
                .adopts(with)
                .reaches(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldLogOutAnAgentWhoVanishedAndLetHimFinishHisCall() {
        Centre both =
                new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)).agent(3, List.of(1));
        Scenario story = Scenario.in(both)
                .logsIn(1, 2, 3)
                .waits(101, 1)
                .answers(1)
                .waits(102, 1)
                .rings(2);
        long rung = story.offerTo(2);
        story.adopts(new Centre().queue(1).phone(1).phone(2).agent(3, List.of(1)));
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(rung);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        story.reaches(102);
        assertThat(story.agentOf(102)).isEqualTo(3);
        story.goes(101, GoneCause.HUNG_UP).passes(5_000).passes(10_000);
        assertThat(story.events(Event.AgentStateChanged.class).stream()
                        .filter(change -> change.to() == AgentState.LOGGED_OUT)
                        .map(Event.AgentStateChanged::agentId))
                .containsExactly(2, 1);
        story.asks(new Command.LogIn(5, 1, List.of(1)), ReplyCode.UNKNOWN_AGENT);
    }

    @Test
    void shouldLogOutWhoseLastPhoneVanished() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)).phone(10))
                .asks(new Command.LogIn(1, 1, List.of(1, 10)), ReplyCode.ACCEPTED);
        Centre without = new Centre().queue(1).agent(1, List.of(1));
        story.adopts(without);
        assertThat(story.agent(1).deviceIds()).containsExactly(1);
        story.tell(new Command.AdoptConfiguration(new org.usher.core.api.Configuration(
                9,
                without.build(9).skills(),
                without.build(9).queues(),
                List.of(),
                without.build(9).agents(),
                List.of(),
                org.usher.core.api.Configuration.Settings.DEFAULT)));
        assertThat(story.state(1)).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void shouldTakeANewLimitOnTheWaitForThoseWhoWait() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .waits(101, 1)
                .passes(60_000)
                .adopts(new Centre().queue(1, 0, 30_000, 0).agent(1, List.of(1)))
                .passes(0);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
    }
}

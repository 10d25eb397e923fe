package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/** Queues without agents, and queues that a person closes. */
final class DoorStoryTest {
    private static final Rules REFUSES_WHEN_EMPTY = new Rules(1, false, -1, true);
    private static final Rules LEAVES_WHEN_EMPTY = new Rules(1, true, 60_000, true);
    private static final Rules SENDS_AWAY_WHEN_CLOSED = new Rules(1, true, -1, false);

    private static Centre with(Rules rules) {
        return new Centre().rules(rules).queue(1).agent(1, List.of(1)).agent(2, List.of(1));
    }

    // empty

    @Test
    void shouldRefuseCallersWhileNobodyIsLoggedIn() {
        Scenario story = Scenario.in(with(REFUSES_WHEN_EMPTY));
        assertThat(published(story)).isEqualTo(QueueStatus.EMPTY);
        story.arrives(101, 1);
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.EMPTY);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.EMPTY);
        assertThat(story.queue(1).offered()).isZero();
        story.logsIn(1);
        assertThat(published(story)).isEqualTo(QueueStatus.OPEN);
        story.asks(new Command.Pause(9, 1, Centre.LUNCH), ReplyCode.ACCEPTED);
        assertThat(story.queue(1).status()).as("a pause is no log-out").isEqualTo(QueueStatus.OPEN);
        story.waits(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.asks(new Command.LogOut(9, 1), ReplyCode.ACCEPTED);
        assertThat(published(story)).isEqualTo(QueueStatus.EMPTY);
        assertThat(story.stateOf(102)).as("may stay for ever").isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldKeepTheDoorOpenOfAQueueThatAdmitsWhenEmpty() {
        Scenario story = Scenario.in(with(LEAVES_WHEN_EMPTY)).waits(101, 1);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.OPEN);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldTakeForEmptyAQueueWhoseLastAgentGoesHomeAfterHisCall() {
        Scenario story =
                Scenario.in(with(REFUSES_WHEN_EMPTY)).logsIn(1).waits(101, 1).answers(1);
        story.asks(new Command.LogOut(9, 1), ReplyCode.ACCEPTED_PENDING);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.OPEN);
        story.goes(101, GoneCause.HUNG_UP).legEnds(1).passes(10_000);
        assertThat(published(story)).isEqualTo(QueueStatus.EMPTY);
    }

    @Test
    void shouldTakeForEmptyAQueueThatItsAgentsServeNoMore() {
        Scenario story = Scenario.in(with(REFUSES_WHEN_EMPTY)).logsIn(1);
        story.adopts(new Centre().rules(REFUSES_WHEN_EMPTY).queue(1).queue(2).agent(1, List.of(2)));
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.EMPTY);
        assertThat(story.queue(2).status()).isEqualTo(QueueStatus.OPEN);
        story.adopts(new Centre().rules(REFUSES_WHEN_EMPTY).queue(1).queue(2).phone(1));
        assertThat(story.queue(2).status()).as("the agent vanished").isEqualTo(QueueStatus.EMPTY);
    }

    @Test
    void shouldReleaseThoseWhoWaitSomeTimeAfterTheLastAgentLeft() {
        Scenario story = Scenario.in(with(LEAVES_WHEN_EMPTY))
                .logsIn(1)
                .asks(new Command.Pause(8, 1, Centre.LUNCH), ReplyCode.ACCEPTED)
                .waits(101, 1)
                .arrives(102, 1)
                .passes(100_000)
                .asks(new Command.LogOut(9, 1), ReplyCode.ACCEPTED)
                .passes(59_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.lastEffect(Effect.Release.class))
                .extracting(Effect.Release::callKey, Effect.Release::status)
                .containsExactly(101L, ReleaseStatus.EMPTY);
        assertThat(story.stateOf(102)).as("not in the waiting room").isEqualTo(ContactState.WAITING);
        story.reaches(102);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.RELEASING);
    }

    @Test
    void shouldGiveWhoComesToAnEmptyQueueTheWholeTime() {
        Scenario story = Scenario.in(with(LEAVES_WHEN_EMPTY))
                .passes(500_000)
                .waits(101, 1)
                .passes(59_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story.waits(102, 1).passes(59_999);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.goes(102, GoneCause.HUNG_UP).waits(103, 1).passes(59_999);
        assertThat(story.stateOf(103)).as("has come later").isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldKeepThoseWhoWaitWhenAnAgentComesBackInTime() {
        Scenario story = Scenario.in(with(LEAVES_WHEN_EMPTY))
                .waits(101, 1)
                .arrives(102, 1)
                .passes(60_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story.logsIn(1).reaches(102);
        assertThat(story.agentOf(102)).as("not seen before the agent came").isEqualTo(1);
        story = Scenario.in(with(LEAVES_WHEN_EMPTY))
                .waits(101, 1)
                .passes(59_000)
                .logsIn(1);
        story.offerFails(1, OfferOutcome.REJECTED).reaches(101).passes(100_000);
        assertThat(story.effects(Effect.Release.class)).isEmpty();
    }

    @Test
    void shouldNotForgetThatATimeLimitPassedWhenAnAgentComesBack() {
        Centre centre =
                new Centre().rules(LEAVES_WHEN_EMPTY).queue(1, 0, 30_000, 0).agent(1, List.of(1));
        Scenario story =
                Scenario.in(centre).arrives(101, 1).passes(60_000).logsIn(1).reaches(101);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
    }

    @Test
    void shouldTakeANewRuleForTheTimeWithoutAgents() {
        Scenario story = Scenario.in(with(LEAVES_WHEN_EMPTY)).waits(101, 1).passes(30_000);
        story.adopts(with(new Rules(1, true, 40_000, true))).passes(9_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story = Scenario.in(with(LEAVES_WHEN_EMPTY))
                .waits(101, 1)
                .adopts(with(Rules.DEFAULT))
                .passes(100_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    // closed

    @Test
    void shouldAnswerWhoOpensAndCloses() {
        Scenario story = Scenario.in(with(Rules.DEFAULT))
                .opens(1, true, ReplyCode.UNCHANGED)
                .opens(1, false, ReplyCode.ACCEPTED)
                .opens(1, false, ReplyCode.UNCHANGED)
                .opens(7, false, ReplyCode.UNKNOWN_QUEUE)
                .opens(0, true, ReplyCode.UNKNOWN_QUEUE);
        assertThat(published(story)).isEqualTo(QueueStatus.CLOSED);
        assertThat(story.last(Event.QueueStatusChanged.class).status()).isEqualTo(QueueStatus.CLOSED);
        story.arrives(101, 1);
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.CLOSED);
        story.opens(1, true, ReplyCode.ACCEPTED).waits(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldServeOutThoseWhoWait() {
        Scenario story = Scenario.in(with(Rules.DEFAULT))
                .waits(101, 1)
                .opens(1, false, ReplyCode.ACCEPTED)
                .logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.answers(1).talkEnds(1, EndedBy.SYSTEM).legEnds(1).reaches(101);
        assertThat(story.agentOf(101)).as("was inside, and lost his agent").isEqualTo(1);
    }

    @Test
    void shouldSendAwayThoseWhoWaitWhereTheRuleSaysSo() {
        Scenario story = Scenario.in(with(SENDS_AWAY_WHEN_CLOSED))
                .logsIn(1)
                .waits(101, 1)
                .waits(102, 1)
                .opens(1, false, ReplyCode.ACCEPTED);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.CLOSED);
        assertThat(story.stateOf(101)).as("may yet be answered").isEqualTo(ContactState.OFFERED);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
    }

    @Test
    void shouldKeepWhoWasToBeSentAwayWhenTheQueueOpensAgain() {
        Scenario story = Scenario.in(with(SENDS_AWAY_WHEN_CLOSED))
                .arrives(101, 1)
                .opens(1, false, ReplyCode.ACCEPTED)
                .opens(1, true, ReplyCode.ACCEPTED)
                .reaches(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldBeginTheTimeWithoutAgentsAnewWhenAnEmptyQueueOpensAgain() {
        Scenario story = Scenario.in(with(new Rules(1, true, 60_000, false)))
                .arrives(101, 1)
                .passes(60_000)
                .opens(1, false, ReplyCode.ACCEPTED)
                .opens(1, true, ReplyCode.ACCEPTED)
                .reaches(101)
                .passes(59_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.EMPTY);
    }

    @Test
    void shouldStayClosedThroughAConfigurationAndASnapshot() throws IOException {
        Scenario story = Scenario.in(with(Rules.DEFAULT))
                .waits(101, 1)
                .opens(1, false, ReplyCode.ACCEPTED)
                .restarts()
                .adopts(with(Rules.DEFAULT));
        assertThat(published(story)).isEqualTo(QueueStatus.CLOSED);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.adopts(with(SENDS_AWAY_WHEN_CLOSED));
        assertThat(story.stateOf(101)).as("the rule is another").isEqualTo(ContactState.RELEASING);
    }

    @Test
    void shouldSayClosedBeforeEmptyAndEmptyBeforeFull() {
        Scenario story = Scenario.in(
                        new Centre().rules(REFUSES_WHEN_EMPTY).queue(1, 0, 0, 1).agent(1, List.of(1)))
                .logsIn(1)
                .asks(new Command.Pause(8, 1, Centre.LUNCH), ReplyCode.ACCEPTED)
                .waits(101, 1);
        assertThat(published(story)).isEqualTo(QueueStatus.FULL);
        story.asks(new Command.LogOut(9, 1), ReplyCode.ACCEPTED);
        assertThat(published(story)).isEqualTo(QueueStatus.EMPTY);
        story.opens(1, false, ReplyCode.ACCEPTED);
        assertThat(published(story)).isEqualTo(QueueStatus.CLOSED);
        story.opens(1, true, ReplyCode.ACCEPTED).logsIn(1);
        assertThat(published(story)).isEqualTo(QueueStatus.FULL);
    }

    // hours

    @Test
    void shouldRememberWhatTheHoursOrderedLastWhateverAPersonOrdersAfterIt() throws IOException {
        Scenario story = Scenario.in(with(SENDS_AWAY_WHEN_CLOSED)).waits(101, 1);
        assertThat(story.queue(1).hoursClosed()).isFalse();
        story.hours(1, false);
        assertThat(story.stateOf(101)).as("released, as the queue says").isEqualTo(ContactState.RELEASING);
        assertThat(published(story)).isEqualTo(QueueStatus.CLOSED);
        assertThat(story.queue(1).hoursClosed()).isTrue();

        story.opens(1, true, ReplyCode.ACCEPTED).restarts();
        assertThat(story.queue(1).status()).as("a person's order stands").isEqualTo(QueueStatus.OPEN);
        assertThat(story.queue(1).hoursClosed()).isTrue();

        story.opens(1, false, ReplyCode.ACCEPTED).hours(1, true);
        assertThat(published(story)).as("until the hours speak again").isEqualTo(QueueStatus.OPEN);
        assertThat(story.queue(1).hoursClosed()).isFalse();
        story.opens(1, false, ReplyCode.ACCEPTED).hours(1, false);
        assertThat(story.queue(1).hoursClosed())
                .as("closed already, and yet ordered")
                .isTrue();
    }

    // emergency

    @Test
    void shouldLetNobodyInDuringAnEmergencyAndServeWhoWaits() {
        Scenario story = Scenario.in(with(SENDS_AWAY_WHEN_CLOSED)).waits(101, 1);
        story.callsEmergency(1, true, ReplyCode.ACCEPTED)
                .callsEmergency(1, true, ReplyCode.UNCHANGED)
                .callsEmergency(77, true, ReplyCode.UNKNOWN_QUEUE);
        assertThat(published(story)).isEqualTo(QueueStatus.EMERGENCY);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);

        // the dialplan had not heard of it when this one came
        story.arrives(102, 1);
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.EMERGENCY);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.EMERGENCY);

        story.logsIn(1).answers(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        story.callsEmergency(1, false, ReplyCode.ACCEPTED);
        assertThat(published(story)).isEqualTo(QueueStatus.OPEN);
        story.waits(103, 1);
        assertThat(story.stateOf(103)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldKeepAnEmergencyOverANewConfigurationAndAClosedDoor() {
        Scenario story = Scenario.in(with(SENDS_AWAY_WHEN_CLOSED));
        story.callsEmergency(1, true, ReplyCode.ACCEPTED)
                .adopts(with(REFUSES_WHEN_EMPTY))
                .opens(1, false, ReplyCode.ACCEPTED);
        assertThat(published(story)).as("it comes before the closed door").isEqualTo(QueueStatus.EMERGENCY);
        story.callsEmergency(1, false, ReplyCode.ACCEPTED);
        assertThat(published(story)).as("which was closed meanwhile").isEqualTo(QueueStatus.CLOSED);
    }

    private static QueueStatus published(Scenario story) {
        return story.lastEffect(Effect.PublishQueue.class).status();
    }
}

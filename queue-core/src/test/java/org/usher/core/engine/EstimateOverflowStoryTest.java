package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;

/** With {@link Models#ofEach}, ten seconds each: the median expected is 1 s behind nobody, 4 s behind one, and in queue 2 as behind one more. */
final class EstimateOverflowStoryTest {
    private static final Command LEARNT = new Command.AdoptWaitModel(Models.ofEach(1, 10));

    private static Centre centre(int overflowQueueId, long overflowEstimateMs) {
        return new Centre()
                .rules(new Rules(1, true, -1, true, overflowQueueId, overflowEstimateMs))
                .queue(1)
                .rules(Rules.DEFAULT)
                .queue(2)
                .agent(1, List.of(1))
                .agent(2, List.of(2));
    }

    @Test
    void shouldGiveBackAtOnceWhoIsExpectedToWaitTooLong() {
        Scenario story = Scenario.in(centre(0, 3_999)).tell(LEARNT).waits(101, 1);
        assertThat(story.stateOf(101)).as("nobody before him").isEqualTo(ContactState.WAITING);

        story.waits(102, 1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.LONG_WAIT);
        assertThat(story.last(Event.WaitEstimated.class).estimate().p50Ms()).isEqualTo(4_000);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.OVERFLOWED);
        assertThat(story.last(Event.OverflowedByEstimate.class))
                .isEqualTo(new Event.OverflowedByEstimate(story.nowMs(), story.idOf(102), 1, 4_000, 0));
        assertThat(story.queue(1).overflowed()).isEqualTo(1);
        assertThat(story.queue(1).waiting()).isEqualTo(1);
    }

    @Test
    void shouldLetInWhoIsExpectedToWaitAsLongAsTheQueueAsks() {
        Scenario story =
                Scenario.in(centre(0, 4_000)).tell(LEARNT).waits(101, 1).waits(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        assertThat(story.events(Event.OverflowedByEstimate.class)).isEmpty();
    }

    @Test
    void shouldSendNobodyAwayBeforeAnythingWasLearnt() {
        Scenario story = Scenario.in(centre(0, 1)).waits(101, 1).waits(102, 1).waits(103, 1);
        assertThat(story.queue(1).waiting()).isEqualTo(3);
        assertThat(story.queue(1).overflowed()).isZero();
    }

    /** Queue 2, where ten seconds more are expected than elsewhere, sends to queue 1, and that one to queue 2. */
    private static Centre shorterInFirst() {
        return new Centre()
                .rules(new Rules(1, true, -1, true, 2, 3_999))
                .queue(1)
                .rules(new Rules(1, true, -1, true, 1, 3_999))
                .queue(2)
                .agent(1, List.of(1))
                .agent(2, List.of(2));
    }

    @Test
    void shouldGoOnWhereLessIsExpected() {
        Scenario story = Scenario.in(shorterInFirst()).tell(LEARNT).waits(101, 2);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.contact(101).queueId()).isEqualTo(1);
        assertThat(story.lastEffect(Effect.MarkCall.class).queueId()).isEqualTo(1);
        assertThat(story.last(Event.OverflowedByEstimate.class).nextQueueId()).isEqualTo(1);
        assertThat(story.events(Event.WaitEstimated.class))
                .extracting(said -> said.estimate().p50Ms())
                .as("he stands in no line when the second is looked at")
                .containsExactly(4_000L, 1_000L);
        assertThat(story.queue(2).overflowed()).isEqualTo(1);
        story.logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldGiveBackWhoWouldWaitLongerElsewhereOrIsNotLetInThere() {
        Scenario story =
                Scenario.in(shorterInFirst()).tell(LEARNT).waits(101, 1).waits(102, 1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.LONG_WAIT);
        assertThat(story.last(Event.OverflowedByEstimate.class).nextQueueId()).isZero();

        story = Scenario.in(shorterInFirst())
                .tell(LEARNT)
                .tell(new Command.SetQueueDoor(1, 1, false))
                .waits(101, 2);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.LONG_WAIT);
    }

    @Test
    void shouldNeverSendAwayWhoWasHereBeforeOrWrites() {
        Scenario story =
                Scenario.in(centre(0, 3_999)).tell(LEARNT).waits(101, 1).waits(102, 1);
        long contactId = story.idOf(102);
        story.goes(102, GoneCause.LEFT_TO_DIALPLAN);
        story.arrives(104, 1, 0, story.nowMs(), contactId).reaches(104);
        assertThat(story.stateOf(104)).as("was told, and asks again").isEqualTo(ContactState.WAITING);
        assertThat(story.idOf(104)).isEqualTo(contactId);
        story.writes(103, 1);
        assertThat(story.stateOf(103)).as("nothing is told of chats").isEqualTo(ContactState.WAITING);
        assertThat(story.events(Event.OverflowedByEstimate.class)).hasSize(1);
    }

    @Test
    void shouldServeAtOnceWhoFindsAnAgentFreeWhateverIsExpected() {
        Scenario story = Scenario.in(centre(0, 1))
                .tell(LEARNT)
                .waits(101, 2)
                .waits(102, 2)
                .logsIn(1);
        story.waits(103, 1);
        assertThat(story.agentOf(103)).isEqualTo(1);
        assertThat(story.events(Event.OverflowedByEstimate.class)).isEmpty();
    }
}

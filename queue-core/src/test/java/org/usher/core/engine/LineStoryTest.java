package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ActionOutcome;
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

final class LineStoryTest {
    private static Centre onePair() {
        return new Centre().queue(1).agent(1, List.of(1));
    }

    @Test
    void shouldServeFirstComeFirst() {
        Scenario story =
                Scenario.in(onePair()).waits(101, 1).passes(10).waits(102, 1).logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.agentOf(102)).isZero();
        Effect.Offer offer = story.lastEffect(Effect.Offer.class);
        assertThat(offer.callKey()).isEqualTo(101);
        assertThat(offer.rung().getFirst().deviceIds()).containsExactly(1);
        assertThat(offer.waitedMs()).isEqualTo(10);
        assertThat(offer.ringTimeoutMs()).isEqualTo(20_000);
    }

    @Test
    void shouldServeHigherPriorityBeforeLongerWait() {
        Scenario story = Scenario.in(new Centre().queue(1).queue(2, 5, 0, 0).agent(1, List.of(1, 2)))
                .waits(101, 1)
                .passes(1_000)
                .arrives(102, 1, 3, 0, 0)
                .reaches(102)
                .waits(103, 2)
                .logsIn(1);
        assertThat(story.agentOf(103)).isEqualTo(1);
        story.offerFails(1, OfferOutcome.CALLER_LEFT).goes(103, GoneCause.HUNG_UP);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldFindTheAgentWithTheSkillAtTheProficiencyAskedFor() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1, needs(GERMAN, 3))
                        .agent(1, List.of(1), level(FRENCH, 10))
                        .agent(2, List.of(1), level(GERMAN, 5))
                        .agent(3, List.of(1), level(GERMAN, 9), level(FRENCH, 4))
                        .agent(4, List.of(), level(GERMAN, 10), level(FRENCH, 10)))
                .logsIn(1, 2, 3, 4)
                .waits(101, 1, needs(GERMAN, 6))
                .waits(102, 1)
                .waits(103, 1, needs(FRENCH, 4));
        assertThat(story.agentOf(101)).isEqualTo(3);
        assertThat(story.agentOf(102)).isEqualTo(2);
        assertThat(story.agentOf(103)).as("only agent 3 has both").isZero();
    }

    @Test
    void shouldTakeTheAgentWhoIsIdleLongest() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1))
                        .agent(2, List.of(1))
                        .agent(3, List.of(1)))
                .logsIn(2)
                .logsIn(3, 1)
                .waits(101, 1)
                .waits(102, 1);
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.agentOf(102)).isEqualTo(3);
    }

    @Test
    void shouldOfferOnlyWhoIsInTheWaitingRoomAndKeepThePlaceOfWhoIsNot() {
        Scenario story = Scenario.in(onePair())
                .waits(101, 1)
                .passes(1)
                .waits(102, 1)
                .passes(1)
                .waits(103, 1)
                .leavesRoom(101)
                .logsIn(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.reaches(101).goes(102, GoneCause.HUNG_UP);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.stateOf(103)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldMarkTheCallAndKnowItWhenItIsToldAgain() {
        Scenario story = Scenario.in(onePair())
                .arrives(101, 1)
                .arrives(101, 1)
                .reaches(101)
                .arrives(101, 1);
        assertThat(story.effects(Effect.MarkCall.class))
                .containsExactly(new Effect.MarkCall(101, story.idOf(101), 1, Scenario.START_MS));
        assertThat(story.queue(1).offered()).isEqualTo(1);
    }

    @Test
    void shouldBookEveryEndOfAWait() {
        Scenario story = Scenario.in(onePair())
                .waits(101, 1)
                .waits(102, 1)
                .waits(103, 1)
                .waits(104, 1)
                .passes(4_999)
                .goes(101, GoneCause.HUNG_UP)
                .passes(1)
                .goes(102, GoneCause.HUNG_UP)
                .goes(103, GoneCause.LOST_BY_PBX)
                .goes(104, GoneCause.FELL_BACK);
        assertThat(story.events(Event.EntryEnded.class).stream().map(Event.EntryEnded::outcome))
                .containsExactly(
                        EntryOutcome.SHORT_ABANDONED,
                        EntryOutcome.ABANDONED,
                        EntryOutcome.LOST_BY_PBX,
                        EntryOutcome.OVERFLOWED);
        assertThat(story.events(Event.ContactEnded.class).stream().map(Event.ContactEnded::endedBy))
                .containsExactly(EndedBy.CALLER, EndedBy.CALLER, EndedBy.SYSTEM, EndedBy.SYSTEM);
        assertThat(story.queue(1).offered()).isEqualTo(4);
        assertThat(story.queue(1).waiting()).isZero();
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowAndGiveTheCallBack() {
        Scenario story = Scenario.in(onePair()).arrives(101, 9);
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.UNKNOWN_QUEUE);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.UNKNOWN_QUEUE);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        story.arrives(102, 1, needs(77, 1));
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.INVALID);
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN);
        assertThat(story.knows(101)).isFalse();
        assertThat(story.queue(1).offered()).isZero();
    }

    @Test
    void shouldCloseTheDoorOfAFullQueueAndOpenItAgain() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 0, 2).agent(1, List.of(1)))
                .waits(101, 1)
                .waits(102, 1);
        assertThat(story.queue(1).status()).isEqualTo(QueueStatus.FULL);
        assertThat(story.lastEffect(Effect.PublishQueue.class).status()).isEqualTo(QueueStatus.FULL);
        story.arrives(103, 1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.FULL);
        long refused = story.idOf(103);
        story.goes(103, GoneCause.LEFT_TO_DIALPLAN).arrives(103, 1, 0, story.nowMs(), refused);
        assertThat(story.lastEffect(Effect.Release.class).status())
                .as("asking twice does not help")
                .isEqualTo(ReleaseStatus.FULL);
        story.goes(101, GoneCause.HUNG_UP);
        assertThat(story.lastEffect(Effect.PublishQueue.class).status()).isEqualTo(QueueStatus.OPEN);
    }

    @Test
    void shouldGiveBackWhoHasWaitedTooLong() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 60_000, 0).agent(1, List.of(1)))
                .waits(101, 1)
                .passes(59_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
        assertThat(story.queue(1).overflowed()).isEqualTo(1);
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.SYSTEM);
    }

    @Test
    void shouldLetAnOfferEndBeforeGivingBackWhoHasWaitedTooLong() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 10_000, 0).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .passes(12_000);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.offerFails(1, OfferOutcome.TIMED_OUT);
        assertThat(story.effects(Effect.Release.class)).isEmpty();
        story.reaches(101);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
    }

    @Test
    void shouldKeepIdAndPlaceOfWhoComesBackFromTheDialplan() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 60_000, 0).agent(1, List.of(1)))
                .waits(101, 1);
        long contactId = story.idOf(101);
        story.passes(30_000).waits(102, 1).passes(30_000).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        story.arrives(101, 1, 0, Scenario.START_MS, contactId).reaches(101);
        assertThat(story.idOf(101)).isEqualTo(contactId);
        assertThat(story.contact(101).entryId()).isNotEqualTo(contactId);
        assertThat(story.stateOf(101)).as("not timed out at once").isEqualTo(ContactState.WAITING);
        story.logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.queue(1).offered()).isEqualTo(3);
    }

    @Test
    void shouldLetInWhoComesBackThoughTheQueueIsFullBySince() {
        Scenario story =
                Scenario.in(new Centre().queue(1, 0, 60_000, 1)).waits(101, 1).passes(60_000);
        long contactId = story.idOf(101);
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN).waits(102, 1);
        story.arrives(101, 1, 0, Scenario.START_MS, contactId);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldGiveANewIdToWhoClaimsOneThatIsStillWaiting() {
        Scenario story = Scenario.in(onePair()).waits(101, 1);
        story.arrives(102, 1, 0, Scenario.START_MS - 5_000, story.idOf(101)).reaches(102);
        assertThat(story.idOf(102)).isNotEqualTo(story.idOf(101));
        story.logsIn(1);
        assertThat(story.agentOf(102)).as("its time counts all the same").isEqualTo(1);
    }

    @Test
    void shouldNotBelieveATimeThatIsYetToCome() {
        Scenario story = Scenario.in(onePair()).arrives(101, 1, 0, Scenario.START_MS + 1, 0);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(Scenario.START_MS);
    }

    @Test
    void shouldGiveBackWhoIsNeverSeenInTheWaitingRoom() {
        Scenario story = Scenario.in(onePair()).arrives(101, 1).passes(Reception.WITNESS_MS);
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.CONTACT_WITHOUT_WITNESS);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.WITHDRAWN);
    }

    @Test
    void shouldTryAReleaseAFewTimesAndThenGiveTheContactUp() {
        Scenario story = Scenario.in(onePair()).arrives(101, 9);
        story.finished(story.lastEffect(Effect.Release.class).actionId(), ActionOutcome.FAILED)
                .nextDeadline();
        assertThat(story.effects(Effect.Release.class)).hasSize(2);
        story.finished(story.lastEffect(Effect.Release.class).actionId(), ActionOutcome.TIMED_OUT)
                .nextDeadline();
        assertThat(story.effects(Effect.Release.class)).hasSize(3);
        story.finished(story.lastEffect(Effect.Release.class).actionId(), ActionOutcome.DONE);
        assertThat(story.knows(101)).isTrue();
        story.nextDeadline();
        assertThat(story.knows(101)).isFalse();
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.CONTACT_WITHOUT_WITNESS);
    }

    @Test
    void shouldTakeAReleasedCallThatArrivesAgainForOneThatCameBack() {
        Scenario story = Scenario.in(new Centre().queue(1, 0, 1_000, 0).agent(1, List.of(1)))
                .waits(101, 1)
                .passes(1_000)
                .arrives(101, 1);
        assertThat(story.stateOf(101)).as("the release is under way").isEqualTo(ContactState.RELEASING);
        long contactId = story.idOf(101);
        story.finished(story.lastEffect(Effect.Release.class).actionId(), ActionOutcome.DONE)
                .arrives(101, 1, 0, Scenario.START_MS, contactId);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.idOf(101)).isEqualTo(contactId);
    }
}

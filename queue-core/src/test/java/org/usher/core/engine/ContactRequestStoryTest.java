package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Command.ContactRequest;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/** A person moves, re-prioritises or withdraws one contact in line. */
final class ContactRequestStoryTest {
    private static Scenario story() {
        return Scenario.in(new Centre()
                .queue(1)
                .queue(2, 0, 60_000, 1)
                .agent(1, List.of(1))
                .agent(2, List.of(2)));
    }

    private static ContactRequest withdraw(long contactId) {
        return new Command.WithdrawContact(9, contactId);
    }

    private static LongFunction<ContactRequest> moveTo(int queueId) {
        return id -> new Command.MoveContact(9, id, queueId);
    }

    private static LongFunction<ContactRequest> priority(int priority) {
        return id -> new Command.SetContactPriority(9, id, priority);
    }

    @Test
    void shouldGoOnInTheOtherQueueWithTheWholeWait() {
        Scenario story = story().passes(1_000);
        long cameAtMs = story.nowMs();
        story.waits(101, 1).passes(1_000).waits(102, 2).passes(1_000).asks(101, moveTo(2), ReplyCode.ACCEPTED);
        assertThat(story.contact(101).queueId()).as("though it is full").isEqualTo(2);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(cameAtMs);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.TRANSFERRED_UNSERVED);
        story.logsIn(2);
        assertThat(story.agentOf(101)).as("who came before 102").isEqualTo(2);
        story = story().waits(101, 1)
                .passes(50_000)
                .asks(101, moveTo(2), ReplyCode.ACCEPTED)
                .passes(59_999);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
    }

    @Test
    void shouldSayWhyAContactCannotBeMoved() {
        Scenario story = story().waits(101, 1)
                .asks(101, moveTo(1), ReplyCode.UNCHANGED)
                .asks(101, moveTo(3), ReplyCode.UNKNOWN_QUEUE)
                .asks(101, moveTo(-1), ReplyCode.UNKNOWN_QUEUE)
                .opens(2, false, ReplyCode.ACCEPTED)
                .asks(101, moveTo(2), ReplyCode.CLOSED)
                .opens(2, true, ReplyCode.ACCEPTED)
                .asks(101, _ -> new Command.MoveContact(9, 4_711, 2), ReplyCode.UNKNOWN_CONTACT)
                .logsIn(1)
                .asks(101, moveTo(2), ReplyCode.ON_OFFER)
                .picksUp(1)
                .asks(101, moveTo(2), ReplyCode.NOT_WAITING)
                .asks(101, ContactRequestStoryTest::withdraw, ReplyCode.NOT_WAITING);
        assertThat(story.contact(101).queueId()).isEqualTo(1);
    }

    @Test
    void shouldStandByItsNewPriority() {
        Scenario story = story().waits(101, 1)
                .passes(1)
                .waits(102, 1)
                .passes(1)
                .arrives(103, 1)
                .asks(102, priority(1), ReplyCode.ACCEPTED)
                .asks(102, priority(1), ReplyCode.UNCHANGED)
                .asks(103, priority(1_000), ReplyCode.ACCEPTED);
        assertThat(story.events(Event.ContactPrioritised.class).stream().map(Event.ContactPrioritised::priority))
                .containsExactly(1, 100);
        assertThat(story.contact(102).priority()).isEqualTo(1);
        story.logsIn(1);
        assertThat(story.agentOf(102)).as("103 is not in the waiting room").isEqualTo(1);
        story.asks(102, priority(-1), ReplyCode.ACCEPTED)
                .offerFails(1, OfferOutcome.FAILED)
                .reaches(102);
        story.passes(1_000);
        assertThat(story.agentOf(101)).as("102 comes after it now").isEqualTo(1);
    }

    @Test
    void shouldTakeAContactOutOfTheLine() {
        Scenario story = story().waits(101, 1).asks(101, ContactRequestStoryTest::withdraw, ReplyCode.ACCEPTED);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.WITHDRAWN);
        story.arrives(102, 1)
                .asks(102, ContactRequestStoryTest::withdraw, ReplyCode.ACCEPTED_PENDING)
                .asks(102, ContactRequestStoryTest::withdraw, ReplyCode.UNCHANGED);
        story.asks(102, moveTo(2), ReplyCode.NOT_WAITING).reaches(102);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.RELEASING);
    }

    @Test
    void shouldTakeBackTheOfferOfWhoIsWithdrawn() {
        Scenario story = story().logsIn(1).waits(101, 1).rings(1);
        long rung = story.offerTo(1);
        story.asks(101, ContactRequestStoryTest::withdraw, ReplyCode.ACCEPTED_PENDING);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(rung);
        story.offerFails(1, OfferOutcome.WITHDRAWN).reaches(101);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.WITHDRAWN);
        assertThat(story.agent(1).offerId()).isZero();
    }
}

package org.usher.server.followup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;
import org.usher.server.Story;
import org.usher.server.call.Numbers;
import org.usher.server.callback.CallbackBook;
import org.usher.server.callback.CallbackDesk;
import org.usher.server.callback.CallbackTerms;
import org.usher.server.callback.CallbackWindows;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.engine.EngineEye;

/** Callers who hung up and are called back without anybody asking. */
final class FollowUpsTest {
    private static final String EVA = "+49301234567";
    private static final PhoneNumbers NUMBERS = new PhoneNumbers("DE");

    private final CallbackBook callbackBook = new CallbackBook();
    private final FollowUpBook book = new FollowUpBook(NUMBERS);
    private final Story story = new Story(1_000_000, event -> {
        callbackBook.accept(event);
        book.accept(event);
    });
    private final List<Command> taken = new ArrayList<>();
    private boolean open = true;

    private final FollowUps followUps = new FollowUps(
            book,
            queueId -> new FollowUpRule(
                    30_000, queueId == Story.BILLING ? FollowUpRule.How.CALLBACK : FollowUpRule.How.LIST),
            new CallbackDesk(
                    new CallbackDesk.Engine(
                            new EngineEye() {
                                @Override
                                public <T> CompletableFuture<T> look(Function<QueueEngine, T> question) {
                                    return CompletableFuture.completedFuture(question.apply(Engines.create()));
                                }
                            },
                            this::take,
                            index -> CompletableFuture.completedFuture(null),
                            1),
                    callbackBook,
                    new CallbackTerms(new Numbers(List.of("+49*")), Numbers.NONE, 5),
                    NUMBERS,
                    new CallbackWindows(callbackBook, queueId -> Optional.empty(), () -> 0)),
            story::nowMs);

    @AfterEach
    void close() {
        followUps.close();
    }

    private boolean take(Command command) {
        taken.add(command);
        if (open && command instanceof Command.ContactArrived asked) {
            queued(
                    asked.contactId(),
                    asked.queueId(),
                    asked.channel(),
                    asked.details().caller());
        }
        return true;
    }

    private void queued(long contactId, int queueId, Channel channel, String number) {
        story.say(new Event.ContactQueued(
                story.nowMs(),
                contactId,
                contactId,
                queueId,
                channel,
                0,
                0,
                story.nowMs(),
                0,
                new ContactDetails(1, "", "", number, "Eva", "", "", "", "")));
    }

    private void hangsUp(long contactId, int queueId) {
        queued(contactId, queueId, Channel.VOICE, EVA);
        ends(contactId, queueId);
    }

    private void ends(long contactId, int queueId) {
        story.after(60_000)
                .say(new Event.EntryEnded(
                        story.nowMs(), contactId, contactId, queueId, EntryOutcome.ABANDONED, 60_000));
        story.say(new Event.ContactEnded(story.nowMs(), contactId, 0, EndedBy.CALLER, 0, 0));
    }

    @Test
    void shouldCallBackTheSameContactOnceAfterAGrace() {
        hangsUp(801, Story.BILLING);
        followUps.look();
        assertThat(taken).as("he may ring again").isEmpty();
        story.after(30_000);
        followUps.look();
        followUps.look();
        assertThat(taken).hasSize(1);
        assertThat(((Command.ContactArrived) taken.getFirst()).contactId()).isEqualTo(801);
        assertThat(((Command.ContactArrived) taken.getFirst()).channel()).isEqualTo(Channel.CALLBACK);
        assertThat(followUps.calledBack()).isEqualTo(1);
        ends(801, Story.BILLING);
        followUps.look();
        assertThat(taken).as("not reached: for the agents by now").hasSize(1);
        assertThat(followUps.list()).hasSize(1);
    }

    @Test
    void shouldOnlyListWhereTheQueueSaysSo() {
        hangsUp(801, Story.SALES);
        story.after(30_000);
        followUps.look();
        assertThat(taken).isEmpty();
        assertThat(followUps.list()).hasSize(1);
    }
}

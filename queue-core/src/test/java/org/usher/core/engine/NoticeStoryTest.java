package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.QueueNotice;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReplyCode;

/** What supervisors let everybody know of a queue. */
final class NoticeStoryTest {
    private static final String FAULT = "A fault in the north, we are working on it";

    private static Centre centre() {
        return new Centre().queue(1).queue(2).agent(1, List.of(1));
    }

    @Test
    void shouldTellEverybodyUntilItIsTakenBackAndServeAsEver() {
        Scenario story = Scenario.in(centre()).waits(101, 1);
        story.notifies(77, FAULT, "", 0, ReplyCode.UNKNOWN_QUEUE)
                .notifies(1, "", "", 0, ReplyCode.UNCHANGED)
                .notifies(1, FAULT, "north", 0, ReplyCode.ACCEPTED);
        QueueNotice notice = new QueueNotice(FAULT, "north", story.nowMs(), 0);
        assertThat(notice(story, 1)).isEqualTo(notice);
        assertThat(notice(story, 2)).isNull();
        assertThat(told(story)).isEqualTo(notice);
        assertThat(story.lastEffect(Effect.PublishQueue.class))
                .isEqualTo(new Effect.PublishQueue(1, AnswerMode.ON_ENTRY, QueueStatus.OPEN, "north"));

        story.passes(1_000).notifies(1, FAULT, "north", 0, ReplyCode.UNCHANGED);
        story.waits(102, 1).logsIn(1).answers(1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);

        story.notifies(1, "", "", 0, ReplyCode.ACCEPTED);
        assertThat(notice(story, 1)).isNull();
        assertThat(told(story)).isNull();
        assertThat(story.lastEffect(Effect.PublishQueue.class).noticeSound()).isEmpty();
    }

    @Test
    void shouldGoByItselfWhenItsTimeIsOver() {
        Scenario story = Scenario.in(centre());
        long untilMs = story.nowMs() + 60_000;
        story.notifies(1, FAULT, "north", untilMs, ReplyCode.ACCEPTED).passes(59_999);
        assertThat(notice(story, 1)).isNotNull();
        story.nextDeadline();
        assertThat(story.nowMs()).isEqualTo(untilMs);
        assertThat(notice(story, 1)).isNull();
        assertThat(story.last(Event.QueueNoticeChanged.class))
                .isEqualTo(new Event.QueueNoticeChanged(untilMs, 1, null));
        assertThat(story.lastEffect(Effect.PublishQueue.class).noticeSound()).isEmpty();

        story.notifies(1, FAULT, "", story.nowMs() - 1, ReplyCode.ACCEPTED).passes(1);
        assertThat(notice(story, 1)).as("its time was over before it came").isNull();
    }

    @Test
    void shouldGoByTheLastEndThatWasSetAndRememberSinceWhenTheWordsStand() {
        Scenario story = Scenario.in(centre());
        long sinceMs = story.nowMs();
        story.notifies(1, FAULT, "north", sinceMs + 60_000, ReplyCode.ACCEPTED)
                .passes(30_000)
                .notifies(1, FAULT, "south", sinceMs + 90_000, ReplyCode.ACCEPTED)
                .passes(59_999);
        assertThat(notice(story, 1)).isEqualTo(new QueueNotice(FAULT, "south", sinceMs, sinceMs + 90_000));
        story.notifies(1, FAULT, "south", 0, ReplyCode.ACCEPTED).passes(1_000_000);
        assertThat(notice(story, 1)).as("without an end it stays").isNotNull();
        story.notifies(1, "Mended", "", 0, ReplyCode.ACCEPTED);
        assertThat(notice(story, 1)).isEqualTo(new QueueNotice("Mended", "", story.nowMs(), 0));
    }

    @Test
    void shouldOutliveARestartAndANewConfigurationAsLongAsThereIsTheQueue() throws IOException {
        Scenario story = Scenario.in(centre());
        long untilMs = story.nowMs() + 60_000;
        story.notifies(1, FAULT, "north", untilMs, ReplyCode.ACCEPTED)
                .notifies(2, "Other words", "", untilMs, ReplyCode.ACCEPTED)
                .restarts()
                .adopts(new Centre().queue(1).agent(1, List.of(1)));
        assertThat(notice(story, 1)).isNotNull();
        assertThat(story.effects(Effect.PublishQueue.class).stream()
                        .filter(published -> published.queueId() == 1)
                        .toList()
                        .getLast()
                        .noticeSound())
                .isEqualTo("north");
        story.passes(60_000);
        assertThat(notice(story, 1)).isNull();

        story.notifies(1, FAULT, "north", 0, ReplyCode.ACCEPTED)
                .adopts(new Centre().queue(2).agent(1, List.of(2)))
                .notifies(1, "", "", 0, ReplyCode.UNKNOWN_QUEUE)
                .adopts(centre());
        assertThat(notice(story, 1)).as("it went with its queue").isNull();
    }

    private static @Nullable QueueNotice told(Scenario story) {
        return story.last(Event.QueueNoticeChanged.class).notice();
    }

    private static @Nullable QueueNotice notice(Scenario story, int queueId) {
        return story.queue(queueId).notice();
    }
}

package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReplyCode;

/** What customers say of a talk when it is over. */
final class SurveyStoryTest {
    private static Scenario story() {
        return Scenario.in(new Centre().queue(1).queue(2).agent(1, List.of(1, 2), 1))
                .logsIn(1)
                .waits(101, 1);
    }

    /** He is over, and so is his contact. */
    private static long served(Scenario story) {
        long contactId = story.idOf(101);
        story.answers(1).talkEnds(1, EndedBy.AGENT).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        return contactId;
    }

    private static void scores(Scenario story, long contactId, int score, ReplyCode answer) {
        story.tell(new Command.ScoreContact(71, contactId, score));
        assertThat(story.lastEffect(Effect.Reply.class)).isEqualTo(new Effect.Reply(71, answer));
    }

    @Test
    void shouldTakeOneScoreOfWhoTalked() throws IOException {
        Scenario story = story();
        long contactId = served(story);
        scores(story, contactId, 2, ReplyCode.ACCEPTED);
        assertThat(story.last(Event.ContactScored.class))
                .isEqualTo(new Event.ContactScored(story.nowMs(), contactId, 1, 1, 2));
        story.restarts();
        scores(story, contactId, 5, ReplyCode.UNCHANGED);
        assertThat(story.last(Event.ContactScored.class).score()).isEqualTo(2);
    }

    @Test
    void shouldHearWhoSaidNothingAtFirst() {
        Scenario story = story();
        long contactId = served(story);
        scores(story, contactId, Command.ScoreContact.NO_ANSWER, ReplyCode.ACCEPTED);
        assertThat(story.last(Event.ContactScored.class).score()).isZero();
        scores(story, contactId, 4, ReplyCode.ACCEPTED);
        scores(story, contactId, Command.ScoreContact.NO_ANSWER, ReplyCode.UNCHANGED);
        assertThat(story.last(Event.ContactScored.class).score()).isEqualTo(4);
    }

    @Test
    void shouldRefuseWhatNobodyCanHaveSaid() {
        Scenario story = story();
        long contactId = story.idOf(101);
        scores(story, contactId, 3, ReplyCode.UNKNOWN_CONTACT); // he only waits
        scores(story, 0, 3, ReplyCode.UNKNOWN_CONTACT);
        scores(story, -7, 3, ReplyCode.UNKNOWN_CONTACT);
        scores(story, Long.MAX_VALUE, 3, ReplyCode.UNKNOWN_CONTACT);
        served(story);
        scores(story, contactId, 6, ReplyCode.OUT_OF_RANGE);
        scores(story, contactId, -1, ReplyCode.OUT_OF_RANGE);
        scores(story, contactId, 1, ReplyCode.ACCEPTED);
    }

    @Test
    void shouldForgetTheOldestOfVeryMany() throws IOException {
        State state = new State();
        for (int contactId = 1; contactId <= ServedContacts.CAPACITY + 1; contactId++) {
            state.served.talks(contactId, 1, 1);
        }
        state.served.talks(3, 2, 2);
        assertThat(state.served.of(1)).isNull();
        assertThat(state.served.of(2)).isNull(); // its place went to the one that talked again
        assertThat(state.served.of(3))
                .extracting(ServedContacts.Served::agentId)
                .isEqualTo(2);
        assertThat(state.served.inOrder()).hasSize(ServedContacts.CAPACITY - 1);
        long hash = state.hash();
        assertThat(SnapshotReader.read(SnapshotWriter.write(state)).hash()).isEqualTo(hash);
    }
}

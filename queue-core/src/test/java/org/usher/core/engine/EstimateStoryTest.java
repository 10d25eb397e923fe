package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.ToldWait;
import org.usher.core.api.WaitEstimate;

final class EstimateStoryTest {
    private static Centre centre() {
        return new Centre().queue(1).queue(2).agent(1, List.of(1, 2));
    }

    private static long meanMs(Scenario story) {
        return story.last(Event.WaitEstimated.class).estimate().meanMs();
    }

    @Test
    void shouldEstimateNothingBeforeThereIsAModel() {
        Scenario story = Scenario.in(centre()).waits(101, 1).waits(102, 2);
        assertThat(story.events(Event.WaitEstimated.class)).isEmpty();
    }

    @Test
    void shouldSayHowLongWhoEntersWillWaitByTheModelAdopted() {
        Scenario story = Scenario.in(centre())
                .waits(101, 1)
                .tell(new Command.AdoptWaitModel(Models.ofEach(3, 7)))
                .waits(102, 1);

        Event.WaitEstimated estimated = story.last(Event.WaitEstimated.class);
        assertThat(estimated.modelVersion()).isEqualTo(3);
        assertThat(estimated.queueId()).isEqualTo(1);
        assertThat(estimated.estimate())
                .as("one stands before him, who came before the model")
                .isEqualTo(new WaitEstimate(7_000, 2_890, 2_890, 11_560));

        story.waits(103, 2);
        assertThat(meanMs(story)).isEqualTo(24_000);
        story.goes(101, GoneCause.HUNG_UP).waits(104, 1);
        assertThat(meanMs(story)).isEqualTo(14_000);
        assertThat(story.events(Event.WaitModelAdopted.class)).hasSize(1);
    }

    @Test
    void shouldTakeOnOnlyANewerModel() {
        Scenario story = Scenario.in(centre())
                .tell(new Command.AdoptWaitModel(Models.ofEach(3, 7)))
                .tell(new Command.AdoptWaitModel(Models.ofEach(3, 8)))
                .tell(new Command.AdoptWaitModel(Models.ofEach(2, 9)))
                .waits(101, 1)
                .waits(102, 1);
        assertThat(meanMs(story)).isEqualTo(7_000);
        assertThat(story.events(Event.WaitModelAdopted.class)).hasSize(1);

        story.tell(new Command.AdoptWaitModel(Models.ofEach(4, 5))).waits(103, 1);
        assertThat(meanMs(story)).isEqualTo(10_000);
    }

    @Test
    void shouldNotEstimateChats() {
        Scenario story = Scenario.in(centre())
                .tell(new Command.AdoptWaitModel(Models.ofEach(1, 7)))
                .writes(101, 1);
        assertThat(story.events(Event.WaitEstimated.class)).isEmpty();
        story.waits(102, 1);
        assertThat(meanMs(story)).as("but count them among those who wait").isEqualTo(7_000);
    }

    @Test
    void shouldSayFromNowWhatTheLineBeforeACallerIsNow() {
        Scenario story = Scenario.in(centre()).waits(101, 1).waits(102, 1);
        assertThat(story.waitFromNow(102)).as("there is no model").isEmpty();
        story.tell(new Command.AdoptWaitModel(Models.ofEach(1, 7))).waits(103, 1);
        long hash = story.stateHash();
        assertThat(fromNowMs(story, 101)).as("nobody is before him").isZero();
        assertThat(fromNowMs(story, 103)).isEqualTo(14_000);
        assertThat(story.stateHash()).as("a look changes nothing").isEqualTo(hash);

        story.waits(104, 1).writes(105, 1);
        assertThat(fromNowMs(story, 103)).as("who comes later is behind him").isEqualTo(14_000);
        assertThat(story.waitFromNow(105)).as("a chat").isEmpty();
        story.goes(101, GoneCause.HUNG_UP);
        assertThat(fromNowMs(story, 103)).isEqualTo(7_000);
        story.asks(104, id -> new Command.SetContactPriority(1_000, id, 3), ReplyCode.ACCEPTED);
        assertThat(fromNowMs(story, 103)).as("he goes first now").isEqualTo(14_000);
        story.arrives(106, 1, 2, 0, 0).reaches(106);
        assertThat(fromNowMs(story, 103)).as("and so does another").isEqualTo(21_000);
        story.logsIn(1).answers(1);
        assertThat(story.waitFromNow(104)).as("he is served").isEmpty();
    }

    @Test
    void shouldStretchTheWaitByAsMuchAsThereAreFewerAgentsThanWereAtWork() {
        Centre centre = new Centre()
                .queue(1)
                .queue(2)
                .agent(1, List.of(1))
                .agent(2, List.of(1))
                .agent(3, List.of(2));
        Scenario story = Scenario.in(centre)
                .tell(new Command.AdoptWaitModel(Models.ofEach(1, 7)))
                .waits(100, 1);
        assertThat(story.waitFromNow(100).orElseThrow().agents()).isZero();
        story.logsIn(1, 2, 3).answers(1).waits(101, 1).answers(2).waits(102, 1).waits(103, 1);
        assertThat(story.waitFromNow(103).orElseThrow().agents())
                .as("the third serves another queue")
                .isEqualTo(2);
        assertThat(fromNowMs(story, 103)).isEqualTo(7_000);

        story.asks(new Command.Pause(1, 2, Centre.LUNCH), ReplyCode.ACCEPTED_PENDING)
                .goes(101, GoneCause.HUNG_UP);
        story.passes(30_000);
        assertThat(story.waitFromNow(103).orElseThrow().agents()).isEqualTo(1);
        assertThat(fromNowMs(story, 103)).isEqualTo(14_000);
        story.passes(300_000);
        assertThat(fromNowMs(story, 103))
                .as("what is seen of the line tells it by now")
                .isEqualTo(7_000);
    }

    @Test
    void shouldPassOnWhatACallerWasTold() {
        Scenario story = Scenario.in(centre()).waits(101, 1);
        long contactId = story.idOf(101);
        long entryId = story.last(Event.ContactQueued.class).entryId();
        ToldWait told = new ToldWait(4, 4, new WaitEstimate(1, 2, 3, 4), null);
        story.tell(new Command.WaitTold(contactId, entryId, told))
                .tell(new Command.WaitTold(contactId, entryId + 1, told))
                .tell(new Command.WaitTold(contactId + 1, entryId, told))
                .tell(new Command.WaitTold(0, entryId, told));
        assertThat(story.events(Event.WaitTold.class))
                .containsExactly(new Event.WaitTold(story.nowMs(), contactId, entryId, 1, told));
    }

    private static long fromNowMs(Scenario story, long call) {
        return story.waitFromNow(call).orElseThrow().estimate().meanMs();
    }

    @Test
    void shouldEstimateAfterARestartWhatItWouldHaveEstimatedWithout() throws IOException {
        Scenario story = Scenario.in(centre())
                .tell(new Command.AdoptWaitModel(Models.ofEverything(1)))
                .logsIn(1)
                .waits(101, 1)
                .passes(500)
                .answers(1)
                .passes(60_000)
                .waits(102, 2)
                .waits(103, 1)
                .passes(30_000)
                .goes(102, GoneCause.HUNG_UP)
                .restarts();
        // every sentence is compared with the twin, who was never restarted
        story.passes(45_000).waits(104, 2).passes(1_000).waits(105, 1);
        assertThat(story.events(Event.WaitEstimated.class)).hasSize(5);
    }
}

package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PromiseBreach;
import org.usher.core.api.Urgency;
import org.usher.core.api.Urgency.Point;

/** Whom an agent takes who may choose: by the wait, what priority and aging make of it, and what queues promise. */
final class OrderStoryTest {
    private static final Settings STRICT =
            new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 3, 30_000, 20_000, 60_000, 0, Settings.STRICT_PRIORITY);

    /** Queue 1 without, queue 2 with this urgency; agent 1 serves both. */
    private static Centre two(Urgency first, Urgency second) {
        return new Centre()
                .urgency(first)
                .queue(1)
                .urgency(second)
                .queue(2)
                .agent(1, List.of(1, 2))
                .agent(2, List.of(1, 2));
    }

    private static Urgency promises(long ms) {
        return new Urgency(List.of(), ms);
    }

    private static Scenario importantOneAfter(long ms, Settings settings) {
        return Scenario.in(two(Urgency.DEFAULT, Urgency.DEFAULT).settings(settings))
                .waits(101, 1)
                .passes(ms)
                .arrives(102, 2, 1, 0, 0)
                .reaches(102)
                .logsIn(1);
    }

    @Test
    void shouldCountAStepOfPriorityAsSoMuchWaiting() {
        assertThat(importantOneAfter(59_999, Settings.DEFAULT).agentOf(102)).isEqualTo(1);
        assertThat(importantOneAfter(60_001, Settings.DEFAULT).agentOf(101)).isEqualTo(1);
        assertThat(importantOneAfter(60_000, Settings.DEFAULT).agentOf(101))
                .as("of equal waits, who came first")
                .isEqualTo(1);
        assertThat(importantOneAfter(50_000_000, STRICT).agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldLetAWaitCountForMoreAsTheQueueAges() throws IOException {
        Urgency ages = new Urgency(List.of(new Point(30_000, 30_000), new Point(40_000, 100_000)), 0);
        Scenario story = Scenario.in(two(Urgency.DEFAULT, ages))
                .waits(101, 1)
                .passes(10_000)
                .waits(102, 2)
                .passes(30_000);
        story.logsIn(1);
        assertThat(story.agentOf(101)).as("40 s against 30 s").isEqualTo(1);
        story = Scenario.in(two(Urgency.DEFAULT, ages))
                .waits(101, 1)
                .passes(10_000)
                .waits(102, 2)
                .passes(35_000)
                .restarts()
                .logsIn(1);
        assertThat(story.agentOf(102))
                .as("45 s against 35 s that count as 65 s")
                .isEqualTo(1);
    }

    @Test
    void shouldServeWhoeverCameFirstWithinAQueueThatAges() {
        Urgency ages = new Urgency(List.of(new Point(1_000, 50_000)), 0);
        Scenario story = Scenario.in(two(ages, ages))
                .waits(101, 1)
                .passes(1)
                .waits(102, 1)
                .passes(1)
                .waits(103, 2)
                .passes(90_000)
                .logsIn(1)
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.agentOf(102)).isEqualTo(2);
    }

    @Test
    void shouldAlarmWhenSomebodyIsPassedOverForPriority() throws IOException {
        Scenario story = Scenario.in(two(promises(90_000), Urgency.DEFAULT).settings(STRICT))
                .waits(101, 1)
                .passes(90_000)
                .arrives(102, 2, 1, 0, 0)
                .reaches(102)
                .arrives(103, 2, 1, 0, 0)
                .reaches(103)
                .logsIn(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.events(Event.PromiseBroken.class))
                .as("just as long as promised")
                .isEmpty();
        story.passes(1).logsIn(2);
        assertThat(story.agentOf(103)).isEqualTo(2);
        assertThat(story.events(Event.PromiseBroken.class))
                .containsExactly(new Event.PromiseBroken(
                        story.nowMs(), story.idOf(101), 1, 90_001, 2, story.idOf(103), PromiseBreach.PRIORITY));
        story.restarts().passes(1).arrives(104, 2, 1, 0, 0).reaches(104).offerFails(2, OfferOutcome.WITHDRAWN);
        assertThat(story.agentOf(104)).isEqualTo(2);
        assertThat(story.events(Event.PromiseBroken.class)).as("said once").hasSize(1);
    }

    @Test
    void shouldAlarmWhenSomebodyIsPassedOverBecauseAnotherQueueAges() {
        Scenario story = Scenario.in(two(promises(10_000), new Urgency(List.of(new Point(1_000, 60_000)), 0)))
                .waits(101, 1)
                .passes(20_000)
                .waits(102, 2)
                .passes(1_000)
                .logsIn(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.last(Event.PromiseBroken.class).cause()).isEqualTo(PromiseBreach.AGING);
        assertThat(story.last(Event.PromiseBroken.class).contactId()).isEqualTo(story.idOf(101));
    }

    @Test
    void shouldKeepQuietWhileAgentsTakeWhoCameFirst() {
        Scenario story = Scenario.in(two(promises(1_000), promises(1_000)))
                .waits(101, 1)
                .passes(1)
                .waits(102, 2)
                .passes(600_000)
                .logsIn(1, 2);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.events(Event.PromiseBroken.class)).isEmpty();
    }
}

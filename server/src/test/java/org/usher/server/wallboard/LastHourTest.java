package org.usher.server.wallboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.server.Story;

/** The minutes of the last hour as the wallboard gives them. */
final class LastHourTest {
    private static final long MINUTE_MS = 60_000;
    private static final long START_MS = 1_700_000_000_000L / MINUTE_MS * MINUTE_MS;
    private final Wallboard wallboard = new Wallboard(ZoneOffset.UTC, 1_000);
    private final Story story = new Story(START_MS, wallboard).adopt(Story.CENTRE);

    @Test
    void shouldCountEachThingInTheMinuteInWhichItHappened() {
        long first = story.after(10_000).call(Story.BILLING, "1");
        long second = story.call(Story.BILLING, "2");
        long third = story.call(Story.BILLING, "3");
        story.after(10_000).answer(first, Story.BILLING, Story.ALICE, 10_000);
        story.after(45_000).abandon(second, Story.BILLING, 55_000, EntryOutcome.ABANDONED);
        story.abandon(third, Story.BILLING, 2_000, EntryOutcome.SHORT_ABANDONED);
        long fourth = story.call(Story.BILLING, "4");
        story.after(30_000).answer(fourth, Story.BILLING, Story.ALICE, 30_000);

        MinuteRow before = minute(Story.BILLING, 0);
        assertThat(before.offered()).isEqualTo(3);
        assertThat(before.waitingMost()).isEqualTo(3);
        assertThat(before.waiting()).isEqualTo(2);
        assertThat(before.answered()).isEqualTo(1);
        assertThat(before.answeredWithin()).isEqualTo(1);
        assertThat(before.decided()).isEqualTo(1);
        MinuteRow after = minute(Story.BILLING, 1);
        assertThat(after.offered()).isEqualTo(1);
        assertThat(after.waitingMost()).as("who waited when it began").isEqualTo(2);
        assertThat(after.waiting()).isZero();
        assertThat(after.abandoned()).isEqualTo(1);
        assertThat(after.answered()).isEqualTo(1);
        assertThat(after.answeredWithin())
                .as("30 s is more than the target of 20 s")
                .isZero();
        assertThat(after.decided()).as("without the short abandon").isEqualTo(2);
    }

    @Test
    void shouldGiveTheWholeCentreItsOwnRowsWhichAreNoSum() {
        long billing = story.call(Story.BILLING, "1");
        story.after(1_000).answer(billing, Story.BILLING, Story.ALICE, 1_000);
        story.call(Story.SALES, "2");
        assertThat(minute(Story.BILLING, 0).waitingMost()).isEqualTo(1);
        assertThat(minute(Story.SALES, 0).waitingMost()).isEqualTo(1);
        assertThat(minute(MinuteRow.WHOLE_CENTRE, 0).waitingMost()).isEqualTo(1);
        assertThat(minute(MinuteRow.WHOLE_CENTRE, 0).offered()).isEqualTo(2);
        assertThat(minute(MinuteRow.WHOLE_CENTRE, 0).onContact())
                .as("Alice, who serves both")
                .isEqualTo(1);
    }

    @Test
    void shouldSumTheTimeOfAgentsWithinTheMinute() {
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.after(15_000).state(Story.BOB, AgentState.LOGGED_OUT, AgentState.READY);
        story.after(30_000).state(Story.ALICE, AgentState.READY, AgentState.ON_CONTACT);
        MinuteRow row = minute(Story.BILLING, 0);
        assertThat(row.readyMs()).isEqualTo(45_000 + 30_000);
        assertThat(row.ready()).isEqualTo(1);
        assertThat(row.onContact()).isEqualTo(1);
        assertThat(row.onContactMs()).isZero();
        assertThat(row.atMs()).isEqualTo(START_MS + 45_000);

        story.after(5 * MINUTE_MS).state(Story.ALICE, AgentState.ON_CONTACT, AgentState.CONSULTING);
        assertThat(rows(Story.BILLING))
                .as("nothing changed in a minute between")
                .hasSize(1);
        story.after(1_000).state(Story.ALICE, AgentState.CONSULTING, AgentState.WRAP_UP);
        assertThat(minute(Story.BILLING, 5).onContactMs()).isEqualTo(46_000);
        assertThat(minute(Story.SALES, 5).ready()).as("Bob does not serve it").isZero();
    }

    @Test
    void shouldKeepAnHourAndTheRowBeforeItHoweverLongItRuns() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int waiting = 0;
        for (int i = 0; i < 20_000; i++) {
            story.after(random.nextInt(2_000)).call(Story.BILLING, "x");
            waiting++;
        }
        List<MinuteRow> rows = rows(Story.BILLING);
        assertThat(rows).as("seed %d", seed).hasSizeBetween(61, 62);
        assertThat(rows.getLast().waiting()).isEqualTo(waiting);
        story.after(5 * 60 * MINUTE_MS).call(Story.BILLING, "late");
        assertThat(rows(Story.BILLING))
                .as("the last one before says who waited all the time")
                .hasSize(2)
                .extracting(MinuteRow::waiting)
                .containsExactly(waiting, waiting + 1);
    }

    @Test
    void shouldGiveOnlyTheMinutesThatChangedSinceASequence() {
        story.call(Story.BILLING, "1");
        story.after(MINUTE_MS).call(Story.BILLING, "2");
        long before = wallboard.sequence();
        assertThat(wallboard.readSince(before, story.nowMs()).minutes()).isEmpty();
        story.after(MINUTE_MS).call(Story.BILLING, "3");
        assertThat(wallboard.readSince(before, story.nowMs()).minutes())
                .extracting(MinuteRow::queueId, MinuteRow::fromMs)
                .containsExactly(
                        tuple(MinuteRow.WHOLE_CENTRE, START_MS + 2 * MINUTE_MS),
                        tuple(Story.BILLING, START_MS + 2 * MINUTE_MS));
    }

    @Test
    void shouldSurviveARestartAndSayOfWhichTimeItKnowsNothing() {
        long waits = story.call(Story.BILLING, "1");
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.after(90_000).call(Story.BILLING, "2");
        long heardUntilMs = story.nowMs();
        Wallboard afterRestart = new Wallboard(ZoneOffset.UTC, 2_000);
        story.told().forEach(afterRestart::accept);
        long startedAtMs = story.after(10 * MINUTE_MS).nowMs();
        afterRestart.started(heardUntilMs, startedAtMs);

        assertThat(afterRestart.read(startedAtMs).minutes())
                .as("the events of the log give the same minutes again")
                .isEqualTo(wallboard.read(startedAtMs).minutes());
        assertThat(afterRestart.read(startedAtMs).silences()).containsExactly(new Silence(heardUntilMs, startedAtMs));
        assertThat(wallboard.read(startedAtMs).silences()).isEmpty();

        long before = afterRestart.sequence();
        story.answer(waits, Story.BILLING, Story.ALICE, 690_000);
        assertThat(afterRestart.readSince(before, startedAtMs).silences())
                .as("not said again")
                .isNull();
    }

    @Test
    void shouldKeepFewSilencesHoweverOftenItIsRestarted() {
        story.call(Story.BILLING, "1");
        long nowMs = story.nowMs();
        for (int i = 0; i < 1_000; i++) {
            wallboard.started(nowMs, nowMs + 5_000);
            nowMs += 10_000;
        }
        assertThat(wallboard.read(nowMs).silences())
                .as("one crash loop")
                .containsExactly(new Silence(START_MS, nowMs - 5_000));
        for (int i = 0; i < 100; i++) {
            nowMs += 70_000;
            wallboard.started(nowMs, nowMs + 1_000);
        }
        assertThat(wallboard.read(nowMs).silences())
                .as("those of the last hour")
                .hasSizeBetween(51, 52);
    }

    @Test
    void shouldKeepAgentsAndLineRightThroughANewConfiguration() {
        story.call(Story.BILLING, "1");
        story.call(Story.SALES, "2");
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.state(Story.BOB, AgentState.LOGGED_OUT, AgentState.READY);
        Configuration centre = Story.CENTRE;
        story.after(1_000)
                .adopt(new Configuration(
                        2,
                        centre.skills(),
                        List.of(centre.queues().getFirst()),
                        centre.devices(),
                        List.of(new Configuration.Agent(
                                Story.ALICE, "alice", "Alice A.", List.of(), List.of(Story.BILLING))),
                        List.of(),
                        centre.settings()));
        assertThat(rows(Story.SALES)).isEmpty();
        assertThat(minute(Story.BILLING, 0).ready()).as("Bob is gone").isEqualTo(1);
        assertThat(minute(MinuteRow.WHOLE_CENTRE, 0).ready()).isEqualTo(1);
        assertThat(minute(MinuteRow.WHOLE_CENTRE, 0).waiting()).isEqualTo(1);
    }

    private List<MinuteRow> rows(int queueId) {
        return wallboard.read(story.nowMs()).minutes().stream()
                .filter(row -> row.queueId() == queueId)
                .toList();
    }

    private MinuteRow minute(int queueId, int number) {
        return rows(queueId).stream()
                .filter(row -> row.fromMs() == START_MS + number * MINUTE_MS)
                .findFirst()
                .orElseThrow();
    }
}

package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is deleted of a log on which a real line lives, what never is, and that the history can read all it lacks. */
final class CompactionTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final long HOUR_MS = 3_600_000;
    private static final LogSettings SETTINGS =
            LogSettings.DEFAULT.withSegmentBytes(10_000).withSnapshots(300, 1L << 40);
    /** Nothing is to be kept for its own sake. */
    private static final LogSettings GREEDY = SETTINGS.withKept(1, 0);

    @TempDir
    private Path scratch;

    private final long seed = System.nanoTime();
    /** Up to which entry the database has the history. */
    private long held = Long.MAX_VALUE / 2;

    @Test
    void shouldKeepTheTwoNewestSnapshotsAndTheLogSinceTheOlderOfThem() throws Exception {
        try (RealLine line = line(SETTINGS);
                ShadowEngine shadow = following(line)) {
            liveUntilSnapshots(line, shadow, 5);
            List<Long> before = snapshots();

            new Compaction(directory(), GREEDY).run(line.log.lastIndex(), line.nowMs());

            assertThat(snapshots()).isEqualTo(before.subList(0, 2));
            assertThat(LogFiles.in(directory()).getFirst().firstIndex())
                    .as("the file that holds the entry after the older snapshot is the first")
                    .isLessThanOrEqualTo(before.get(1) + 1);
            assertThat(LogFiles.from(LogFiles.in(directory()), before.get(1) + 1))
                    .as("and none before it is left")
                    .isEqualTo(LogFiles.in(directory()));
            line.live(20);
            shouldTell(line, before.get(1) + 1);
        }
        assertThat(Restarted.of(directory()).state().index()).isPositive();
    }

    @Test
    void shouldKeepWhatTheHistoryHasNotReadHoweverMuchThatIs() throws Exception {
        try (RealLine line = line(GREEDY);
                ShadowEngine shadow = following(line)) {
            liveUntilSnapshots(line, shadow, 2);
            held = line.log.lastIndex(); // then the database is away
            long away = held;
            liveUntilSnapshots(line, shadow, 5);

            assertThat(LogFiles.in(directory()).getFirst().firstIndex()).isLessThanOrEqualTo(away + 1);
            assertThat(snapshots().getLast()).isLessThanOrEqualTo(away);
            assertThat(shadow.compaction().alarm())
                    .contains("more than the 1 it should: the history in the database stands at entry " + away);
            shouldTell(line, away + 1);

            held = line.log.lastIndex(); // it is back and has read all
            int files = LogFiles.in(directory()).size();
            liveUntilSnapshots(line, shadow, 2);
            assertThat(LogFiles.in(directory())).hasSizeLessThan(files);
            assertThat(LogFiles.in(directory()).getFirst().firstIndex()).isGreaterThan(away);
        }
    }

    @Test
    void shouldDeleteNothingWhileNobodyKnowsWhatTheHistoryHolds() throws Exception {
        held = 0;
        try (RealLine line = line(GREEDY);
                ShadowEngine shadow = following(line)) {
            liveUntilSnapshots(line, shadow, 5);

            assertThat(LogFiles.in(directory()).getFirst().firstIndex()).isOne();
            assertThat(snapshots()).hasSizeGreaterThanOrEqualTo(5);
            assertThat(shadow.compaction().alarm()).contains("(0: not known)");
            shouldTell(line, 1);
        }
    }

    @Test
    void shouldKeepSoMuchOfThePastAsIsWantedAndFits() throws Exception {
        try (RealLine line = line(SETTINGS);
                ShadowEngine shadow = following(line)) {
            liveUntilSnapshots(line, shadow, 5);
            Compaction roomy = new Compaction(directory(), SETTINGS);
            roomy.run(line.log.lastIndex(), line.nowMs());
            assertThat(LogFiles.in(directory()).getFirst().firstIndex()).isOne();
            assertThat(roomy.alarm()).isEmpty();
            long all = roomy.bytes();

            Compaction tight = new Compaction(directory(), SETTINGS.withKept(all * 3 / 4, 7 * 24 * HOUR_MS));
            tight.run(line.log.lastIndex(), line.nowMs());
            assertThat(LogFiles.in(directory()).getFirst().firstIndex()).isGreaterThan(1);
            assertThat(tight.bytes()).isBetween(1L, all * 3 / 4);
            assertThat(tight.alarm()).isEmpty();
            shouldTell(line, snapshots().getLast() + 1);
        }
    }

    @Test
    void shouldSayWhatOfThePastCannotBeToldAnyMore() throws Exception {
        try (RealLine line = line(SETTINGS);
                ShadowEngine shadow = following(line)) {
            liveUntilSnapshots(line, shadow, 4);
            new Compaction(directory(), GREEDY).run(line.log.lastIndex(), line.nowMs());

            List<RecordedEvent> told = told(line, 1);

            assertThat(told.getFirst().index())
                    .as("from the oldest snapshot on that is left")
                    .isGreaterThan(snapshots().getLast());
            assertThat(told).isEqualTo(since(line, snapshots().getLast() + 1));
        }
    }

    private RealLine line(LogSettings settings) throws IOException {
        return RealLine.open(directory(), settings, false, START_MS, seed);
    }

    /** Turned by hand, so that a test knows when it has deleted what it deletes. */
    private ShadowEngine following(RealLine line) {
        return new ShadowEngine(line.log, RealLine.MAKER, List.of(), () -> held, RealLine.metrics());
    }

    private Path directory() {
        return scratch.resolve("log");
    }

    private List<Long> snapshots() throws IOException {
        return new Snapshots(directory())
                .stored().stream().map(Snapshots.Stored::index).toList();
    }

    /** So many more, written by the engine that follows, which then deletes what nobody needs. */
    private void liveUntilSnapshots(RealLine line, ShadowEngine shadow, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            line.live(150);
            shadow.turn(0);
            assertThat(snapshots().getFirst()).isEqualTo(line.log.flushedIndex());
        }
    }

    /** Every event from this entry on, as the line itself said it. */
    private void shouldTell(RealLine line, long from) throws IOException {
        assertThat(told(line, from)).as("seed %d", seed).isEqualTo(since(line, from));
    }

    private List<RecordedEvent> told(RealLine line, long from) throws IOException {
        List<RecordedEvent> told = new ArrayList<>();
        new Past(line.log, new Snapshots(directory())).tell(from, RealLine.MAKER, told::add);
        return told;
    }

    private static List<RecordedEvent> since(RealLine line, long from) {
        return line.events.stream().filter(event -> event.index() >= from).toList();
    }
}

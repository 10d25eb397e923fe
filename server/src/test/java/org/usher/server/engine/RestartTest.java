package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.server.engine.RealLine.Fingerprint;

/** How an engine comes back: from a snapshot and the rest of the log, an older one, all of the log, or with nothing. */
final class RestartTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final LogSettings SETTINGS =
            LogSettings.DEFAULT.withSegmentBytes(20_000).withSnapshots(500, 1L << 40);

    private static final Output NOBODY = new Output() {
        @Override
        public void event(Event event) {}

        @Override
        public void effect(Effect effect) {}
    };

    @TempDir
    private Path scratch;

    private final long seed = System.nanoTime();

    @Test
    void shouldComeBackFromASnapshotAndTheRestAsFromAllOfTheLog() throws Exception {
        Died died = afterTwoSnapshots();
        Path image = died.image();
        Path without = RealLine.image(image, scratch.resolve("without"));
        for (Snapshots.Stored stored : new Snapshots(without).stored()) {
            Files.delete(stored.path());
        }

        Restarted all = Restarted.of(without);
        Restarted rest = Restarted.of(image);

        assertThat(all.state()).as("seed %d", seed).isEqualTo(died.before());
        assertThat(rest.state()).as("seed %d", seed).isEqualTo(died.before());
        assertThat(rest.router()).as("actions under way, seed %d", seed).isEqualTo(all.router());
        assertThat(rest.heard())
                .as("only the rest was applied")
                .hasSizeLessThan(all.heard().size());
    }

    @Test
    void shouldNotNeedWhatLiesBeforeTheSnapshot() throws Exception {
        Died died = afterTwoSnapshots();
        Path image = died.image();

        assertThat(Restarted.of(withoutItsBeginning(image)).state())
                .as("seed %d", seed)
                .isEqualTo(died.before());
    }

    /** The files that lie before the newest snapshot are gone. */
    private static Path withoutItsBeginning(Path image) throws IOException {
        long snapshot = new Snapshots(image).stored().getFirst().index();
        List<LogFiles.Segment> segments = LogFiles.in(image);
        int needed = LogFiles.from(segments, snapshot + 1).size();
        for (LogFiles.Segment segment : segments.subList(0, segments.size() - needed)) {
            Files.delete(segment.path());
        }
        assertThat(needed).isLessThan(segments.size());
        return image;
    }

    @Test
    void shouldPassOverADamagedSnapshotForAnOlderOneAndThenForAllOfTheLog() throws Exception {
        Died died = afterTwoSnapshots();
        Path image = died.image();
        int heard = 0;
        for (Snapshots.Stored stored : new Snapshots(image).stored()) {
            byte[] bytes = Files.readAllBytes(stored.path());
            bytes[bytes.length / 2] ^= 4;
            Files.write(stored.path(), bytes);

            Restarted restarted = Restarted.of(image);

            assertThat(restarted.state()).as("seed %d", seed).isEqualTo(died.before());
            assertThat(restarted.heard().size())
                    .as("more had to be applied again")
                    .isGreaterThan(heard);
            heard = restarted.heard().size();
        }
    }

    @Test
    void shouldStartFromASnapshotThoughTheLogBeforeItIsDamagedAndTellThePastAroundTheDamage() throws Exception {
        Died died = afterTwoSnapshots();
        Path image = died.image();
        List<Snapshots.Stored> stored = new Snapshots(image).stored(); // the newest first
        flipByteOf(image, stored.getLast().index() / 2);
        flipByteOf(image, (stored.getFirst().index() + stored.getLast().index()) / 2);
        flipByteOf(image, stored.getFirst().index() - 1);

        assertThat(Restarted.of(image).state()).as("seed %d", seed).isEqualTo(died.before());
        List<RecordedEvent> told = new ArrayList<>();
        // with another snapshot the oldest would go, and with it what can be told again behind the damage
        LogSettings noMore = SETTINGS.withSnapshots(1_000_000, 1L << 40);
        CommandLog log = CommandLog.open(image, noMore, RealLine.metrics());
        try (RealLine line = new RealLine(log, true, List.of(told::add), START_MS + 3_600_000, seed)) {
            ShadowEngine shadow = Objects.requireNonNull(line.shadow);
            line.live(20);
            await().until(() -> shadow.index() == log.flushedIndex());

            assertThat(shadow.damage())
                    .contains("the past were passed over")
                    .as("the first place too")
                    .contains("entry " + stored.getLast().index() / 2 + " at byte")
                    .contains("is damaged, and intact entries follow it");
            assertThat(shadow.trouble()).isEmpty();
            assertThat(told)
                    .as("in order, each once")
                    .isSortedAccordingTo(Comparator.comparingLong(RecordedEvent::index));
            assertThat(told.getFirst().index())
                    .as("what lies before the damage")
                    .isEqualTo(1);
            assertThat(indexes(told))
                    .as("and all that came after the newest snapshot, seed %d", seed)
                    .containsAll(indexes(line.events));

            List<RecordedEvent> again = new ArrayList<>();
            new Past(log, new Snapshots(image)).tell(1, RealLine.MAKER, again::add);
            assertThat(again).as("the same again, seed %d", seed).isEqualTo(told);
        }
    }

    private static Set<Long> indexes(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::index).collect(Collectors.toCollection(TreeSet::new));
    }

    /** In the middle of the record of this entry. */
    private static void flipByteOf(Path directory, long index) throws IOException {
        Path file = LogFiles.from(LogFiles.in(directory), index).getFirst().path();
        byte[] bytes = Files.readAllBytes(file);
        MemorySegment content = MemorySegment.ofArray(bytes);
        int at = LogFormat.HEADER_BYTES;
        while (LogFormat.index(content, at) != index) {
            at += LogFormat.RECORD_HEADER_BYTES + LogFormat.payloadLength(content, at);
        }
        bytes[at + LogFormat.RECORD_HEADER_BYTES + LogFormat.payloadLength(content, at) / 2] ^= 4;
        Files.write(file, bytes);
    }

    @Test
    void shouldWriteASnapshotWhenStoppedSoThatTheNextStartReadsNothing() throws Exception {
        Path directory = scratch.resolve("log");
        LogSettings rare = LogSettings.DEFAULT;
        Fingerprint before;
        try (RealLine line = RealLine.open(directory, rare, true, START_MS, seed)) {
            line.live(200);
            before = line.fingerprint();
        }
        Restarted restarted = Restarted.of(directory);

        assertThat(new Snapshots(directory).stored()).hasSize(1);
        assertThat(restarted.state()).as("seed %d", seed).isEqualTo(before);
        assertThat(restarted.heard()).isEmpty();
    }

    @Test
    void shouldTakeUpTheEntriesOfAnEarlierVersionIfTheirStateHashesComeOutAgain() throws Exception {
        Path old = ofAnEarlierVersion(true, 0);

        Restarted restarted = Restarted.of(old);

        assertThat(restarted.state().index()).isEqualTo(lastIndex(old));
        assertThat(aside(old)).as("nothing was set aside").isEmpty();
    }

    @Test
    void shouldBeginWithNothingAndKeepTheFilesIfTheStateHashesOfAnEarlierVersionDiffer() throws Exception {
        Path old = ofAnEarlierVersion(true, 1);
        shouldBeginWithNothing(old);
    }

    @Test
    void shouldBeginWithNothingIfNoStateHashWasRecordedAfterTheLastEntriesOfAnEarlierVersion() throws Exception {
        Path old = ofAnEarlierVersion(false, 0);
        shouldBeginWithNothing(old);
    }

    @Test
    void shouldBeginWithNothingIfOnlySnapshotsOfAnotherVersionStandForTheLogsBeginning() throws Exception {
        Path image = withoutItsBeginning(afterTwoSnapshots().image());
        Snapshots snapshots = new Snapshots(image);
        for (Snapshots.Stored stored : snapshots.stored()) {
            Snapshot ours = snapshots.read(stored).orElseThrow();
            snapshots.write(new Snapshot(
                    ours.logId(),
                    ours.index(),
                    ours.atMs(),
                    ours.epoch(),
                    ours.startedEpoch(),
                    QueueEngine.VERSION - 1,
                    ours.stateHash() + 1,
                    ours.parts()));
        }
        shouldBeginWithNothing(image);
    }

    @Test
    void shouldRefuseToStartIfWhatStandsForTheLogsBeginningIsDamaged() throws Exception {
        Path image = withoutItsBeginning(afterTwoSnapshots().image());
        for (Snapshots.Stored stored : new Snapshots(image).stored()) {
            byte[] bytes = Files.readAllBytes(stored.path());
            bytes[bytes.length / 2] ^= 4;
            Files.write(stored.path(), bytes);
        }

        assertThatThrownBy(() -> Restarted.of(image))
                .isInstanceOf(CommandLogException.class)
                .isNotInstanceOf(ForeignLogException.class)
                .hasMessageContaining("entries 1 to ")
                .hasMessageContaining("are missing");
        assertThat(aside(image)).as("nothing was set aside").isEmpty();
    }

    private void shouldBeginWithNothing(Path old) throws Exception {
        long last = lastIndex(old);
        UUID id = LogFiles.logId(LogFiles.in(old));

        Restarted restarted = Restarted.of(old);

        assertThat(restarted.state().index()).as("no index is used twice").isEqualTo(last);
        assertThat(restarted.logId()).as("the history goes on").isEqualTo(id);
        assertThat(restarted.router())
                .as("no action is under way")
                .isEqualTo(HexFormat.of().formatHex(Restarted.newRouter().remembered()));
        List<Path> aside = aside(old);
        assertThat(aside).hasSize(1);
        assertThat(LogFiles.in(aside.getFirst())).isNotEmpty();
        Restarted again = Restarted.of(old);
        assertThat(again.state()).as("seed %d", seed).isEqualTo(restarted.state());
        try (RealLine line = RealLine.open(old, SETTINGS, true, START_MS + 3_600_000, seed)) {
            line.live(50);
            assertThat(line.fingerprint().index()).isGreaterThan(last);
        }
    }

    @Test
    void shouldSayThatALogWithAHoleInItsRestIsDamaged() throws Exception {
        Path image;
        try (RealLine line = RealLine.open(scratch.resolve("log"), SETTINGS, true, START_MS, seed)) {
            liveUntilSnapshots(line, 1);
            line.live(1_500);
            image = RealLine.image(scratch.resolve("log"), scratch.resolve("image"));
        }
        List<LogFiles.Segment> segments = LogFiles.in(image);
        for (Snapshots.Stored stored : new Snapshots(image).stored()) {
            Files.delete(stored.path());
        }
        Files.delete(segments.get(segments.size() - 2).path());

        assertThatThrownBy(() -> Restarted.of(image))
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("are missing");
    }

    /** What a line whose process died has left, and how it stood. */
    private record Died(Path image, Fingerprint before) {}

    private Died afterTwoSnapshots() throws Exception {
        try (RealLine line = RealLine.open(scratch.resolve("log"), SETTINGS, true, START_MS, seed)) {
            Fingerprint before = liveUntilSnapshots(line, 2);
            return new Died(RealLine.image(scratch.resolve("log"), scratch.resolve("image")), before);
        }
    }

    private static Fingerprint liveUntilSnapshots(RealLine line, int count) throws Exception {
        Snapshots snapshots = new Snapshots(line.log.directory());
        for (int written = 0; written < count; written++) {
            int target = written + 1;
            line.live(250);
            await().until(() -> snapshots.stored().size() >= target);
        }
        line.live(40);
        return line.fingerprint();
    }

    private static List<Path> aside(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    /** The log of a real line, written as if by the version before; its state hashes changed by so much. */
    private Path ofAnEarlierVersion(boolean sealed, int wrongBy) throws Exception {
        Path directory = scratch.resolve("log");
        try (RealLine line = RealLine.open(directory, LogSettings.DEFAULT, false, START_MS, seed)) {
            line.live(300);
        }
        Path old = scratch.resolve("old");
        QueueEngine earlier = RealLine.MAKER.create();
        try (CommandLog log = CommandLog.open(old, LogSettings.DEFAULT, RealLine.metrics())) {
            log.replay(entry -> {});
            LogFiles.read(LogFiles.in(directory), 1, -1, new LogTarget() {
                @Override
                public void entry(LogEntry entry) {
                    LogEntry then = new LogEntry(
                            entry.index(), entry.epoch(), QueueEngine.VERSION - 1, entry.atMs(), entry.command());
                    log.append(then);
                    earlier.apply(then, NOBODY);
                }

                @Override
                public void seal(Seal seal) {
                    if (sealed) {
                        log.seal(earlier.stateHash() + wrongBy, QueueEngine.VERSION - 1);
                    }
                }
            });
            log.flush();
        }
        return old;
    }

    private static long lastIndex(Path directory) throws IOException {
        long[] last = {0};
        List<LogFiles.Segment> segments = LogFiles.in(directory);
        LogFiles.read(segments, segments.getFirst().firstIndex(), -1, entry -> last[0] = entry.index());
        return last[0];
    }
}

package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.engine.RealLine.Fingerprint;

/** A real line goes on while the disk under its log takes nothing, and what the log is worth afterwards. */
final class TroubledDiskTest {
    private static final long START_MS = 1_700_000_000_000L;
    private static final LogSettings SETTINGS = LogSettings.DEFAULT.withSegmentBytes(20_000);

    @TempDir
    private Path scratch;

    private final TroubledDisk disk = new TroubledDisk();
    private final long seed = System.nanoTime();

    @Test
    void shouldGoOnWhileTheDiskIsFullAndHaveAWholeLogWhenThereIsRoomAgain() throws Exception {
        Fingerprint last;
        try (RealLine line = open(SETTINGS)) {
            line.live(100);
            disk.room(300); // ends within a record
            int before = line.events.size();
            line.live(200);

            assertThat(line.log.trouble().detail()).contains("No space left on device");
            assertThat(line.log.trouble().brokenOff()).isFalse();
            assertThat(line.events).as("calls go on").hasSizeGreaterThan(before + 200);

            disk.room(Long.MAX_VALUE);
            awaitWhole(line);
            line.live(100);
            last = line.fingerprint();
            assertThat(LogFiles.in(directory())).as("files were begun, too").hasSizeGreaterThan(1);
        }
        Restarted again = Restarted.of(directory());
        assertThat(again.state()).as("seed %d", seed).isEqualTo(last);
        assertThat(indexes(again.heard()))
                .as("from the first entry on, without a hole")
                .startsWith(1L);
    }

    @Test
    void shouldComeBackAsOfTheLastWrittenEntryIfItDiesWhileTheDiskIsFull() throws Exception {
        long written;
        Path image;
        try (RealLine line = open(SETTINGS)) {
            line.live(100);
            disk.room(300);
            line.live(50);
            written = line.log.flushedIndex();
            assertThat(line.fingerprint().index()).isGreaterThan(written);
            image = RealLine.image(directory(), scratch.resolve("image"));
        }
        // the part of the batch for which there was room may hold whole entries more
        assertThat(Restarted.of(image).state().index()).as("seed %d", seed).isBetween(written, written + 20);
    }

    @Test
    void shouldHaveASnapshotStandForWhatNoDiskHoldsWhenMoreGathersThanMayBeHeld() throws Exception {
        Fingerprint last;
        try (RealLine line = open(SETTINGS.withHeldBytes(4_000))) {
            line.live(100);
            disk.room(0);
            line.live(300);
            assertThat(line.log.trouble().brokenOff()).isTrue();
            long lost = line.fingerprint().index();

            disk.room(Long.MAX_VALUE);
            awaitWhole(line);
            assertThat(line.log.flushedIndex()).isGreaterThanOrEqualTo(lost);
            line.live(100);
            last = line.fingerprint();
        }
        assertThat(Restarted.of(directory()).state()).as("seed %d", seed).isEqualTo(last);
    }

    @Test
    void shouldBeginAnotherFileAfterASnapshotWhenAForceFails() throws Exception {
        Fingerprint last;
        try (RealLine line = open(LogSettings.DEFAULT)) {
            line.live(100);
            line.log.durable(line.log.lastIndex()).get();
            disk.failForces(1);
            await().pollInSameThread().until(() -> {
                line.live(5);
                return new Snapshots(directory()).stored().size() == 1;
            });
            awaitWhole(line);
            line.live(100);
            last = line.fingerprint();
            assertThat(LogFiles.in(directory())).hasSize(2);
            line.log.durable(line.log.lastIndex()).get();
        }
        assertThat(Restarted.of(directory()).state()).as("seed %d", seed).isEqualTo(last);
    }

    private RealLine open(LogSettings settings) throws Exception {
        CommandLog log = CommandLog.open(directory(), settings, disk, RealLine.metrics());
        return new RealLine(log, false, List.of(), START_MS, seed);
    }

    private Path directory() {
        return scratch.resolve("log");
    }

    private static void awaitWhole(RealLine line) {
        await().pollInSameThread().until(() -> {
            line.live(1);
            return !line.log.trouble().any();
        });
    }

    private static List<Long> indexes(List<RecordedEvent> events) {
        return events.stream().map(RecordedEvent::index).distinct().toList();
    }
}

package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.LogEntry;
import org.usher.core.codec.EntryCodec;
import org.usher.server.metrics.EngineMetrics;

/** A log of several files, and each way in which they cannot be one. */
final class LogFilesTest {
    private static final EngineMetrics METRICS = new EngineMetrics(new SimpleMeterRegistry());
    private static final LogSettings SMALL = LogSettings.DEFAULT.withSegmentBytes(200);
    private static final long LAST = 40;

    @TempDir
    private Path directory;

    @Test
    void shouldBeginAnotherFileWhenOneHasGrownAndReadAcrossThem() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();

        assertThat(read()).isEqualTo(ticks(1, LAST));
        assertThat(read(segments.get(2).firstIndex()))
                .as("from the first entry of the third file on")
                .isEqualTo(ticks(segments.get(2).firstIndex(), LAST));
        assertThat(read(segments.get(1).firstIndex() + 1))
                .as("from within the second on")
                .isEqualTo(ticks(segments.get(1).firstIndex() + 1, LAST));
    }

    @Test
    void shouldCutATornTailOfTheLastFileOnly() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        append(segments.getLast().path(), new byte[5]);
        assertThat(read()).isEqualTo(ticks(1, LAST));

        Path second = segments.get(1).path();
        append(second, new byte[5]);
        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining(second + " has an unfinished record at byte")
                .hasMessageContaining("restore the file from a copy");
    }

    @Test
    void shouldSayThatAFileIsMissing() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Files.delete(segments.get(1).path());

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("between " + segments.get(0).path())
                .hasMessageContaining("and " + segments.get(2).path() + " entries "
                        + segments.get(1).firstIndex() + " to "
                        + (segments.get(2).firstIndex() - 1) + " are missing");
    }

    @Test
    void shouldSayThatTheFirstFileIsMissing() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Files.delete(segments.getFirst().path());

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining(
                        "entries 1 to " + (segments.get(1).firstIndex() - 1) + " of the command log are missing before "
                                + segments.get(1).path());
    }

    @Test
    void shouldSayThatAFileIsCutShort() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Path second = segments.get(1).path();
        byte[] whole = Files.readAllBytes(second);
        Files.write(second, Arrays.copyOf(whole, whole.length - 30));

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("between " + second)
                .hasMessageContaining("are missing (the first file is damaged there)");
    }

    @Test
    void shouldPassOverDamageForWhichASnapshotStandsAndNoOther() throws Exception {
        LogFiles.Segment second = threeOrMore().get(1);
        long damaged = second.firstIndex() + 1;
        byte[] bytes = Files.readAllBytes(second.path());
        int record = LogFormat.RECORD_HEADER_BYTES + EntryCodec.encode(Entries.tick(damaged)).length;
        bytes[LogFormat.HEADER_BYTES + 2 * record - 1] ^= 1;
        Files.write(second.path(), bytes);

        assertThat(read(damaged + 1)).isEqualTo(ticks(damaged + 1, LAST));
        assertThatThrownBy(() -> read(damaged))
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("entry " + damaged + " at byte")
                .hasMessageContaining("bytes changed after they were written");
    }

    @Test
    void shouldSayThatAFileIsThereTwice() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Path copy = directory.resolve(LogFormat.fileName(segments.get(1).firstIndex() + 1));
        Files.copy(segments.get(1).path(), copy);
        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining(copy + " says of itself that it begins with entry "
                        + segments.get(1).firstIndex());
    }

    @Test
    void shouldSayThatAnOlderCopyLiesBesideTheLog() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Path other = directory.resolve("other");
        Files.createDirectories(other);
        byte[] header = new byte[LogFormat.HEADER_BYTES];
        long within = segments.get(1).firstIndex() + 1;
        LogFormat.header(new LogFormat.Header(within, LogFiles.logId(segments), 0, LogFormat.VERSION, false))
                .get(header);
        Path overlapping = directory.resolve(LogFormat.fileName(within));
        Files.write(overlapping, header);

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining(overlapping + " begins with entry " + within + ", which "
                        + segments.get(1).path() + " holds already");
    }

    @Test
    void shouldSayThatAHeaderIsDamaged() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Path second = segments.get(1).path();
        byte[] whole = Files.readAllBytes(second);
        whole[14] ^= 1;
        Files.write(second, whole);

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining(second + " is damaged in its header");
    }

    @Test
    void shouldSayThatAFileIsOfAnotherLog() throws Exception {
        List<LogFiles.Segment> segments = threeOrMore();
        Path second = segments.get(1).path();
        byte[] whole = Files.readAllBytes(second);
        LogFormat.header(
                        new LogFormat.Header(segments.get(1).firstIndex(), new UUID(1, 2), 0, LogFormat.VERSION, false))
                .get(whole, 0, LogFormat.HEADER_BYTES);
        Files.write(second, whole);

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("files of two logs are in one directory");
    }

    @Test
    void shouldForgetAFileThatWasHardlyBegun() throws Exception {
        threeOrMore();
        Files.write(directory.resolve(LogFormat.fileName(LAST + 1)), new byte[10]);

        assertThat(read()).isEqualTo(ticks(1, LAST));
        assertThat(read()).as("and goes on").isEqualTo(ticks(1, LAST));
    }

    @Test
    void shouldGoOnInAFileOfItsOwnAfterOneOfAnEarlierFormat() throws Exception {
        byte[] header = new byte[LogFormat.HEADER_BYTES];
        LogFormat.header(new LogFormat.Header(1, new UUID(7, 7), 0, 1, false)).get(header);
        Path first = directory.resolve(LogFormat.fileName(1));
        Files.write(first, header);
        ByteBuffer record = ByteBuffer.allocate(1_000);
        LogFormat.putRecord(record, 1, ByteBuffer.wrap(EntryCodec.encode(Entries.tick(1))));
        append(first, Arrays.copyOf(record.array(), record.position()));

        write(LogSettings.DEFAULT, 2, 3);

        assertThat(LogFiles.in(directory)).hasSize(2);
        assertThat(read()).isEqualTo(ticks(1, 3));
    }

    @Test
    void shouldGiveSealsWhereTheyBelong() throws Exception {
        try (CommandLog log = CommandLog.open(directory, SMALL, METRICS)) {
            log.replay(entry -> {});
            log.append(Entries.tick(1));
            log.seal(0x55, 6);
            log.append(Entries.tick(2));
            log.flush();
        }
        List<String> seen = new ArrayList<>();
        LogFiles.read(LogFiles.in(directory), 1, -1, new LogTarget() {
            @Override
            public void entry(LogEntry entry) {
                seen.add("entry " + entry.index());
            }

            @Override
            public void seal(Seal seal) {
                seen.add(seal.toString());
            }
        });

        assertThat(seen).containsExactly("entry 1", new LogTarget.Seal(1, 0x55, 6).toString(), "entry 2");
    }

    private List<LogFiles.Segment> threeOrMore() throws Exception {
        write(SMALL, 1, LAST);
        List<LogFiles.Segment> segments = LogFiles.in(directory);
        assertThat(segments).hasSizeGreaterThan(3);
        return segments;
    }

    private void write(LogSettings settings, long from, long to) throws Exception {
        try (CommandLog log = CommandLog.open(directory, settings, METRICS)) {
            log.replay(entry -> {});
            for (long index = from; index <= to; index++) {
                log.append(Entries.tick(index));
                log.flush();
                log.durable(index).get(1, TimeUnit.MINUTES);
            }
        }
    }

    private List<LogEntry> read() throws IOException {
        return read(1);
    }

    private List<LogEntry> read(long from) throws IOException {
        List<LogEntry> seen = new ArrayList<>();
        try (CommandLog log = CommandLog.open(directory, SMALL, METRICS)) {
            log.replay(from - 1, new UUID(0, 0), seen::add);
        }
        return seen;
    }

    private static List<LogEntry> ticks(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Entries::tick).toList();
    }

    private static void append(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes, StandardOpenOption.APPEND);
    }
}

package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.LogEntry;
import org.usher.server.metrics.EngineMetrics;

final class CommandLogTest {
    private static final EngineMetrics METRICS = new EngineMetrics(new SimpleMeterRegistry());

    @TempDir
    private Path directory;

    @Test
    void shouldGiveBackWhatWasWrittenAndGoOn() throws IOException {
        List<LogEntry> first = write(Entries.tick(1), Entries.entry(2, Entries.arrival(42, 1)));
        assertThat(first).isEmpty();

        List<LogEntry> second = write(Entries.tick(3));

        assertThat(second).containsExactly(Entries.tick(1), Entries.entry(2, Entries.arrival(42, 1)));
        assertThat(read()).hasSize(3);
    }

    @Test
    void shouldKeepItsIdForLife() throws IOException {
        UUID first = id();
        UUID again = id();

        assertThat(again).isEqualTo(first);
    }

    @Test
    void shouldRememberWhereItEndedWhenItWasOpened() throws Exception {
        write(Entries.tick(1), Entries.tick(2));
        try (CommandLog log = CommandLog.open(directory, METRICS)) {
            log.replay(entry -> {});
            log.append(Entries.tick(3));
            log.flush();

            assertThat(log.replayedIndex()).isEqualTo(2);
            assertThat(log.durable(2)).as("what was replayed is on the disk").isCompleted();
            log.durable(3).get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void shouldGiveEntriesOnceMoreWhileItIsWritten() throws IOException {
        try (CommandLog log = CommandLog.open(directory, METRICS)) {
            log.replay(entry -> {});
            log.append(Entries.tick(1));
            log.append(Entries.tick(2));
            log.flush();
            log.append(Entries.tick(3));
            List<LogEntry> seen = new ArrayList<>();

            log.reread(0, seen::add);

            assertThat(seen).as("the third is not flushed yet").containsExactly(Entries.tick(1), Entries.tick(2));
        }
    }

    @Test
    void shouldCutATornTailWhereverTheServerDiedWithinTheLastRecord() throws IOException {
        write(Entries.tick(1), Entries.entry(2, Entries.arrival(42, 1)));
        Path file = file();
        long intact = Files.size(file);
        write(Entries.entry(3, Entries.arrival(43, 1)));
        byte[] whole = Files.readAllBytes(file);

        for (int length = (int) intact; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(read()).as("cut at byte %d of %d", length, whole.length).hasSize(2);
            assertThat(Files.size(file)).isEqualTo(intact);
            assertThat(write(Entries.tick(3))).hasSize(2);
            assertThat(read()).as("goes on after a cut at byte %d", length).hasSize(3);
        }
    }

    @Test
    void shouldCutATailThatTheDiskNeverGot() throws IOException {
        write(Entries.tick(1), Entries.tick(2));
        byte[] whole = Files.readAllBytes(file());
        Files.write(file(), Arrays.copyOf(whole, whole.length + 4_096));

        assertThat(read()).hasSize(2);
        assertThat(Files.size(file())).isEqualTo(whole.length);
    }

    @Test
    void shouldRefuseALogWithAFlippedByteInTheMiddleAndSayWhere() throws IOException {
        write(Entries.tick(1));
        long from = Files.size(file());
        write(Entries.entry(2, Entries.arrival(42, 1)));
        long to = Files.size(file());
        write(Entries.tick(3), Entries.tick(4));
        byte[] whole = Files.readAllBytes(file());

        for (int at = (int) from; at < to; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(file(), damaged);
            assertThatThrownBy(this::read)
                    .as("byte %d", at)
                    .isInstanceOf(CommandLogException.class)
                    .hasMessageContaining(file().toString())
                    .hasMessageContaining("entry 2 at byte " + from + " is damaged")
                    .hasMessageContaining("entry 3 at byte " + to);
            assertThat(Files.readAllBytes(file())).as("left as it was").isEqualTo(damaged);
        }
    }

    @Test
    void shouldRefuseAFileOfSomebodyElse() throws IOException {
        Files.createDirectories(directory);
        Files.writeString(file(), "this is a shopping list: eggs, milk, bread, butter, more eggs");

        assertThatThrownBy(this::read)
                .isInstanceOf(CommandLogException.class)
                .hasMessageContaining("is not a command log of Usher");
    }

    @Test
    void shouldBeginAnewWhenTheFirstStartDiedWithinTheHeader() throws IOException {
        write();
        Files.write(file(), Arrays.copyOf(Files.readAllBytes(file()), 20));

        assertThat(write(Entries.tick(1))).isEmpty();
        assertThat(read()).hasSize(1);
    }

    @Test
    void shouldKeepASecondServerOut() throws IOException {
        try (CommandLog first = CommandLog.open(directory, METRICS)) {
            first.replay(entry -> {});
            assertThatThrownBy(() -> CommandLog.open(directory, METRICS))
                    .isInstanceOf(CommandLogException.class)
                    .hasMessageContaining("another Usher is running on the data directory " + directory);
        }
        assertThat(read()).as("free again after the first was closed").isEmpty();
    }

    @Test
    void shouldSayWhenTheDiskHoldsAnEntry() throws Exception {
        try (CommandLog log = CommandLog.open(directory, METRICS)) {
            log.replay(entry -> {});
            log.append(Entries.tick(1));
            CompletableFuture<Void> durable = log.durable(1);
            assertThat(durable).as("not even written").isNotDone();

            log.flush();

            durable.get(10, TimeUnit.SECONDS);
            assertThat(log.durable(1)).isCompleted();
        }
    }

    @Test
    void shouldFailAPromiseThatCannotBeKeptAnyMore() throws Exception {
        CommandLog log = CommandLog.open(directory, METRICS);
        log.replay(entry -> {});
        CompletableFuture<Void> never = log.durable(1);

        log.close();

        assertThat(never).isCompletedExceptionally();
    }

    @Test
    void shouldTakeAnEntryLargerThanItsBuffer() throws IOException {
        List<Configuration.Skill> skills = IntStream.rangeClosed(1, 5_000)
                .mapToObj(id -> new Configuration.Skill(id, "a_skill_with_a_long_name_" + id))
                .toList();
        Command big = new Command.AdoptConfiguration(new Configuration(
                1, skills, List.of(), List.of(), List.of(), List.of(), Configuration.Settings.DEFAULT));

        write(Entries.tick(1), Entries.entry(2, big), Entries.entry(3, big), Entries.tick(4));

        assertThat(read()).hasSize(4).contains(Entries.entry(3, big));
    }

    private List<LogEntry> write(LogEntry... entries) throws IOException {
        List<LogEntry> replayed = new ArrayList<>();
        try (CommandLog log = CommandLog.open(directory, METRICS)) {
            log.replay(replayed::add);
            for (LogEntry entry : entries) {
                log.append(entry);
            }
            log.flush();
        }
        return replayed;
    }

    private UUID id() throws IOException {
        try (CommandLog log = CommandLog.open(directory, METRICS)) {
            log.replay(entry -> {});
            return log.logId();
        }
    }

    private List<LogEntry> read() throws IOException {
        return write();
    }

    private Path file() {
        return directory.resolve("commands-00000000000000000001.log");
    }
}

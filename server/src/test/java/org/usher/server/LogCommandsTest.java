package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.GoneCause;
import org.usher.core.engine.Engines;
import org.usher.server.engine.VirtualRoom;

/** {@code usher log}, on the log of a server that has run. */
final class LogCommandsTest {
    private static final long START_MS = 1_750_000_000_000L;
    private static final long ANNA = 71;
    private static final long BERT = 72;

    /** So many that the state hash was recorded once on the way, besides at the end. */
    private static final int TOLD = 1_200;

    /** With the ends of two releases, since there is neither a queue for the callers nor a link to give them back. */
    private static final int ENTRIES = TOLD + 2;

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void live() throws Exception {
        VirtualRoom room = VirtualRoom.open(data.resolve("log"), Engines.create(), () -> START_MS, 10_000);
        room.goLive();
        room.offer(arrival(ANNA));
        room.offer(arrival(BERT));
        room.offer(new Command.ContactGone(ANNA, GoneCause.HUNG_UP));
        for (int i = 3; i < TOLD; i++) {
            room.offer(new Command.LogOut(0, 1 + i % 5));
        }
        while (room.nextAtMs() <= START_MS) {
            room.turn();
        }
        room.stop();
    }

    @Test
    void shouldPrintWhatWasToldOfOneContact() {
        assertThat(usher("print", "--contact", "1")).isZero();

        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("1 2025-06-15T15:06:40Z epoch 1 v")
                                .contains("ContactArrived[callKey=" + ANNA),
                        line -> assertThat(line).startsWith("3 ").contains("ContactGone[callKey=" + ANNA));
    }

    @Test
    void shouldPrintWhatNamesAnAgentBetweenTwoEntries() {
        assertThat(usher("print", "--agent", "4", "--from", "4", "--to", "20")).isZero();

        assertThat(out.toString().lines().toList())
                .hasSize(4)
                .allMatch(line -> line.contains("LogOut[requestId=0, agentId=4]"));
    }

    @Test
    void shouldSayThatAllIsWholeAndLeadsToTheSameStates() {
        assertThat(usher("verify")).isZero();
        assertThat(usher("replay")).isZero();

        assertThat(out.toString())
                .contains("entries 1 to " + ENTRIES + " and 2 state hashes are whole")
                .contains("entries 1 to " + ENTRIES + " lead to state hash ")
                .contains("2 recorded state hashes came out again");
    }

    @Test
    void shouldSayWhereAByteHasChanged() throws IOException {
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThat(usher("verify")).isEqualTo(4);
        assertThat(err.toString()).contains(file + ": entry ", " at byte ", " is damaged", "Restore the file");
    }

    @Test
    void shouldSayThatTheLastRecordIsNotFinished() throws IOException {
        Path file = onlyFile();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

        assertThat(usher("verify")).isZero();
        assertThat(out.toString())
                .contains(
                        "entries 1 to " + ENTRIES + " and 1 state hashes are whole",
                        "bytes behind them are a record that is not finished");
    }

    @Test
    void shouldSayThatThereIsNoLog() {
        data = data.resolve("nowhere");

        assertThat(usher("verify")).isEqualTo(4);
        assertThat(err.toString()).contains("there is no command log at " + data);
    }

    private Path onlyFile() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            List<Path> logs =
                    files.filter(file -> file.toString().endsWith(".log")).toList();
            assertThat(logs).hasSize(1);
            return logs.getFirst();
        }
    }

    private static Command arrival(long callKey) {
        return new Command.ContactArrived(
                callKey, Channel.VOICE, 1, 0, 0, 0, List.of(), new ContactDetails(1, "", "", "", "", "", "", "", ""));
    }

    private int usher(String what, String... options) {
        String[] arguments = Stream.concat(Stream.of("log", what, data.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}

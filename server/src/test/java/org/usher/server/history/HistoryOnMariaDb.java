package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** A history on the real MariaDB that comes with the tests, empty before each, and what to ask it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HistoryOnMariaDb {
    static final long START_MS = 1_700_000_000_000L;
    Path directory;
    Database database;
    final List<RecordedEvent> log = new ArrayList<>();

    /** When the disk holds an entry; at once if nothing else is said. */
    final Map<Long, CompletableFuture<Void>> durableFrom = new ConcurrentHashMap<>();

    /** Whether the source of the history fails. */
    volatile boolean broken;

    @BeforeAll
    void startMariaDb() throws Exception {
        directory = Files.createTempDirectory(Path.of("target"), "history-it-").toAbsolutePath();
        database = new Database(new OwnServer(directory, embedded()));
        database.start();
        assertThat(database.awaitUp(Duration.ofMinutes(2)))
                .as(() -> database.status().detail())
                .isTrue();
    }

    /** The embedded programs, unpacked once for all runs: also on a machine that has a mariadbd installed. */
    static MariaDbPrograms.Finder embedded() {
        return () -> MariaDbPrograms.embedded(Path.of("target/mariadb")).orElseThrow();
    }

    @AfterAll
    void stopMariaDb() {
        database.close();
    }

    @BeforeEach
    void emptyTheTables() throws SQLException {
        log.clear();
        durableFrom.clear();
        broken = false;
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "contacts",
                    "queue_entries",
                    "refusals",
                    "relaxations",
                    "offers",
                    "talks",
                    "transfers",
                    "merges",
                    "agent_states",
                    "config_names",
                    "history_cursor")) {
                statement.execute("DELETE FROM " + table);
            }
        }
    }

    HistoryWriter writer(int capacity) {
        HistoryWriter writer = new HistoryWriter(database, source(), capacity);
        writer.start();
        return writer;
    }

    HistorySource source() {
        return new HistorySource() {
            @Override
            public String logId() {
                return "the log of the test";
            }

            @Override
            public long replayedIndex() {
                return log.isEmpty() ? 0 : log.getLast().index();
            }

            @Override
            public Future<?> durable(long index) {
                if (broken) {
                    throw new IllegalStateException("a defect for the test");
                }
                return durableFrom.getOrDefault(index, CompletableFuture.completedFuture(null));
            }

            @Override
            public void replay(long fromIndex, EventSink sink) {
                log.stream().filter(event -> event.index() >= fromIndex).forEach(sink::accept);
            }
        };
    }

    static void awaitWritten(HistoryWriter writer, long index) {
        await().atMost(Duration.ofMinutes(1)).until(() -> writer.figures().cursorIndex() >= index);
    }

    List<ContactHistory.Contact> contacts(@Nullable String queue) throws SQLException {
        return new ContactHistory(database)
                .contacts(new ContactHistory.Query(
                        0, Long.MAX_VALUE, queue == null ? null : Set.of(queue), false, null, 100))
                .contacts();
    }

    ContactHistory.Story story(long contactId) throws SQLException {
        return new ContactHistory(database).story(contactId).orElseThrow();
    }

    static String line(ContactHistory.Step step) {
        String queue = Objects.requireNonNullElse(step.queue(), "-");
        String agent = Objects.requireNonNullElse(step.agent(), "-");
        String outcome = Objects.requireNonNullElse(step.outcome(), "-");
        return step.what() + " " + queue + " " + agent + " " + outcome + " " + step.forMs()
                + (step.holdMs() == null ? "" : " hold " + step.holdMs())
                + (step.creditMs() == null || step.creditMs() == 0 ? "" : " credit " + step.creditMs())
                + (Boolean.TRUE.equals(step.transferred()) ? " by transfer" : "")
                + (step.planStep() == null ? "" : " step " + step.planStep())
                + (step.otherContactId() == null ? "" : " with " + step.otherContactId());
    }

    static ContactHistory.Contact only(List<ContactHistory.Contact> contacts) {
        assertThat(contacts).hasSize(1);
        return contacts.getFirst();
    }

    long count(String table) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

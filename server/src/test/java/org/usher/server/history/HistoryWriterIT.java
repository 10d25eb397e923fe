package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.Story;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** How the history is written, whatever breaks meanwhile: all of it, once, and never of another log. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class HistoryWriterIT extends HistoryOnMariaDb {
    @Test
    void shouldWriteOnceWhatIsToldTwice() throws Exception {
        Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        try (HistoryWriter first = writer(1_000)) {
            log.subList(0, 4).forEach(first::accept);
            awaitWritten(first, 4);
        }
        try (HistoryWriter second = writer(1_000)) {
            log.forEach(second::accept); // as after a restart: the log from its start
            log.forEach(second::accept);
            awaitWritten(second, log.getLast().index());
            assertThat(second.figures().written()).isEqualTo(log.size() - 4);
        }
        assertThat(count("contacts")).isEqualTo(1);
        assertThat(count("talks")).isEqualTo(1);
        assertThat(count("agent_states")).isEqualTo(2);
        assertThat(only(contacts(null)).outcome()).isEqualTo("ANSWERED");
    }

    @Test
    void shouldReadTheLogAgainWhenTheBacklogOverflowed() throws Exception {
        Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
        for (int i = 0; i < 3_000; i++) {
            story.after(10).call(Story.BILLING, "caller " + i);
        }
        HistoryWriter writer = new HistoryWriter(database, source(), 100);
        log.forEach(writer::accept); // before it has begun to write
        assertThat(writer.figures().lagging()).isTrue();
        assertThat(writer.figures().dropped()).isEqualTo(log.size() - 100);
        writer.start();
        try (writer) {
            awaitWritten(writer, log.getLast().index());
            await().until(() -> !writer.figures().lagging());
        }
        assertThat(count("contacts")).isEqualTo(3_000);
    }

    @Test
    void shouldWaitForMariaDbWhenItIsKilledAndStartItAgain() throws Exception {
        try (HistoryWriter writer = writer(10_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            story.call(Story.BILLING, "before");
            awaitWritten(writer, 2);

            long pid = Long.parseLong(
                    Files.readString(directory.resolve("data/mariadbd.pid")).strip());
            ProcessHandle mariadbd = ProcessHandle.of(pid).orElseThrow();
            mariadbd.destroyForcibly();
            mariadbd.onExit().get(30, TimeUnit.SECONDS);
            story.call(Story.BILLING, "while it was away");
            awaitWritten(writer, 3);
            assertThat(contacts(null))
                    .extracting(ContactHistory.Contact::caller)
                    .containsExactly("before", "while it was away");
        }
    }

    @Test
    void shouldRefuseTheHistoryOfAnotherLog() throws Exception {
        try (HistoryWriter ours = writer(10)) {
            new Story(START_MS, ours).adopt(Story.CENTRE);
            awaitWritten(ours, 1);
        }
        HistorySource otherLog = new HistorySource() {
            @Override
            public String logId() {
                return "another log";
            }

            @Override
            public long replayedIndex() {
                return 0;
            }

            @Override
            public Future<?> durable(long index) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void replay(long fromIndex, EventSink sink) {}
        };
        try (HistoryWriter other = new HistoryWriter(database, otherLog, 10)) {
            other.start();
            Story story = new Story(START_MS, other).adopt(Story.CENTRE);
            story.call(Story.BILLING, "must not be mixed in");
            await().until(() -> other.figures().trouble().contains("another command log"));
            assertThat(database.isUp())
                    .as("nothing is wrong with the database itself")
                    .isTrue();
        }
        assertThat(count("contacts")).isZero();
    }

    @Test
    void shouldTellNothingThatTheLogCouldStillForget() throws Exception {
        durableFrom.put(2L, new CompletableFuture<>());
        durableFrom.put(3L, CompletableFuture.failedFuture(new IOException("the disk is broken")));
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            awaitWritten(writer, 1);
            story.call(Story.BILLING, "on disk later");
            await().during(Duration.ofMillis(500)).until(() -> writer.figures().cursorIndex() == 1);

            durableFrom.get(2L).complete(null);
            awaitWritten(writer, 2);
            story.call(Story.BILLING, "never on disk");
            await().until(() -> writer.figures().trouble().contains("command log"));
            assertThat(database.isUp())
                    .as("nothing is wrong with the database itself")
                    .isTrue();
            durableFrom.clear();
        }
    }

    @Test
    void shouldSayWhatBrokeAndGoOnWhenItIsMended() throws Exception {
        broken = true;
        try (HistoryWriter writer = writer(1_000)) {
            new Story(START_MS, writer).adopt(Story.CENTRE);
            await().until(() -> writer.figures().trouble().contains("a defect for the test"));
            broken = false;
            awaitWritten(writer, 1);
            await().until(() -> writer.figures().trouble().isEmpty());
        }
    }

    @Test
    void shouldRefuseToGoOnBehindAnOlderCopyOfTheLog() throws Exception {
        try (HistoryWriter before = writer(10)) {
            Story story = new Story(START_MS, before).adopt(Story.CENTRE);
            story.call(Story.BILLING, "in the log that was lost");
            awaitWritten(before, 2);
        }
        List<RecordedEvent> olderCopy = new ArrayList<>();
        new Story(START_MS, olderCopy::add).adopt(Story.CENTRE);
        log.addAll(olderCopy);
        try (HistoryWriter after = writer(10)) {
            Story story = new Story(START_MS, after).adopt(Story.CENTRE);
            story.call(Story.BILLING, "would be taken for the other");
            await().until(() -> after.figures().trouble().contains("ends with entry 1"));
        }
        assertThat(contacts(null))
                .extracting(ContactHistory.Contact::caller)
                .containsExactly("in the log that was lost");
    }
}

package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** What the history says it holds, turned by hand on a database in memory; on a real one see {@link HistoryWriterIT}. */
final class HistoryWriterTest {
    private final VirtualDatabase database = new VirtualDatabase(new SplittableRandom(1));
    private final List<RecordedEvent> log = new ArrayList<>();
    private final HistoryWriter writer = new HistoryWriter(database, source(), 2, "", VirtualHistory.lastAgents());

    @Test
    void shouldNotHoldAnEntryOfWhichOnlyAPartIsWritten() throws Exception {
        database.calm();
        happens(7, 0);
        happens(7, 1);
        happens(7, 2); // does not fit
        writer.turn(Duration.ZERO);
        assertThat(writer.figures().cursorIndex()).as("as far as it goes").isEqualTo(7);
        assertThat(writer.heldIndex())
                .as("the log before entry 7 is needed to tell the rest of it")
                .isEqualTo(6);

        writer.turn(Duration.ZERO); // reads the log again
        happens(8, 0);
        writer.turn(Duration.ZERO);
        assertThat(writer.heldIndex()).isEqualTo(7);
        assertThat(database.rows().values())
                .singleElement()
                .satisfies(rows -> assertThat(rows).hasSize(4));
    }

    private void happens(long index, int number) {
        RecordedEvent event = new RecordedEvent(
                index, number, new Event.AgentStateChanged(1_000, 1, AgentState.READY, AgentState.OFFERED, 0, null));
        log.add(event);
        writer.accept(event);
    }

    private HistorySource source() {
        return new HistorySource() {
            @Override
            public String logId() {
                return "log";
            }

            @Override
            public void replay(long fromIndex, EventSink sink) {
                log.stream().filter(event -> event.index() >= fromIndex).forEach(sink::accept);
            }

            @Override
            public long replayedIndex() {
                return 0;
            }

            @Override
            public Future<?> durable(long index) {
                return CompletableFuture.completedFuture(null);
            }
        };
    }
}

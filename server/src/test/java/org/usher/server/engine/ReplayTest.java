package org.usher.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.Output;
import org.usher.core.api.QueueEngine;
import org.usher.core.engine.Engines;

/** The real engine on a real log: what the log holds is what happened. */
final class ReplayTest {
    private static final long START_MS = 1_700_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void shouldLeadToTheSameStateAndTheSameEventsWhenTheLogIsAppliedAgain() throws Exception {
        long seed = System.nanoTime();
        try (RealLine line = RealLine.open(directory, LogSettings.DEFAULT, false, START_MS, seed)) {
            line.live(500);
            RealLine.Fingerprint state = line.fingerprint();

            QueueEngine again = Engines.create();
            List<RecordedEvent> eventsAgain = new ArrayList<>();
            line.log.reread(0, entry -> again.apply(entry, new Recorder(entry.index(), eventsAgain)));

            assertThat(again.stateHash()).as("seed %d", seed).isEqualTo(state.stateHash());
            assertThat(eventsAgain).as("seed %d", seed).isEqualTo(line.events);
            assertThat(line.events)
                    .as("something was decided")
                    .anyMatch(recorded -> recorded.event() instanceof Event.OfferMade);
        }
    }

    /** Gives events their identity, as the loop does. */
    private static final class Recorder implements Output {
        private final long index;
        private final List<RecordedEvent> target;
        private int number;

        private Recorder(long index, List<RecordedEvent> target) {
            this.index = index;
            this.target = target;
        }

        @Override
        public void event(Event event) {
            target.add(new RecordedEvent(index, number++, event));
        }

        @Override
        public void effect(Effect effect) {
            // events are compared; effects follow from the same decisions
        }
    }
}

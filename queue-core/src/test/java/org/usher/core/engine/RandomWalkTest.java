package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.core.api.AgentState;
import org.usher.core.api.EngineView.AgentView;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.codec.EntryCodec;

final class RandomWalkTest {
    private static final int STEPS = 4_000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldKeepEveryInvariantAndAgreeWithTheNaiveTwinWhateverHappens(long seed) throws IOException {
        walk(seed, STEPS);
    }

    @Test
    void shouldKeepEveryInvariantOnAFreshSeed() throws IOException {
        long seed = System.nanoTime();
        System.out.println("random walk with seed " + seed);
        Map<AgentState, Integer> visits = walk(seed, STEPS);
        assertThat(visits.keySet())
                .as("states that agents were in, seed " + seed)
                .contains(AgentState.READY, AgentState.OFFERED, AgentState.ON_CONTACT, AgentState.PAUSED);
    }

    private static Map<AgentState, Integer> walk(long seed, int steps) throws IOException {
        Map<AgentState, Integer> visits = new EnumMap<>(AgentState.class);
        Walk world = new Walk(seed);
        QueueEngine engine = Engines.create();
        QueueEngine twin = Twins.naive();
        for (int i = 1; i <= steps; i++) {
            LogEntry entry = world.next(engine.view());
            String where = "seed " + seed + ", " + entry;
            Recorded output = new Recorded();
            Recorded twinOutput = new Recorded();
            try {
                engine.apply(entry, output);
                twin.apply(entry, twinOutput);
                engine.checkInvariants();
            } catch (RuntimeException e) {
                throw new AssertionError(where, e);
            }
            assertThat(output.events()).as(where).isEqualTo(twinOutput.events());
            assertThat(output.effects()).as(where).isEqualTo(twinOutput.effects());
            assertThat(engine.stateHash()).as(where).isEqualTo(twin.stateHash());
            assertThat(EntryCodec.decode(EntryCodec.encode(entry))).isEqualTo(entry);
            world.saw(output.effects());
            if (i % 97 == 0) {
                engine = restored(engine, where);
            }
            for (AgentView agent : engine.view().agents()) {
                visits.merge(agent.state(), 1, Integer::sum);
            }
        }
        return visits;
    }

    private static QueueEngine restored(QueueEngine engine, String where) throws IOException {
        QueueEngine restored = Engines.restore(engine.snapshot());
        assertThat(restored.stateHash()).as(where).isEqualTo(engine.stateHash());
        assertThat(restored.view()).as(where).isEqualTo(engine.view());
        assertThat(restored.nextDeadlineAtMs()).as(where).isEqualTo(engine.nextDeadlineAtMs());
        restored.checkInvariants();
        return restored;
    }
}

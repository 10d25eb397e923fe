package org.usher.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The seeds that are run whenever anything is built; {@code mvn -Psim} runs others. */
final class SimulationTest {
    private static final int SEEDS = 200;

    @TempDir(factory = QuickDisk.class)
    private Path directory;

    @Test
    void shouldKeepEveryPromiseWhateverTheWorldDoes() throws Exception {
        Seeds seeds = new Seeds(directory);
        for (long seed = 1; seed <= SEEDS; seed++) {
            assertThat(seeds.run(seed, null)).isNull();
        }
        System.out.println("SIMULATION " + SEEDS + " seeds: " + seeds.summary());
    }

    @Test
    void shouldGoTheSameWayTwice() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            Simulation.Outcome once = Simulation.run(
                    seed, Swarm.of(seed), Files.createDirectory(directory.resolve("a" + seed)), new Coverage());
            Simulation.Outcome again = Simulation.run(
                    seed, Swarm.of(seed), Files.createDirectory(directory.resolve("b" + seed)), new Coverage());
            assertThat(again).isEqualTo(once);
        }
    }
}

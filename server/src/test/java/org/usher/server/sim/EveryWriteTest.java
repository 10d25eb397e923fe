package org.usher.server.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A day on which nothing else goes wrong, again and again, and at each write to the command log or of a snapshot the process dies once, of one
 * way to die after the other; {@code mvn -Psim -Dwrites=true} tries them all.
 */
final class EveryWriteTest {
    private static final long SEED = 64;

    @TempDir(factory = QuickDisk.class)
    private Path directory;

    @Test
    void shouldKeepEveryPromiseWhereverItDies() throws Exception {
        Seeds seeds = new Seeds(directory);
        assertThat(seeds.everyWrite(SEED, false)).isNull();
        System.out.println("EVERY WRITE of seed " + SEED + ": " + seeds.summary());
    }
}

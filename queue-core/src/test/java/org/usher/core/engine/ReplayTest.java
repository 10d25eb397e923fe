package org.usher.core.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.core.api.LogEntry;
import org.usher.core.api.QueueEngine;
import org.usher.core.codec.EntryCodec;

final class ReplayTest {
    /** Another collector, no compiler, and identity hashes that count up, so that a result that depends on them shows. */
    private static final String[] OTHER_JVM = {
        "-XX:+UseParallelGC", "-Xint", "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=3"
    };

    @TempDir
    Path directory;

    @Test
    void shouldComeToTheSameInAnotherJvm() throws IOException, InterruptedException {
        long seed = System.nanoTime();
        Path log = directory.resolve("log");
        QueueEngine engine = walkInto(log, seed);
        String here = Replay.outcome(log);
        assertThat(here).as("seed " + seed).contains(Long.toHexString(engine.stateHash()));
        assertThat(outcomeInAnotherJvm(log)).as("seed " + seed).isEqualTo(here);
    }

    private static QueueEngine walkInto(Path log, long seed) throws IOException {
        QueueEngine engine = Engines.create();
        Walk world = new Walk(seed);
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(log))) {
            for (int i = 0; i < 3_000; i++) {
                LogEntry entry = world.next(engine.view());
                Recorded output = new Recorded();
                engine.apply(entry, output);
                world.saw(output.effects());
                byte[] bytes = EntryCodec.encode(entry);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        }
        return engine;
    }

    private static String outcomeInAnotherJvm(Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString());
        builder.command().addAll(java.util.List.of(OTHER_JVM));
        builder.command()
                .addAll(java.util.List.of(
                        "-cp", System.getProperty("java.class.path"), Replay.class.getName(), log.toString()));
        Process process = builder.redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }
}

package org.usher.server.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A short round; {@code mvn -Pfuzz} is the long one. */
@Tag("alone")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class FuzzIT {
    @Test
    void shouldTakeWhateverIsThrownAtIt() throws Exception {
        Fuzz fuzz = new Fuzz(
                Long.getLong("seed", System.nanoTime() % 1_000_000),
                Files.createTempDirectory(Files.createDirectories(Path.of("target/fuzz")), "short"));
        assertThat(fuzz.run(20_000)).as(fuzz.json()).isTrue();
    }
}

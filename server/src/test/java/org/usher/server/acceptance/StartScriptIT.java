package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code bin/usher} of what {@code mvn package} made, and the class cache that it keeps. */
@Tag("long") // a cache is made, twice
final class StartScriptIT {
    private final Shipped shipped = Shipped.unpacked();

    @TempDir
    private Path directory;

    private Path cache;

    @BeforeEach
    void useACacheOfOurOwn() {
        cache = directory.resolve("cache");
    }

    @Test
    void shouldPrepareOnceAndAgainWhenTheCacheIsDamaged() throws Exception {
        assertThat(usher("prepare")).contains("usher.aot is ready");
        assertThat(usher("prepare")).contains("fits this Java and these jars already");
        // --help: what comes before the server is what is tried
        assertThat(usher("run", "--help")).startsWith("Usage: usher run");

        byte[] bytes = Files.readAllBytes(cache.resolve("usher.aot"));
        bytes[bytes.length / 2] ^= 1;
        Files.write(cache.resolve("usher.aot"), bytes);

        assertThat(usher("run", "--help"))
                .contains(
                        "without a class cache (the one there is was made for another Java or other jars, or is damaged)")
                .contains("Usage: usher run");
        // what usher says ends when the making in the background has ended
        assertThat(usher("prepare")).contains("fits this Java and these jars already");
    }

    @Test
    void shouldStartAllTheSameWhereNothingCanBeKept() throws Exception {
        cache = Files.createFile(directory.resolve("occupied")).resolve("cache");

        assertThat(usher("prepare")).contains("could not be made: " + cache + " cannot be written");
        assertThat(usher("run", "--help")).contains("without a class cache (there is none yet)", "Usage: usher run");
    }

    private String usher(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(shipped.script().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().putAll(shipped.environment());
        builder.environment().put("USHER_CACHE", cache.toString());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}

package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script {@code bin/usher} of what {@code mvn package} made, and the class cache that it keeps. */
final class StartScriptIT {
    private final Shipped shipped = Shipped.unpacked();

    @TempDir
    private Path directory;

    private Path cache;

    @BeforeEach
    void useACacheOfOurOwn() {
        cache = directory.resolve("cache");
    }

    @Tag("long")
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

    @Test
    void shouldSayThatNothingIsPreparedIfItMayNot() throws Exception {
        Process refused = start(Map.of("USHER_CACHE", "off"), "prepare");
        assertThat(said(refused)).contains("nothing is prepared: USHER_CACHE is off");
        assertThat(refused.exitValue()).isEqualTo(2);
    }

    @Test
    void shouldNameTheProgramThatItMisses() throws Exception {
        Path few = Files.createDirectory(directory.resolve("few"));
        for (String program : List.of("sh", "readlink", "dirname", "cksum", "cat", "stat", "mkdir", "grep", "rm")) {
            Files.copy(Path.of("/usr/bin", program), few.resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Process refused = start(Map.of("USHER_CACHE", cache.toString(), "PATH", few.toString()), "prepare");
        assertThat(said(refused)).contains("there is no program flock here", "install util-linux");
        assertThat(refused.exitValue()).isEqualTo(3);
    }

    /** By signals to the script and to its Java, in turn. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource({"TERM, script", "KILL, script", "TERM, java", "KILL, java"})
    void shouldLeaveNoMariaDbBehindWhenItIsEnded(String signal, String whom) throws Exception {
        Process prepare = start(here(), "prepare");
        awaitMariaDb();
        signal(signal, whom.equals("script") ? prepare.toHandle() : java(prepare));
        String said = said(prepare);
        assertThat(prepare.waitFor()).as(said).isNotZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> processesOn(cache).isEmpty());
        assertThat(cache.resolve("usher.aot")).doesNotExist();
        if (!signal.equals("KILL") || whom.equals("java")) { // else nobody is left who could say it
            assertThat(said).contains("could not be made");
            assertThat(cache.resolve("making")).doesNotExist();
        }
    }

    @Tag("long")
    @Test
    void shouldEndTheMariaDbThatNobodyCouldEndWhenItIsPreparedNext() throws Exception {
        Process killed = start(here(), "prepare");
        awaitMariaDb();
        ProcessHandle java = java(killed);
        ProcessHandle orphan = mariaDb().orElseThrow();
        signal("STOP", killed.toHandle()); // or it would see to it when Java is gone
        signal("KILL", java);
        signal("KILL", killed.toHandle());
        killed.waitFor();
        assertThat(orphan.isAlive()).isTrue();

        Process next = start(here(), "prepare");
        await().atMost(Duration.ofSeconds(30)).until(() -> !orphan.isAlive());
        signal("TERM", next.toHandle());
        said(next);
        await().atMost(Duration.ofSeconds(30)).until(() -> processesOn(cache).isEmpty());
    }

    private void awaitMariaDb() {
        await().atMost(Duration.ofSeconds(60)).until(() -> mariaDb().isPresent());
    }

    /** The one that the prepared centre uses, not the one that made its tables. */
    private Optional<ProcessHandle> mariaDb() {
        return processesOn(cache.resolve("making/data/mariadb/init.sql")).stream()
                .findFirst();
    }

    private static ProcessHandle java(Process script) {
        return script.children().findFirst().orElseThrow();
    }

    /** Those that name this file, or one below this directory, in their command line. */
    private static List<ProcessHandle> processesOn(Path place) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process).contains(place.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    private static void signal(String signal, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    private String usher(String... arguments) throws IOException, InterruptedException {
        return said(start(here(), arguments));
    }

    private Map<String, String> here() {
        return Map.of("USHER_CACHE", cache.toString());
    }

    private static String said(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(shipped.script().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
        builder.environment().putAll(shipped.environment());
        builder.environment().putAll(environment);
        return builder.start();
    }
}

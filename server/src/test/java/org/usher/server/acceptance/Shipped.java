package org.usher.server.acceptance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.usher.server.history.UnpackedMariaDb;

/**
 * What operators get: the archive that {@code mvn package} makes, unpacked on a machine that has MariaDB.
 *
 * @param script by which they start it
 * @param mariaDb where MariaDB's programs are
 */
record Shipped(Path script, Path mariaDb) {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(arguments);
        return command;
    }

    /** Of a process that starts it. */
    Map<String, String> environment() {
        return Map.of(
                "JAVA_HOME",
                System.getProperty("java.home"),
                "PATH",
                mariaDb.resolve("bin") + ":" + mariaDb.resolve("scripts") + ":" + System.getenv("PATH"));
    }

    /** The same, neither using nor making a class cache. */
    Map<String, String> environmentWithoutCache() {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("USHER_CACHE", "off");
        return environment;
    }

    /** Unpacked; the class cache that an earlier call has prepared stays, and the script sees for itself whether it fits. */
    static Shipped unpacked() {
        return Unpacked.HERE;
    }

    /**
     * The same with a class cache, which takes some seconds unless the last one fits. Once in a while Java fails to write one; then it says
     * why, and is asked again.
     */
    static Shipped prepared() {
        Shipped shipped = unpacked();
        List<String> prepare = List.of(shipped.script.toString(), "prepare");
        try {
            run(prepare, shipped.environment());
        } catch (AssertionError failed) {
            System.err.println(failed.getMessage());
            System.err.println(lastWords(shipped.script.resolveSibling("../cache/prepare.log")));
            run(prepare, shipped.environment());
        }
        return shipped;
    }

    private static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return log + " cannot be read: " + e.getMessage();
        }
    }

    private static final class Unpacked {
        static final Shipped HERE = unpack();

        private static Shipped unpack() {
            try {
                Path archive = newest(TARGET, "usher-.*\\.tar\\.gz");
                ensureItIsOfTheseClasses(archive);
                Path home = Files.createDirectories(TARGET.resolve("shipped"));
                run(List.of("rm", "-rf", home.resolve("lib").toString()), Map.of());
                run(List.of("tar", "xf", archive.toString(), "-C", home.toString(), "--strip-components=1"), Map.of());
                return new Shipped(home.resolve("bin/usher"), UnpackedMariaDb.in(TARGET.resolve("mariadb")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Path newest(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches(name))
                    .max((a, b) -> Long.compare(modifiedMs(a), modifiedMs(b)))
                    .orElseThrow(
                            () -> new IOException(directory + " holds no usher-….tar.gz; run mvn -DskipTests package"));
        }
    }

    /** Else something else than what was built would be tried, without a word. */
    private static void ensureItIsOfTheseClasses(Path archive) throws IOException {
        List<Path> built = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("target/classes"))
                .map(Path::of)
                .toList();
        for (Path classes : built) {
            try (Stream<Path> files = Files.walk(classes)) {
                long newestMs = files.filter(file -> file.toString().endsWith(".class"))
                        .mapToLong(Shipped::modifiedMs)
                        .max()
                        .orElse(0);
                if (newestMs > modifiedMs(archive)) {
                    throw new IOException(archive + " is older than " + classes + "; run mvn -DskipTests package");
                }
            }
        }
    }

    private static long modifiedMs(Path file) {
        return file.toFile().lastModified();
    }

    private static void run(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(command + " ended with " + process.exitValue() + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

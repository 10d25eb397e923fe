package org.usher.server.drill;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.usher.telephony.rig.AsteriskTree;
import org.usher.telephony.rig.SippFailure;

/** One SIPp with the calls of many, which notes what happens on them in a log. */
final class Sipp implements AutoCloseable {
    private final Path log;
    private final Path errors;
    private final Process process;

    private Sipp(Path log, Path errors, Process process) {
        this.log = log;
        this.errors = errors;
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param home where its files go, under names that begin with {@code who}
     * @param scenario name of a resource in {@code /drill}, without {@code .xml}
     * @param blanks what to put for {@code @NAME@} into the scenario
     * @param lines what each call takes from its line of the injection file; they are gone through again and again
     */
    static Sipp start(
            Path home,
            String who,
            String scenario,
            Map<String, String> blanks,
            List<String> lines,
            List<String> options) {
        try {
            Files.createDirectories(home);
            Path script = home.resolve(who + ".xml");
            String text = resource(scenario);
            for (Map.Entry<String, String> blank : blanks.entrySet()) {
                text = text.replace("@" + blank.getKey() + "@", blank.getValue());
            }
            Files.writeString(script, text);
            Path fields = home.resolve(who + ".csv");
            Files.writeString(fields, "SEQUENTIAL\n" + String.join("\n", lines) + "\n");
            Path log = home.resolve(who + ".log");
            Files.deleteIfExists(log); // what an earlier run left would be taken for this one's
            Path errors = home.resolve(who + "-errors.log");
            List<String> command = new ArrayList<>(List.of(
                    AsteriskTree.get().sipp().toString(),
                    "-sf",
                    script.toString(),
                    "-inf",
                    fields.toString(),
                    "-i",
                    "127.0.0.1",
                    "-nostdin",
                    "-timer_resol",
                    "1", // ms; 10 unless told
                    "-default_behaviors",
                    "all,-abortunexp",
                    "-trace_logs",
                    "-log_file",
                    log.toString(),
                    "-trace_err",
                    "-error_file",
                    errors.toString()));
            command.addAll(options);
            Process process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve(who + ".out").toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            return new Sipp(log, errors, process);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = Sipp.class.getResourceAsStream("/drill/" + name + ".xml")) {
            if (in == null) {
                throw new IllegalStateException("no test resource /drill/" + name + ".xml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Path log() {
        return log;
    }

    boolean runs() {
        mustPlay();
        return process.isAlive();
    }

    /** Waits until its last call is over; whether it is. */
    boolean ended(long seconds) throws InterruptedException {
        boolean ended = process.waitFor(seconds, TimeUnit.SECONDS);
        mustPlay();
        return ended;
    }

    private void mustPlay() {
        SippFailure.of(process, errors).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
    }

    /** kill -9: the phones vanish without a word. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}

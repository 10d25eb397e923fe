package org.usher.server.load;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.usher.telephony.rig.AsteriskTree;
import org.usher.telephony.rig.Ports;
import org.usher.telephony.rig.SippFailure;

/**
 * SIPp as all agents' phones in one process, and as a crowd of callers in another. What happens on them is noted by SIPp itself with the
 * machine's clock, in microseconds: outside of both systems under test, in the same way for both, and with nothing that would weigh on
 * either. Nobody listens to AMI for the sake of the measurement.
 */
final class Phones implements AutoCloseable {
    private final Path directory;
    private final Process agents;
    private final List<Process> callers = new ArrayList<>();

    /** What a caller or a call of an agent takes from its line of the injection file. */
    interface Fields extends IntFunction<String> {}

    /**
     * Switches the agents' phones on.
     *
     * @param fields for each call, in the order in which they ring: the talk in ms; the port for audio
     */
    Phones(Path directory, int agentsPort, int sipPort, int ringMs, int calls, Fields fields) {
        this.directory = directory;
        try {
            clear(directory);
            agents = sipp(
                    "agents", scenario("agents", "@RING_MS@", ringMs), sipPort, agentsPort, calls, fields, List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That the agents' phones are on. */
    void check() {
        SippFailure.of(agents, directory.resolve("agents-errors.log")).ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        if (!agents.isAlive()) {
            throw new IllegalStateException("SIPp could not be the agents' phones; see " + directory);
        }
    }

    /** What an earlier race left would be taken for this one's. */
    private static void clear(Path directory) throws IOException {
        Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    /**
     * Lets callers arrive; returns at once.
     *
     * @param prefix of the callers' numbers, by which the log tells one crowd from another
     */
    Process call(String extension, String prefix, Crowd crowd, int sipPort, Fields fields) {
        try {
            Process process = sipp(
                    "callers-" + prefix,
                    scenario("callers", "@HOLD_MS@", crowd.holdMs),
                    sipPort,
                    Ports.next(),
                    crowd.calls,
                    fields,
                    List.of(
                            "-s",
                            extension,
                            "-m",
                            String.valueOf(crowd.calls),
                            "-r",
                            String.valueOf(crowd.perSecond),
                            "-l",
                            String.valueOf(crowd.atOnce),
                            "-key",
                            "prefix",
                            prefix));
            callers.add(process);
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param atOnce no more than so many at a time */
    record Crowd(int calls, int perSecond, int atOnce, int holdMs) {}

    /** What the phones noted of the calls with numbers of these prefixes, in this order. */
    Journal journal(List<String> prefixes) {
        return Journal.read(
                prefixes.stream().map(prefix -> log("callers-" + prefix)).toList(), log("agents"));
    }

    Path log(String who) {
        return directory.resolve(who + ".log");
    }

    private Process sipp(
            String who, String scenario, int sipPort, int port, int calls, Fields fields, List<String> options)
            throws IOException {
        Path script = directory.resolve(who + ".xml");
        Files.writeString(script, scenario);
        Path lines = directory.resolve(who + ".csv");
        Files.writeString(
                lines,
                IntStream.range(0, calls).mapToObj(fields).collect(Collectors.joining("\n", "SEQUENTIAL\n", "\n")));
        List<String> command = new ArrayList<>(List.of(
                AsteriskTree.get().sipp().toString(),
                "127.0.0.1:" + sipPort,
                "-sf",
                script.toString(),
                "-inf",
                lines.toString(),
                "-i",
                "127.0.0.1",
                "-p",
                String.valueOf(port),
                "-nostdin",
                "-timer_resol",
                "1", // ms; 10 unless told
                "-default_behaviors",
                "all,-abortunexp",
                "-trace_logs",
                "-log_file",
                log(who).toString(),
                "-trace_err",
                "-error_file",
                directory.resolve(who + "-errors.log").toString()));
        command.addAll(options);
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(who + ".out").toFile())
                .redirectInput(new File("/dev/null"))
                .start();
    }

    private static String scenario(String name, String blank, int value) throws IOException {
        try (InputStream in = Phones.class.getResourceAsStream("/load/" + name + ".xml")) {
            if (in == null) {
                throw new IOException("no test resource /load/" + name + ".xml");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(blank, String.valueOf(value));
        }
    }

    /** Waits until a crowd's last call has ended. @return whether it has */
    static boolean ended(Process crowd, long atMostMs) throws InterruptedException {
        return crowd.waitFor(atMostMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        callers.forEach(Process::destroy);
        agents.destroy();
    }
}

package org.usher.server.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.acceptance.UsherProcess;
import org.usher.server.engine.LongLog;

/**
 * Starts on a command log of {@code -Ddrill.entries=N} entries, a million if nothing is said: with its snapshots, and with none left. The PBX
 * is simulated. What the log costs per command is measured beside it, on the same entries; {@code -Ddrill.tier=4} has that compiled as a
 * server's code is.
 */
final class LongLogDrill implements Drill {
    private static final long MAX_READY_MS = 3_000;
    private static final int COSTED = 500_000;
    private static final List<Integer> BATCHES = List.of(1, 16, 1);

    @Override
    public String name() {
        return "long-log";
    }

    @Override
    public void run(Proof proof) throws Exception {
        UsherFiles files = UsherFiles.fresh("drill-long-log")
                .write("centre.toml", LongLog.centreFile())
                .write("usher.toml", """
                        [http]
                        port = 0
                        [data]
                        directory = "data"
                        [simulation]
                        enabled = true
                        calls_per_minute = 1
                        """);
        Path data = files.home().resolve("data");
        Path log = data.resolve("log");
        long startNanos = System.nanoTime();
        proof.figure("entries", LongLog.write(log, Drills.number("drill.entries", 1_000_000)));
        proof.figure("writtenInMs", ms(startNanos));
        proof.figure("logMegabytes", megabytes(log, "commands-"));
        proof.figure("snapshots", snapshots(log).size());
        proof.figure("snapshotMegabytes", megabytes(log, "snapshot-"));
        costs(log, files.home(), proof);

        try (UsherProcess usher = UsherProcess.startAsInstalled(files)) { // MariaDB's tables are made meanwhile
            usher.kill();
            long readyMs = start(usher, "WithSnapshots", proof);
            proof.inTime(readyMs < MAX_READY_MS, "ready after %d ms".formatted(readyMs));
            for (Path snapshot : snapshots(log)) {
                Files.delete(snapshot);
            }
            start(usher, "WithoutSnapshots", proof);
        }
    }

    /** Twice as a warm-up and once for the figures, each size of batch. */
    private static void costs(Path log, Path home, Proof proof) throws IOException {
        for (int batch : BATCHES) {
            LongLog.Cost cost = LongLog.cost(log, home.resolve("copy-" + System.nanoTime()), COSTED, batch);
            proof.figure("nsPerCommandAlone" + batch, Math.round(cost.aloneNs()));
            proof.figure("nsPerCommandLogged" + batch, Math.round(cost.loggedNs()));
            proof.figure("loggedToAlone" + batch, String.format(Locale.ROOT, "%.2f", cost.loggedNs() / cost.aloneNs()));
        }
    }

    private static long start(UsherProcess usher, String how, Proof proof) throws IOException {
        long startNanos = System.nanoTime();
        usher.start();
        long readyMs = ms(startNanos);
        proof.figure("readyMs" + how, readyMs);
        proof.figure("peakMegabytes" + how, peakMegabytes(usher.pid()));
        usher.kill();
        return readyMs;
    }

    private static long ms(long sinceNanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos);
    }

    /** The most memory the process has held so far. */
    private static long peakMegabytes(long pid) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(each -> each.startsWith("VmHWM:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024;
    }

    private static List<Path> snapshots(Path log) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith("snapshot-"))
                    .toList();
        }
    }

    private static String megabytes(Path log, String prefix) throws IOException {
        try (Stream<Path> files = Files.list(log)) {
            long bytes = files.filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            return String.format(Locale.ROOT, "%.1f", bytes / 1_048_576.0);
        }
    }
}

package org.usher.server.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the command log costs a caller: from when he begins to wait until an agent's phone rings, some agent always being free, in slices of
 * {@code -Ddrill.seconds=N} with the log and without, in turns, {@code -Ddrill.times=N} of each, on one server.
 *
 * <p>Without means that nothing reaches the disk: the kernel refuses the server's writes behind what its log has (RLIMIT_FSIZE, which an
 * operator's own {@code prlimit} lowers and raises again), so entries are encoded and held in memory as on a full disk, nothing is forced,
 * and the engine that follows rests, and with it the history in MariaDB, as both read the files. So the difference is the cost of
 * the log with all that hangs on it. The encoding, which both have, is in the figures of {@code long-log}. After such a slice everything is
 * written before the next begins, and at the end nothing is missing.
 */
final class LogCost implements Drill {
    private static final List<String> QUEUES = List.of("sales", "support", "billing");
    /** More than ever talk at once: so nobody waits for an agent, but for Usher. */
    private static final int AGENTS = 120;

    private static final Site.Phones PHONES = new Site.Phones(50, 1_000, 2_000);
    private static final int PER_SECOND = 20;
    private static final int HOLD_MS = 15_000;
    private static final int WARM_UP_SECONDS = 20;
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "log-cost";
    }

    @Override
    public void run(Proof proof) throws Exception {
        int seconds = Math.toIntExact(Drills.number("drill.seconds", 15));
        int pairs = Math.toIntExact(Drills.number("drill.times", 16));
        Costs with = new Costs();
        Costs without = new Costs();
        try (Site site = Site.open(new Site.Layout(name(), AGENTS, QUEUES, PHONES))) {
            Slices slices = new Slices(site, proof);
            slices.take(true, WARM_UP_SECONDS, new Costs());
            for (int i = 0; i < pairs; i++) {
                boolean withFirst = i % 2 == 0; // and the other one next time: what drifts is no advantage of either
                slices.take(withFirst, seconds, withFirst ? with : without);
                slices.take(!withFirst, seconds, withFirst ? without : with);
            }
            Books.close(site, site.history(), false, proof);
        }
        with.tell("With", proof);
        without.tell("Without", proof);
        proof.figure("pairs", pairs);
        for (int percent : List.of(50, 99)) {
            Paired paired = new Paired(with.each(percent), without.each(percent));
            proof.figure("p" + percent + "Ratio", rounded(paired.ratio().mean(), 1_000));
            proof.figure(
                    "p" + percent + "RatioHalfWidth", rounded(paired.ratio().halfWidth(), 1_000));
            proof.figure("p" + percent + "MoreMs", rounded(paired.difference().mean(), 100));
            proof.figure(
                    "p" + percent + "MoreMsHalfWidth",
                    rounded(paired.difference().halfWidth(), 100));
        }
    }

    private static double rounded(double value, int parts) {
        return Math.rint(value * parts) / parts;
    }

    /** What one kind of slices showed. */
    private static final class Costs {
        private final List<double[]> joinToRingMs = new ArrayList<>();
        private long cpuMs;

        /** This percentile of each slice. */
        double[] each(int percent) {
            return joinToRingMs.stream()
                    .mapToDouble(slice -> at(slice, percent))
                    .toArray();
        }

        void tell(String kind, Proof proof) {
            double[] all = joinToRingMs.stream()
                    .flatMapToDouble(Arrays::stream)
                    .sorted()
                    .toArray();
            proof.figure("calls" + kind, all.length);
            proof.figure("joinToRingP50Ms" + kind, rounded(at(all, 50), 100));
            proof.figure("joinToRingP99Ms" + kind, rounded(at(all, 99), 100));
            proof.figure("joinToRingMaxMs" + kind, rounded(at(all, 100), 100));
            proof.figure("usherCpuMsPerCall" + kind, rounded(cpuMs / (double) Math.max(1, all.length), 100));
        }

        /** Nearest rank. */
        private static double at(double[] sorted, int percent) {
            return sorted.length == 0
                    ? Double.NaN
                    : sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
        }
    }

    private static final class Slices {
        private final Site site;
        private final Proof proof;

        Slices(Site site, Proof proof) {
            this.site = site;
            this.proof = proof;
        }

        void take(boolean logged, int seconds, Costs costs) throws Exception {
            if (!logged) {
                allowFilesUpTo(String.valueOf(newestBytes()));
            }
            long bytes = bytes();
            Duration cpu = cpu();
            Site.Dialling crowd = site.call(new Site.Crowd(0, QUEUES, PER_SECOND * seconds, PER_SECOND, HOLD_MS));
            boolean ended = crowd.sipp().ended(seconds + 60);
            costs.cpuMs += cpu().minus(cpu).toMillis();
            long written = bytes() - bytes;
            if (!logged) {
                allowFilesUpTo("unlimited");
            }
            String kind = logged ? "with" : "without";
            proof.holds(ended, "every call is over a minute after the last one came, %s the log".formatted(kind));
            proof.holds(
                    logged == (written > 0), "%d bytes were written in a slice %s the log".formatted(written, kind));
            costs.joinToRingMs.add(joinToRingMs(crowd, kind));
            awaitWhole();
        }

        private double[] joinToRingMs(Site.Dialling crowd, String kind) {
            Journal journal = site.journal();
            List<Double> times = new ArrayList<>();
            for (String number : crowd.numbers()) {
                Journal.Call call = journal.has(number) ? journal.call(number) : null;
                if (call != null
                        && !call.left
                        && call.rings.size() == 1
                        && call.talks().size() == 1) {
                    times.add((call.rings.getFirst().rungUs - call.joinedUs) / 1e3);
                }
            }
            proof.holds(
                    times.size() == crowd.numbers().size(),
                    "%d of %d callers were served by whom they rang first, %s the log"
                            .formatted(times.size(), crowd.numbers().size(), kind));
            return times.stream().mapToDouble(ms -> ms).sorted().toArray();
        }

        /** All that was held is on the disk, and told. */
        private void awaitWhole() {
            Pause.atMost(WHOLE_WITHIN).until(() -> {
                Metrics now = Metrics.of(site.api());
                return now.sum("usher_log_trouble") == 0
                        && now.sum("usher_shadow_lag") == 0
                        && now.sum("usher_history_backlog") == 0;
            });
        }

        /** The server can make no file longer than this, in bytes; it may be taken back. */
        private void allowFilesUpTo(String bytes) throws IOException, InterruptedException {
            Process prlimit = new ProcessBuilder(
                            "prlimit", "--pid", String.valueOf(site.usher().pid()), "--fsize=" + bytes + ":unlimited")
                    .inheritIO()
                    .start();
            if (prlimit.waitFor() != 0) {
                throw new IOException("prlimit ended with " + prlimit.exitValue());
            }
        }

        private Duration cpu() {
            return ProcessHandle.of(site.usher().pid())
                    .flatMap(usher -> usher.info().totalCpuDuration())
                    .orElseThrow();
        }

        private long bytes() throws IOException {
            return files().stream().mapToLong(file -> file.toFile().length()).sum();
        }

        private long newestBytes() throws IOException {
            return files().getLast().toFile().length();
        }

        /** Those of the log that hold entries; their names are of one length and rise. */
        private List<Path> files() throws IOException {
            try (Stream<Path> files = Files.list(site.usher().files().home().resolve("data/log"))) {
                return files.filter(file -> String.valueOf(file.getFileName()).startsWith("commands-"))
                        .sorted()
                        .toList();
            }
        }
    }
}

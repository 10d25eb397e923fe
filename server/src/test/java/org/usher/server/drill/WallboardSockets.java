package org.usher.server.drill;

import java.io.IOException;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * {@code -Ddrill.times=N} wallboards (2,000) on one server that takes 50 calls a second from a simulated PBX of its own: how soon the last
 * of them knows what happened, what they cost in memory, and what they cost the engine. First without them, then with, then without again,
 * {@code -Ddrill.seconds=N} (30) each.
 */
final class WallboardSockets implements Drill {
    private static final int CALLS_PER_MINUTE = 3_000;
    /** Each is busy for about half a minute with a call. */
    private static final int AGENTS = 1_700;

    private static final int OPENED_PER_SECOND = 100;
    private static final int WARM_UP_S = 40;
    private static final int SETTLE_S = 10;
    private static final Pattern BUCKET =
            Pattern.compile("usher_command_latency_seconds_bucket\\{le=\"([^\"]+)\"\\} ([0-9.E+]+)");

    @Override
    public String name() {
        return "wallboard-sockets";
    }

    @Override
    public void run(Proof proof) throws Exception {
        int sockets = Math.toIntExact(Drills.number("drill.times", 2_000));
        int seconds = Math.toIntExact(Drills.number("drill.seconds", 30));
        try (OwnUsher usher = start()) {
            TimeUnit.SECONDS.sleep(WARM_UP_S);
            tell("Before", new Stretch(usher, seconds), proof);
            try (Watchers watchers = new Watchers(usher.port())) {
                watchers.open(sockets, OPENED_PER_SECOND);
                TimeUnit.SECONDS.sleep(SETTLE_S);
                watchers.begin();
                Stretch with = new Stretch(usher, seconds);
                Watchers.Seen seen = watchers.seen();
                tell("With", with, proof);
                proof.holds(watchers.open() == sockets, watchers.open() + " of " + sockets + " sockets are open");
                tell(seen, sockets, seconds, proof);
            }
            TimeUnit.SECONDS.sleep(SETTLE_S);
            tell("After", new Stretch(usher, seconds), proof);
        }
    }

    private static void tell(Watchers.Seen seen, int sockets, int seconds, Proof proof) {
        double[] latency = seen.latencyMs();
        proof.figure("sockets", sockets);
        proof.figure("changes", latency.length);
        proof.figure("eventToLastSocketP50Ms", at(latency, 50));
        proof.figure("eventToLastSocketP99Ms", at(latency, 99));
        proof.figure("eventToLastSocketMaxMs", at(latency, 100));
        double perSecond = seen.messages() / (double) sockets / seconds;
        proof.figure("messagesPerSocketAndSecond", Math.rint(perSecond * 100) / 100);
        proof.figure("megabytesPerSecond", Math.rint(seen.bytes() / 1e4 / seconds) / 100);
        proof.holds(latency.length > 0, "something changed");
        proof.holds(perSecond <= 4.1, "nobody was told more than four times a second: " + perSecond);
        proof.inTime(perSecond >= 2, "everybody was told twice a second at least: " + perSecond);
        proof.inTime(at(latency, 99) <= 1_000, "the last of them knew within a second: " + at(latency, 99) + " ms");
    }

    /** Nearest rank. */
    private static double at(double[] sorted, int percent) {
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.max(0, (int) Math.ceil(percent / 100.0 * sorted.length) - 1)];
    }

    private static void tell(String when, Stretch stretch, Proof proof) {
        proof.figure("callsPerSecond" + when, Math.rint(stretch.callsPerSecond * 10) / 10);
        proof.figure("commandsPerSecond" + when, Math.rint(stretch.commandsPerSecond));
        proof.figure("inboxToDecidedMeanUs" + when, Math.rint(stretch.meanUs));
        proof.figure("inboxToDecidedP50AtMostMs" + when, stretch.atMostMs(0.5));
        proof.figure("inboxToDecidedP99AtMostMs" + when, stretch.atMostMs(0.99));
        proof.figure("heapMb" + when, stretch.heapMb);
        proof.figure("residentMb" + when, stretch.residentMb);
        proof.figure("cpuCores" + when, Math.rint(stretch.cores * 100) / 100);
        proof.inTime(stretch.callsPerSecond >= 45, "50 calls a second came, " + when + ": " + stretch.callsPerSecond);
    }

    // ---- the server

    private static OwnUsher start() throws IOException {
        StringBuilder centre = new StringBuilder();
        for (String queue : List.of("sales", "support", "billing")) {
            centre.append("[[queue]]\nname = \"%s\"\nwrap_up = \"1s\"\n".formatted(queue));
        }
        for (int i = 1; i <= AGENTS; i++) {
            centre.append("[[device]]\npbx = 1\nendpoint = \"a%d\"\n[[agent]]\nname = \"a%d\"\n".formatted(i, i))
                    .append("queues = [\"sales\", \"support\", \"billing\"]\n");
        }
        return OwnUsher.start("sockets", centre.toString(), """
                [http]
                port = 0
                [simulation]
                enabled = true
                calls_per_minute = %d
                """.formatted(CALLS_PER_MINUTE));
    }

    /** What the server's own figures say of some seconds. */
    private static final class Stretch {
        private final TreeMap<Double, Double> within = new TreeMap<>();
        private final double count;
        private final double callsPerSecond;
        private final double commandsPerSecond;
        private final double meanUs;
        private final long heapMb;
        private final long residentMb;
        private final double cores;

        private Stretch(OwnUsher usher, int seconds) throws Exception {
            String before = usher.metrics();
            long cpuMs = usher.cpuMs();
            TimeUnit.SECONDS.sleep(seconds);
            String after = usher.metrics();
            cores = (usher.cpuMs() - cpuMs) / 1_000.0 / seconds;
            count = OwnUsher.more(before, after, "usher_command_latency_seconds_count");
            meanUs = OwnUsher.more(before, after, "usher_command_latency_seconds_sum") / count * 1e6;
            commandsPerSecond = count / seconds;
            callsPerSecond = OwnUsher.more(before, after, "usher_commands_total{type=\"ContactArrived\"}") / seconds;
            BUCKET.matcher(after).results().forEach(bucket -> {
                double le =
                        bucket.group(1).equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bucket.group(1));
                within.put(
                        le,
                        OwnUsher.more(
                                before, after, "usher_command_latency_seconds_bucket{le=\"" + bucket.group(1) + "\"}"));
            });
            heapMb = (long) (OwnUsher.sum(after, "jvm_memory_used_bytes{area=\"heap\"") / 1e6);
            residentMb = usher.residentMb();
        }

        /** The bound of the bucket in which this share lies. */
        private double atMostMs(double share) {
            return within.entrySet().stream()
                    .filter(bucket -> bucket.getValue() >= share * count)
                    .mapToDouble(bucket -> bucket.getKey() * 1_000)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }
}

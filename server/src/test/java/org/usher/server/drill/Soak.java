package org.usher.server.drill;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.usher.server.acceptance.Api;
import org.usher.telephony.rig.Wire;

/**
 * Ten minutes ({@code -Ddrill.seconds=N}) at 50 calls a second with agents who decline, do not answer, pause and go home as they like, and a
 * fault every 20 s: the AMI link cut, or stalled; Usher frozen for a moment; MariaDB killed, or frozen. Usher itself is not restarted, so
 * that its memory can be judged: by the objects alive after a full garbage collection, which jcmd's class histogram makes, at the
 * start (after a minute), in the middle and at the end, when the calls are over.
 */
final class Soak implements Drill {
    private static final int FAULT_EVERY_MS = 20_000;
    private static final int WARM_UP_MS = 60_000;
    private static final int LEAVE_PERCENT = 30;
    /** More than what the day's own records take (the wallboard's last hour, learnt waits, names). */
    private static final long MAX_GROWTH_KB = 20_000;

    private enum Fault {
        CUT,
        STALL,
        FREEZE_USHER,
        KILL_DATABASE,
        FREEZE_DATABASE
    }

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public void run(Proof proof) throws Exception {
        long seconds = Drills.number("drill.seconds", 600);
        Random random = new Random(Drills.seed());
        Site.Phones phones = new Site.Phones(200, 1_000, 2_000, 3, 1);
        try (Site site = Site.open(
                new Site.Layout(name(), 2 * Rush.AGENTS, Rush.QUEUES, phones).withWiring(Site.STANDBY_USER))) {
            Site.Dialling crowd = Rush.start(site, seconds);
            Thread people =
                    Thread.ofPlatform().daemon().start(() -> agentsDoAsTheyLike(site, new Random(random.nextLong())));
            long startMs = System.nanoTime() / 1_000_000;
            long nextFaultMs = startMs + FAULT_EVERY_MS;
            List<Long> liveKb = new ArrayList<>();
            List<Long> askAtMs =
                    new ArrayList<>(List.of(startMs + Math.min(WARM_UP_MS, 200 * seconds), startMs + 500 * seconds));
            while (!crowd.sipp().ended(0)) {
                long nowMs = System.nanoTime() / 1_000_000;
                if (!askAtMs.isEmpty() && nowMs >= askAtMs.getFirst()) {
                    askAtMs.removeFirst();
                    liveKb.add(liveKb(site.usher().pid()));
                }
                if (nowMs >= nextFaultMs && nowMs < startMs + 1_000 * (seconds - 20)) {
                    nextFaultMs += FAULT_EVERY_MS;
                    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
                    System.err.println("after " + (nowMs - startMs) / 1_000 + " s: " + fault);
                    proof.add("faults_" + fault, 1);
                    happen(fault, site, random);
                }
                Pause.ms(100);
                if (nowMs > startMs + 1_000 * (seconds + 180)) {
                    proof.holds(false, "every call is over three minutes after the last one came");
                    break;
                }
            }
            people.interrupt();
            people.join();
            Rush.waits(site.journal(), crowd, new Rush.Span(0, Long.MAX_VALUE), "all", proof);
            Books.close(site, site.history(), true, proof);
            liveKb.add(liveKb(site.usher().pid()));
            proof.figure("liveHeapAfterFullGcKb", liveKb);
            proof.holds(
                    liveKb.getLast() - liveKb.getFirst() <= MAX_GROWTH_KB,
                    "live objects grew from %d to %d kB".formatted(liveKb.getFirst(), liveKb.getLast()));
        }
    }

    private static void happen(Fault fault, Site site, Random random) throws IOException, InterruptedException {
        Wire wire = site.box().wire();
        int ms = random.nextInt(1_000, 4_000);
        switch (fault) {
            case CUT -> {
                wire.cut();
                Pause.ms(ms);
                wire.mend();
            }
            case STALL -> {
                wire.stall();
                Pause.ms(3L * ms);
                wire.mend();
            }
            case FREEZE_USHER -> freeze(site.usher().pid(), ms);
            case KILL_DATABASE -> site.usher().mariaDb().ifPresent(ProcessHandle::destroyForcibly);
            case FREEZE_DATABASE -> {
                var database = site.usher().mariaDb();
                if (database.isPresent()) {
                    freeze(database.get().pid(), 2L * ms);
                }
            }
        }
    }

    private static void freeze(long pid, long ms) throws IOException, InterruptedException {
        signal("STOP", pid);
        try {
            Pause.ms(ms);
        } finally {
            signal("CONT", pid);
        }
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid))
                .inheritIO()
                .start()
                .waitFor(5, TimeUnit.SECONDS);
    }

    /** Pauses, comes back, goes home, comes in again; about five times a second somebody. What is refused is not minded. */
    private static void agentsDoAsTheyLike(Site site, Random random) {
        try {
            List<String> agents = site.agents();
            while (true) {
                Pause.ms(200);
                Api api = site.api();
                String agent = agents.get(random.nextInt(agents.size()));
                try {
                    if (random.nextInt(100) < LEAVE_PERCENT) {
                        api.post("api/v1/agents/" + agent + "/logout", null);
                    } else {
                        api.post("api/v1/agents/" + agent + "/login", "{\"devices\":[\"" + agent + "\"]}");
                    }
                } catch (RuntimeException e) {
                    // Usher is frozen just now
                }
            }
        } catch (InterruptedException e) {
            // the drill is over
        }
    }

    /** Bytes of all objects alive, after a full collection, in kB. */
    private static long liveKb(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        jcmd.waitFor();
        String[] total = said.lines()
                .filter(line -> line.startsWith("Total"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(String.format(Locale.ROOT, "jcmd said: %s", said)))
                .trim()
                .split(" +", -1);
        return Long.parseLong(total[2]) / 1_024;
    }
}

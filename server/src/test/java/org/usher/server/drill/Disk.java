package org.usher.server.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.usher.server.acceptance.UsherProcess;
import org.usher.telephony.rig.SmallDisk;
import tools.jackson.databind.JsonNode;

/**
 * The command log on a real small disk (a tmpfs), under 26 calls a second and with callers waiting: the disk is full, then freed; the server is
 * killed and the log's tail torn; a byte changes in what a snapshot stands for, and in what none does; it is killed while the disk is
 * full; and more gathers than may be held. Each has the outcome that README documents.
 */
final class Disk implements Drill {
    private static final int DISK_KB = 32 << 10;
    private static final List<String> QUEUES = List.of("sales", "support", "billing");
    private static final int AGENTS = 200;
    /** Longer than a start takes, so that no talk begins and ends while no server runs. */
    private static final Site.Phones PHONES = new Site.Phones(200, 6_000, 9_000);
    /** As many as the agents can just serve. */
    private static final int PER_SECOND = 26;
    /** In this rush each agent gets a caller, and the others wait. */
    private static final int RUSH_PER_SECOND = 45;

    private static final int RUSH_SECONDS = 8;
    /** So that a second file of the log is begun. */
    private static final int LONG_SECONDS = 66;

    private static final int HOLD_MS = 120_000;
    /** Of those who will be in the fallback, where nobody serves them. */
    private static final int IMPATIENT_MS = 80_000;

    private static final String WIRING = """
            [log]
            file_megabytes = 1
            held_megabytes = 1
            snapshot_every = "10s"
            """;
    private static final Duration ALARM_WITHIN = Duration.ofSeconds(5);
    private static final Duration WHOLE_WITHIN = Duration.ofSeconds(10);
    private static final int DAMAGED = 4;
    /** The fallback is another drill's matter: callers wait here however long a start takes on a busy machine. */
    private static final int PATIENT_SECONDS = 40;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public void run(Proof proof) throws Exception {
        SmallDisk kind = SmallDisk.of(DISK_KB).orElse(null);
        proof.holds(kind != null, "this machine lets us have a small disk (unshare -rm, or root)");
        if (kind == null) {
            return;
        }
        try (SmallDisk.Mounted disk = kind.mount(Path.of("target/drill/disk/mount"));
                Site site = Site.open(new Site.Layout(name(), AGENTS, QUEUES, PHONES)
                        .withWiring(WIRING)
                        .patient(PATIENT_SECONDS))) {
            Run run = new Run(site, disk, proof);
            try {
                run.move();
                run.fullAndFreed();
                run.tornTail();
                run.flippedWhereASnapshotStandsForIt();
                Books.close(site, site.history(), false, proof);
                run.flippedAfterTheSnapshot();
                run.killedWhileFull();
                run.tooMuchHeld();
            } finally {
                run.keepLog();
            }
        }
    }

    private static final class Run {
        private final Site site;
        private final SmallDisk.Mounted disk;
        private final Proof proof;
        /** What the server had said before the phase that is under way. */
        private int saidBefore;

        private Run(Site site, SmallDisk.Mounted disk, Proof proof) {
            this.site = site;
            this.disk = disk;
            this.proof = proof;
        }

        /** As an operator would who gives the log a disk of its own. */
        void move() throws IOException {
            site.usher().stop();
            Path log = data().resolve("log");
            try (Stream<Path> files = Files.list(log)) {
                for (Path file : files.toList()) {
                    Files.move(file, disk.place().resolve(String.valueOf(file.getFileName())));
                }
            }
            Files.delete(log);
            Files.createSymbolicLink(log, disk.place());
            site.usher().start();
            site.awaitOpen();
        }

        /** A copy of the log beside the phones' notes, for whoever wants to know how it came. */
        void keepLog() throws IOException {
            Path kept = Files.createDirectories(Path.of("target/drill/disk/log"));
            try (Stream<Path> files = Files.list(disk.place())) {
                for (Path file : files.toList()) {
                    Files.copy(file, kept.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }

        private Path data() {
            return site.usher().files().home().resolve("data");
        }

        private LogBytes log() {
            return new LogBytes(disk.place());
        }

        /** Calls for so long. */
        private Site.Dialling call(int seconds) {
            return call(seconds, PER_SECOND, HOLD_MS);
        }

        /** Returns when many wait. */
        private Site.Dialling rush(int holdMs) throws InterruptedException {
            Site.Dialling crowd = call(RUSH_SECONDS, RUSH_PER_SECOND, holdMs);
            Pause.ms(1_000L * RUSH_SECONDS + 500);
            return crowd;
        }

        private Site.Dialling call(int seconds, int perSecond, int holdMs) {
            saidBefore = site.usher().files().said().length();
            return site.call(new Site.Crowd(0, QUEUES, perSecond * seconds, perSecond, holdMs));
        }

        void fullAndFreed() throws Exception {
            Site.Dialling crowd = call(LONG_SECONDS);
            Pause.ms(20_000);
            disk.fill();
            long fullUs = site.music().nowUs();
            awaitAlarm("full", 1);
            Pause.ms(15_000);
            disk.free();
            awaitWhole("full");
            proof.holds(said("is whole again"), "the server's log says that the command log is whole again");
            proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the last one came");
            served("full", crowd, fullUs);
        }

        /** Log, health and metric say what is wrong, and that calls go on; what /health/ready says the wallboard shows. */
        private void awaitAlarm(String name, int trouble) throws InterruptedException {
            long start = System.nanoTime();
            Pause.atMost(ALARM_WITHIN).until(() -> Metrics.of(site.api()).sum("usher_log_trouble") == trouble);
            proof.figure(name + "AlarmMs", millisSince(start));
            JsonNode check = site.api().check("log");
            proof.holds(
                    !check.path("up").asBoolean()
                            && check.path("detail").asString().contains("No space left on device"),
                    "/health/ready says that the disk is full: %s".formatted(check));
            proof.holds(site.api().get("health/ready").status() == 200, "it is ready for calls all the same");
            proof.holds(said("Calls go on"), "the server's log tells of it");
        }

        private void awaitWhole(String name) {
            long start = System.nanoTime();
            Pause.atMost(WHOLE_WITHIN)
                    .until(() -> Metrics.of(site.api()).sum("usher_log_trouble") == 0
                            && site.api().check("log").path("up").asBoolean());
            proof.figure(name + "WholeAgainAfterMs", millisSince(start));
        }

        /** A little of the last entry is missing, as if the machine had died with the server; the history had not read so far. */
        void tornTail() throws Exception {
            Site.Dialling crowd = rush(HOLD_MS);
            ProcessHandle mariaDb = site.usher().mariaDb().orElseThrow();
            signal("STOP", mariaDb);
            long killedUs;
            try {
                Pause.ms(500);
                killedUs = kill();
                log().cutWithinLastRecord();
            } finally {
                signal("CONT", mariaDb);
            }
            start("tornTail");
            proof.holds(said("Cut a torn tail"), "the server's log says that it cut a torn tail");
            proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the last one came");
            served("tornTail", crowd, killedUs);
        }

        /** In the oldest file, and in the newest before the newest snapshot. */
        void flippedWhereASnapshotStandsForIt() throws Exception {
            Site.Dialling crowd = rush(HOLD_MS);
            awaitHistory();
            long killedUs = kill();
            List<LogBytes.Place> flipped =
                    new ArrayList<>(List.of(middle(log().files().getFirst(), Long.MAX_VALUE)));
            proof.holds(
                    log().files().size() > 1 && flipped.getFirst().index() < log().newestSnapshot(),
                    "there are several files, and a snapshot after the oldest");
            Path newest = log().files().getLast();
            if (LogBytes.records(newest).get(3).index() < log().newestSnapshot()) {
                flipped.add(middle(newest, log().newestSnapshot()));
            }
            for (LogBytes.Place place : flipped) {
                LogBytes.flip(place);
            }
            proof.figure("flippedOldBytes", flipped.size());
            start("flippedOld");
            // the past is read again by and by, after the start
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> site.api()
                            .check("log")
                            .path("detail")
                            .asString()
                            .contains("is damaged, and intact entries follow it"));
            proof.holds(verify() == DAMAGED, "usher log verify finds it");
            proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the last one came");
            for (LogBytes.Place place : flipped) {
                LogBytes.flip(place);
            }
            proof.holds(verify() == 0, "restored from a copy, it is whole");
            served("flippedOld", crowd, killedUs);
        }

        /** The record in the middle of those up to that entry. */
        private static LogBytes.Place middle(Path file, long upTo) throws IOException {
            List<LogBytes.Place> places = LogBytes.records(file).stream()
                    .filter(place -> place.index() <= upTo)
                    .toList();
            return places.get(places.size() / 2);
        }

        private int verify() {
            return UsherProcess.exitCodeOf(
                    site.usher().files(), "log", "verify", disk.place().toString());
        }

        /** The start is refused; callers are the operator's meanwhile; restored from a copy, the next callers are served. */
        void flippedAfterTheSnapshot() throws Exception {
            Site.Dialling crowd = rush(IMPATIENT_MS);
            kill();
            long snapshot = log().newestSnapshot();
            List<LogBytes.Place> after = LogBytes.records(log().files().getLast()).stream()
                    .filter(place -> place.index() > snapshot)
                    .toList();
            proof.holds(after.size() > 3, "%d records follow on the newest snapshot".formatted(after.size()));
            LogBytes.Place place = after.get(after.size() / 2);
            LogBytes.flip(place);
            int exitCode = site.usher().exitCodeOfStart();
            proof.figure("flippedNewExitCode", exitCode);
            proof.holds(exitCode != 0, "the start is refused");
            proof.holds(
                    said("entry " + place.index() + " at byte " + place.at() + " is damaged")
                            && said("Restore the file from a copy"),
                    "it says which entry of which file is damaged, and what to do");
            Pause.atMost(Duration.ofSeconds(PATIENT_SECONDS + 20))
                    .until(() -> site.asterisk().cli("dialplan show globals").contains("USHER_DEAD=1"));
            LogBytes.flip(place);
            start("flippedNew");
            proof.holds(verify() == 0, "restored from a copy, it is whole");
            proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the last one came");
            Site.Dialling next = call(5);
            proof.holds(next.sipp().ended(60), "the next callers' calls are over");
            served("flippedNewNext", next, 0);
        }

        /** It comes back as of the last entry that was written, on a disk that is still full. */
        void killedWhileFull() throws Exception {
            Site.Dialling crowd = call(RUSH_SECONDS + 6, RUSH_PER_SECOND, HOLD_MS);
            Pause.ms(8_000);
            long fullUs = site.music().nowUs();
            disk.fill();
            awaitAlarm("killedWhileFull", 1);
            Pause.ms(5_000);
            long killedUs = kill();
            start("killedWhileFull");
            long backUs = site.music().nowUs();
            awaitAlarm("startedWhileFull", 1);
            Pause.ms(2_000);
            disk.free();
            awaitWhole("startedWhileFull");
            long wholeUs = site.music().nowUs();
            proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the last one came");
            served("killedWhileFull", crowd, killedUs);
            missing(crowd, new Forgotten(fullUs, backUs, wholeUs));
            proof.holds(verify() == 0, "what the log holds is whole");
        }

        /** What was not recorded from one moment on was forgotten when the server died; it found what was left of it, and later recorded again. */
        private record Forgotten(long fromUs, long foundUs, long recordedUs) {
            boolean hasTalkOf(Journal.Call call) {
                return call.talks().stream()
                        .anyMatch(talk -> (talk.endedUs > fromUs && talk.endedUs < recordedUs)
                                || (call.joinedUs > fromUs && talk.answeredUs < foundUs));
            }
        }

        /** Only talks that had ended before the log held anything again may be unknown to the history, and those of callers it had forgotten. */
        private void missing(Site.Dialling crowd, Forgotten forgotten) throws InterruptedException {
            History history = site.history();
            Journal journal = site.journal();
            List<String> toBeKnown = crowd.numbers().stream()
                    .filter(number -> !forgotten.hasTalkOf(journal.call(number)))
                    .toList();
            proof.figure("killedWhileFullTalksToBeKnown", toBeKnown.size());
            awaitTalks("killedWhileFull", toBeKnown);
            Map<String, Long> talks = history.talksByCaller();
            proof.figure(
                    "killedWhileFullTalksNobodyKnows",
                    crowd.numbers().stream()
                            .filter(number -> !talks.containsKey(number))
                            .count());
            long twice = crowd.numbers().stream()
                    .filter(number -> talks.getOrDefault(number, 0L) > 1)
                    .count();
            proof.holds(twice == 0, "%d callers have more talks in the history than they had".formatted(twice));
        }

        private void awaitTalks(String name, List<String> numbers) throws InterruptedException {
            History history = site.history();
            Pause.until(
                    Duration.ofSeconds(60),
                    () -> history.talksByCaller().keySet().containsAll(numbers));
            List<String> missing = new ArrayList<>(numbers);
            missing.removeAll(history.talksByCaller().keySet());
            Journal journal = site.journal();
            missing.forEach(number -> System.err.println(
                    name + ": no talk of " + journal.call(number).told(0)));
            proof.holds(
                    missing.isEmpty(),
                    "%s: talks of %d callers are not in the history".formatted(name, missing.size()));
        }

        /** Until nothing is recorded any more; then a snapshot stands for what no disk holds. */
        void tooMuchHeld() throws Exception {
            Site.Dialling crowd = call(110);
            Pause.ms(5_000);
            disk.fill();
            awaitAlarm("tooMuchHeld", 1);
            long start = System.nanoTime();
            Pause.atMost(Duration.ofSeconds(105))
                    .until(() -> Metrics.of(site.api()).sum("usher_log_trouble") == 2);
            proof.figure("tooMuchHeldAfterMs", millisSince(start));
            proof.holds(said("The command log breaks off"), "the server's log says that it breaks off");
            Pause.ms(3_000);
            disk.free();
            awaitWhole("tooMuchHeld");
            proof.holds(said("for which a snapshot stands"), "the server's log says that a snapshot stands for it");
            awaitHistory();
            long killedUs = kill();
            start("tooMuchHeld");
            proof.holds(crowd.sipp().ended(150), "every call is over");
            served("tooMuchHeld", crowd, killedUs);
            proof.holds(verify() == 0, "the log is whole, but for what a snapshot stands for");
            awaitTalks("tooMuchHeld", crowd.numbers());
        }

        /** What the log does not hold any more cannot be read again by a history that had not written it when the server died. */
        private void awaitHistory() {
            Metrics now = Metrics.of(site.api());
            long all = now.sum("usher_history_written_total") + now.sum("usher_history_backlog");
            Pause.atMost(Duration.ofSeconds(60))
                    .until(() -> Metrics.of(site.api()).sum("usher_history_written_total") >= all
                            && Metrics.of(site.api()).sum("usher_history_lagging") == 0);
        }

        private long kill() {
            site.usher().kill();
            return site.music().nowUs();
        }

        private void start(String name) {
            long start = System.nanoTime();
            site.usher().start();
            proof.figure(name + "ReadyMs", millisSince(start));
            site.awaitOpen();
        }

        private boolean said(String what) {
            return site.usher().files().said().indexOf(what, saidBefore) >= 0;
        }

        private void served(String name, Site.Dialling crowd, long atUs) {
            new Line(site.journal(), QUEUES, crowd.numbers()).check(name, atUs, proof);
        }

        private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor(5, TimeUnit.SECONDS);
        }

        private static long millisSince(long nanos) {
            return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
        }
    }
}

package org.usher.server.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.usher.telephony.rig.Ports;
import org.usher.telephony.rig.RealAsterisk;

/**
 * A fair race: the same calls for app_queue and for Usher, one after the other and again, on the same machine. Every run begins with a
 * fresh Asterisk, the other system is not running, and a crowd of callers that is not counted warms both up alike.
 */
final class Race {
    static final String APP_QUEUE = "app_queue";
    static final String USHER = "usher";
    private static final String WARM_UP = "6";
    /** Their numbers begin so. */
    static final String MEASURED = "7";

    private static final String WAITERS = "8";
    private static final int WARM_UP_TALK_MS = 200;
    private static final long DRAIN_MS = 120_000;
    /** What the customer says, and what he hears. */
    private static final int FILES_A_TALK = 2;

    private final RaceCase race;
    private final int warmUpSeconds;
    private final Path home;

    /** @param warmUpSeconds for how long callers arrive before the ones that are counted */
    Race(RaceCase race, int warmUpSeconds, Path home) {
        this.race = race;
        this.warmUpSeconds = warmUpSeconds;
        this.home = home;
    }

    /** All runs of both systems, in their order. */
    Map<String, List<Figures>> run() throws IOException, InterruptedException {
        Map<String, List<Figures>> all = new LinkedHashMap<>();
        String only = System.getProperty("load.only", ""); // for trying: a race has two
        for (String system : List.of(APP_QUEUE, USHER)) {
            if (only.isEmpty() || only.equals(system)) {
                all.put(system, new ArrayList<>());
            }
        }
        System.out.println(Report.heading(race));
        for (int i = 1; i <= race.runs(); i++) {
            for (Map.Entry<String, List<Figures>> system : all.entrySet()) {
                String load = Cpu.loadAverage();
                Figures figures = once(system.getKey(), i);
                system.getValue().add(figures);
                System.out.println(Report.line(system.getKey() + " " + i, figures) + "  load before " + load);
            }
        }
        return all;
    }

    private Figures once(String system, int run) throws IOException, InterruptedException {
        try (Audio audio = Audio.open(race)) {
            int agentsPort = Ports.next();
            try (Contestant contestant =
                            system.equals(USHER) ? new Usher(race, agentsPort) : new AppQueue(race, agentsPort);
                    Phones phones = phones(contestant, agentsPort, audio, home.resolve(system + "-" + run))) {
                contestant.awaitReady();
                phones.check();
                warmUp(contestant, phones, audio);
                return measure(contestant, phones, audio);
            }
        }
    }

    private int warmUpCalls() {
        return warmUpSeconds * race.callsPerSecond();
    }

    private Phones phones(Contestant contestant, int agentsPort, Audio audio, Path directory) {
        int warmUp = warmUpCalls();
        return new Phones(
                directory,
                agentsPort,
                contestant.asterisk().sipPort(),
                race.ringMs(),
                // more than there are calls: a phone may ring twice for one
                warmUp + 2 * race.calls(),
                i -> (i < warmUp ? WARM_UP_TALK_MS : race.talkMs(i - warmUp)) + ";" + audio.agentPort(i - warmUp));
    }

    /** Never more callers than agents, so that none is left waiting. */
    private void warmUp(Contestant contestant, Phones phones, Audio audio) throws InterruptedException {
        if (warmUpSeconds == 0) {
            return;
        }
        Phones.Crowd crowd =
                new Phones.Crowd(warmUpCalls(), race.callsPerSecond(), Math.max(1, race.agents() / 2), 10_000);
        Process callers = phones.call(
                contestant.extension(), WARM_UP, crowd, contestant.asterisk().sipPort(), i -> "" + audio.idlePort());
        if (!Phones.ended(callers, DRAIN_MS)) {
            throw new IllegalStateException("the warm-up did not end; see " + phones.log("callers-" + WARM_UP));
        }
        pause(1_000);
    }

    private Figures measure(Contestant contestant, Phones phones, Audio audio) throws InterruptedException {
        long startMs = System.nanoTime() / 1_000_000;
        CpuReading first = CpuReading.of(contestant);
        int served = race.calls() - race.waiters();
        List<Process> crowds = new ArrayList<>();
        crowds.add(crowd(contestant, phones, MEASURED, race.holdMs(), served, audio::callerPort));
        audio.follow(phones.log("callers-" + MEASURED), phones.log("callers-" + WAITERS), phones.log("agents"));
        if (race.waiters() > 0) {
            pauseUntil(startMs + 1_000L * (served / race.callsPerSecond() + 2));
            crowds.add(crowd(
                    contestant,
                    phones,
                    WAITERS,
                    race.waitersHoldMs(),
                    race.waiters(),
                    i -> audio.callerPort(served + i)));
        }
        pauseUntil(startMs + race.window().fromS() * 1_000L);
        CpuReading from = CpuReading.of(contestant);
        pauseUntil(startMs + race.window().toS() * 1_000L);
        CpuReading to = CpuReading.of(contestant);
        for (Process crowd : crowds) {
            if (!Phones.ended(crowd, race.holdMs() + DRAIN_MS)) {
                throw new IllegalStateException("the calls did not end; see " + phones.log("callers-" + MEASURED));
            }
        }
        audio.stop();
        long allMs = CpuReading.of(contestant).asteriskMs - first.asteriskMs;
        Figures.CpuTimes cpu = new Figures.CpuTimes(
                to.asteriskMs - from.asteriskMs, to.usherMs - from.usherMs, to.databaseMs - from.databaseMs, allMs);
        Journal journal = phones.journal(race.waiters() > 0 ? List.of(MEASURED, WAITERS) : List.of(MEASURED));
        Figures figures = Figures.of(race, journal, cpu);
        if (!race.audio()) {
            return figures;
        }
        long recordings = recordings(contestant.asterisk());
        if (recordings < figures.connected() * FILES_A_TALK) {
            throw new IllegalStateException(
                    figures.connected() + " talks and only " + recordings + " files: the race would not be fair");
        }
        return figures.with(audio.findings(journal));
    }

    private Process crowd(
            Contestant contestant, Phones phones, String prefix, int holdMs, int calls, IntUnaryOperator port) {
        return phones.call(
                contestant.extension(),
                prefix,
                new Phones.Crowd(calls, race.callsPerSecond(), calls, holdMs),
                contestant.asterisk().sipPort(),
                i -> "" + port.applyAsInt(i));
    }

    private static long recordings(RealAsterisk asterisk) {
        try (Stream<Path> files = Files.walk(asterisk.home().resolve("spool/monitor"))) {
            return files.filter(f -> f.toString().endsWith(".wav")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record CpuReading(long asteriskMs, long usherMs, long databaseMs) {
        static CpuReading of(Contestant contestant) {
            return new CpuReading(
                    Cpu.ms(contestant.asterisk().pid()), Cpu.ms(contestant.server()), Cpu.ms(contestant.database()));
        }
    }

    private static void pauseUntil(long monotonicMs) throws InterruptedException {
        pause(monotonicMs - System.nanoTime() / 1_000_000);
    }

    /** Of the measurement itself, not of a test that hopes. */
    private static void pause(long ms) throws InterruptedException {
        long until = System.nanoTime() + ms * 1_000_000;
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
            if (Thread.interrupted()) {
                throw new InterruptedException("told to stop in the middle of a run");
            }
        }
    }
}

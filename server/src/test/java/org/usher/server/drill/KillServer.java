package org.usher.server.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.usher.server.acceptance.UsherProcess;

/**
 * Usher ends at a random moment, by {@code kill -9} or because it is asked to stop, with 60 callers waiting in three queues, 20 talking and
 * phones ringing; then it is started again. Everybody is listened to. {@code -Ddrill.times=N} instead of ten times.
 */
final class KillServer implements Drill {
    private static final List<String> QUEUES = List.of("sales", "support", "billing");
    private static final int CALLERS = 140;
    private static final int WAITING = 60;
    private static final int AGENTS = 28;
    private static final int TALKING = 20;
    /** Seen at the phones when the order to end is given; a talk may be over before it has reached Usher. */
    private static final int TALKING_AT_PHONES = 22;

    private static final long MAX_READY_MS = 3_000;
    private static final long MAX_STOP_MS = 1_500;
    private static final long MAX_GAP_MS = 100;
    /** How far apart the phones' note of a talk's length and Usher's may lie: two machines' messages, and SIPp's timers. */
    private static final long TALK_TOLERANCE_MS = 100;

    private static final int PATIENT_SECONDS = 30;

    private static final Site.Phones PHONES = new Site.Phones(1_000, 3_000, 8_000);
    /** No talk is over before a slow machine has started Usher again: of one that began and ended while none ran nobody could tell. */
    private static final Site.Phones PATIENT_PHONES = new Site.Phones(1_000, 6_000, 9_000);

    private final End end;
    private final long times;
    private final boolean patient;

    /** How it ends. */
    enum End {
        KILLED("kill-server"),
        STOPPED("stop-server");

        private final String drill;

        End(String drill) {
            this.drill = drill;
        }
    }

    /** @param patient callers stay with Usher, also on a machine on which a start takes longer than the dialplan waits as shipped */
    KillServer(End end, long times, boolean patient) {
        this.end = end;
        this.times = times;
        this.patient = patient;
    }

    /** One round, for the judgement after the last. */
    private record Round(List<String> numbers, long killedUs, long readyUs) {}

    @Override
    public String name() {
        return end.drill;
    }

    @Override
    public void run(Proof proof) throws Exception {
        Random random = new Random(Drills.seed());
        proof.figure("times", times);
        proof.figure("callersListenedTo", CALLERS);
        Site.Layout layout =
                new Site.Layout(name(), AGENTS, QUEUES, patient ? PATIENT_PHONES : PHONES).withEars(CALLERS);
        try (Site site = Site.open(patient ? layout.patient(PATIENT_SECONDS) : layout)) {
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                rounds.add(round(site, random, proof));
            }
            awaitHistory(site, rounds);
            rounds.forEach(round -> lengths(site, round, proof));
            decisions(site, proof);
        }
    }

    private Round round(Site site, Random random, Proof proof) throws InterruptedException {
        site.music().forget();
        Site.Dialling crowd = site.call(new Site.Crowd(0, QUEUES, CALLERS, 50, 300_000, true));
        Pause.atMost(Duration.ofSeconds(60)).until(() -> answered(site.journal(), crowd) >= AGENTS);
        Pause.ms(random.nextInt(2_000, 6_000)); // from then on talks end, and phones ring for the next callers
        Pause.atMost(Duration.ofSeconds(10)).until(() -> isRushHour(site.journal()));
        long killedUs = site.music().nowUs();
        end(site.usher(), proof);
        long start = System.nanoTime();
        site.usher().start();
        long readyMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        long readyUs = site.music().nowUs();
        proof.largest("readyMs", readyMs);
        proof.inTime(readyMs < MAX_READY_MS, "ready after %d ms".formatted(readyMs));
        proof.holds(crowd.sipp().ended(120), "every call is over two minutes after the start");
        Round round = new Round(crowd.numbers(), killedUs, readyUs);
        calls(site, round, proof);
        return round;
    }

    private void end(UsherProcess usher, Proof proof) {
        if (end == End.KILLED) {
            usher.kill();
            return;
        }
        long start = System.nanoTime();
        usher.stop();
        long stopMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        proof.largest("stopMs", stopMs);
        proof.inTime(stopMs < MAX_STOP_MS, "stopped after %d ms".formatted(stopMs));
    }

    /** Agents talk, and a phone rings. */
    private static boolean isRushHour(Journal journal) {
        List<Journal.Ring> rings = journal.calls().stream()
                .flatMap(call -> call.rings.stream())
                .filter(ring -> ring.endedUs == 0)
                .toList();
        long talks = rings.stream().filter(ring -> ring.answeredUs != 0).count();
        return talks >= TALKING_AT_PHONES && talks < rings.size();
    }

    private static long answered(Journal journal, Site.Dialling crowd) {
        return journal.calls().stream()
                .filter(call ->
                        crowd.numbers().contains(call.number) && !call.talks().isEmpty())
                .count();
    }

    /** Nobody lost, nobody rung twice, no music missed. */
    private static void calls(Site site, Round round, Proof proof) {
        Journal journal = site.journal();
        for (int i = 0; i < round.numbers.size(); i++) {
            Journal.Call call = journal.call(round.numbers.get(i));
            boolean served = call.talks().size() == 1 && !call.left && !call.refused && call.endedUs != 0;
            proof.add("callers", 1);
            proof.add("served", served ? 1 : 0);
            proof.holds(served, "caller %s was served, once".formatted(call.number));
            proof.largest("mostRingsOfACaller", call.rings.size());
            proof.holds(
                    call.rings.size() == 1,
                    "caller %s rang once and not %d times".formatted(call.number, call.rings.size()));
            if (served) {
                long answeredUs = call.talks().getFirst().answeredUs;
                long beganUs = call.joinedUs + 300_000; // the first packets come with the answer
                long beforeUs = Math.min(answeredUs, round.killedUs);
                if (beforeUs > beganUs) {
                    proof.largest("longestGapBeforeMs", site.music().longestGapMs(i, beganUs, beforeUs));
                }
                if (answeredUs > round.killedUs) {
                    long gapMs = site.music().longestGapMs(i, Math.max(beganUs, round.killedUs - 200_000), answeredUs);
                    proof.largest("longestGapMs", gapMs);
                    proof.inTime(
                            gapMs <= MAX_GAP_MS, "caller %s heard no music for %d ms".formatted(call.number, gapMs));
                }
            }
        }
    }

    private static void awaitHistory(Site site, List<Round> rounds) {
        long wanted = rounds.stream().mapToLong(round -> round.numbers.size()).sum();
        Pause.atMost(Duration.ofSeconds(30))
                .until(() ->
                        site.history().count("SELECT COUNT(*) FROM contacts WHERE ended_at_ms IS NOT NULL") >= wanted);
    }

    /** Every talk is in the history, once, with the agent who had it and its true length, also if it began or ended while no server ran. */
    private static void lengths(Site site, Round round, Proof proof) {
        Journal journal = site.journal();
        Map<String, List<History.Talk>> told = new HashMap<>();
        site.history()
                .talks()
                .forEach(talk -> told.computeIfAbsent(talk.caller(), c -> new ArrayList<>())
                        .add(talk));
        for (String number : round.numbers) {
            List<Journal.Ring> real = journal.call(number).talks();
            List<History.Talk> his = told.getOrDefault(number, List.of());
            proof.holds(
                    his.size() == real.size(),
                    "of %s the history tells %d talks, there were %d".formatted(number, his.size(), real.size()));
            if (his.size() != 1 || real.size() != 1) {
                continue;
            }
            Journal.Ring ring = real.getFirst();
            History.Talk talk = his.getFirst();
            proof.add("talks", 1);
            proof.holds(
                    talk.agent().equals(ring.agent),
                    "%s talked to %s, not %s".formatted(number, ring.agent, talk.agent()));
            Long talkMs = talk.talkMs();
            proof.holds(talkMs != null, "the talk of %s has ended".formatted(number));
            if (talkMs == null) {
                continue;
            }
            long wrongMs = Math.abs(talkMs - (ring.endedUs - ring.answeredUs) / 1_000);
            boolean across = ring.answeredUs < round.killedUs && ring.endedUs > round.readyUs;
            boolean unseen = ring.answeredUs < round.readyUs && ring.endedUs > round.killedUs && !across;
            proof.largest(
                    unseen ? "talkWrongMsEndedOrBegunWhileAway" : across ? "talkWrongMsAcross" : "talkWrongMs",
                    wrongMs);
            proof.add(unseen ? "talksEndedOrBegunWhileAway" : across ? "talksAcross" : "talksBesides", 1);
            proof.inTime(
                    wrongMs <= TALK_TOLERANCE_MS,
                    "the talk of %s is told with a length that is wrong by %d ms".formatted(number, wrongMs));
        }
    }

    /** Who was offered to whom is what an engine that never stopped would have decided. */
    private static void decisions(Site site, Proof proof) throws Exception {
        Path data = site.usher().files().home().resolve("data");
        Replay replay = Replay.of(data);
        proof.holds(
                replay.deaths().stream().anyMatch(death -> death.offered() > 0),
                "phones rang when it died, at least once");
        for (Replay.Death death : replay.deaths()) {
            proof.smallest("waitingAtLeast", death.waiting());
            proof.smallest("talkingAtLeast", death.talking());
            proof.add("offersInFlight", death.offered());
            proof.holds(death.waiting() >= WAITING, "%d waited when it died".formatted(death.waiting()));
            proof.holds(death.talking() >= TALKING, "%d talked when it died".formatted(death.talking()));
            List<Replay.Offer> decided = replay.decidedIn(death.epoch() + 1);
            List<Replay.Offer> uninterrupted = replay.decidedWithoutTheStartOf(death.epoch() + 1);
            int differ = missing(decided, uninterrupted) + missing(uninterrupted, decided);
            proof.add("decisions", decided.size());
            proof.add("decisionsThatDiffer", differ);
            proof.add("decisionsInAnotherOrder", differ > 0 ? 0 : inAnotherOrder(decided, uninterrupted));
            proof.holds(
                    differ == 0,
                    "%d of %d decisions differ after start %d".formatted(differ, decided.size(), death.epoch() + 1));
        }
    }

    /** How many of these are not among the others. */
    private static int missing(List<Replay.Offer> these, List<Replay.Offer> others) {
        List<Replay.Offer> left = new ArrayList<>(these);
        others.forEach(left::remove);
        return left.size();
    }

    private static int inAnotherOrder(List<Replay.Offer> some, List<Replay.Offer> same) {
        return (int) IntStream.range(0, some.size())
                .filter(i -> !some.get(i).equals(same.get(i)))
                .count();
    }
}

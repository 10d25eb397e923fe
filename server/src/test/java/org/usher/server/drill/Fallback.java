package org.usher.server.drill;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.usher.telephony.rig.AmiClient;

/**
 * Usher is away for a minute ({@code -Ddrill.seconds=N}): who waits reaches the operator's fallback in time, who comes meanwhile goes there
 * at once, talks are left alone, and when it is back callers are Usher's again.
 */
final class Fallback implements Drill {
    private static final List<String> QUEUES = List.of("sales", "support");
    private static final int AGENTS = 6;
    private static final int WAITING = 40;
    private static final int MEANWHILE = 10;
    /** The watchdog's 5 s, its look every half second, and a sweep in which it takes one caller after another. */
    private static final long MAX_SWEPT_MS = 7_000;
    /** Two seconds: the door's own steps, and SIPp's start. */
    private static final long MAX_AT_ONCE_MS = 2_000;

    private static final long MAX_GAP_MS = 100;

    @Override
    public String name() {
        return "fallback";
    }

    @Override
    public void run(Proof proof) throws Exception {
        long awayMs = 1_000 * Drills.number("drill.seconds", 60);
        proof.figure("callersListenedTo", WAITING);
        // talks go on all the time that Usher is away, and end when it is back
        int talkMs = (int) awayMs + 20_000;
        try (Site site = Site.open(new Site.Layout(name(), AGENTS, QUEUES, new Site.Phones(500, talkMs, talkMs + 5_000))
                        .withEars(WAITING));
                AmiClient ami = site.asterisk().rigAmi()) {
            Site.Dialling talking = site.call(new Site.Crowd(0, QUEUES, AGENTS, 20, 300_000));
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> talking.numbers().stream()
                            .allMatch(number -> site.journal().has(number)
                                    && !site.journal().call(number).talks().isEmpty()));
            Site.Dialling waiting = site.call(new Site.Crowd(0, QUEUES, WAITING, 20, 300_000, true));
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> waiting.numbers().stream()
                            .allMatch(number ->
                                    site.journal().has(number) && site.journal().call(number).joinedUs > 0));
            Pause.ms(2_500); // the watchdog leaves alone whom it sees within two seconds of his coming
            ami.mark();
            long killedUs = site.music().nowUs();
            site.usher().kill();
            swept(ami, waiting.numbers(), killedUs, site, proof);
            Site.Dialling meanwhile = site.call(new Site.Crowd(0, QUEUES, MEANWHILE, 20, 300_000));
            long dialledUs = site.music().nowUs();
            awaitFallback(ami, meanwhile.numbers());
            long atOnceMs = (site.music().nowUs() - dialledUs) / 1_000;
            proof.figure("lastOfThoseWhoCameMeanwhileMs", atOnceMs);
            proof.inTime(
                    atOnceMs < MAX_AT_ONCE_MS + 1_000 * MEANWHILE / 20,
                    "who came meanwhile was in the fallback after %d ms".formatted(atOnceMs));
            Pause.ms(Math.max(0, awayMs - (site.music().nowUs() - killedUs) / 1_000));
            music(site, waiting, killedUs, proof);
            back(site, talking, proof);
        }
    }

    private static void swept(AmiClient ami, List<String> numbers, long killedUs, Site site, Proof proof) {
        awaitFallback(ami, numbers);
        long sweptMs = (site.music().nowUs() - killedUs) / 1_000;
        proof.figure("waitingCallers", numbers.size());
        proof.figure("lastInFallbackMs", sweptMs);
        proof.inTime(sweptMs <= MAX_SWEPT_MS, "the last one was in the fallback after %d ms".formatted(sweptMs));
    }

    private static void awaitFallback(AmiClient ami, List<String> numbers) {
        Map<String, Boolean> seen = new ConcurrentHashMap<>();
        ami.await("all of " + numbers + " in the fallback", packet -> {
            if (packet.is("UserEvent", "UsherFallback") && numbers.contains(packet.get("CallerIDNum"))) {
                seen.put(packet.get("CallerIDNum"), true);
            }
            return seen.size() == numbers.size();
        });
    }

    private static void music(Site site, Site.Dialling waiting, long killedUs, Proof proof) {
        long nowUs = site.music().nowUs();
        for (int i = 0; i < waiting.numbers().size(); i++) {
            Music.Gap gap = site.music().longestGap(i, killedUs - 200_000, nowUs);
            proof.largest("longestGapMs", gap.ms());
            proof.largest("listenerDeafMs", site.music().longestDeafnessMs(killedUs - 200_000, nowUs));
            proof.inTime(
                    gap.ms() <= MAX_GAP_MS,
                    "a caller heard no music for %d ms, from %d ms after the kill on"
                            .formatted(gap.ms(), (gap.sinceUs() - killedUs) / 1_000));
        }
    }

    /** Usher comes back: the talks are still counted, the swept are the operator's, and the next callers are served. */
    private static void back(Site site, Site.Dialling talking, Proof proof) throws Exception {
        long start = System.nanoTime();
        site.usher().start();
        site.awaitOpen();
        proof.figure("backMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        proof.holds(talking.sipp().ended(60), "the talks ended by themselves");
        Site.Dialling next = site.call(new Site.Crowd(0, QUEUES, AGENTS, 20, 300_000));
        Pause.atMost(Duration.ofSeconds(30))
                .until(() -> next.numbers().stream()
                        .allMatch(number -> site.journal().has(number)
                                && !site.journal().call(number).talks().isEmpty()));
        proof.figure("servedAfterwards", next.numbers().size());
        Journal journal = site.journal();
        History history = site.history();
        Pause.atMost(Duration.ofSeconds(30))
                .until(() -> history.count("SELECT COUNT(*) FROM talks WHERE ended_at_ms IS NOT NULL")
                        >= talking.numbers().size());
        for (History.Talk talk : history.talks()) {
            Long talkMs = talk.talkMs();
            if (talking.numbers().contains(talk.caller()) && talkMs != null) {
                Journal.Ring ring = journal.call(talk.caller()).talks().getFirst();
                proof.largest("talkWrongMs", Math.abs(talkMs - (ring.endedUs - ring.answeredUs) / 1_000));
            }
        }
        proof.figure("overflowed", history.count("SELECT COUNT(*) FROM queue_entries WHERE outcome = 'OVERFLOWED'"));
        proof.holds(
                history.count("SELECT COUNT(*) FROM queue_entries WHERE outcome = 'OVERFLOWED'") == WAITING,
                "those who went to the fallback are in the history as such, %d of them".formatted(WAITING));
    }
}

package org.usher.server.drill;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * {@code kill -9} of one of two Asterisks with callers waiting and talking on both, and its start a moment later: its contacts are closed as
 * lost by the PBX and listed for call-back, its agents are free and serve the next callers, and the other one's calls never notice.
 */
final class KillPbx implements Drill {
    private static final String EAST = "east";
    private static final String WEST = "west";
    private static final int AGENTS = 16;
    private static final int CALLERS = 30;
    private static final long MAX_GAP_MS = 100;
    /** "About a second" after Asterisk answers again. */
    private static final long MAX_RECONNECT_MS = 2_000;

    @Override
    public String name() {
        return "kill-pbx";
    }

    @Override
    public void run(Proof proof) throws Exception {
        try (Site site =
                Site.open(new Site.Layout(name(), AGENTS, List.of(EAST, WEST), new Site.Phones(500, 5_000, 8_000))
                        .withBoxes(2)
                        .withEars(CALLERS))) {
            Site.Dialling east = site.call(new Site.Crowd(0, List.of(EAST), CALLERS, 20, 300_000));
            Site.Dialling west = site.call(new Site.Crowd(1, List.of(WEST), CALLERS, 20, 300_000, true));
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() ->
                            talks(site.journal(), east) >= AGENTS / 2 && talks(site.journal(), west) >= AGENTS / 2);
            Pause.ms(1_000);
            long killedUs = site.music().nowUs();
            site.asterisk().kill();
            Set<String> lost = alive(site.journal(), east, killedUs);
            proof.figure("callsOnTheKilledPbx", lost.size());
            Pause.ms(1_000);
            site.asterisk().start();
            long start = System.nanoTime();
            Pause.atMost(Duration.ofSeconds(30))
                    .until(() -> site.api().check("pbx.box0").path("up").asBoolean());
            long reconnectMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            proof.figure("reconnectMs", reconnectMs);
            proof.inTime(reconnectMs <= MAX_RECONNECT_MS, "reconnected after %d ms".formatted(reconnectMs));
            Site.Dialling next = served(site, proof);
            proof.holds(west.sipp().ended(60), "all calls of the other PBX come to their end");
            other(site, west, killedUs, proof);
            listed(site, lost, proof);
            proof.figure("servedAfterwards", next.numbers().size());
        }
    }

    private static long talks(Journal journal, Site.Dialling crowd) {
        return crowd.numbers().stream()
                .filter(number ->
                        journal.has(number) && !journal.call(number).talks().isEmpty())
                .count();
    }

    /** Whose calls were there when it died. */
    private static Set<String> alive(Journal journal, Site.Dialling crowd, long atUs) {
        Set<String> numbers = new TreeSet<>();
        for (String number : crowd.numbers()) {
            Journal.Call call = journal.call(number);
            if (call.joinedUs > 0 && (call.endedUs == 0 || call.endedUs > atUs)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    /** The freed agents serve whoever calls next, all of them at once. */
    private static Site.Dialling served(Site site, Proof proof) throws InterruptedException {
        site.awaitOpen();
        Site.Dialling next = site.call(new Site.Crowd(0, List.of(EAST), AGENTS / 2, 20, 300_000));
        long start = System.nanoTime();
        Pause.atMost(Duration.ofSeconds(30))
                .until(() -> talks(site.journal(), next) == next.numbers().size());
        proof.figure("allAgentsTalkAgainAfterMs", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
        proof.holds(next.sipp().ended(60), "the next callers' talks come to their end");
        return next;
    }

    private static void other(Site site, Site.Dialling west, long killedUs, Proof proof) {
        Journal journal = site.journal();
        for (int i = 0; i < west.numbers().size(); i++) {
            Journal.Call call = journal.call(west.numbers().get(i));
            proof.holds(
                    call.talks().size() == 1 && call.rings.size() == 1 && !call.left,
                    "caller %s of the other PBX was served as if nothing was".formatted(call.number));
            if (!call.talks().isEmpty() && call.talks().getFirst().answeredUs > killedUs) {
                long gapMs = site.music()
                        .longestGapMs(i, killedUs - 200_000, call.talks().getFirst().answeredUs);
                proof.largest("longestGapOnTheOtherMs", gapMs);
                proof.inTime(
                        gapMs <= MAX_GAP_MS, "a caller of the other PBX heard no music for %d ms".formatted(gapMs));
            }
        }
    }

    private static void listed(Site site, Set<String> lost, Proof proof) {
        Set<String> listed = new TreeSet<>();
        Pause.atMost(Duration.ofSeconds(30)).until(() -> {
            listed.clear();
            JsonNode answer =
                    site.api().get("api/v1/contacts?limit=1000&lost=true").json();
            answer.path("contacts")
                    .forEach(contact -> listed.add(contact.path("caller").asString()));
            return listed.size() >= lost.size();
        });
        proof.figure("listedForCallBack", listed.size());
        proof.holds(listed.equals(lost), "listed for call-back are %s, lost were %s".formatted(listed, lost));
    }
}

package org.usher.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.core.api.Configuration;
import org.usher.lab.replay.Fate;
import org.usher.lab.replay.Recording;
import org.usher.lab.replay.Staffing;

/** Fates of a recording's contacts as the lab's tallies: one for each stretch of equally many contacts, cut by the recording's arrivals. */
final class Figures {
    private final List<Long> cutsMs = new ArrayList<>();
    private final Map<Integer, Integer> places = new LinkedHashMap<>();
    private final int[] groups;
    private final Map<Integer, Integer> withinMs = new HashMap<>();
    private final Scenario whole;

    Figures(Recording recording) {
        Configuration centre = recording.configuration();
        centre.queues()
                .forEach(queue ->
                        withinMs.put(queue.queueId(), queue.serviceLevelTarget().withinMs()));
        for (Staffing.Stretch stretch : recording.staffing().stretches()) {
            places.putIfAbsent(stretch.agentId(), places.size());
        }
        centre.agents().forEach(agent -> places.putIfAbsent(agent.agentId(), places.size()));
        this.groups = groups(centre);
        List<Long> arrivals = recording.fates().values().stream()
                .map(Fate::enqueuedAtMs)
                .sorted()
                .toList();
        int stretches = Math.max(1, Math.min(Replay.STRETCHES, arrivals.size()));
        cutsMs.add(Math.min(recording.firstAtMs(), arrivals.isEmpty() ? recording.firstAtMs() : arrivals.getFirst()));
        for (int cut = 1; cut < stretches; cut++) {
            long atMs = arrivals.get((int) ((long) cut * arrivals.size() / stretches));
            if (atMs > cutsMs.getLast()) {
                cutsMs.add(atMs);
            }
        }
        cutsMs.add(recording.lastAtMs() + 1);
        this.whole = scenario(cutsMs.getFirst(), cutsMs.getLast());
    }

    /** Agents with the same queues, skills and room for chats are equals; who is in the centre no more is alone. */
    private int[] groups(Configuration centre) {
        Map<Object, Integer> profiles = new HashMap<>();
        int[] made = new int[places.size()];
        places.forEach((agentId, place) -> {
            Object profile = centre.agents().stream()
                    .filter(agent -> agent.agentId() == agentId)
                    .<Object>map(agent -> List.of(agent.skills(), agent.queueIds(), agent.chatCapacity()))
                    .findFirst()
                    .orElse(agentId);
            made[place] = profiles.computeIfAbsent(profile, key -> profiles.size());
        });
        return made;
    }

    private static Scenario scenario(long fromMs, long untilMs) {
        return new Scenario(
                "replay",
                List.of(),
                List.of(),
                (seed, replication) -> () -> null,
                new Scenario.Span(fromMs, untilMs, false),
                0,
                0);
    }

    Scenario scenario() {
        return whole;
    }

    List<Tally> of(Recording.Replayed replayed) {
        return tallies(replayed.fatesByContact(), replayed.staffing());
    }

    List<Tally> tallies(Map<Long, Fate> fates, Staffing staffing) {
        List<Tally> tallies = new ArrayList<>();
        for (int i = 0; i + 1 < cutsMs.size(); i++) {
            Tally tally = new Tally(scenario(cutsMs.get(i), cutsMs.get(i + 1)), groups);
            fates.values().forEach(fate -> count(tally, fate));
            staffing.stretches().forEach(stretch -> count(tally, stretch));
            tallies.add(tally);
        }
        return tallies;
    }

    private void count(Tally tally, Fate fate) {
        Call call = new Call(0, 0, fate.enqueuedAtMs(), Call.FOREVER, 1, 0);
        int within = withinMs.getOrDefault(fate.queueId(), 20_000);
        switch (fate.end()) {
            case SERVED -> tally.answered(call, fate.waitedMs(), within);
            case GAVE_UP -> tally.abandoned(call, fate.waitedMs(), within);
            case SENT_AWAY, LOST, OPEN -> {
                if (fate.waitedMs() == 0 && fate.end() == Fate.End.SENT_AWAY) {
                    tally.refused(call);
                } else {
                    tally.leftOtherwise(call, fate.waitedMs());
                }
            }
        }
    }

    private void count(Tally tally, Staffing.Stretch stretch) {
        Integer place = places.get(stretch.agentId());
        if (place == null) {
            return;
        }
        if (stretch.busy()) {
            tally.busy(place + 1, stretch.fromMs(), stretch.untilMs());
        }
        tally.staffed(place + 1, stretch.fromMs(), stretch.untilMs());
    }
}

package org.usher.server.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.usher.server.sim.Happening.Mood;
import org.usher.telephony.sim.PhoneBehaviour;

/** The agents' phones and what the people at them do; each draws from a stream of its own. */
final class Telephones {
    private final Boxes boxes;
    private final Centre centre;
    private final Map<Integer, Mood> moods = new HashMap<>();
    private final Map<Integer, SplittableRandom> streams = new HashMap<>();

    Telephones(Boxes boxes, Centre centre, long seed) {
        this.boxes = boxes;
        this.centre = centre;
        for (int agent = 1; agent <= centre.agents(); agent++) {
            streams.put(agent, new SplittableRandom(seed * 31 + agent));
            behave(agent, Mood.ANSWERS);
        }
    }

    void behave(int agentId, Mood mood) {
        moods.put(agentId, mood);
        String endpoint = centre.endpoint(agentId);
        int here = centre.boxOf(agentId);
        boxes.box(here).phone(endpoint, mood == Mood.UNREGISTERED ? List.of() : List.of(() -> atNextRing(agentId)));
        for (int other = 1; other <= boxes.count(); other++) {
            if (other != here) {
                boxes.box(other).phone(Boxes.across(endpoint, here), List.of(() -> ringsAcross(agentId)));
            }
        }
    }

    private PhoneBehaviour ringsAcross(int agentId) {
        boolean there =
                boxes.box(centre.boxOf(agentId)).up() && moods.getOrDefault(agentId, Mood.ANSWERS) != Mood.UNREGISTERED;
        return there ? atNextRing(agentId) : new PhoneBehaviour.Unavailable();
    }

    /** What the agent will do when he is asked next, on a phone or on a screen. */
    Mood moodAt(int agentId, SplittableRandom random) {
        Mood mood = moods.getOrDefault(agentId, Mood.ANSWERS);
        Mood[] all = Mood.values();
        return mood == Mood.MIXED ? all[random.nextInt(all.length)] : mood;
    }

    private PhoneBehaviour atNextRing(int agentId) {
        SplittableRandom random = streams.getOrDefault(agentId, new SplittableRandom(agentId));
        long afterMs = random.nextLong(50, 3_000);
        long talkMs = random.nextLong(500, 20_000);
        return switch (moodAt(agentId, random)) {
            case MISSES -> new PhoneBehaviour.RingsOut();
            case DECLINES -> new PhoneBehaviour.Declines(random.nextBoolean() ? 0 : afterMs);
            case BUSY -> new PhoneBehaviour.Busy();
            case FORWARDS -> new PhoneBehaviour.Forwards();
            case SILENT -> new PhoneBehaviour.Silent();
            case DIES_IN_TALK -> new PhoneBehaviour.AnswersAndDies(afterMs, talkMs);
            case ANSWERS, MIXED, UNREGISTERED ->
                random.nextInt(4) == 0
                        ? new PhoneBehaviour.Answers(afterMs, talkMs, talkMs / 4, talkMs / 4)
                        : new PhoneBehaviour.Answers(afterMs, talkMs);
        };
    }
}

package org.usher.telephony.sim;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Generated callers and agents for a model. All chance comes from the seed; each queue and each phone draws from a stream of its own, so
 * that adding one leaves the others as they were.
 */
public final class Traffic {
    /** Spread of talk times: the standard deviation of their logarithm, in the range that call centres report. */
    private static final double TALK_SIGMA = 0.6;
    /** Whoever is done first hangs up; agents are in less of a hurry than callers. */
    private static final double AGENTS_TALK = 2.0;

    /** Shares of the talks in which the agent holds the caller for a while, and in which he gives him to a colleague. */
    private static final double HELD = 0.15;

    private static final double GIVEN_AWAY = 0.06;

    private final PbxModel model;
    private final SimulatedCentre centre;
    private final long meanTalkMs;
    private final int maxChannels;

    private Traffic(PbxModel model, SimulatedCentre centre, int maxChannels) {
        this.model = model;
        this.centre = centre;
        this.maxChannels = maxChannels;
        this.meanTalkMs = (long) centre.queues().stream()
                .mapToLong(SimulatedCentre.Queue::meanTalkMs)
                .average()
                .orElse(60_000);
    }

    /**
     * Plugs in the centre's phones and lets its callers begin to call.
     *
     * @param maxChannels while so many channels are live, nobody calls: the trunk is full
     */
    public static void start(PbxModel model, SimulatedCentre centre, long seed, int maxChannels) {
        Traffic traffic = new Traffic(model, centre, maxChannels);
        for (SimulatedCentre.Agent agent : centre.phones()) {
            SplittableRandom random = stream(seed, "phone " + agent.endpoint());
            model.phone(agent.endpoint(), List.of(() -> traffic.behaviour(agent, random)));
        }
        for (SimulatedCentre.Queue queue : centre.queues()) {
            traffic.nextCaller(queue, stream(seed, "queue " + queue.name()));
        }
    }

    private static SplittableRandom stream(long seed, String name) {
        return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + name.hashCode());
    }

    private PhoneBehaviour behaviour(SimulatedCentre.Agent agent, SplittableRandom random) {
        double mood = random.nextDouble();
        long afterMs = 300 + exponential((double) agent.meanAnswerMs(), random);
        long talkMs = lognormal(Math.round(meanTalkMs * AGENTS_TALK), random);
        if (mood < agent.missedShare()) {
            return new PhoneBehaviour.RingsOut();
        }
        if (mood < agent.missedShare() + agent.declinedShare()) {
            return new PhoneBehaviour.Declines(afterMs);
        }
        double course = random.nextDouble();
        if (course < HELD) {
            return new PhoneBehaviour.Answers(afterMs, talkMs, talkMs / 8, talkMs / 8);
        }
        if (course < HELD + GIVEN_AWAY) {
            model.later(afterMs + talkMs / 5, () -> giveToAColleague(agent, random));
        }
        return new PhoneBehaviour.Answers(afterMs, talkMs);
    }

    /** Unseen, to one who does not talk; nothing happens if the caller is gone, or that colleague busy. */
    private void giveToAColleague(SimulatedCentre.Agent agent, SplittableRandom random) {
        String colleague =
                centre.phones().get(random.nextInt(centre.phones().size())).endpoint();
        if (!colleague.equals(agent.endpoint()) && !model.talksOrWaits(colleague)) {
            model.transfer(agent.endpoint(), colleague);
        }
    }

    private void nextCaller(SimulatedCentre.Queue queue, SplittableRandom random) {
        long gapMs = exponential(60_000 / queue.callsPerMinute(), random);
        model.later(gapMs, () -> {
            CallerScript script = caller(queue, random);
            if (model.channels() < maxChannels) {
                model.call(script);
            }
            nextCaller(queue, random);
        });
    }

    private static CallerScript caller(SimulatedCentre.Queue queue, SplittableRandom random) {
        String number = String.format(Locale.ROOT, "030%07d", random.nextInt(10_000_000));
        Map<String, String> variables = queue.skills().isEmpty()
                ? Map.of("USHER_QUEUE", queue.name())
                : Map.of("USHER_QUEUE", queue.name(), "USHER_SKILLS", queue.skills());
        return CallerScript.forQueue(queue.name())
                .withCaller(number, "")
                .withVariables(variables)
                .withPatienceMs(1_000 + exponential((double) queue.meanPatienceMs(), random))
                .withTalkMs(1_000 + lognormal(queue.meanTalkMs(), random));
    }

    private static long exponential(double mean, SplittableRandom random) {
        return Math.round(-mean * StrictMath.log(1 - random.nextDouble()));
    }

    /** Lognormal with this mean: the logarithm's mean is ln(mean) − σ²/2. */
    private static long lognormal(long mean, SplittableRandom random) {
        double mu = StrictMath.log((double) mean) - TALK_SIGMA * TALK_SIGMA / 2;
        return Math.round(StrictMath.exp(mu + TALK_SIGMA * random.nextGaussian()));
    }
}

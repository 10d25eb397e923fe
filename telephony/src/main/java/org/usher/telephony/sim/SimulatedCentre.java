package org.usher.telephony.sim;

import java.util.List;

/**
 * A centre for {@link Traffic} to bring to life: who calls, and whose phones ring.
 *
 * @param user AMI user that the simulated PBX lets in
 * @param secret the user's secret
 */
public record SimulatedCentre(String user, String secret, List<Queue> queues, List<Agent> phones) {

    /**
     * The callers of one queue.
     *
     * @param name as in the configuration
     * @param callsPerMinute mean arrival rate (Poisson)
     * @param skills what every caller asks for, as {@code USHER_SKILLS} has it, for example {@code german:5,orders}; may be empty
     * @param meanTalkMs mean of the talk times (lognormal)
     * @param meanPatienceMs mean of the times after which a caller gives up waiting (exponential)
     */
    public record Queue(String name, double callsPerMinute, String skills, long meanTalkMs, long meanPatienceMs) {
        public Queue {
            if (!(callsPerMinute > 0) || meanTalkMs <= 0 || meanPatienceMs <= 0) {
                throw new IllegalArgumentException(
                        "queue " + name + ": callsPerMinute, meanTalkMs and meanPatienceMs must be more than 0");
            }
        }
    }

    /**
     * One agent's phone.
     *
     * @param endpoint name of the PJSIP endpoint
     * @param meanAnswerMs mean time from ringing to answer
     * @param missedShare share of calls that the agent lets ring, 0 to 1
     * @param declinedShare share of calls that the agent declines, 0 to 1
     */
    public record Agent(String endpoint, long meanAnswerMs, double missedShare, double declinedShare) {
        public Agent {
            if (meanAnswerMs <= 0 || missedShare < 0 || declinedShare < 0 || missedShare + declinedShare > 1) {
                throw new IllegalArgumentException(
                        "phone " + endpoint
                                + ": meanAnswerMs must be more than 0, missedShare and declinedShare 0 or more and together at most 1");
            }
        }
    }

    public SimulatedCentre {
        queues = List.copyOf(queues);
        phones = List.copyOf(phones);
    }

    /** Means of a lively demonstration: short talks, so that something happens on the wallboard every few seconds. */
    private static final long TALK_MS = 25_000;

    private static final long PATIENCE_MS = 45_000;
    private static final long ANSWER_MS = 2_500;
    /** Time an agent needs for one call beside the talk: ringing and wrap-up. */
    private static final long AROUND_A_TALK_MS = 12_000;

    private static final double OCCUPANCY = 0.85;

    /** Callers for these queues in equal shares, as many as keep these phones busy without drowning them. */
    public static SimulatedCentre sized(String user, String secret, List<String> queues, List<String> endpoints) {
        double callsPerMinute = OCCUPANCY * endpoints.size() * 60_000.0 / (TALK_MS + AROUND_A_TALK_MS);
        double perQueue = Math.max(0.5, callsPerMinute / Math.max(1, queues.size()));
        return new SimulatedCentre(
                user,
                secret,
                queues.stream()
                        .map(name -> new Queue(name, perQueue, "", TALK_MS, PATIENCE_MS))
                        .toList(),
                endpoints.stream()
                        .map(endpoint -> new Agent(endpoint, ANSWER_MS, 0.03, 0.02))
                        .toList());
    }

    @Override
    public String toString() {
        return "SimulatedCentre[" + queues.size() + " queues, " + phones.size() + " phones]";
    }
}

package org.usher.lab.theory;

/**
 * The classical formulas of telephone traffic.
 *
 * <p>Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges"
 * (1917) for B and C; C. Palm, "Research on telephone traffic carried by full availability groups" (1946/57) for A, the queue whose
 * callers lose patience. All rates are per the same unit of time, which is also the unit of the waits given back.
 */
public final class Erlang {

    private Erlang() {}

    /**
     * Erlang B: the share of calls lost when nobody may wait.
     *
     * @param load offered load in erlangs (arrival rate × mean service time)
     */
    public static double blocking(double load, int agents) {
        double blocking = 1;
        for (int n = 1; n <= agents; n++) {
            blocking = load * blocking / (n + load * blocking);
        }
        return blocking;
    }

    /**
     * Erlang C: the share of calls that must wait when nobody gives up.
     *
     * @param load offered load in erlangs, below {@code agents}
     */
    public static double delayProbability(double load, int agents) {
        if (load >= agents) {
            throw new IllegalArgumentException("load " + load + " is not below the number of agents " + agents);
        }
        double blocking = blocking(load, agents);
        return agents * blocking / (agents - load * (1 - blocking));
    }

    /** Mean wait over all calls of an M/M/s queue (Erlang C). */
    public static double meanWait(double arrivalRate, double serviceRate, int agents) {
        double load = arrivalRate / serviceRate;
        return delayProbability(load, agents) / (agents * serviceRate - arrivalRate);
    }

    /**
     * What callers of a queue meet in the long run.
     *
     * @param delayed share of the arrivals let in that do not get an agent at once
     * @param meanWait mean wait over all arrivals let in, those who give up included
     * @param abandoned share of the arrivals let in that give up
     * @param blocked share of all arrivals that are not let in
     */
    public record Station(double delayed, double meanWait, double abandoned, double blocked) {}

    /** Erlang A: M/M/s+M, callers give up after an exponential patience of mean 1 / {@code abandonRate}. */
    public static Station withPatience(double arrivalRate, double serviceRate, double abandonRate, int agents) {
        BirthDeath chain = BirthDeath.unbounded(
                k -> arrivalRate, k -> Math.min(k, agents) * serviceRate + Math.max(k - agents, 0) * abandonRate);
        double queue = chain.mean(k -> Math.max(k - agents, 0));
        return new Station(
                chain.mean(k -> k >= agents ? 1 : 0), queue / arrivalRate, queue * abandonRate / arrivalRate, 0);
    }

    /** M/M/s/K: no patience limit, but at most {@code places} callers in all, served and waiting. */
    public static Station withPlaces(double arrivalRate, double serviceRate, int agents, int places) {
        BirthDeath chain = BirthDeath.bounded(k -> arrivalRate, k -> Math.min(k, agents) * serviceRate, places);
        double blocked = chain.probability(places);
        double letIn = arrivalRate * (1 - blocked);
        double delayed = chain.mean(k -> k >= agents && k < places ? 1 : 0) / (1 - blocked);
        return new Station(delayed, chain.mean(k -> Math.max(k - agents, 0)) / letIn, 0, blocked);
    }
}

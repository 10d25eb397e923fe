package org.usher.lab.theory;

import java.util.List;

/**
 * A lower bound on the mean wait of any routing policy, preemption and idling included, when arrivals are Poisson and services and
 * patience exponential, with unequal speeds.
 *
 * <p>Whatever the policy, with k callers in the centre the rate at which callers leave is at most the sum of the k best "speeds", where
 * the speed of an agent is the larger of the agent's best service rate and the largest abandonment rate, plus the largest abandonment
 * rate for each caller beyond the number of agents. A birth–death chain with these deaths is therefore stochastically below the number
 * of callers under any policy, so that E[(X − N)+] / λ bounds the mean wait over all arrivals (Little's law). With equal rates it is
 * the pooled M/M/N+M. The pooled model with an <em>average</em> service rate would not be a bound.
 */
public final class MarkovBound {

    private MarkovBound() {}

    /**
     * The bound, in the unit of time of the rates.
     *
     * @param arrivalRate of all types together
     * @param bestServiceRates of each agent, the best over the agent's skills
     * @param largestAbandonRate 0 if nobody gives up
     */
    public static double meanWait(double arrivalRate, List<Double> bestServiceRates, double largestAbandonRate) {
        double[] speeds = bestServiceRates.stream()
                .mapToDouble(rate -> -Math.max(rate, largestAbandonRate))
                .sorted()
                .map(negated -> -negated)
                .toArray();
        double[] together = new double[speeds.length + 1];
        for (int k = 1; k <= speeds.length; k++) {
            together[k] = together[k - 1] + speeds[k - 1];
        }
        int agents = speeds.length;
        BirthDeath chain = BirthDeath.unbounded(
                k -> arrivalRate, k -> together[Math.min(k, agents)] + Math.max(k - agents, 0) * largestAbandonRate);
        return chain.mean(k -> Math.max(k - agents, 0)) / arrivalRate;
    }
}

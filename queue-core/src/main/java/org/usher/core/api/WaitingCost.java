package org.usher.core.api;

import java.util.List;

/**
 * What it costs to let the contacts of a queue wait, in a unit of the centre's own. The index takes it by the generalized cμ rule
 * (Van Mieghem, Annals of Applied Probability 5, 1995): what one more minute of waiting costs, for each minute that an agent then needs.
 *
 * @param rates points in ascending order of the wait, straight lines between them: what one more minute of waiting costs at that wait.
 *     Before the first as there, after the last as there; a longer wait never costs less. None: it costs nothing
 * @param handlingMs how long a contact keeps an agent busy, {@value #LEAST_HANDLING_MS} or more
 */
public record WaitingCost(List<Rate> rates, int handlingMs) {
    public static final int LEAST_HANDLING_MS = 1_000;

    /** Of a minute. */
    public static final int MAX_RATE = 1_000_000;

    public static final WaitingCost NONE = new WaitingCost(List.of(), 60_000);

    public WaitingCost {
        rates = List.copyOf(rates);
        if (handlingMs < LEAST_HANDLING_MS) {
            throw new IllegalArgumentException("handlingMs is " + LEAST_HANDLING_MS + " or more, not " + handlingMs);
        }
        for (int i = 1; i < rates.size(); i++) {
            if (rates.get(i).waitedMs() <= rates.get(i - 1).waitedMs()
                    || rates.get(i).perMinute() < rates.get(i - 1).perMinute()) {
                throw new IllegalArgumentException("point " + (i + 1) + " of a cost must lie after point " + i
                        + " and cost no less: " + rates.get(i));
            }
        }
    }

    /** At a wait of {@code waitedMs}, 0 to {@link Urgency#MAX_MS}, one more minute costs {@code perMinute}, 0 to {@link #MAX_RATE}. */
    public record Rate(long waitedMs, int perMinute) {
        public Rate {
            if (waitedMs < 0 || waitedMs > Urgency.MAX_MS || perMinute < 0 || perMinute > MAX_RATE) {
                throw new IllegalArgumentException("a point of a cost is of 0 to " + Urgency.MAX_MS
                        + " ms, costing 0 to " + MAX_RATE + ", not " + waitedMs + ", " + perMinute);
            }
        }
    }
}

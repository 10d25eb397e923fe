package org.usher.core.api;

import java.util.List;

/**
 * How the wait of a queue's contacts counts against that of others when an agent may choose. Of all whom he may serve, he takes the one
 * whose wait counts for most; waits that count alike, by who came first.
 *
 * <p>The aging is the marginal cost of waiting: with the cost of waiting t as C(t), points of C′(t) ÷ (mean service time) make the
 * choice that of the generalized cμ rule (Van Mieghem, Annals of Applied Probability 5, 1995).
 *
 * @param aging points in ascending order, straight lines between them, and from (0, 0) to the first; after the last the line goes on as
 *     steep as before it. None: a wait counts as long as it is
 * @param promiseMs who has waited longer is not to be passed over for a later one; if it happens, {@link Event.PromiseBroken} tells why.
 *     0 for no promise
 * @param share of all who wait, to be divided by the sum of all queues' shares, 1 to {@value #MAX_SHARE}: what
 *     {@link Routing.ContactRule#QUEUE_RATIO} keeps the queue's line to
 * @param cost what waiting costs, for {@link Routing.ContactWeights#perCostMs}
 */
public record Urgency(List<Point> aging, long promiseMs, int share, WaitingCost cost) {
    public static final int MAX_SHARE = 1_000;

    /** Longest wait and longest count of a point: 24 days. */
    public static final long MAX_MS = 24L * 24 * 3_600_000;

    /** A wait counts as long as it is, and nothing is promised. */
    public static final Urgency DEFAULT = new Urgency(List.of(), 0);

    public Urgency {
        aging = List.copyOf(aging);
        for (int i = 1; i < aging.size(); i++) {
            if (aging.get(i).waitedMs() <= aging.get(i - 1).waitedMs()
                    || aging.get(i).countsMs() < aging.get(i - 1).countsMs()) {
                throw new IllegalArgumentException("point " + (i + 1) + " of an aging must lie after point " + i
                        + " and count for no less: " + aging.get(i));
            }
        }
        if (promiseMs < 0) {
            throw new IllegalArgumentException("promiseMs is 0 or more, not " + promiseMs);
        }
        if (share < 1 || share > MAX_SHARE) {
            throw new IllegalArgumentException("share is 1 to " + MAX_SHARE + ", not " + share);
        }
    }

    /** Whose contacts' waiting costs nothing. */
    public Urgency(List<Point> aging, long promiseMs, int share) {
        this(aging, promiseMs, share, WaitingCost.NONE);
    }

    /** With a share of 1. */
    public Urgency(List<Point> aging, long promiseMs) {
        this(aging, promiseMs, 1);
    }

    /** A wait of {@code waitedMs} counts as {@code countsMs}, which is 0 or more as the former is above 0, both at most {@link #MAX_MS}. */
    public record Point(long waitedMs, long countsMs) {
        public Point {
            if (waitedMs <= 0 || waitedMs > MAX_MS || countsMs < 0 || countsMs > MAX_MS) {
                throw new IllegalArgumentException("a point of an aging is of 1 to " + MAX_MS
                        + " ms, counting for 0 to " + MAX_MS + " ms, not " + waitedMs + ", " + countsMs);
            }
        }
    }
}

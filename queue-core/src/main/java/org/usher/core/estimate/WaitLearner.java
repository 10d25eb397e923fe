package org.usher.core.estimate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.WaitModel;
import org.usher.core.api.WaitModel.QueueTerms;

/**
 * Learns how long callers wait from the centre's own events, outside the core: what was seen when each entered a line, and how long it
 * then waited. The same events give the same model. Memory is bounded: sums of products for the score, and the latest
 * {@value #KEPT} samples for the curves.
 *
 * <p>A sample is a caller ({@link Channel#VOICE}) who was served, after a wait of at least a second, and for whom no agent was free at
 * once. The root of the wait is regressed on the signs of the line ({@link NormalEquations}), the mean and the quantiles of the wait on
 * that score ({@link CurveFit}): waits are skewed, and their spread grows with their mean.
 */
public final class WaitLearner {
    /** Samples without which nothing is said. */
    public static final int FEWEST = 200;

    static final int KEPT = 20_000;
    static final int TERMS = 3;
    private static final int REMEMBERED = 200_000;
    private static final int MOST_ASKING = 50_000;
    private static final long LEAST_WAIT_MS = 1_000;

    /** Compared on all 14 days of a bank's records, second week included, where 0.03 to 0.3 made next to no difference (0.826 to 0.828). */
    private static final double RIDGE = 0.1;

    /** Of how many waits without anything particular a queue must make up before its own terms count half. */
    private static final double PRIOR_WAITS = 20;

    private static final NormalEquations.Sparse OWN = new NormalEquations.Sparse(WaitModel.SIGNS, TERMS, PRIOR_WAITS);

    private final LineSigns signs = new LineSigns();
    private final NormalEquations equations = new NormalEquations(WaitModel.SIGNS + TERMS * WaitModel.MAX_QUEUES);
    private final TreeMap<Long, Asked> asking = new TreeMap<>();

    /** The place of each queue's terms. */
    private final TreeMap<Integer, Integer> places = new TreeMap<>();

    private final float[][] keptSigns = new float[KEPT][];
    private final int[] keptPlaces = new int[KEPT];
    private final double[] keptWaitsS = new double[KEPT];
    private long samples;

    private static final class Asked {
        final long atMs;
        final int queueId;
        final double[] seen;

        Asked(long atMs, int queueId, double[] seen) {
            this.atMs = atMs;
            this.queueId = queueId;
            this.seen = seen;
        }
    }

    /** Something has happened; everything that does is told, in order. */
    public void observe(Event event) {
        switch (event) {
            case Event.ContactQueued e -> {
                asking.remove(e.contactId());
                if (e.channel() == Channel.VOICE) {
                    if (asking.size() == MOST_ASKING) {
                        asking.pollFirstEntry();
                    }
                    asking.put(e.contactId(), new Asked(e.atMs(), e.queueId(), signs.seenBy(e)));
                }
            }
            case Event.OfferMade e -> {
                @Nullable Asked asked = asking.get(e.contactId());
                if (asked != null && asked.atMs == e.atMs()) {
                    asking.remove(e.contactId());
                }
            }
            case Event.EntryEnded e -> {
                @Nullable Asked asked = asking.remove(e.contactId());
                if (asked != null && waited(e, asked.atMs)) {
                    learn(asked, (e.atMs() - asked.atMs) / 1_000.0);
                }
            }
            default -> {
                // no wait begins or ends by it
            }
        }
        signs.observe(event);
    }

    /** Whether this end of a wait that began at that time is one to learn from: answered, and not within a second. */
    public static boolean waited(Event.EntryEnded ended, long sinceMs) {
        return ended.outcome() == EntryOutcome.ANSWERED && ended.atMs() - sinceMs >= LEAST_WAIT_MS;
    }

    private void learn(Asked asked, double waitS) {
        int place = place(asked.queueId);
        int ownTerms = place < 0 ? 0 : TERMS;
        int[] columns = new int[WaitModel.SIGNS + ownTerms];
        double[] values = new double[columns.length];
        for (int sign = 0; sign < WaitModel.SIGNS; sign++) {
            columns[sign] = sign;
            values[sign] = asked.seen[sign];
        }
        for (int term = 0; term < ownTerms; term++) {
            columns[WaitModel.SIGNS + term] = column(place) + term;
            values[WaitModel.SIGNS + term] = ownSign(asked.seen, term);
        }
        if (equations.count() >= REMEMBERED) {
            equations.halve();
        }
        equations.add(columns, values, Math.sqrt(waitS));
        keep(asked.seen, place, waitS);
    }

    private void keep(double[] seen, int place, double waitS) {
        int at = (int) (samples % KEPT);
        samples++;
        float[] kept = new float[seen.length];
        for (int sign = 0; sign < kept.length; sign++) {
            kept[sign] = (float) seen[sign];
        }
        keptSigns[at] = kept;
        keptPlaces[at] = place;
        keptWaitsS[at] = waitS;
    }

    /** −1 if there are terms of so many queues already that there are none of this one. */
    private int place(int queueId) {
        @Nullable Integer known = places.get(queueId);
        if (known != null) {
            return known;
        }
        if (places.size() == WaitModel.MAX_QUEUES) {
            return -1;
        }
        places.put(queueId, places.size());
        return places.size() - 1;
    }

    private static int column(int place) {
        return WaitModel.SIGNS + TERMS * place;
    }

    private static double ownSign(double[] seen, int term) {
        return switch (term) {
            case 0 -> 1;
            case 1 -> LineSigns.rootWaiting(seen);
            default -> LineSigns.rootOwn(seen);
        };
    }

    /** How many waits it has learnt from. */
    public long samples() {
        return samples;
    }

    /**
     * What was learnt so far.
     *
     * @param version from 1
     * @return empty while there are fewer than {@value #FEWEST} samples
     */
    public Optional<WaitModel> model(int version) {
        if (samples < FEWEST) {
            return Optional.empty();
        }
        double[] coefficients = equations.solve(RIDGE, OWN);
        List<Double> shared = new ArrayList<>();
        for (int sign = 0; sign < WaitModel.SIGNS; sign++) {
            shared.add(coefficients[sign]);
        }
        List<QueueTerms> queues = new ArrayList<>();
        places.forEach((queueId, place) -> {
            int column = column(place);
            queues.add(
                    new QueueTerms(queueId, coefficients[column], coefficients[column + 1], coefficients[column + 2]));
        });
        int kept = (int) Math.min(samples, KEPT);
        double[] scores = new double[kept];
        double[] waitsS = new double[kept];
        for (int i = 0; i < kept; i++) {
            scores[i] = score(coefficients, keptSigns[i], keptPlaces[i]);
            waitsS[i] = keptWaitsS[i];
        }
        return Optional.of(new WaitModel(version, samples, shared, queues, CurveFit.fit(scores, waitsS)));
    }

    private static double score(double[] coefficients, float[] kept, int place) {
        double[] seen = new double[kept.length];
        double score = 0;
        for (int sign = 0; sign < kept.length; sign++) {
            seen[sign] = kept[sign];
            score += coefficients[sign] * seen[sign];
        }
        for (int term = 0; place >= 0 && term < TERMS; term++) {
            score += coefficients[column(place) + term] * ownSign(seen, term);
        }
        return score;
    }
}

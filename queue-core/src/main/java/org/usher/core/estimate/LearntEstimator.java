package org.usher.core.estimate;

import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitModel;
import org.usher.core.api.WaitModel.QueueTerms;
import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.MalformedDataException;

/** Estimates by a {@link WaitModel} and by what is seen of the lines. The engine has one as soon as it was given a model. */
public final class LearntEstimator implements WaitEstimator {
    private final LineSigns signs;
    private final double[] shared = new double[WaitModel.SIGNS];
    private final TreeMap<Integer, QueueTerms> queues = new TreeMap<>();
    private WaitModel model;

    /** One that has seen nothing yet. */
    public LearntEstimator(WaitModel model) {
        this(model, new LineSigns());
    }

    private LearntEstimator(WaitModel model, LineSigns signs) {
        this.signs = signs;
        this.model = model;
        load(model);
    }

    /** Goes on with another model; what was seen stays. */
    public void adopt(WaitModel other) {
        model = other;
        load(other);
    }

    private void load(WaitModel loaded) {
        List<Double> coefficients = loaded.shared();
        for (int sign = 0; sign < shared.length; sign++) {
            shared[sign] = coefficients.get(sign);
        }
        queues.clear();
        loaded.queues().forEach(terms -> queues.put(terms.queueId(), terms));
    }

    public WaitModel model() {
        return model;
    }

    /** This contact was found standing in a line when the estimator began to look. */
    public void found(long contactId, int queueId, long enqueuedAtMs, long creditMs, int priority) {
        signs.enter(contactId, queueId, enqueuedAtMs, LineSigns.standingMs(creditMs, priority));
    }

    @Override
    public void observe(Event event) {
        signs.observe(event);
    }

    @Override
    public WaitEstimate estimate(Event.ContactQueued asking) {
        return by(signs.seenBy(asking), asking.queueId());
    }

    /**
     * The estimate for one who came now and found before him those alone who stand before this contact. It changes nothing of what was
     * seen, which counts in the state hash.
     *
     * @param contactId of one who stands in a line
     * @param standingMs by how much it stands further in front than its wait alone would place it: {@link #standingMs}
     * @param isBefore of another contact's id, whether it stands before this one
     * @throws IllegalArgumentException if it was not seen to stand in any line
     */
    public WaitEstimate fromNow(long contactId, long standingMs, long nowMs, LongPredicate isBefore) {
        return by(signs.seenFrom(contactId, standingMs, nowMs, isBefore), signs.queueOf(contactId));
    }

    /** What a credit and a priority count for among the signs. */
    public static long standingMs(long creditMs, int priority) {
        return LineSigns.standingMs(creditMs, priority);
    }

    /** Whether the agent talks, or had a talk not long ago. */
    public boolean isAtWork(int agentId, long nowMs) {
        return signs.isAtWork(agentId, nowMs);
    }

    private WaitEstimate by(double[] seen, int queueId) {
        double score = 0;
        for (int sign = 0; sign < seen.length; sign++) {
            score += shared[sign] * seen[sign];
        }
        @Nullable QueueTerms own = queues.get(queueId);
        if (own != null) {
            score += own.constant()
                    + own.perRootWaiting() * LineSigns.rootWaiting(seen)
                    + own.perRootOwn() * LineSigns.rootOwn(seen);
        }
        return model.curves().at(score);
    }

    /** How many stand in this queue's line, as far as was seen. */
    public int waiting(int queueId) {
        return signs.waiting(queueId);
    }

    /** Of what was seen, kept up to date as it changes; the model counts through a hash of its own. */
    public long hash() {
        return signs.hash();
    }

    /**
     * Sums up anew.
     *
     * @throws IllegalStateException if a change was not told to the hash
     */
    public void checkHash() {
        signs.checkHash();
    }

    /** What was seen, for a snapshot; the model is written by whoever writes this. */
    public void write(Encoder out) {
        signs.write(out);
    }

    /**
     * Reads back what {@link #write} wrote.
     *
     * @throws MalformedDataException if it is anything else
     */
    public static LearntEstimator read(WaitModel model, Decoder in) throws MalformedDataException {
        return new LearntEstimator(model, LineSigns.read(in));
    }
}

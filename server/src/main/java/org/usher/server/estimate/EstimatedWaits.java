package org.usher.server.estimate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.core.estimate.WaitLearner;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.engine.SnapshotPart;
import org.usher.server.metrics.KeptCounters;

/**
 * The estimates of those who stand in line, and for the metrics how right the estimates were of those who were answered: sums since the
 * command log began, so that a restart loses nothing of them.
 *
 * <p>An estimate holds for who must wait. So it is scored for the same waits that it was learnt from: those of at least a second of
 * callers for whom no agent was free at once, see {@link WaitLearner#waited}. The error's mean is the sum of errors by how many were
 * scored, the RMSE the root of the sum of squares by the same; of good quantiles, a tenth of the waits is below p10, half below p50, nine
 * tenths below p90.
 */
public final class EstimatedWaits implements EventSink, SnapshotPart {
    private final ConcurrentMap<Long, Standing> inLine = new ConcurrentHashMap<>();
    private final Counter scored;
    private final Counter belowP10;
    private final Counter belowP50;
    private final Counter belowP90;
    private final Counter waitedSeconds;
    private final Counter errorSeconds;
    private final Counter squareSeconds;
    private final KeptCounters kept;
    private volatile int modelVersion;

    /** One who stands in line, what was said of him when he entered it, and whether an agent was free at once. */
    private record Standing(Event.WaitEstimated said, boolean offeredAtOnce) {}

    public EstimatedWaits(MeterRegistry registry) {
        scored = counter(registry, "scored", "Answered callers whose wait is compared with its estimate");
        belowP10 = counter(registry, "below.p10", "Of those, waits below the estimated 10 % quantile");
        belowP50 = counter(registry, "below.p50", "Of those, waits below the estimated 50 % quantile");
        belowP90 = counter(registry, "below.p90", "Of those, waits below the estimated 90 % quantile");
        waitedSeconds = counter(registry, "waited.seconds", "Their waits, summed up");
        errorSeconds = counter(registry, "absolute.error.seconds", "By how far the estimated mean was off, summed up");
        squareSeconds = counter(registry, "squared.error.square.seconds", "The squares of that, summed up");
        kept = new KeptCounters(
                List.of(scored, belowP10, belowP50, belowP90, waitedSeconds, errorSeconds, squareSeconds));
        Gauge.builder("usher.wait.model.version", this, waits -> waits.modelVersion)
                .description("Version of the model by which waits are estimated, 0 while there is none")
                .strongReference(true)
                .register(registry);
    }

    @Override
    public String partName() {
        return "estimates";
    }

    @Override
    public byte[] remembered() {
        byte[] counts = kept.values();
        return ByteBuffer.allocate(4 + counts.length)
                .putInt(modelVersion)
                .put(counts)
                .array();
    }

    @Override
    public void remember(byte[] remembered) throws IOException {
        modelVersion = ByteBuffer.wrap(remembered).getInt();
        kept.restore(Arrays.copyOfRange(remembered, 4, remembered.length));
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.WaitModelAdopted e -> modelVersion = e.model().version();
            case Event.WaitEstimated e -> inLine.put(e.contactId(), new Standing(e, false));
            case Event.OfferMade e ->
                inLine.computeIfPresent(
                        e.contactId(),
                        (_, standing) ->
                                standing.said.atMs() == e.atMs() ? new Standing(standing.said, true) : standing);
            case Event.EntryEnded e -> {
                Standing standing = inLine.remove(e.contactId());
                if (standing != null && !standing.offeredAtOnce && WaitLearner.waited(e, standing.said.atMs())) {
                    score(standing.said.estimate(), e.atMs() - standing.said.atMs());
                }
            }
            default -> {} // nobody's wait begins or ends by it
        }
    }

    private void score(WaitEstimate estimate, long waitedMs) {
        double errorS = Math.abs(waitedMs - estimate.meanMs()) / 1_000.0;
        scored.increment();
        waitedSeconds.increment(waitedMs / 1_000.0);
        errorSeconds.increment(errorS);
        squareSeconds.increment(errorS * errorS);
        countIf(waitedMs < estimate.p10Ms(), belowP10);
        countIf(waitedMs < estimate.p50Ms(), belowP50);
        countIf(waitedMs < estimate.p90Ms(), belowP90);
    }

    private static void countIf(boolean below, Counter counter) {
        if (below) {
            counter.increment();
        }
    }

    /** What was said of the wait of this contact when it entered the line it stands in; empty if nothing was. Safe from any thread. */
    public Optional<Event.WaitEstimated> atEntry(long contactId) {
        return Optional.ofNullable(inLine.get(contactId)).map(Standing::said);
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder("usher.wait.estimates." + name)
                .description(description)
                .register(registry);
    }
}

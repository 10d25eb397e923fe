package org.usher.lab;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;

/**
 * Estimates of one number each, as they are used in practice: R. Ibrahim and W. Whitt, "Real-time delay estimation based on delay
 * history", Manufacturing &amp; Service Operations Management 11 (2009), compares them. All say the wait in seconds.
 *
 * <p>last-to-enter-service: as long as the last one served waited. head-of-line: as long as the first in line has waited so far.
 * last-ten: the mean of the last ten served. queue-over-rate: how many wait, by how many were served a second in the last quarter of an hour.
 * queue-over-rate-by-priority: the same, of those only who will go first if nobody else comes.
 */
final class SimpleEstimators {
    private static final long RATE_MS = 900_000;
    private static final int LAST = 10;

    private final TreeMap<Long, Event.ContactQueued> waiting = new TreeMap<>();
    private final ArrayDeque<Double> lastWaitsS = new ArrayDeque<>();
    private final ArrayDeque<Long> servedAtMs = new ArrayDeque<>();
    private double lastToEnterServiceS;

    static final String LAST_TEN = "last-ten";

    void observe(Event event) {
        switch (event) {
            case Event.ContactQueued e -> waiting.put(e.contactId(), e);
            case Event.EntryEnded e -> {
                waiting.remove(e.contactId());
                if (e.outcome() == EntryOutcome.ANSWERED) {
                    servedAtMs.addLast(e.atMs());
                    if (e.waitedMs() > 0) {
                        waited(e.waitedMs() / 1_000.0);
                    }
                }
            }
            default -> {
                // no wait begins or ends by it
            }
        }
    }

    private void waited(double seconds) {
        lastToEnterServiceS = seconds;
        lastWaitsS.addLast(seconds);
        if (lastWaitsS.size() > LAST) {
            lastWaitsS.removeFirst();
        }
    }

    /** What each says to who comes now. */
    Map<String, Double> estimates(Event.ContactQueued asking) {
        while (!servedAtMs.isEmpty() && servedAtMs.getFirst() < asking.atMs() - RATE_MS) {
            servedAtMs.removeFirst();
        }
        double secondsEach = RATE_MS / 1_000.0 / Math.max(1, servedAtMs.size());
        long standing = standingMs(asking);
        long ahead = waiting.values().stream()
                .filter(other -> standingMs(other) <= standing)
                .count();
        Map<String, Double> estimates = new LinkedHashMap<>();
        estimates.put(
                LAST_TEN,
                lastWaitsS.stream().mapToDouble(wait -> wait).average().orElse(0));
        estimates.put("last-to-enter-service", lastToEnterServiceS);
        estimates.put(
                "head-of-line",
                waiting.values().stream()
                        .mapToDouble(other -> (asking.atMs() - other.enqueuedAtMs()) / 1_000.0)
                        .max()
                        .orElse(0));
        estimates.put("queue-over-rate", waiting.size() * secondsEach);
        estimates.put("queue-over-rate-by-priority", ahead * secondsEach);
        return estimates;
    }

    private static long standingMs(Event.ContactQueued one) {
        return one.enqueuedAtMs() - one.creditMs();
    }
}

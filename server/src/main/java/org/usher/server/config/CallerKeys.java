package org.usher.server.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.Redials;

/** The keys of a queue that say what it does for its callers beyond the line. */
final class CallerKeys {
    private final Map<String, CallerCare> byQueue = new LinkedHashMap<>();

    Map<String, CallerCare> byQueue() {
        return byQueue;
    }

    void read(Section queue, String name) {
        byQueue.put(
                name,
                new CallerCare(queue.durationMs(
                        "redial_within", CallerCare.DEFAULT.redialWithinMs(), 0, Redials.MAX_WITHIN_MS)));
    }
}

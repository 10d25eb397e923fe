package org.usher.server.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.usher.server.caller.Announcements;
import org.usher.server.caller.CallerCare;
import org.usher.server.caller.Redials;

/** The keys of a queue that say what it does for its callers beyond the line. */
final class CallerKeys {
    private static final long MIN_COMFORT_MS = 15_000;
    private static final long MAX_EVERY_MS = 3_600_000;

    private final Map<String, CallerCare> byQueue = new LinkedHashMap<>();

    Map<String, CallerCare> byQueue() {
        return byQueue;
    }

    void read(Section queue, String name) {
        byQueue.put(
                name,
                new CallerCare(
                        queue.durationMs(
                                "redial_within", CallerCare.DEFAULT.redialWithinMs(), 0, Redials.MAX_WITHIN_MS),
                        announcements(queue)));
    }

    private static Announcements announcements(Section queue) {
        Announcements none = Announcements.NONE;
        List<String> comfort = queue.texts("comfort", CentreFile.SOUND).stream()
                .map(Section.Item::text)
                .toList();
        return new Announcements(
                queue.text("greeting", none.greeting(), CentreFile.SOUND),
                queue.flag("tell_wait", none.tellsWait()),
                queue.durationMs("tell_wait_every", none.waitEveryMs(), 0, MAX_EVERY_MS),
                comfort,
                queue.durationMs("comfort_every", none.comfortEveryMs(), MIN_COMFORT_MS, MAX_EVERY_MS));
    }
}

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
    private static final long MIN_WAIT_MS = 30_000;
    static final long MAX_EVERY_MS = 3_600_000;
    /** Below Asterisk's directory of sounds: nobody is to be played other people's voicemail. */
    private static final TextRule SOUND = TextRule.matching(
            "[A-Za-z0-9_][A-Za-z0-9_/-]{0,79}",
            "is not the name of a sound below Asterisk's directory of sounds",
            "give a file as Playback takes it, without its ending, of letters, digits, _, - and /, for example usher/greeting");

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
                        announcements(queue),
                        OverflowKeys.read(queue),
                        SurveyKeys.read(queue)));
    }

    private static Announcements announcements(Section queue) {
        Announcements none = Announcements.NONE;
        List<String> comfort =
                queue.texts("comfort", SOUND).stream().map(Section.Item::text).toList();
        return new Announcements(
                queue.text("greeting", none.greeting(), SOUND),
                queue.flag("tell_wait", none.tellsWait()),
                waitEveryMs(queue, none),
                comfort,
                queue.durationMs("comfort_every", none.comfortEveryMs(), MIN_COMFORT_MS, MAX_EVERY_MS),
                queue.durationMs("offer_callback_after", none.offerCallbackAfterMs(), 0, MAX_EVERY_MS),
                queue.durationMs("offer_chat_after", none.offerChatAfterMs(), 0, MAX_EVERY_MS));
    }

    /** More often, and comfort would never have its turn. */
    private static long waitEveryMs(Section queue, Announcements none) {
        long everyMs = queue.durationMs("tell_wait_every", none.waitEveryMs(), 0, MAX_EVERY_MS);
        if (everyMs > 0 && everyMs < MIN_WAIT_MS) {
            queue.problem("tell_wait_every", "is too often", "give a time from 30s to 1h, or \"0s\" for once only");
            return none.waitEveryMs();
        }
        return everyMs;
    }
}

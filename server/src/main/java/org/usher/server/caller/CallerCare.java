package org.usher.server.caller;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a queue does for its callers beyond the line itself.
 *
 * @param redialWithinMs so long after he hung up a caller who rings again gets his old place; 0 for never
 * @param announcements heard while they wait
 * @param overflow where they go outside
 * @param survey whether they are asked after their talk how satisfied they were
 */
public record CallerCare(long redialWithinMs, Announcements announcements, OverflowNumber overflow, SurveyRule survey) {
    public static final CallerCare DEFAULT = new CallerCare(900_000, Announcements.NONE);

    /** For callers who are not asked. */
    public CallerCare(long redialWithinMs, Announcements announcements, OverflowNumber overflow) {
        this(redialWithinMs, announcements, overflow, SurveyRule.OFF);
    }

    /** For callers who go nowhere outside. */
    public CallerCare(long redialWithinMs, Announcements announcements) {
        this(redialWithinMs, announcements, OverflowNumber.NONE);
    }

    /** The same, but that nobody is offered a chat in the queues that do not take any. */
    public static Map<String, CallerCare> withChatsOnlyIn(Set<String> queues, Map<String, CallerCare> byQueue) {
        Map<String, CallerCare> with = new HashMap<>(byQueue);
        with.replaceAll((queue, care) -> queues.contains(queue)
                ? care
                : new CallerCare(care.redialWithinMs, care.announcements.withoutChat(), care.overflow, care.survey));
        return with;
    }

    /** The same, but that nobody is offered to be called back. */
    public static Map<String, CallerCare> withoutCallbacks(Map<String, CallerCare> byQueue) {
        Map<String, CallerCare> without = new HashMap<>();
        byQueue.forEach((queue, care) -> without.put(
                queue,
                new CallerCare(care.redialWithinMs, care.announcements.withoutCallback(), care.overflow, care.survey)));
        return without;
    }
}

package org.usher.server.caller;

/**
 * What a queue does for its callers beyond the line itself.
 *
 * @param redialWithinMs so long after he hung up a caller who rings again gets his old place; 0 for never
 * @param announcements heard while they wait
 */
public record CallerCare(long redialWithinMs, Announcements announcements) {
    public static final CallerCare DEFAULT = new CallerCare(900_000, Announcements.NONE);
}

package org.usher.server.caller;

/**
 * What a queue does for its callers beyond the line itself.
 *
 * @param redialWithinMs so long after he hung up a caller who rings again gets his old place; 0 for never
 */
public record CallerCare(long redialWithinMs) {
    public static final CallerCare DEFAULT = new CallerCare(900_000);
}

package org.usher.server.caller;

/**
 * Whether a queue's customers are asked after their talk how satisfied they were.
 *
 * @param asks whether they are
 * @param alertAt a supervisor is alerted at this score or a lower one; 0 for at none
 */
public record SurveyRule(boolean asks, int alertAt) {
    /** Nobody is asked. */
    public static final SurveyRule OFF = new SurveyRule(false, 2);
}

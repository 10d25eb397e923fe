package org.usher.server.callback;

import org.usher.server.call.Numbers;

/**
 * Whom we call back.
 *
 * @param numbers that may be called, in the form in which they are dialled; no others
 * @param never that must not be called, whatever {@code numbers} says
 * @param perNumberDaily how often callbacks to one number are taken in 24 hours
 */
public record CallbackTerms(Numbers numbers, Numbers never, int perNumberDaily) {
    /** Nobody is called. */
    public static final CallbackTerms NONE = new CallbackTerms(Numbers.NONE, Numbers.NONE, 5);
}

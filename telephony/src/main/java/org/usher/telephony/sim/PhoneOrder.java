package org.usher.telephony.sim;

/** What one can tell the person at a phone to do now. */
public enum PhoneOrder {
    /** Pick up the ringing phone. */
    ANSWER,
    /** Decline the ringing call (603). */
    DECLINE,
    HANG_UP,
    HOLD,
    RESUME
}

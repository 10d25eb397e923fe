package org.usher.core.api;

/** What became of the promise to call a customer in a {@link CallbackWindow}. */
public enum BookingOutcome {
    /** He and an agent talked within the window. */
    KEPT,
    /** They talked, but after it. */
    LATE,
    /** He was called as often as the queue does that, and was not reached. */
    NOT_REACHED,
    /** It was over before, or his queue sent him away, without a talk. */
    MISSED,
    /** He, or the centre, did not want it any more, or wants another window. */
    CANCELLED
}

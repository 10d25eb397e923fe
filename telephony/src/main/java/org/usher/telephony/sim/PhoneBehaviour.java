package org.usher.telephony.sim;

/** What a phone does when it is rung. Times are milliseconds; {@link #NEVER} means that it does not happen. */
public sealed interface PhoneBehaviour {
    long NEVER = Long.MAX_VALUE;

    /**
     * Rings and is picked up.
     *
     * @param afterMs ringing time
     * @param talkMs when the agent hangs up, from the answer on
     * @param holdAfterMs when the agent puts the caller on hold, from the answer on
     * @param holdMs how long the hold lasts
     */
    record Answers(long afterMs, long talkMs, long holdAfterMs, long holdMs) implements PhoneBehaviour {
        public Answers(long afterMs, long talkMs) {
            this(afterMs, talkMs, NEVER, NEVER);
        }
    }

    /** Rings and nobody comes, unless told to by a {@link PhoneOrder}. */
    record RingsOut() implements PhoneBehaviour {}

    /** Rings until it is told to pick up, by its PBX or by a {@link PhoneOrder}. */
    record RingsUntilTold() implements PhoneBehaviour {}

    /** Answers 486 at once. */
    record Busy() implements PhoneBehaviour {}

    /** Answers 480 at once, as a phone does that is not to be disturbed. */
    record Unavailable() implements PhoneBehaviour {}

    /** Answers 603, at once if {@code afterMs} is 0, else after ringing so long. */
    record Declines(long afterMs) implements PhoneBehaviour {}

    /** Answers 302 at once; Usher's dialplan does not follow it. */
    record Forwards() implements PhoneBehaviour {}

    /** Registered, but nothing answers at its address: it does not even ring. */
    record Silent() implements PhoneBehaviour {}

    /** Is picked up, and loses power later: no BYE, no more media. */
    record AnswersAndDies(long afterMs, long talkMs) implements PhoneBehaviour {}
}

package org.usher.telephony.ami;

/**
 * What became of an order about a call.
 *
 * @param detail why not, in words for a person; empty if it is done
 */
public record CallAnswer(Result result, String detail) {
    /** How it ended. */
    public enum Result {
        /** Asterisk has shown that it is so. */
        DONE,
        /** It does not fit how the call stands; nothing was changed. */
        REFUSED,
        /** No such call, or not in this agent's hand. */
        UNKNOWN,
        /** Asterisk has not shown in time that it obeyed: look at how the call stands. */
        NOT_CONFIRMED
    }

    static final CallAnswer DONE = new CallAnswer(Result.DONE, "");

    static CallAnswer refused(String why) {
        return new CallAnswer(Result.REFUSED, why);
    }

    static CallAnswer unknown(String why) {
        return new CallAnswer(Result.UNKNOWN, why);
    }

    static CallAnswer notConfirmed(String why) {
        return new CallAnswer(Result.NOT_CONFIRMED, why);
    }
}

package org.usher.telephony.ami;

/** Waits for the response to one action. */
@FunctionalInterface
interface ReplyHandler {
    /** Called exactly once. */
    void end(Reply reply);

    /** One row of a list, before its end. */
    default void row(AmiMessage row) {}
}

package org.usher.server.acceptance.books;

/** What is to become of a call, as far as the people who make it can tell. */
enum Ending {
    AGENT_HANGS_UP(70),
    CALLER_HANGS_UP(90),
    /** The agent puts the caller on hold for a while. */
    HOLD(18),
    /** The first agent declines (603). */
    REJECTED_FIRST(14),
    /** The first agent's phone is busy (486). */
    BUSY_FIRST(10),
    /** The first agent lets it ring. */
    NO_ANSWER_FIRST(10),
    /** The first agent's phone forwards (302). */
    FORWARDED_FIRST(8),
    ABANDONED_RINGING(16),
    ABANDONED_WAITING(14),
    ABANDONED_SOON(10),
    /** Waits in a queue with a limit, and is sent on to another. */
    OVERFLOWS(12),
    /** Into a queue that holds few. */
    CROWDS(12),
    UNKNOWN_QUEUE(8),
    /** No BYE, no audio: the caller's phone is gone. */
    VANISHES_WAITING(3),
    VANISHES_TALKING(3),
    /** Waits yet when the books are read. */
    STAYS(2);

    private final int inThreeHundred;

    Ending(int inThreeHundred) {
        this.inThreeHundred = inThreeHundred;
    }

    /** How many of 300 calls. */
    int inThreeHundred() {
        return inThreeHundred;
    }
}

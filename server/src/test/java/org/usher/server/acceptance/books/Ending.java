package org.usher.server.acceptance.books;

/** What is to become of a call, as far as the people who make it can tell. */
enum Ending {
    AGENT_HANGS_UP(46),
    CALLER_HANGS_UP(21),
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
    /** The agent gives the caller away unseen: to a colleague, into a queue, to somebody outside. */
    BLIND_TO_AGENT(12, Handover.UNSEEN),
    BLIND_TO_QUEUE(10, Handover.UNSEEN),
    BLIND_OUTSIDE(6, Handover.UNSEEN),
    /** The agent consults first: the same three, or comes back to the caller. */
    ATTENDED_TO_AGENT(8, Handover.CONSULTED),
    ATTENDED_TO_QUEUE(6, Handover.CONSULTED),
    ATTENDED_OUTSIDE(5, Handover.CONSULTED),
    CONSULTS_ONLY(6, Handover.CONSULTED),
    /** Whom the agent wants to consult does not pick up: back to the caller. */
    CONSULTS_NOBODY(6, Handover.CONSULTED),
    /** By the keys of features-usher.conf: unseen; after a consultation; all three together, then without the agent; back to the caller. */
    BLIND_BY_KEY(6, Handover.BY_KEY),
    ATTENDED_BY_KEY(6, Handover.BY_KEY),
    CONFERENCE(5, Handover.BY_KEY),
    BACK_BY_KEY(5, Handover.BY_KEY),
    /** Several agents' phones ring at once. */
    RINGS_A_GROUP(6),
    ABANDONED_RINGING(16),
    ABANDONED_WAITING(14),
    ABANDONED_SOON(10),
    /** Waits in a queue with a limit, and is sent on to another. */
    OVERFLOWS(12),
    /** Into a queue that holds few. */
    CROWDS(12),
    UNKNOWN_QUEUE(6),
    /** A queue that a person has closed, and one that nobody serves and that admits nobody then. */
    CLOSED_QUEUE(4),
    EMPTY_QUEUE(4),
    /** No BYE, no audio: the caller's phone is gone. */
    VANISHES_WAITING(3),
    VANISHES_TALKING(3),
    /** Waits yet when the books are read. */
    STAYS(2);

    /** How the agent sets about giving the caller to somebody else. */
    enum Handover {
        NONE,
        /** The phone does it (REFER), at once or after a call on its second line. */
        UNSEEN,
        CONSULTED,
        BY_KEY
    }

    private final int inThreeHundred;
    private final Handover handover;

    Ending(int inThreeHundred) {
        this(inThreeHundred, Handover.NONE);
    }

    Ending(int inThreeHundred, Handover handover) {
        this.inThreeHundred = inThreeHundred;
        this.handover = handover;
    }

    Handover handover() {
        return handover;
    }

    /** How many of 300 calls. */
    int inThreeHundred() {
        return inThreeHundred;
    }
}

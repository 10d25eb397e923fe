package org.usher.server.acceptance.books;

/** What is to become of a call, as far as the people who make it can tell. */
enum Ending {
    AGENT_HANGS_UP(60),
    CALLER_HANGS_UP(31),
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
    BLIND_TO_AGENT(12),
    BLIND_TO_QUEUE(10),
    BLIND_OUTSIDE(6),
    /** The agent consults first: the same three, or comes back to the caller. */
    ATTENDED_TO_AGENT(8),
    ATTENDED_TO_QUEUE(6),
    ATTENDED_OUTSIDE(4),
    CONSULTS_ONLY(5),
    /** Whom the agent wants to consult does not pick up: back to the caller. */
    CONSULTS_NOBODY(6),
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

    private final int inThreeHundred;

    Ending(int inThreeHundred) {
        this.inThreeHundred = inThreeHundred;
    }

    boolean givesAway() {
        return switch (this) {
            case BLIND_TO_AGENT,
                    BLIND_TO_QUEUE,
                    BLIND_OUTSIDE,
                    ATTENDED_TO_AGENT,
                    ATTENDED_TO_QUEUE,
                    ATTENDED_OUTSIDE,
                    CONSULTS_ONLY,
                    CONSULTS_NOBODY -> true;
            default -> false;
        };
    }

    boolean consults() {
        return switch (this) {
            case ATTENDED_TO_AGENT, ATTENDED_TO_QUEUE, ATTENDED_OUTSIDE, CONSULTS_ONLY, CONSULTS_NOBODY -> true;
            default -> false;
        };
    }

    /** How many of 300 calls. */
    int inThreeHundred() {
        return inThreeHundred;
    }
}

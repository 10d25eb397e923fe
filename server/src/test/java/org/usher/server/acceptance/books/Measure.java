package org.usher.server.acceptance.books;

/** How exactly things can be known from outside, on a machine with other work to do. */
final class Measure {
    /** Between what a phone sees and what the history notes of it. */
    static final long CLOCKS_MS = 1_500;
    /** A talk shorter than this may be one that the other side had given up already. */
    static final long SURE_TALK_MS = 500;
    /** A talk of at least this must be heard, */
    static final long AUDIBLE_MS = 900;
    /** for at least so long. */
    static final long HEARD_MS = 150;
    /** What two ears may seem to hear at once. */
    static final long EAR_MS = 300;
    /** A phone may ring for the next while word of the last one's end is on its way to it. */
    static final long WIRE_MS = 500;

    /** How long the queues' offers ring, as {@link Centre} says. */
    static final long RING_TIMEOUT_MS = 3_000;

    /** When all is so late, offers are over before they are heard of. */
    static final long STALL_MS = 1_000;

    /** From an offer to the phone's first word of it. */
    static final long RING_MS = 500;

    private Measure() {}
}

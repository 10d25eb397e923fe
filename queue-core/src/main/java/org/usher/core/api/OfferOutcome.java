package org.usher.core.api;

/** How an offer ended. */
public enum OfferOutcome {
    ACCEPTED,
    /** The agent declined, or the phone did. */
    REJECTED,
    /** The agent let it ring: ring no answer (RNA). */
    TIMED_OUT,
    /** The phone was busy. */
    BUSY,
    /** No phone of the agent could be reached. */
    UNREACHABLE,
    /** The customer hung up meanwhile. */
    CALLER_LEFT,
    /** We took it back. */
    WITHDRAWN,
    /** The PBX could not carry it out; neither side is to blame. */
    FAILED,
    /** Another agent of the same group offer was faster. */
    TAKEN_BY_OTHER
}

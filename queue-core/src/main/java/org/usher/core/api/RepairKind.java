package org.usher.core.api;

/** Which witness disagreed. */
public enum RepairKind {
    /** An offer outlived its deadline without word from the PBX. */
    OFFER_WITHOUT_END,
    /** An answered offer was never connected. */
    ACCEPTED_WITHOUT_CONNECT,
    /** A talk ended but the agent's leg was never seen to end. */
    LEG_WITHOUT_END,
    /** An offer that had been given up was answered after all. */
    LATE_ANSWER,
    /** A contact left the waiting room and never came back to it. */
    CONTACT_WITHOUT_WITNESS
}

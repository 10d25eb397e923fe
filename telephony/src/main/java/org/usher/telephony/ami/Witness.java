package org.usher.telephony.ami;

/** What a message proves about a call; the actions wait for it. */
enum Witness {
    /** It stands in the blocking step of the waiting room. */
    PARKED,
    /** Phones are being called for its offer. */
    DIALLING,
    /** The dialling is over without an answer. */
    DIAL_ENDED,
    /** The dialplan did not know the offer it was sent with, and rang nobody. */
    STALE,
    ANSWERED,
    /** Back with the operator's dialplan. */
    LEFT,
    /** Its channel is gone. */
    GONE
}

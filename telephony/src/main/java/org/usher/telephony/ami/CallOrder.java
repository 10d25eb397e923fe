package org.usher.telephony.ami;

/** What an agent may order of the call in his hand without touching his phone. */
public enum CallOrder {
    /** His ringing phone is told to pick up. */
    ACCEPT,
    /** His ringing phones stop, and he has declined. */
    DECLINE,
    /** His part of the talk is over. */
    HANG_UP,
    /** The customer goes to somebody else, unseen. */
    TRANSFER,
    /** He calls somebody while the customer hears music. */
    CONSULT,
    /** Whom he consults, or has called, has the customer now. */
    COMPLETE,
    /** Back to the customer; whom he consults is hung up on. */
    CANCEL,
    /** From whom he consults to the customer, and back; the other one waits. */
    SWAP,
    /** Whom he consults, the customer and he himself talk. */
    CONFERENCE,
    /** The customer hears music, the agent nothing. */
    HOLD,
    RESUME,
    /** Nobody hears the agent. */
    MUTE,
    UNMUTE
}

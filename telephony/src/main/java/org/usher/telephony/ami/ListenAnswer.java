package org.usher.telephony.ami;

/** What became of an order to listen, to listen otherwise, or to stop. */
public enum ListenAnswer {
    /** The supervisor's phone is being rung. */
    RINGING,
    /** He listens already, and does so in this mode from now on. */
    CHANGED,
    /** Whoever was meant listens no longer. */
    ENDED,
    /** Nobody was meant. */
    NOBODY,
    /** No such contact on this PBX. */
    UNKNOWN,
    /** The agent talks with nobody just now. */
    NOT_TALKING,
    /** The supervisor's phone is in use, or not there. */
    PHONE_NOT_FREE,
    /** As many listen already as may. */
    FULL,
    /** Asterisk does not let Usher call phones. */
    NOT_ALLOWED,
    /** Asterisk has not said that it obeyed: nothing may be assumed. */
    NOT_CONFIRMED
}

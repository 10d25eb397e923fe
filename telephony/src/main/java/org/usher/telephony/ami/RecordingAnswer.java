package org.usher.telephony.ami;

/** What became of an order to record a talk, or to stop. */
public enum RecordingAnswer {
    /** Both sides are being recorded. */
    RECORDING,
    /** Nothing is: as was asked, or because the queue or the customer does not allow it. */
    NOT_RECORDING,
    /** No such contact on this PBX. */
    UNKNOWN,
    /** The customer hears nobody just now. */
    NOT_TALKING,
    /** Another order is being carried out. */
    BUSY,
    /** Asterisk has not said that it obeyed: nothing may be assumed. */
    NOT_CONFIRMED
}

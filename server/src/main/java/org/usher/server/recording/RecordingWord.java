package org.usher.server.recording;

/** What a PBX says to an order to record a talk, or to stop. */
public enum RecordingWord {
    /** Both sides are being recorded. */
    RECORDING,
    /** Nothing is: as was asked, or because the queue or the customer does not allow it. */
    NOT_RECORDING,
    /** No such contact here. */
    UNKNOWN,
    /** The customer hears nobody just now. */
    NOT_TALKING,
    /** Another order is being carried out. */
    BUSY,
    /** It has not said that it obeyed: nothing may be assumed. */
    NOT_CONFIRMED
}

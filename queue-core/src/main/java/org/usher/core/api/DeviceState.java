package org.usher.core.api;

/** What a phone says of itself; Asterisk's device states, folded to what routing needs. */
public enum DeviceState {
    UNKNOWN,
    NOT_IN_USE,
    RINGING,
    IN_USE,
    ON_HOLD,
    BUSY,
    UNAVAILABLE
}

package org.usher.core.api;

/** What an agent asked for that waits for the end of the call. */
public enum PendingChange {
    NONE,
    PAUSE,
    LOG_OUT
}

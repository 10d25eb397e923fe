package org.usher.core.api;

/** What a caller meets at the door of a queue: of several that hold, EMERGENCY before CLOSED before EMPTY before FULL. */
public enum QueueStatus {
    OPEN,
    FULL,
    CLOSED,
    EMPTY,
    /** A supervisor has called an emergency: nobody is let in, who waits is served. */
    EMERGENCY
}

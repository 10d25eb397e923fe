package org.usher.core.api;

/** What a caller meets at the door of a queue: of several that hold, CLOSED before EMPTY before FULL. */
public enum QueueStatus {
    OPEN,
    FULL,
    CLOSED,
    EMPTY
}

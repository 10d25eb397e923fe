package org.usher.core.api;

/** What a caller meets at the door of a queue. */
public enum QueueStatus {
    OPEN,
    FULL,
    CLOSED,
    EMPTY
}

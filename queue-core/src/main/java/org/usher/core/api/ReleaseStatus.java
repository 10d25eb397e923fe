package org.usher.core.api;

/** Why control goes back to the operator's dialplan, as {@code USHER_STATUS} says it. */
public enum ReleaseStatus {
    /** Served; the agent hung up first. */
    ANSWERED,
    /** The queue's limit on the wait was reached. */
    TIMEOUT,
    FULL,
    CLOSED,
    /** Nobody is logged in who could serve the queue. */
    EMPTY,
    UNKNOWN_QUEUE,
    /** What the dialplan asked for is not understood. */
    INVALID,
    /** Taken out of the line by a person or a rule. */
    WITHDRAWN,
    /** The customer will be called back and keeps his place. */
    CALLBACK,
    /** The queue is in an emergency and lets nobody in. */
    EMERGENCY,
    /** Longer was expected to be waited than the queue asks of anybody, and nowhere less. */
    LONG_WAIT,
    /** The customer goes on in a chat and keeps his place. */
    CHAT
}

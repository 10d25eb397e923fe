package org.usher.core.api;

/** The routing state of an agent. What the person chose and what the phone says are two other things that lead to it. */
public enum AgentState {
    LOGGED_OUT,
    READY,
    /** Reserved for one offer. */
    OFFERED,
    /** Picked up, talking, or holding. */
    ON_CONTACT,
    /** Still on a contact, which is parked while the agent speaks with somebody else. */
    CONSULTING,
    /** After-call work. */
    WRAP_UP,
    PAUSED,
    /** Backing off after an offer that was rejected, not answered or met a busy phone. */
    NOT_RESPONDING,
    /** No device of the agent can be reached. */
    UNREACHABLE,
    /** In a call that is not Usher's. */
    BUSY_ELSEWHERE
}

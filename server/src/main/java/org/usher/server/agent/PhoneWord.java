package org.usher.server.agent;

/** What somebody at a phone is told; each is an extension of the dialplan's context usher-told, which speaks it. */
public enum PhoneWord {
    LOGGED_IN,
    LOGGED_OUT,
    /** When the call in hand and its after-call work are over. */
    LOGGED_OUT_LATER,
    PAUSED,
    /** When the call in hand and its after-call work are over. */
    PAUSED_LATER,
    READY,
    WRAP_UP_ENDED,
    /** No agent has that number, or another PIN. */
    WRONG,
    /** Too many wrong PINs with this agent number or at this phone. */
    LOCKED,
    /** Not a device of Usher's. */
    UNKNOWN_PHONE,
    /** Another agent is logged in at this phone. */
    PHONE_IN_USE,
    /** The agent is logged in at another phone and busy there. */
    ELSEWHERE,
    /** Nobody is logged in at this phone. */
    NOT_LOGGED_IN,
    UNKNOWN_REASON,
    NOT_IN_WRAP_UP,
    /** It could not be done, for no fault of the agent's. */
    AWAY
}

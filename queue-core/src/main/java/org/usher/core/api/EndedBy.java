package org.usher.core.api;

/** Who ended a contact. */
public enum EndedBy {
    CALLER,
    AGENT,
    /** The PBX, or a repair. */
    SYSTEM,
    /** The agent gave the call away: it goes on with somebody else. */
    TRANSFER
}

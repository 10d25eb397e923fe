package org.usher.core.api;

/** Who ended a contact. */
public enum EndedBy {
    CALLER,
    AGENT,
    /** The PBX, or a repair. */
    SYSTEM
}

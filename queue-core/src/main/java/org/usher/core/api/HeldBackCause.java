package org.usher.core.api;

/** By which of the limits of the {@link BurnoutGuard} an agent is held back: by the one that holds him longer. */
public enum HeldBackCause {
    /** So many contacts without a rest. */
    CONTACTS_IN_ROW,
    /** So much of the time lately. */
    CEILING
}

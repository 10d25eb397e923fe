package org.usher.core.api;

/** Whether the talks of a queue are recorded. */
public enum Recording {
    NEVER,
    /** When the agent or a supervisor asks for it during the talk. */
    ON_DEMAND,
    ALWAYS
}

package org.usher.server.supervisor;

/** By whom a supervisor who listens to a talk is heard. */
public enum ListenMode {
    /** By nobody. */
    SPY,
    /** By the agent alone. */
    WHISPER,
    /** By agent and customer. */
    BARGE
}

package org.usher.core.api;

/** How an action ended. */
public enum ActionOutcome {
    DONE,
    FAILED,
    TIMED_OUT
}

package org.usher.core.api;

/** When a queue answers its callers, which is when their bill begins. */
public enum AnswerMode {
    /** On entry. */
    ON_ENTRY,
    /** Only with the agent; until then the caller hears early media. */
    WITH_AGENT
}

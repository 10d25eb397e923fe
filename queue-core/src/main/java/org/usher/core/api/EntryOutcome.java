package org.usher.core.api;

/** How a contact's stay in one line ended. For every queue, offered = the sum of these + still waiting. */
public enum EntryOutcome {
    ANSWERED,
    ABANDONED,
    /** Gone before the queue's short-abandon threshold: hardly a wait at all. */
    SHORT_ABANDONED,
    OVERFLOWED,
    CONVERTED,
    TRANSFERRED_UNSERVED,
    LOST_BY_PBX
}

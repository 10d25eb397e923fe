package org.usher.core.engine;

/** A moment by which something must have happened; belongs to one record for good and is set and cancelled again and again. */
final class Deadline {
    enum Kind {
        /** Of the phase the contact is in. */
        CONTACT_PHASE,
        /** Of the contact's whole wait in its line. */
        WAIT_LIMIT,
        /** Of the contact's waiting for one agent alone. */
        PREFERENCE,
        /** Of the contact's step in its queue's plan. */
        RELAXATION,
        /** Of a line's waiting without agents. */
        LEAVING,
        /** Of the agent's state. */
        AGENT_STATE
    }

    static final int NOT_SET = -1;

    final Kind kind;
    final HashedRecord owner;
    long dueAtMs;

    /** Of its setting; decides between deadlines due at the same time. */
    long sequence;

    int heapIndex = NOT_SET;

    Deadline(Kind kind, HashedRecord owner) {
        this.kind = kind;
        this.owner = owner;
    }

    boolean isSet() {
        return heapIndex != NOT_SET;
    }

    boolean isBefore(Deadline other) {
        return dueAtMs < other.dueAtMs || (dueAtMs == other.dueAtMs && sequence < other.sequence);
    }

    long fingerprint() {
        return isSet() ? StateHash.mix(dueAtMs, sequence) : 0;
    }
}

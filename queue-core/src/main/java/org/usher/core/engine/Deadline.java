package org.usher.core.engine;

/**
 * A moment by which something must have happened; belongs to one record for good and is set and cancelled again and again. Of those due
 * at the same time the one that was set first comes first.
 */
final class Deadline extends Place<Deadline> {
    enum Kind {
        /** Of the phase the contact is in. */
        CONTACT_PHASE(1),
        /** Of the contact's whole wait in its line. */
        WAIT_LIMIT(2),
        /** Of the contact's waiting for one agent alone. */
        PREFERENCE(3),
        /** Of the contact's step in its queue's plan. */
        RELAXATION(4),
        /** Of a line's waiting without agents. */
        LEAVING(5),
        /** Of the agent's state. */
        AGENT_STATE(6),
        /** Of the contact's wait until its service level is in danger. */
        DANGER(7),
        /** Of the after-call work of a chat. */
        CHAT_WRAP_UP(8),
        /** Of a queue's notice. */
        NOTICE(9),
        /** Of a promised window's opening, or of the next look whether the queue takes the customer. */
        BOOKING(10),
        /** Of a promised window's slack. */
        SLACK(11);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    final Kind kind;
    final HashedRecord owner;

    /** Whose and which it is, in the state hash. */
    private final long identity;

    Deadline(Kind kind, HashedRecord owner, long ownerId) {
        this.kind = kind;
        this.owner = owner;
        identity = StateHash.mix(0xdead11eL + kind.number, ownerId);
    }

    boolean isSet() {
        return isPlaced();
    }

    /** When it is due, or was, if it is not set any more. */
    long dueAtMs() {
        return since;
    }

    /** The number of its setting. */
    long sequence() {
        return rank;
    }

    /** Its share in the state hash while it is set: it has one of its own, so that setting it leaves its owner's as it is. */
    long fingerprint() {
        return StateHash.mix(StateHash.mix(identity, since), rank);
    }
}

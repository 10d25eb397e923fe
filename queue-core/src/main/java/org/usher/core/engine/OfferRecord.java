package org.usher.core.engine;

import org.jspecify.annotations.Nullable;

/**
 * An offer, remembered as long as its contact or its agent is bound by it. Its contact lets go of it when it is seen back in the waiting
 * room or gone, its agent when free again; until then even a late answer finds it.
 */
final class OfferRecord extends HashedRecord {
    final long offerId;
    final long contactId;
    final int queueId;
    final int agentId;
    final long madeAtMs;

    @Nullable
    ContactRecord contact;

    @Nullable
    AgentRecord agent;

    /** Whether the PBX is known to have begun with it. */
    boolean begun;

    /** Whether its end (accepted or not) has been told. */
    boolean ended;

    OfferRecord(long offerId, ContactRecord contact, int agentId, long madeAtMs) {
        this(offerId, contact.contactId, contact.queueId, agentId, madeAtMs);
        this.contact = contact;
    }

    OfferRecord(long offerId, long contactId, int queueId, int agentId, long madeAtMs) {
        this.offerId = offerId;
        this.contactId = contactId;
        this.queueId = queueId;
        this.agentId = agentId;
        this.madeAtMs = madeAtMs;
    }

    @Override
    long fingerprint() {
        long hash = StateHash.mix(0x0ffe4L, offerId);
        hash = StateHash.mix(hash, contactId);
        hash = StateHash.mix(hash, (long) queueId << 32 | agentId);
        hash = StateHash.mix(hash, madeAtMs);
        int flags = (contact == null ? 0 : 8) | (agent == null ? 0 : 4) | (begun ? 2 : 0) | (ended ? 1 : 0);
        return StateHash.mix(hash, flags);
    }
}

package org.usher.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.Requirement;
import org.usher.core.codec.Constants;

/** A contact from its arrival until its call is no longer ours. */
final class ContactRecord extends HashedRecord {
    final long contactId;
    final long callKey;
    final Channel channel;
    final int queueId;

    /** Null for a contact that asked for an unknown queue and is being sent away. */
    final @Nullable QueueRecord queue;

    /** As the call asked for it; the queue's own is added to it. */
    final int ownPriority;

    final List<Requirement> ownRequirements;
    final long enqueuedAtMs;
    final ContactDetails details;
    final Deadline phaseDeadline = new Deadline(Deadline.Kind.CONTACT_PHASE, this);
    final Deadline waitLimit = new Deadline(Deadline.Kind.WAIT_LIMIT, this);
    final Spot spot;
    private final long fixedFingerprint;

    ContactPhase phase = ContactPhase.WAITING;

    /** Id of the queue entry, 0 if it never had one. */
    long entryId;

    /** Whether the queue entry has not ended yet. */
    boolean inEntry;

    /** The time from which the queue's limit on the wait counts. */
    long limitFromMs;

    /** Whether the call is in the waiting room, where it may be redirected from. */
    boolean reachable;

    /** What to release it with as soon as it is reachable. */
    @Nullable
    ReleaseStatus releaseDue;

    /** What it is being released with; null in RELEASING: the dialplan has it back after a talk by itself. */
    @Nullable
    ReleaseStatus releasing;

    int releaseAttempts;

    /** Whether the Release was carried out: if the call turns up again, it has come back. */
    boolean released;

    /** The Withdraw or Release action whose end is awaited, 0 if none. */
    long openActionId;

    @Nullable
    OfferRecord offer;

    /** The agent who served it last, 0 if none. */
    int servedBy;

    /** Since when the two talk, or 0. */
    long talkingSinceMs;

    /** Since when the customer is on hold, or 0. */
    long heldSinceMs;

    long connectedMs;
    long holdMs;

    @Nullable
    EndedBy endedBy;

    /** Index over the state, no part of it: the class whose line it belongs to. */
    @Nullable
    WaitingClass waitingClass;

    ContactRecord(long contactId, Command.ContactArrived arrival, @Nullable QueueRecord queue, long enqueuedAtMs) {
        this.contactId = contactId;
        this.callKey = arrival.callKey();
        this.channel = arrival.channel();
        this.queueId = arrival.queueId();
        this.queue = queue;
        this.ownPriority = Math.clamp(arrival.priority(), -100, 100);
        this.ownRequirements = arrival.requirements();
        this.enqueuedAtMs = enqueuedAtMs;
        this.details = arrival.details();
        this.spot = new Spot(this);
        this.fixedFingerprint = hashFixed();
    }

    int priority() {
        return ownPriority + (queue == null ? 0 : queue.priority);
    }

    boolean isOfferable() {
        return phase == ContactPhase.WAITING && reachable;
    }

    /** Given back by the dialplan itself because its talk is over. */
    boolean isAfterTalk() {
        return phase == ContactPhase.RELEASING && releasing == null;
    }

    long waitedMs(long nowMs) {
        return nowMs - enqueuedAtMs;
    }

    /** As readers see it. */
    ContactState state() {
        return switch (phase) {
            case WAITING -> ContactState.WAITING;
            case OFFERED, WITHDRAWING -> ContactState.OFFERED;
            case CONNECTING -> ContactState.CONNECTING;
            case TALKING -> ContactState.TALKING;
            case RELEASING -> ContactState.RELEASING;
        };
    }

    private long hashFixed() {
        long hash = StateHash.mix(0xc0417ac7L, contactId);
        hash = StateHash.mix(hash, callKey);
        hash = StateHash.mix(hash, Constants.number(channel));
        hash = StateHash.mix(hash, queueId);
        hash = StateHash.mix(hash, queue != null);
        hash = StateHash.mix(hash, ownPriority);
        hash = StateHash.mix(hash, enqueuedAtMs);
        for (Requirement requirement : ownRequirements) {
            hash = StateHash.mix(hash, (long) requirement.skillId() << 8 | requirement.minProficiency());
        }
        hash = StateHash.mix(hash, details.pbxId());
        hash = StateHash.mix(hash, details.uniqueId().hashCode());
        hash = StateHash.mix(hash, details.channelName().hashCode());
        hash = StateHash.mix(hash, details.caller().hashCode());
        hash = StateHash.mix(hash, details.callerName().hashCode());
        hash = StateHash.mix(hash, details.dialled().hashCode());
        hash = StateHash.mix(hash, details.language().hashCode());
        hash = StateHash.mix(hash, details.customer().hashCode());
        return StateHash.mix(hash, details.data().hashCode());
    }

    @Override
    long fingerprint() {
        int flags = (Constants.number(phase) << 3) | (released ? 4 : 0) | (inEntry ? 2 : 0) | (reachable ? 1 : 0);
        int statuses = Constants.optionalNumber(releaseDue) << 16
                | Constants.optionalNumber(releasing) << 8
                | Constants.optionalNumber(endedBy);
        long hash = StateHash.mix(fixedFingerprint, (long) flags << 32 | statuses);
        hash = StateHash.mix(hash, entryId);
        hash = StateHash.mix(hash, limitFromMs);
        hash = StateHash.mix(hash, (long) releaseAttempts << 32 | servedBy);
        hash = StateHash.mix(hash, openActionId);
        hash = StateHash.mix(hash, offer == null ? 0 : offer.offerId);
        hash = StateHash.mix(hash, talkingSinceMs);
        hash = StateHash.mix(hash, heldSinceMs);
        hash = StateHash.mix(hash, connectedMs);
        hash = StateHash.mix(hash, holdMs);
        hash = StateHash.mix(hash, phaseDeadline.fingerprint());
        return StateHash.mix(hash, waitLimit.fingerprint());
    }
}

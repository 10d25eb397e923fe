package org.usher.core.engine;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.codec.Constants;

/** A contact from its arrival until its call is no longer ours. */
final class ContactRecord extends HashedRecord {
    final long contactId;

    /** Of the call that carries it, 0 while it is a callback that no customer's phone rings for; changed by {@link Lines#carry} alone. */
    long callKey;

    Channel channel;
    ContactDetails details;
    final Deadline phaseDeadline;

    /** Of its entry's whole wait. */
    final Deadline waitLimit;

    private long fixedFingerprint;

    /** Its stay in a line, or the last one; changed by {@link Lines#enter} alone. */
    QueueEntry entry;

    ContactPhase phase = ContactPhase.WAITING;

    /** Whether it ever stood in a line. */
    boolean queuedOnce;

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

    /** The offer that is being tried with it, or its latest talk; the others that go on beside that are chained to it. */
    @Nullable
    OfferRecord offer;

    /** The promise it is called by, null if there is none or it has been settled. */
    @Nullable
    Booking booking;

    /** The agent who served it last, 0 if none. */
    int servedBy;

    /** Of all talks that are over. */
    long connectedMs;

    long holdMs;

    /** Who ended the last talk, if it is known. */
    @Nullable
    EndedBy endedBy;

    ContactRecord(long contactId, Command.ContactArrived arrival, @Nullable QueueRecord queue, long enqueuedAtMs) {
        this.contactId = contactId;
        phaseDeadline = new Deadline(Deadline.Kind.CONTACT_PHASE, this, contactId);
        waitLimit = new Deadline(Deadline.Kind.WAIT_LIMIT, this, contactId);
        this.callKey = arrival.channel() == Channel.CALLBACK ? 0 : arrival.callKey();
        this.channel = arrival.channel();
        this.details = arrival.details();
        this.entry = new QueueEntry(this, arrival, queue, enqueuedAtMs, 0);
        this.fixedFingerprint = hashFixed();
    }

    void carriedBy(long newCallKey, Channel newChannel, ContactDetails newDetails) {
        callKey = newCallKey;
        channel = newChannel;
        details = newDetails;
        fixedFingerprint = hashFixed();
    }

    /** It is this customer's. */
    void identifiedAs(String customer) {
        details = details.withCustomer(customer);
        fixedFingerprint = hashFixed();
    }

    /** Whether its customer is to be called; he stands in line without being there. */
    boolean isCallback() {
        return channel == Channel.CALLBACK;
    }

    boolean isChat() {
        return channel == Channel.CHAT;
    }

    boolean isOfferable() {
        return phase == ContactPhase.WAITING && reachable;
    }

    /** Whether it can be released at once: not out of a prompt, or an offer. A callback that is to be tried later is nowhere else. */
    boolean isReleasable() {
        return phase == ContactPhase.WAITING && (reachable || isCallback());
    }

    /** Given back by the dialplan itself because its talk is over. */
    boolean isAfterTalk() {
        return phase == ContactPhase.RELEASING && releasing == null;
    }

    /** As readers see it. */
    ContactState state() {
        return switch (phase) {
            case WAITING -> ContactState.WAITING;
            case OFFERED, WITHDRAWING -> ContactState.OFFERED;
            case CONNECTING -> ContactState.CONNECTING;
            case TALKING -> ContactState.TALKING;
            case IN_TRANSFER -> ContactState.IN_TRANSFER;
            case RELEASING -> ContactState.RELEASING;
        };
    }

    private long hashFixed() {
        long hash = StateHash.mix(0xc0417ac7L, contactId);
        hash = StateHash.mix(hash, callKey);
        hash = StateHash.mix(hash, Constants.number(channel));
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
        int flags = (Constants.number(phase) << 3) | (released ? 4 : 0) | (queuedOnce ? 2 : 0) | (reachable ? 1 : 0);
        int statuses = Constants.optionalNumber(releaseDue) << 16
                | Constants.optionalNumber(releasing) << 8
                | Constants.optionalNumber(endedBy);
        long hash = StateHash.mix(fixedFingerprint, (long) flags << 32 | statuses);
        hash = StateHash.mix(hash, entry.fingerprint());
        hash = StateHash.mix(hash, (long) releaseAttempts << 32 | servedBy);
        hash = StateHash.mix(hash, openActionId);
        hash = StateHash.mix(hash, offer == null ? 0 : offer.offerId);
        hash = StateHash.mix(hash, connectedMs);
        hash = StateHash.mix(hash, holdMs);
        return booking == null ? hash : StateHash.mix(hash, booking.fingerprint());
    }
}

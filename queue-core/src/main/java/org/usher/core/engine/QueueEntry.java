package org.usher.core.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Command;
import org.usher.core.api.Requirement;

/**
 * One stay of a contact in a line: what it asks for there, and where it stands. That is by the time from which its wait counts, less its
 * credit, then by the contact's id. A contact has one at a time; a transfer, or a talk that broke off, begins another.
 */
final class QueueEntry extends Place<QueueEntry> {
    /** Longer than any wait: ahead of everybody who has it not. */
    static final long HEAD_CREDIT_MS = 1L << 52;

    /** Ahead of everybody but those. */
    static final long DUE_CREDIT_MS = HEAD_CREDIT_MS / 2;

    final ContactRecord contact;
    final int queueId;

    /** Null if an unknown queue was asked for; then it never opens. */
    final @Nullable QueueRecord queue;

    /** As the call asked for it, or a person since; the queue's own is added to it. */
    int ownPriority;

    /** As the call asked for them. */
    List<Requirement> callRequirements;

    /** What is wished for besides since it is known who the customer is, the most important first. */
    List<Requirement> wishes = List.of();

    /** Both, but for wishes that nobody of the queue could meet; see {@link Wishes}. */
    List<Requirement> ownRequirements;

    /** Of each of these groups one is enough. */
    final List<AnyOf> ownAnyOf;

    final long enqueuedAtMs;

    /** By how much it stands further in front than its wait alone would place it; below 0, further behind. */
    long creditMs;

    /** From when its wait is counted: when it is due. That is at once, but for who is promised a call in a window. */
    long waitsFromMs;

    /** Of the log entry that opened it ({@link org.usher.core.api.LogEntry#id}), 0 before. */
    long entryId;

    /** Whether it has begun and not ended yet. */
    boolean open;

    /** Whether somebody was taken before it although it had waited longer than its queue promises. */
    boolean passedOver;

    /** The time from which the queue's limit on the wait counts. */
    long limitFromMs;

    /** The step of its queue's plan in which it waits. */
    int step;

    /** The time from which its time in the plan counts. */
    long planFromMs;

    /** Of the step; made when it is needed first, as most plans have one step. */
    @Nullable
    Deadline relaxation;

    /** When it comes to be in danger, see {@link Breaths}; made when it is needed first. */
    @Nullable
    Deadline danger;

    /** Whom it waits for alone, if for anybody. */
    @Nullable
    Preference preference;

    /** Index over the state, no part of it: the class whose line it belongs to. */
    @Nullable
    WaitingClass waitingClass;

    private long fixedFingerprint;

    /** What the arriving call asks for. */
    QueueEntry(
            ContactRecord contact,
            Command.ContactArrived arrival,
            @Nullable QueueRecord queue,
            long enqueuedAtMs,
            long creditMs) {
        this.contact = contact;
        this.queueId = arrival.queueId();
        this.queue = queue;
        this.ownPriority = clampPriority(arrival.priority());
        this.callRequirements = arrival.requirements();
        this.ownRequirements = callRequirements;
        this.ownAnyOf = arrival.anyOf();
        this.enqueuedAtMs = enqueuedAtMs;
        waitsFromMs = enqueuedAtMs;
        this.creditMs = creditMs;
        planFromMs = enqueuedAtMs;
        since = enqueuedAtMs - creditMs;
        rank = contact.contactId;
        fixedFingerprint = hashFixed();
    }

    /** The same wish as another entry's, of as many agents as by now. */
    QueueEntry(ContactRecord contact, QueueEntry like, long enqueuedAtMs, long creditMs) {
        this(contact, like, like.queue, like.queueId, enqueuedAtMs, creditMs);
        planFromMs = like.planFromMs;
    }

    private QueueEntry(
            ContactRecord contact,
            QueueEntry like,
            @Nullable QueueRecord queue,
            int queueId,
            long enqueuedAtMs,
            long creditMs) {
        this.contact = contact;
        this.queueId = queueId;
        this.queue = queue;
        this.ownPriority = like.ownPriority;
        this.callRequirements = like.callRequirements;
        this.wishes = like.wishes;
        this.ownRequirements = like.ownRequirements;
        this.ownAnyOf = like.ownAnyOf;
        this.enqueuedAtMs = enqueuedAtMs;
        waitsFromMs = enqueuedAtMs == like.enqueuedAtMs ? like.waitsFromMs : enqueuedAtMs;
        this.creditMs = creditMs;
        planFromMs = enqueuedAtMs;
        since = enqueuedAtMs - creditMs;
        rank = contact.contactId;
        fixedFingerprint = hashFixed();
    }

    /** An entry not open yet, of this contact or the one that takes its place: the same wish at the same place. */
    QueueEntry samePlaceFor(ContactRecord taker) {
        return new QueueEntry(taker, this, enqueuedAtMs, creditMs);
    }

    /** An entry not open yet: the same wish in another queue, of one who has waited as long; what of it can be met there is not looked at. */
    QueueEntry sameIn(QueueRecord other) {
        return new QueueEntry(contact, this, other, other.queueId, enqueuedAtMs, creditMs);
    }

    /** Stands there from now on; not while it is placed. */
    void credit(long ms) {
        creditMs = ms;
        since = enqueuedAtMs - ms;
        fixedFingerprint = hashFixed();
    }

    /** The time before that is nobody's wait. */
    void waitsFrom(long ms) {
        waitsFromMs = ms;
        fixedFingerprint = hashFixed();
    }

    /** Asks for these skills from now on. */
    void ask(List<Requirement> requirements) {
        ownRequirements = requirements;
        fixedFingerprint = hashFixed();
    }

    void wish(List<Requirement> more) {
        wishes = more;
        fixedFingerprint = hashFixed();
    }

    /** As a snapshot has them. */
    void restoreWishes(List<Requirement> ofTheCall, List<Requirement> besides) {
        callRequirements = ofTheCall;
        wish(besides);
    }

    static int clampPriority(int asked) {
        return Math.clamp(asked, -100, 100);
    }

    int priority() {
        return ownPriority + (queue == null ? 0 : queue.priority);
    }

    /** 0 before it is due. */
    long waitedMs(long nowMs) {
        return Math.max(0, nowMs - waitsFromMs);
    }

    /** Whether somebody held back is asked for it, too; it is open. */
    boolean isInDanger() {
        return queue != null && queue.dangerMs != 0 && (danger == null || !danger.isSet());
    }

    /** What is asked for now, packed; see {@link Requirements}. */
    int[] requirements() {
        return Objects.requireNonNull(queue).plan.requirements(step, ownRequirements, ownAnyOf);
    }

    /** What would be asked for at the end of the plan with these skills for its own. */
    int[] atLast(List<Requirement> own) {
        Plan plan = Objects.requireNonNull(queue).plan;
        return plan.requirements(plan.stepAfter(Long.MAX_VALUE), own, ownAnyOf);
    }

    long fingerprint() {
        long hash = StateHash.mix(fixedFingerprint, entryId);
        hash = StateHash.mix(hash, ownPriority);
        hash = StateHash.mix(hash, open);
        hash = StateHash.mix(hash, passedOver);
        hash = StateHash.mix(hash, limitFromMs);
        hash = StateHash.mix(hash, planFromMs);
        hash = StateHash.mix(hash, step);
        return preference == null ? hash : StateHash.mix(hash, preference.fingerprint());
    }

    private long hashFixed() {
        long hash = StateHash.mix(0xe4742L, queueId);
        hash = StateHash.mix(hash, queue != null);
        hash = StateHash.mix(hash, enqueuedAtMs);
        hash = StateHash.mix(hash, waitsFromMs);
        hash = StateHash.mix(hash, creditMs);
        hash = mix(hash, ownRequirements);
        if (!wishes.isEmpty()) {
            hash = mix(StateHash.mix(hash, callRequirements.size()), callRequirements);
            hash = mix(StateHash.mix(hash, wishes.size()), wishes);
        }
        for (int i = 0; i < ownAnyOf.size(); i++) {
            hash = mix(StateHash.mix(hash, i), ownAnyOf.get(i).alternatives());
        }
        return hash;
    }

    static long mix(long before, List<Requirement> requirements) {
        long hash = before;
        for (int i = 0; i < requirements.size(); i++) {
            Requirement requirement = requirements.get(i);
            hash = StateHash.mix(hash, (long) requirement.skillId() << 8 | requirement.minProficiency());
        }
        return hash;
    }
}

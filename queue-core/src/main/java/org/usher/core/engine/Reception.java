package org.usher.core.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Command.ContactArrived;
import org.usher.core.api.Effect;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;
import org.usher.core.api.Requirement;

/** Customers' calls as they come, leave the waiting room, come back to it, and go. */
final class Reception {
    /**
     * How long a contact in line may stay away from the waiting room. The last resort: reconciliation looks much more often. Long enough
     * for any prompt, and for a PBX that is out of reach for minutes.
     */
    static final long WITNESS_MS = 600_000;

    private final State state;
    private final Step step;
    private final Matching matching;
    private final Lines lines;
    private final Offers offers;
    private final Talks talks;
    private final Releases releases;

    Reception(State state, Step step, Matching matching, Desks desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.lines = desks.lines();
        this.offers = desks.offers();
        this.talks = desks.talks();
        this.releases = desks.releases();
    }

    void arrived(ContactArrived arrival) {
        if (arrival.callKey() == 0) {
            return;
        }
        ContactRecord known = state.contactsByCall.get(arrival.callKey());
        if (known != null) {
            boolean cameBack = known.isAfterTalk() || (known.phase == ContactPhase.RELEASING && known.released);
            if (!cameBack) {
                return;
            }
            releases.end(known, GoneCause.LEFT_TO_DIALPLAN);
        }
        long nowMs = step.nowMs();
        boolean cameBack = state.released.take(arrival.contactId());
        boolean keepsTime = arrival.enqueuedAtMs() > 0 && arrival.enqueuedAtMs() <= nowMs;
        QueueRecord queue = state.queues.get(arrival.queueId());
        ContactRecord contact = new ContactRecord(
                cameBack ? arrival.contactId() : step.index(),
                arrival,
                queue == null || queue.vanished ? null : queue,
                keepsTime ? arrival.enqueuedAtMs() : nowMs);
        state.contactsById.put(contact.contactId, contact);
        state.contactsByCall.put(contact.callKey, contact);
        state.hash.touch(contact);
        if (contact.queue != null) {
            contact.queue.contacts++;
        }
        @Nullable ReleaseStatus refusal = refusal(contact, cameBack);
        if (refusal == null) {
            admit(contact, cameBack ? nowMs : contact.enqueuedAtMs);
        } else {
            refuse(contact, refusal);
        }
    }

    /** The contact's call is in the waiting room, which is the end of whatever was being tried with it. */
    void reachable(ContactRecord contact) {
        switch (contact.phase) {
            case WAITING -> {
                // where it should be
            }
            case OFFERED -> {
                OfferRecord offer = Objects.requireNonNull(contact.offer);
                if (!offer.begun) {
                    // said before the PBX knew of the offer
                    return;
                }
                repaired(RepairKind.OFFER_WITHOUT_END, offer.offerId, "its customer is back in the waiting room");
                offers.fail(offer, contact, OfferOutcome.FAILED);
            }
            case WITHDRAWING -> offers.fail(Objects.requireNonNull(contact.offer), contact, OfferOutcome.WITHDRAWN);
            case CONNECTING -> {
                OfferRecord offer = Objects.requireNonNull(contact.offer);
                repaired(
                        RepairKind.ACCEPTED_WITHOUT_CONNECT, offer.offerId, "its customer is back in the waiting room");
                talks.connectFailed(offer, contact);
            }
            case TALKING -> waitAgain(contact);
            case RELEASING -> {
                if (!contact.isAfterTalk()) {
                    return;
                }
                waitAgain(contact);
            }
        }
        if (contact.phase == ContactPhase.WAITING) {
            stand(contact);
        }
    }

    void unreachable(ContactRecord contact) {
        if (contact.isOfferable()) {
            state.hash.touch(contact);
            contact.reachable = false;
            matching.notOfferable(contact);
            state.deadlines.set(contact.phaseDeadline, step.nowMs() + WITNESS_MS);
        }
    }

    void gone(ContactRecord contact, GoneCause cause) {
        switch (contact.phase) {
            case WAITING -> lines.close(contact, outcome(contact, cause));
            case OFFERED, WITHDRAWING -> {
                lines.close(contact, outcome(contact, cause));
                offers.callerLeft(Objects.requireNonNull(contact.offer));
            }
            case CONNECTING -> {
                lines.close(contact, outcome(contact, cause));
                talks.partFromAgent(Objects.requireNonNull(contact.offer), 0);
            }
            case TALKING -> talks.stop(contact);
            case RELEASING -> {
                // its entry and its talk have ended
            }
        }
        releases.end(contact, cause);
    }

    /** The deadline of the contact's phase has come. */
    void deadline(ContactRecord contact) {
        switch (contact.phase) {
            case WAITING -> {
                repaired(
                        RepairKind.CONTACT_WITHOUT_WITNESS,
                        contact.contactId,
                        "not seen in the waiting room for " + WITNESS_MS + " ms");
                releases.release(contact, ReleaseStatus.WITHDRAWN);
            }
            case OFFERED -> offers.withdraw(contact);
            case WITHDRAWING -> offers.giveUp(contact);
            case CONNECTING -> talks.connectDeadline(contact);
            case RELEASING -> releases.deadline(contact);
            case TALKING -> throw new IllegalStateException("a talk has no deadline: " + contact.contactId);
        }
    }

    /** The contact has waited as long as its queue allows. */
    void waitLimit(ContactRecord contact) {
        releaseWhenReachable(contact, ReleaseStatus.TIMEOUT);
    }

    /** Out of the waiting room a call cannot be redirected safely: then it is released as soon as it is back there. */
    void releaseWhenReachable(ContactRecord contact, ReleaseStatus status) {
        if (contact.isOfferable()) {
            releases.release(contact, status);
        } else {
            state.hash.touch(contact);
            contact.releaseDue = status;
        }
    }

    private @Nullable ReleaseStatus refusal(ContactRecord contact, boolean cameBack) {
        QueueRecord queue = contact.queue;
        if (queue == null) {
            return ReleaseStatus.UNKNOWN_QUEUE;
        }
        List<Requirement> requirements = contact.ownRequirements;
        for (int i = 0; i < requirements.size(); i++) {
            int skillId = requirements.get(i).skillId();
            if (skillId <= 0 || state.skills.get(skillId) == null) {
                return ReleaseStatus.INVALID;
            }
        }
        return queue.status == QueueStatus.FULL && !cameBack ? ReleaseStatus.FULL : null;
    }

    private void admit(ContactRecord contact, long limitFromMs) {
        lines.open(contact, limitFromMs);
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + WITNESS_MS);
        step.effect(new Effect.MarkCall(contact.callKey, contact.contactId, contact.queueId, contact.enqueuedAtMs));
    }

    private void refuse(ContactRecord contact, ReleaseStatus status) {
        step.event(new Event.ContactRefused(
                step.nowMs(),
                contact.contactId,
                contact.queueId,
                contact.channel,
                contact.callKey,
                status,
                contact.details));
        releases.release(contact, status);
    }

    /** A customer who talked, or had talked, turns up in the waiting room: in line again, at the place of the first time. */
    private void waitAgain(ContactRecord contact) {
        repaired(
                RepairKind.CONTACT_WITHOUT_WITNESS,
                contact.contactId,
                "in the waiting room after its talk: it waits again");
        if (contact.phase == ContactPhase.TALKING) {
            talks.stop(contact);
        }
        offers.forget(contact);
        lines.move(contact, ContactPhase.WAITING);
        contact.endedBy = null;
        contact.releasing = null;
        if (Objects.requireNonNull(contact.queue).vanished) {
            releases.release(contact, ReleaseStatus.CLOSED);
        } else {
            lines.open(contact, step.nowMs());
        }
    }

    private void stand(ContactRecord contact) {
        offers.forget(contact);
        state.deadlines.cancel(contact.phaseDeadline);
        if (contact.reachable) {
            return;
        }
        state.hash.touch(contact);
        contact.reachable = true;
        if (contact.releaseDue != null) {
            releases.release(contact, contact.releaseDue);
        } else {
            matching.offerable(contact);
        }
    }

    private EntryOutcome outcome(ContactRecord contact, GoneCause cause) {
        return switch (cause) {
            case HUNG_UP -> {
                int threshold = Objects.requireNonNull(contact.queue).shortAbandonMs;
                boolean hardlyWaited = contact.waitedMs(step.nowMs()) < threshold;
                yield hardlyWaited ? EntryOutcome.SHORT_ABANDONED : EntryOutcome.ABANDONED;
            }
            case LOST_BY_PBX -> EntryOutcome.LOST_BY_PBX;
            case LEFT_TO_DIALPLAN, FELL_BACK -> EntryOutcome.OVERFLOWED;
        };
    }

    private void repaired(RepairKind kind, long subjectId, String detail) {
        step.event(new Event.Repaired(step.nowMs(), kind, subjectId, detail));
    }
}

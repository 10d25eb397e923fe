package org.usher.core.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Channel;
import org.usher.core.api.Command.ContactArrived;
import org.usher.core.api.EndedBy;
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
    private final Transfers transfers;
    private final OwnLines ownLines;
    private final TalkClocks clocks;
    private final Roster roster;
    private final Chats chats;
    private final Doors doors;
    private final Releases releases;
    private final EstimateOverflow estimateOverflow;

    Reception(State state, Step step, Matching matching, Desks desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.lines = desks.lines();
        this.offers = desks.offers();
        this.talks = desks.talks();
        this.transfers = desks.transfers();
        this.ownLines = desks.basis().ownLines();
        this.clocks = desks.basis().clocks();
        this.roster = desks.roster();
        this.chats = desks.basis().chats();
        this.doors = desks.basis().doors();
        this.releases = desks.releases();
        estimateOverflow = new EstimateOverflow(state, step, matching, desks);
    }

    void arrived(ContactArrived arrival) {
        if (arrival.channel() == Channel.CALLBACK) {
            begin(arrival);
            return;
        }
        if (arrival.callKey() == 0) {
            return;
        }
        ContactRecord known = state.contactsByCall.get(arrival.callKey());
        if (known == null) {
            @Nullable ContactRecord chatting = chatOf(arrival);
            if (chatting == null) {
                begin(arrival);
            } else {
                releases.sendOff(arrival.callKey(), chatting, ReleaseStatus.CHAT);
            }
        } else if (known.phase == ContactPhase.IN_TRANSFER || known.isAfterTalk()) {
            goOn(known, arrival);
        } else if (known.phase == ContactPhase.RELEASING && known.released) {
            releases.end(known, GoneCause.LEFT_TO_DIALPLAN);
            begin(arrival);
        }
    }

    /**
     * The chat in which the caller has gone on, if he has: that his call ends was ordered once, and who ordered it, or was to carry it out,
     * may have been killed before it was done. Such a call is found again, and stands in no line beside its chat.
     */
    private @Nullable ContactRecord chatOf(ContactArrived arrival) {
        if (arrival.channel() != Channel.VOICE || arrival.contactId() == 0) {
            return null;
        }
        ContactRecord contact = state.contactsById.get(arrival.contactId());
        return contact != null && contact.isChat() ? contact : null;
    }

    private void begin(ContactArrived arrival) {
        long nowMs = step.nowMs();
        boolean cameBack = state.released.take(arrival.contactId());
        boolean keepsTime = arrival.enqueuedAtMs() > 0 && arrival.enqueuedAtMs() <= nowMs;
        ContactRecord contact = new ContactRecord(
                cameBack ? arrival.contactId() : step.entryId(),
                arrival,
                queueFor(arrival),
                keepsTime ? arrival.enqueuedAtMs() : nowMs);
        state.contactsById.put(contact.contactId, contact);
        if (contact.callKey != 0) {
            state.contactsByCall.put(contact.callKey, contact);
        }
        state.hash.touch(contact);
        if (contact.entry.queue != null) {
            contact.entry.queue.contacts++;
        }
        @Nullable ReleaseStatus refusal = refusal(contact, cameBack);
        if (refusal == null) {
            prefer(contact, arrival);
            admit(contact, cameBack ? nowMs : contact.entry.enqueuedAtMs);
            if (arrival.contactId() == 0) {
                estimateOverflow.arrived(contact);
            }
        } else {
            refuse(contact, refusal);
        }
    }

    /** A customer who was given away, or went on in the dialplan after a talk, asks for a queue: the same contact in a new line. */
    private void goOn(ContactRecord contact, ContactArrived arrival) {
        endTalk(contact, EndedBy.AGENT);
        lines.enter(
                contact,
                new QueueEntry(
                        contact,
                        arrival,
                        queueFor(arrival),
                        step.nowMs(),
                        state.settings().transferCreditMs()));
        lines.move(contact, ContactPhase.WAITING);
        @Nullable ReleaseStatus refusal = refusal(contact, false);
        if (refusal == null) {
            prefer(contact, arrival);
            admit(contact, step.nowMs());
        } else {
            refuse(contact, refusal);
        }
    }

    private void prefer(ContactRecord contact, ContactArrived arrival) {
        AgentRecord agent = arrival.preferredAgentId() <= 0 ? null : state.agents.get(arrival.preferredAgentId());
        if (agent != null) {
            ownLines.prefer(contact.entry, agent, Objects.requireNonNull(contact.entry.queue).plan.preferMs);
        }
    }

    private @Nullable QueueRecord queueFor(ContactArrived arrival) {
        QueueRecord queue = state.queues.get(arrival.queueId());
        return queue == null || queue.vanished ? null : queue;
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
                talks.connectFailed(offer, contact, OfferOutcome.FAILED);
            }
            case TALKING -> {
                talks.stopAll(contact, EndedBy.SYSTEM);
                waitAgain(contact);
            }
            case IN_TRANSFER -> waitAtHead(contact, null);
            case RELEASING -> {
                if (!contact.isAfterTalk()) {
                    return;
                }
                if (contact.endedBy == EndedBy.SYSTEM) {
                    agentLost(contact);
                } else {
                    waitAgain(contact);
                }
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
                talks.partFromAgent(Objects.requireNonNull(contact.offer), contact, 0);
            }
            case TALKING -> talks.stopAll(contact, Releases.endedBy(contact, cause));
            case IN_TRANSFER, RELEASING -> {
                // its entry has ended, its talk has stopped
            }
        }
        releases.end(contact, cause);
    }

    /** The deadline of the contact's phase has come. */
    void deadline(ContactRecord contact) {
        switch (contact.phase) {
            case WAITING -> {
                if (contact.isCallback()) {
                    stand(contact);
                    return;
                }
                repaired(
                        RepairKind.CONTACT_WITHOUT_WITNESS,
                        contact.contactId,
                        "not seen in the waiting room for " + WITNESS_MS + " ms");
                releases.release(contact, ReleaseStatus.WITHDRAWN);
            }
            case OFFERED -> offers.withdraw(contact);
            case WITHDRAWING -> offers.giveUp(contact);
            case CONNECTING -> talks.connectDeadline(contact);
            case IN_TRANSFER -> transfers.deadline(contact);
            case RELEASING -> releases.deadline(contact);
            case TALKING -> throw new IllegalStateException("a talk has no deadline: " + contact.contactId);
        }
    }

    /** The contact has waited as long as its queue allows: it goes on in another queue if there is one, as soon as no agent is rung. */
    void waitLimit(ContactRecord contact) {
        boolean mayGoOn = contact.releaseDue == null || contact.releaseDue == ReleaseStatus.TIMEOUT;
        QueueRecord next = mayGoOn && contact.phase == ContactPhase.WAITING ? overflowOf(contact) : null;
        if (next == null) {
            releases.releaseWhenReachable(contact, ReleaseStatus.TIMEOUT);
        } else {
            lines.goOver(contact, next, EntryOutcome.OVERFLOWED);
            doors.review(next);
        }
    }

    private @Nullable QueueRecord overflowOf(ContactRecord contact) {
        int queueId = Objects.requireNonNull(contact.entry.queue).overflowQueueId;
        QueueRecord next = queueId <= 0 ? null : state.queues.get(queueId);
        return next == null || next == contact.entry.queue || next.status != QueueStatus.OPEN ? null : next;
    }

    private @Nullable ReleaseStatus refusal(ContactRecord contact, boolean cameBack) {
        QueueRecord queue = contact.entry.queue;
        if (queue == null) {
            return ReleaseStatus.UNKNOWN_QUEUE;
        }
        if (!existAll(contact.entry.ownRequirements)) {
            return ReleaseStatus.INVALID;
        }
        for (AnyOf group : contact.entry.ownAnyOf) {
            if (!existAll(group.alternatives())) {
                return ReleaseStatus.INVALID;
            }
        }
        return switch (queue.status) {
            case OPEN -> null;
            // who comes back had been let in before
            case FULL -> cameBack ? null : ReleaseStatus.FULL;
            case EMPTY -> ReleaseStatus.EMPTY;
            case CLOSED -> ReleaseStatus.CLOSED;
            case EMERGENCY -> !cameBack ? ReleaseStatus.EMERGENCY : queue.closed ? ReleaseStatus.CLOSED : null;
        };
    }

    private boolean existAll(List<Requirement> requirements) {
        for (int i = 0; i < requirements.size(); i++) {
            int skillId = requirements.get(i).skillId();
            if (skillId <= 0 || state.skills.get(skillId) == null) {
                return false;
            }
        }
        return true;
    }

    private void admit(ContactRecord contact, long limitFromMs) {
        contact.reachable = contact.isCallback();
        lines.open(contact, limitFromMs);
        doors.review(Objects.requireNonNull(contact.entry.queue));
        if (!contact.reachable) {
            state.deadlines.set(contact.phaseDeadline, step.nowMs() + WITNESS_MS);
        }
        lines.mark(contact);
    }

    private void refuse(ContactRecord contact, ReleaseStatus status) {
        step.event(new Event.ContactRefused(
                step.nowMs(),
                contact.contactId,
                contact.entry.queueId,
                contact.channel,
                contact.callKey,
                status,
                contact.details));
        releases.release(contact, status);
    }

    /** The waiting for one agent alone has lasted long enough. */
    void preferenceOver(ContactRecord contact) {
        ownLines.over(contact);
    }

    /**
     * The agent's leg died in mid-talk: the customer stands at the head of the line, for a while in that agent's own. The agent has no
     * after-call work before they have finished.
     */
    private void agentLost(ContactRecord contact) {
        int agentId = Objects.requireNonNull(contact.offer).agentId;
        waitAtHead(contact, agentId == 0 ? null : state.agents.get(agentId));
    }

    /** Who was served already, and is not any more by no doing of his own: nobody comes before him. */
    private void waitAtHead(ContactRecord contact, @Nullable AgentRecord preferred) {
        endTalk(contact, EndedBy.SYSTEM);
        lines.move(contact, ContactPhase.WAITING);
        lines.enter(contact, new QueueEntry(contact, contact.entry, step.nowMs(), QueueEntry.HEAD_CREDIT_MS));
        if (preferred != null) {
            ownLines.prefer(contact.entry, preferred, state.settings().preferSameAgentMs());
            if (contact.entry.preference != null) {
                roster.skipWrapUp(preferred, contact);
                chats.skipWrapUp(preferred, contact);
            }
        }
        admitAgain(contact);
    }

    /** A customer who talked, or had talked, turns up in the waiting room: in line again, at the place of the last time. */
    private void waitAgain(ContactRecord contact) {
        repaired(
                RepairKind.CONTACT_WITHOUT_WITNESS,
                contact.contactId,
                "in the waiting room after its talk: it waits again");
        endTalk(contact, EndedBy.SYSTEM);
        lines.move(contact, ContactPhase.WAITING);
        lines.enter(contact, contact.entry.samePlaceFor(contact));
        admitAgain(contact);
    }

    private void admitAgain(ContactRecord contact) {
        if (Doors.sendsAway(Objects.requireNonNull(contact.entry.queue))) {
            ownLines.forget(contact.entry);
            releases.release(contact, ReleaseStatus.CLOSED);
        } else {
            admit(contact, step.nowMs());
        }
    }

    /** The contact's talk, which has stopped, is past: {@code endedBy} unless that is known already. */
    private void endTalk(ContactRecord contact, EndedBy endedBy) {
        state.hash.touch(contact);
        if (contact.offer != null) {
            clocks.tellEnd(contact.offer, endedBy);
        }
        offers.forget(contact);
        contact.endedBy = null;
        contact.releasing = null;
    }

    private void stand(ContactRecord contact) {
        offers.forget(contact);
        state.deadlines.cancel(contact.phaseDeadline);
        if (contact.reachable) {
            return;
        }
        state.hash.touch(contact);
        contact.reachable = true;
        if (contact.releaseDue == ReleaseStatus.TIMEOUT) {
            waitLimit(contact);
        } else if (contact.releaseDue != null) {
            releases.release(contact, contact.releaseDue);
        } else {
            matching.offerable(contact);
        }
    }

    private EntryOutcome outcome(ContactRecord contact, GoneCause cause) {
        return switch (cause) {
            case HUNG_UP -> {
                int threshold = Objects.requireNonNull(contact.entry.queue).shortAbandonMs;
                boolean hardlyWaited = contact.entry.waitedMs(step.nowMs()) < threshold;
                yield hardlyWaited ? EntryOutcome.SHORT_ABANDONED : EntryOutcome.ABANDONED;
            }
            case LOST_BY_PBX, ENDED_BY_PBX -> EntryOutcome.LOST_BY_PBX;
            case LEFT_TO_DIALPLAN, FELL_BACK -> EntryOutcome.OVERFLOWED;
        };
    }

    private void repaired(RepairKind kind, long subjectId, String detail) {
        step.event(new Event.Repaired(step.nowMs(), kind, subjectId, detail));
    }
}

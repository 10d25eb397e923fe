package org.usher.core.engine;

import org.usher.core.api.ActionOutcome;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.RepairKind;

/** Contacts on their way back to the operator's dialplan, until their call is seen to be no longer ours. */
final class Releases {
    /** After so many Release actions without effect the contact is given up; reconciliation finds it if it is still there. */
    static final int MAX_ATTEMPTS = 3;

    /**
     * How long a call may go unheard of after its talk. The last resort, as for one that waits; long enough for one that was parked, which
     * by Asterisk's default lasts 45 s (res_parking, {@code parkingtime}), and then is heard of with somebody else.
     */
    static final long AFTER_TALK_MS = 120_000;

    private final State state;
    private final Step step;
    private final Lines lines;
    private final TalkClocks clocks;

    Releases(State state, Step step, Lines lines, TalkClocks clocks) {
        this.state = state;
        this.step = step;
        this.lines = lines;
        this.clocks = clocks;
    }

    /** Out of the waiting room a call cannot be redirected safely: then it is released as soon as it is back there. */
    void releaseWhenReachable(ContactRecord contact, ReleaseStatus status) {
        if (contact.isReleasable()) {
            release(contact, status);
        } else if (contact.releaseDue != ReleaseStatus.TIMEOUT && contact.releaseDue != ReleaseStatus.WITHDRAWN) {
            // what else it may be can be taken back: a queue opens, an agent comes
            state.hash.touch(contact);
            contact.releaseDue = status;
        }
    }

    /** Takes the contact out of the line, if it stands in one, and gives its call back. */
    void release(ContactRecord contact, ReleaseStatus status) {
        if (contact.entry.open) {
            lines.close(contact, EntryOutcome.OVERFLOWED);
        }
        if (contact.isCallback()) {
            // there is no call to give back
            endCallback(contact, status);
            return;
        }
        lines.move(contact, ContactPhase.RELEASING);
        contact.releasing = status;
        contact.releaseAttempts = 0;
        contact.released = false;
        send(contact, status);
    }

    /** A promise that can still be kept outlives the line that its contact is sent away from. */
    private void endCallback(ContactRecord contact, ReleaseStatus status) {
        Bookings bookings = lines.bookings();
        if (status == ReleaseStatus.WITHDRAWN) {
            bookings.settle(contact, BookingOutcome.CANCELLED);
        }
        QueueRecord queue = contact.entry.queue;
        Booking booking = queue == null || queue.vanished ? null : bookings.takeIfOpen(contact);
        if (booking == null) {
            end(contact, EndedBy.SYSTEM);
        } else {
            leave(contact);
            bookings.addAgain(contact, booking);
        }
    }

    /** The contact is to go on as a promise of a call, with no call and in no line. */
    void leaveUntilWindow(ContactRecord contact) {
        leave(contact);
    }

    /** The talk is over and the dialplan has the call back by itself; {@code endedBy} null if it is not known yet. */
    void afterTalk(ContactRecord contact) {
        lines.move(contact, ContactPhase.RELEASING);
        contact.releasing = null;
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + AFTER_TALK_MS);
    }

    /** The Release action came to its end. */
    void finished(ContactRecord contact, ActionOutcome outcome) {
        forgetAction(contact);
        contact.released = outcome == ActionOutcome.DONE;
        int waitMs = outcome == ActionOutcome.DONE
                ? state.settings().legEndGraceMs()
                : state.settings().offerGraceMs();
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + waitMs);
    }

    /** The call should have been seen to leave by now. */
    void deadline(ContactRecord contact) {
        forgetAction(contact);
        if (contact.releasing != null && contact.releaseAttempts < MAX_ATTEMPTS) {
            send(contact, contact.releasing);
            return;
        }
        lost(
                contact,
                contact.releasing == null
                        ? "its call was not seen to leave after the talk"
                        : "its call was not seen to leave after " + MAX_ATTEMPTS + " releases with "
                                + contact.releasing);
    }

    /** The contact's call should have been heard of by now. */
    void lost(ContactRecord contact, String detail) {
        step.event(new Event.Repaired(step.nowMs(), RepairKind.CONTACT_WITHOUT_WITNESS, contact.contactId, detail));
        end(contact, GoneCause.LOST_BY_PBX);
    }

    /** The contact is over. Its queue entry has ended before, and its talk has stopped. */
    void end(ContactRecord contact, GoneCause cause) {
        end(contact, endedBy(contact, cause));
        boolean callIsOver = cause == GoneCause.HUNG_UP || cause == GoneCause.ENDED_BY_PBX;
        // who gave up unserved may ring again
        if (contact.queuedOnce && (!callIsOver || contact.servedBy == 0)) {
            state.released.add(contact.contactId);
        }
    }

    /** The contact's call is gone because another contact took its place. */
    void endMerged(ContactRecord contact) {
        end(contact, EndedBy.TRANSFER);
    }

    private void end(ContactRecord contact, EndedBy endedBy) {
        if (contact.offer != null) {
            clocks.tellEnd(contact.offer, endedBy);
        }
        lines.bookings().settle(contact, BookingOutcome.MISSED);
        step.event(new Event.ContactEnded(
                step.nowMs(),
                contact.contactId,
                contact.servedBy,
                endedBy,
                contact.connectedMs - contact.holdMs,
                contact.holdMs));
        leave(contact);
    }

    private void leave(ContactRecord contact) {
        forgetAction(contact);
        state.deadlines.cancel(contact.phaseDeadline);
        state.contactsById.remove(contact.contactId);
        if (contact.callKey != 0) {
            state.contactsByCall.remove(contact.callKey);
        }
        state.hash.leave(contact);
        if (contact.entry.queue != null) {
            contact.entry.queue.contacts--;
        }
        OfferRecord offer = contact.offer;
        if (offer != null) {
            contact.offer = null;
            offer.contact = null;
            forgetIfUnbound(offer);
        }
    }

    /** Forgets the offer when neither contact nor agent is bound by it. */
    void forgetIfUnbound(OfferRecord offer) {
        state.hash.touch(offer);
        if (offer.bindsNobody()) {
            state.offers.remove(offer.offerId);
            state.hash.leave(offer);
        }
    }

    /** Gives a call back that carries its contact no longer. */
    void sendOff(long callKey, ContactRecord contact, ReleaseStatus status) {
        long deadlineAtMs = step.nowMs() + state.settings().offerGraceMs();
        step.effect(new Effect.Release(step.nextActionId(), deadlineAtMs, callKey, contact.contactId, status));
    }

    void forgetAction(ContactRecord contact) {
        if (contact.openActionId != 0) {
            state.hash.touch(contact);
            state.contactsByAction.remove(contact.openActionId);
            contact.openActionId = 0;
        }
    }

    private void send(ContactRecord contact, ReleaseStatus status) {
        long actionId = step.nextActionId();
        int graceMs = state.settings().offerGraceMs();
        state.hash.touch(contact);
        contact.releaseAttempts++;
        contact.openActionId = actionId;
        state.contactsByAction.put(actionId, contact);
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + 2L * graceMs);
        step.effect(new Effect.Release(actionId, step.nowMs() + graceMs, contact.callKey, contact.contactId, status));
    }

    /** Whose doing the end of the contact is, if its call is gone for this reason. */
    static EndedBy endedBy(ContactRecord contact, GoneCause cause) {
        if (contact.endedBy != null) {
            return contact.endedBy;
        }
        boolean talked = contact.phase == ContactPhase.TALKING || contact.isAfterTalk();
        return switch (cause) {
            case HUNG_UP -> EndedBy.CALLER;
            // after a talk the dialplan goes on only because the agent's side ended first
            case LEFT_TO_DIALPLAN -> {
                if (contact.phase == ContactPhase.IN_TRANSFER) {
                    yield EndedBy.TRANSFER;
                }
                yield talked ? EndedBy.AGENT : EndedBy.SYSTEM;
            }
            case LOST_BY_PBX, FELL_BACK, ENDED_BY_PBX -> EndedBy.SYSTEM;
        };
    }
}

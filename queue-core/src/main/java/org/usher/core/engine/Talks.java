package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.RepairKind;

/**
 * Answered offers: from the pick-up to the end of the agent's leg. Contact and agent part in any order: when the customer hangs up, the
 * PBX ends the agent's leg first, and whose doing it was is only known from the command that follows.
 */
final class Talks {
    private final State state;
    private final Step step;
    private final Lines lines;
    private final Roster roster;
    private final Releases releases;

    Talks(State state, Step step, Lines lines, Roster roster, Releases releases) {
        this.state = state;
        this.step = step;
        this.lines = lines;
        this.roster = roster;
        this.releases = releases;
    }

    /** Customer and agent of a picked-up offer hear each other: the contact counts as answered. */
    void connected(OfferRecord offer, ContactRecord contact) {
        if (contact.phase != ContactPhase.CONNECTING || offer.agent == null) {
            return;
        }
        long nowMs = step.nowMs();
        step.event(new Event.ContactConnected(
                nowMs,
                contact.contactId,
                contact.entryId,
                offer.offerId,
                contact.queueId,
                offer.agentId,
                contact.waitedMs(nowMs)));
        lines.move(contact, ContactPhase.TALKING);
        lines.close(contact, EntryOutcome.ANSWERED);
        contact.talkingSinceMs = nowMs;
    }

    /** The customer is back in line, the pick-up led to nothing; the agent's leg is to end. */
    void connectFailed(OfferRecord offer, ContactRecord contact) {
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact);
        partFromAgent(offer, 0);
        releases.forgetIfUnbound(offer);
    }

    /**
     * The pick-up was not followed by a connection in time. If the agent's leg is still there, the word of it was lost and the two talk:
     * to tear down a talk for a lost message would be the greater harm.
     */
    void connectDeadline(ContactRecord contact) {
        OfferRecord offer = Objects.requireNonNull(contact.offer);
        boolean legThere = offer.agent != null;
        step.event(new Event.Repaired(
                step.nowMs(),
                RepairKind.ACCEPTED_WITHOUT_CONNECT,
                offer.offerId,
                legThere ? "taken to be connected" : "the agent's leg is gone: the contact waits again"));
        if (legThere) {
            connected(offer, contact);
        } else {
            connectFailed(offer, contact);
        }
    }

    void held(OfferRecord offer, ContactRecord contact, boolean held) {
        boolean wasHeld = contact.heldSinceMs != 0;
        if (contact.phase != ContactPhase.TALKING || held == wasHeld) {
            return;
        }
        state.hash.touch(contact);
        if (held) {
            contact.heldSinceMs = step.nowMs();
        } else {
            endHold(contact);
        }
        step.event(new Event.HoldChanged(step.nowMs(), contact.contactId, offer.agentId, held));
    }

    /** The talk is over, ended by this side. */
    void ended(OfferRecord offer, ContactRecord contact, EndedBy endedBy) {
        switch (contact.phase) {
            case CONNECTING -> {
                // the word of the connection was lost: there is no end without it
                if (offer.agent != null) {
                    connected(offer, contact);
                    ended(offer, contact, endedBy);
                }
            }
            case TALKING -> {
                stop(contact);
                contact.endedBy = endedBy;
                releases.afterTalk(contact);
            }
            case RELEASING -> {
                if (contact.releasing == null && contact.endedBy == null) {
                    state.hash.touch(contact);
                    contact.endedBy = endedBy;
                }
            }
            case WAITING, OFFERED, WITHDRAWING -> {
                // no talk: late word of an offer that has come to nothing
            }
        }
    }

    /** Stops the clocks of the talk and lets the agent go to his after-call work. */
    void stop(ContactRecord contact) {
        state.hash.touch(contact);
        if (contact.heldSinceMs != 0) {
            endHold(contact);
        }
        contact.connectedMs += step.nowMs() - contact.talkingSinceMs;
        contact.talkingSinceMs = 0;
        OfferRecord offer = contact.offer;
        if (offer != null) {
            partFromAgent(offer, Objects.requireNonNull(contact.queue).wrapUpMs);
        }
    }

    /** The contact is no longer the agent's; his leg is to end. */
    void partFromAgent(OfferRecord offer, int wrapUpMs) {
        AgentRecord agent = offer.agent;
        if (agent != null && !agent.deadline.isSet()) {
            roster.expectLegEnd(agent, wrapUpMs);
        }
    }

    /** The agent's leg is gone. */
    void legEnded(OfferRecord offer) {
        AgentRecord agent = offer.agent;
        if (agent == null || agent.state != AgentState.ON_CONTACT) {
            return;
        }
        ContactRecord contact = offer.contact;
        if (contact != null && contact.phase == ContactPhase.TALKING) {
            stop(contact);
            releases.afterTalk(contact);
        }
        state.hash.touch(offer);
        offer.agent = null;
        roster.legEnded(agent);
        releases.forgetIfUnbound(offer);
    }

    /** The leg should have been seen to end by now. */
    void legDeadline(AgentRecord agent) {
        OfferRecord offer = Objects.requireNonNull(agent.offer);
        roster.repairLeg(agent, offer);
        legEnded(offer);
    }

    private void endHold(ContactRecord contact) {
        contact.holdMs += step.nowMs() - contact.heldSinceMs;
        contact.heldSinceMs = 0;
    }
}

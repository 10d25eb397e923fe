package org.usher.core.engine;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.AgentState;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;

/**
 * Offers from their making until an agent has picked up or they have come to nothing.
 *
 * <p>The PBX limits the ringing; the engine's own deadline comes a little later and only if the PBX said nothing. It then takes the
 * offer back (WITHDRAWING), waits for word of that, and gives it up when there is none: the agent is free, the contact waits to be seen
 * in the waiting room. An answer that comes in after all is believed, because the two talk whatever the engine wishes.
 */
final class Offers {
    private final State state;
    private final Step step;
    private final Lines lines;
    private final Roster roster;
    private final Releases releases;

    Offers(State state, Step step, Lines lines, Roster roster, Releases releases) {
        this.state = state;
        this.step = step;
        this.lines = lines;
        this.roster = roster;
        this.releases = releases;
    }

    /** Offers the contact, offerable, to the agent, idle. */
    void make(ContactRecord contact, AgentRecord agent) {
        QueueRecord queue = Objects.requireNonNull(contact.queue);
        long nowMs = step.nowMs();
        int graceMs = state.settings().offerGraceMs();
        OfferRecord offer = new OfferRecord(step.nextActionId(), contact, agent.agentId, nowMs);
        state.offers.put(offer.offerId, offer);
        state.hash.touch(offer);
        lines.stepOut(contact, ContactPhase.OFFERED);
        contact.offer = offer;
        roster.reserve(agent, offer);
        state.deadlines.set(contact.phaseDeadline, nowMs + queue.ringTimeoutMs + graceMs);
        long waitedMs = contact.waitedMs(nowMs);
        step.event(
                new Event.OfferMade(nowMs, contact.contactId, offer.offerId, contact.queueId, agent.agentId, waitedMs));
        step.effect(new Effect.Offer(
                offer.offerId,
                nowMs + graceMs,
                contact.callKey,
                contact.contactId,
                contact.queueId,
                List.of(new Effect.Rung(agent.agentId, agent.deviceIds)),
                queue.ringTimeoutMs,
                waitedMs));
    }

    void ringing(OfferRecord offer) {
        state.hash.touch(offer);
        offer.begun = true;
    }

    /** The Offer action came to its end. */
    void actionFinished(OfferRecord offer, ActionOutcome outcome) {
        ContactRecord contact = offer.contact;
        if (outcome == ActionOutcome.DONE) {
            ringing(offer);
        } else if (contact != null && contact.phase == ContactPhase.OFFERED && contact.offer == offer) {
            if (outcome == ActionOutcome.FAILED) {
                fail(offer, contact, OfferOutcome.FAILED);
            } else if (!offer.begun) {
                // it may have been carried out unseen: going back to the waiting room makes sure
                withdraw(contact);
            }
        }
    }

    /** The agent picked up. */
    void accepted(OfferRecord offer) {
        ContactRecord contact = offer.contact;
        if (contact == null) {
            return;
        }
        switch (contact.phase) {
            case OFFERED -> {
                AgentRecord agent = Objects.requireNonNull(offer.agent);
                connect(offer, contact, agent);
            }
            case WITHDRAWING, WAITING -> lateAnswer(offer, contact);
            case CONNECTING, TALKING, RELEASING -> {
                // told again
            }
        }
    }

    /** The offer came to nothing; the contact is back in line. */
    void fail(OfferRecord offer, ContactRecord contact, OfferOutcome outcome) {
        tellEnd(offer, outcome);
        releases.forgetAction(contact);
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact);
        freeAgent(offer, outcome);
        releases.forgetIfUnbound(offer);
    }

    /** The customer of a ringing offer is gone; the contact itself is the caller's business. */
    void callerLeft(OfferRecord offer) {
        tellEnd(offer, OfferOutcome.CALLER_LEFT);
        freeAgent(offer, OfferOutcome.CALLER_LEFT);
    }

    /** Takes the offer back. */
    void withdraw(ContactRecord contact) {
        OfferRecord offer = Objects.requireNonNull(contact.offer);
        lines.move(contact, ContactPhase.WITHDRAWING);
        int graceMs = state.settings().offerGraceMs();
        long actionId = step.nextActionId();
        contact.openActionId = actionId;
        state.contactsByAction.put(actionId, contact);
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + 2L * graceMs);
        step.effect(new Effect.Withdraw(
                actionId, step.nowMs() + graceMs, contact.callKey, contact.contactId, offer.offerId));
    }

    /** No word came of the offer that was being taken back. */
    void giveUp(ContactRecord contact) {
        OfferRecord offer = Objects.requireNonNull(contact.offer);
        step.event(new Event.Repaired(
                step.nowMs(),
                RepairKind.OFFER_WITHOUT_END,
                offer.offerId,
                "neither its end nor its withdrawal was reported"));
        releases.forgetAction(contact);
        tellEnd(offer, OfferOutcome.WITHDRAWN);
        lines.stepBack(contact);
        freeAgent(offer, OfferOutcome.FAILED);
    }

    /** The contact has been seen where its given-up offer can no longer be answered. */
    void forget(ContactRecord contact) {
        OfferRecord offer = contact.offer;
        if (offer != null) {
            state.hash.touch(contact);
            contact.offer = null;
            offer.contact = null;
            releases.forgetIfUnbound(offer);
        }
    }

    private void connect(OfferRecord offer, ContactRecord contact, AgentRecord agent) {
        tellEnd(offer, OfferOutcome.ACCEPTED);
        if (contact.phase == ContactPhase.WAITING) {
            lines.stepOut(contact, ContactPhase.CONNECTING);
        } else {
            lines.move(contact, ContactPhase.CONNECTING);
        }
        state.hash.touch(offer);
        contact.servedBy = agent.agentId;
        roster.pickedUp(agent, offer);
        state.deadlines.set(
                contact.phaseDeadline, step.nowMs() + state.settings().connectGraceMs());
    }

    private void lateAnswer(OfferRecord offer, ContactRecord contact) {
        AgentRecord agent = state.agents.get(offer.agentId);
        String trouble = agent == null ? "who is unknown by now" : whyNotFree(agent, offer);
        String detail = "agent " + offer.agentId + (trouble == null ? " picked up; they talk" : ", " + trouble);
        step.event(new Event.Repaired(step.nowMs(), RepairKind.LATE_ANSWER, offer.offerId, detail));
        if (agent == null || trouble != null) {
            return;
        }
        displace(agent, offer);
        releases.forgetAction(contact);
        connect(offer, contact, agent);
    }

    private static @Nullable String whyNotFree(AgentRecord agent, OfferRecord offer) {
        boolean engaged = agent.state == AgentState.ON_CONTACT || agent.state == AgentState.CONSULTING;
        return engaged && agent.offer != offer ? "who is on another contact: not believed" : null;
    }

    /** Takes back the offer that the agent was being rung for while he picked up this one. */
    private void displace(AgentRecord agent, OfferRecord pickedUp) {
        OfferRecord other = agent.offer;
        if (other == null || other == pickedUp) {
            return;
        }
        ContactRecord contact = Objects.requireNonNull(other.contact);
        state.hash.touch(other);
        other.agent = null;
        if (contact.phase == ContactPhase.OFFERED) {
            withdraw(contact);
        }
    }

    /** Says once how the offer ended. */
    private void tellEnd(OfferRecord offer, OfferOutcome outcome) {
        if (offer.ended) {
            return;
        }
        state.hash.touch(offer);
        offer.ended = true;
        step.event(new Event.OfferEnded(
                step.nowMs(),
                offer.contactId,
                offer.offerId,
                offer.queueId,
                offer.agentId,
                outcome,
                step.nowMs() - offer.madeAtMs));
    }

    private void freeAgent(OfferRecord offer, OfferOutcome outcome) {
        AgentRecord agent = offer.agent;
        if (agent != null) {
            state.hash.touch(offer);
            offer.agent = null;
            roster.offerFailed(agent, outcome);
        }
    }
}

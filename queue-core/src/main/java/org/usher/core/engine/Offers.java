package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ActionOutcome;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;

/**
 * Offers from their making until an agent has picked up or they have come to nothing.
 *
 * <p>The PBX limits the ringing; the engine's own deadline comes a little later and only if the PBX said nothing. It then takes the
 * offer back (WITHDRAWING), waits for word of that, and gives it up when there is none: the agents are free, the contact waits to be
 * seen in the waiting room. An answer that comes in after all is believed, because the two talk whatever the engine wishes.
 *
 * <p>A group offer rings several agents at once. Each is reserved for it alone, and it ends for each of them once: for who declined or
 * cannot be reached as soon as his last phone says so while others ring on, for the one who picked up and for all others at that moment,
 * for who let it ring when it is over.
 *
 * <p>Who is no longer rung is free at once, although his phone may learn of it a moment later: whatever it is asked next the same PBX
 * asks after that, and to hold every agent back for a moment after every caller who hung up would cost more than the rare phone that
 * answers "busy" to the second call because it has not finished with the first.
 */
final class Offers {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Lines lines;
    private final OwnLines ownLines;
    private final Roster roster;
    private final Chats chats;
    private final Releases releases;

    Offers(State state, Step step, Matching matching, Desks.Basis desks) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.lines = desks.lines();
        this.ownLines = desks.ownLines();
        this.roster = desks.roster();
        this.chats = desks.chats();
        this.releases = desks.releases();
    }

    /** Offers the contact, offerable, to the agent, idle, and to others beside him if the queue rings groups. */
    void make(ContactRecord contact, AgentRecord agent) {
        QueueRecord queue = Objects.requireNonNull(contact.entry.queue);
        long nowMs = step.nowMs();
        int graceMs = state.settings().offerGraceMs();
        Effect.Rung first = rungOf(agent, contact);
        boolean alone = queue.ringGroupSize == 1 || contact.isChat();
        List<Effect.Rung> rung = alone ? List.of(first) : group(contact, agent, first);
        OfferRecord offer = new OfferRecord(step.nextActionId(), contact, rung, nowMs);
        state.offers.put(offer.offerId, offer);
        state.hash.touch(offer);
        lines.stepOut(contact, ContactPhase.OFFERED);
        contact.offer = offer;
        state.deadlines.set(contact.phaseDeadline, nowMs + queue.ringTimeoutMs + graceMs);
        long waitedMs = contact.entry.waitedMs(nowMs);
        for (int place = 0; place < rung.size(); place++) {
            AgentRecord reserved = rungAgent(offer, place);
            roster.reserve(reserved, offer);
            step.event(new Event.OfferMade(
                    nowMs, contact.contactId, offer.offerId, offer.queueId, reserved.agentId, waitedMs));
        }
        step.effect(new Effect.Offer(
                offer.offerId,
                nowMs + graceMs,
                contact.callKey,
                contact.contactId,
                offer.queueId,
                rung,
                queue.ringTimeoutMs,
                waitedMs,
                contact.channel));
    }

    /** A chat rings no phone. */
    private static Effect.Rung rungOf(AgentRecord agent, ContactRecord contact) {
        return new Effect.Rung(agent.agentId, contact.isChat() ? List.of() : agent.deviceIds);
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

    /** An agent picked up on this device; 0 if that is not known. */
    void accepted(OfferRecord offer, int deviceId) {
        ContactRecord contact = offer.contact;
        if (contact == null || contact.offer != offer || offer.rung.isEmpty()) {
            return;
        }
        switch (contact.phase) {
            case OFFERED -> {
                AgentRecord agent = pickedUpBy(offer, deviceId);
                int place = agent == null ? -1 : offer.placeOf(agent);
                if (agent != null && (place < 0 || offer.isRinging(place))) {
                    freeFor(agent, offer);
                    connect(offer, contact, agent);
                } else {
                    lateAnswer(offer, contact, agent);
                }
            }
            case WITHDRAWING, WAITING -> {
                // whoever answers a chat late has not begun to talk by it
                if (!offer.isChat()) {
                    lateAnswer(offer, contact, pickedUpBy(offer, deviceId));
                }
            }
            case CONNECTING, TALKING, IN_TRANSFER, RELEASING -> {
                // told again
            }
        }
    }

    /** A phone ended by itself while the offer rings on elsewhere: its agent, if it was his last one, is out of it. */
    void phoneEnded(OfferRecord offer, int deviceId, OfferOutcome outcome) {
        int place = offer.placeOfDevice(deviceId);
        if (place < 0 || !offer.isRinging(place) || outcome == OfferOutcome.ACCEPTED) {
            return;
        }
        int firstPhone = 0;
        for (int before = 0; before < place; before++) {
            firstPhone += offer.rung.get(before).deviceIds().size();
        }
        List<Integer> phones = offer.rung.get(place).deviceIds();
        if (firstPhone + phones.size() > Long.SIZE) {
            return;
        }
        state.hash.touch(offer);
        offer.phonesOver |= 1L << (firstPhone + offer.phoneOf(place, deviceId));
        long all = -1L >>> (Long.SIZE - phones.size()) << firstPhone;
        if ((offer.phonesOver & all) != all) {
            return;
        }
        if (Integer.bitCount(offer.ringing) > 1) {
            endFor(offer, place, outcome, outcome);
        } else {
            offer.lastPhoneOutcome = outcome;
        }
    }

    /** The offer came to nothing; the contact is back in line. */
    void fail(OfferRecord offer, ContactRecord contact, OfferOutcome outcome) {
        OfferOutcome consequence = offer.lastPhoneOutcome == null ? outcome : offer.lastPhoneOutcome;
        fail(offer, contact, consequence, consequence);
    }

    /** The customer of a ringing offer is gone; the contact itself is the caller's business. */
    void callerLeft(OfferRecord offer) {
        endForAll(offer, OfferOutcome.CALLER_LEFT, OfferOutcome.CALLER_LEFT);
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
        sendWithdraw(contact, offer, actionId);
    }

    /** Has the ringing stopped for a contact that is about to end. */
    void stopRinging(ContactRecord contact, OfferRecord offer) {
        sendWithdraw(contact, offer, step.nextActionId());
    }

    private void sendWithdraw(ContactRecord contact, OfferRecord offer, long actionId) {
        long deadlineAtMs = step.nowMs() + state.settings().offerGraceMs();
        step.effect(new Effect.Withdraw(actionId, deadlineAtMs, contact.callKey, contact.contactId, offer.offerId));
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
        lines.stepBack(contact);
        endForAll(offer, OfferOutcome.WITHDRAWN, OfferOutcome.FAILED);
    }

    /** The customer of a ringing offer hears somebody else; the contact itself is the caller's business. */
    void overtaken(OfferRecord offer, ContactRecord contact) {
        releases.forgetAction(contact);
        endForAll(offer, OfferOutcome.WITHDRAWN, OfferOutcome.WITHDRAWN);
        forget(contact);
    }

    /** Takes back the agent's part in the offer that rings for him, all of it if he is the last. */
    void takeBack(AgentRecord agent) {
        OfferRecord offer = Objects.requireNonNull(agent.offer);
        endFor(offer, offer.placeOf(agent), OfferOutcome.WITHDRAWN, OfferOutcome.WITHDRAWN);
        withdrawIfUnheard(offer);
    }

    /** His phone was taken into use while it rang, and not for this offer: he is on a call of his own. */
    void onOwnCall(AgentRecord agent) {
        roster.disownPhones(agent);
        takeBack(agent);
    }

    /** Lets the agent, who is about to be on another call, go from whatever binds him; his state is the caller's business. */
    void freeFor(AgentRecord agent, @Nullable OfferRecord call) {
        OfferRecord other = agent.offer;
        if (other == null || other == call) {
            return;
        }
        state.hash.touch(agent);
        state.hash.touch(other);
        agent.offer = null;
        int place = other.placeOf(agent);
        if (place >= 0 && other.isRinging(place)) {
            tellEnd(other, place, OfferOutcome.WITHDRAWN);
            withdrawIfUnheard(other);
        }
        if (other.agent == agent) {
            other.agent = null;
        }
        releases.forgetIfUnbound(other);
    }

    /** The contact has been seen where its given-up offer can no longer be answered, or its talk is past. */
    void forget(ContactRecord contact) {
        OfferRecord offer = contact.offer;
        if (offer != null) {
            state.hash.touch(contact);
            contact.offer = null;
            offer.contact = null;
            releases.forgetIfUnbound(offer);
        }
    }

    private List<Effect.Rung> group(ContactRecord contact, AgentRecord agent, Effect.Rung first) {
        List<AgentRecord> others = new ArrayList<>();
        matching.othersFor(contact, agent, Objects.requireNonNull(contact.entry.queue).ringGroupSize - 1, others);
        List<Effect.Rung> rung = new ArrayList<>();
        rung.add(first);
        for (AgentRecord other : others) {
            rung.add(new Effect.Rung(other.agentId, other.deviceIds));
        }
        return List.copyOf(rung);
    }

    private void fail(OfferRecord offer, ContactRecord contact, OfferOutcome told, OfferOutcome consequence) {
        releases.forgetAction(contact);
        contact.offer = null;
        offer.contact = null;
        lines.stepBack(contact);
        endForAll(offer, told, consequence);
        ownLines.offerFailed(contact, consequence);
        releases.forgetIfUnbound(offer);
    }

    private void connect(OfferRecord offer, ContactRecord contact, AgentRecord agent) {
        state.hash.touch(offer);
        int place = offer.placeOf(agent);
        if (place >= 0 && offer.isRinging(place)) {
            tellEnd(offer, place, OfferOutcome.ACCEPTED);
        }
        lines.move(contact, ContactPhase.CONNECTING);
        contact.servedBy = agent.agentId;
        if (offer.isChat()) {
            chats.accepted(agent, offer);
        } else {
            roster.pickedUp(agent, offer);
        }
        state.deadlines.set(contact.phaseDeadline, step.nowMs() + connectWithinMs(contact));
        endForAll(offer, OfferOutcome.TAKEN_BY_OTHER, OfferOutcome.TAKEN_BY_OTHER);
    }

    /** How long until agent and customer hear each other; who is called back must pick up first. */
    long connectWithinMs(ContactRecord contact) {
        int ringMs = contact.isCallback() ? Objects.requireNonNull(contact.entry.queue).callbackRingMs : 0;
        return (long) state.settings().connectGraceMs() + ringMs;
    }

    private void lateAnswer(OfferRecord offer, ContactRecord contact, @Nullable AgentRecord agent) {
        String trouble = agent != null && isWithOther(agent, offer) ? "who is on another contact: not believed" : null;
        String who = agent == null
                ? "an agent who is unknown by now"
                : "agent " + agent.agentId + (trouble == null ? " picked up; they talk" : ", " + trouble);
        step.event(new Event.Repaired(step.nowMs(), RepairKind.LATE_ANSWER, offer.offerId, who));
        if (agent == null || trouble != null) {
            return;
        }
        freeFor(agent, offer);
        releases.forgetAction(contact);
        connect(offer, contact, agent);
    }

    /**
     * Who picked up. A phone that was not rung took the call from one that was: whoever works there, unless he talks to somebody. If the
     * phone is not known, then the one whose phone is in use, else the first who rings or rang; null if that one is not known any more.
     */
    private @Nullable AgentRecord pickedUpBy(OfferRecord offer, int deviceId) {
        if (offer.isChat()) {
            return state.agents.get(offer.rung.getFirst().agentId());
        }
        int place = offer.placeOfDevice(deviceId);
        if (place >= 0) {
            return state.agents.get(offer.rung.get(place).agentId());
        }
        DeviceRecord device = deviceId <= 0 ? null : state.devices.get(deviceId);
        if (device != null && device.agent != null && !isWithOther(device.agent, offer)) {
            return device.agent;
        }
        for (place = 0; place < offer.rung.size(); place++) {
            if (offer.isRinging(place) && roster.isOnThePhone(rungAgent(offer, place))) {
                return rungAgent(offer, place);
            }
        }
        int agentId = offer.agentIdShown();
        return state.agents.get(agentId != 0 ? agentId : offer.rung.getFirst().agentId());
    }

    private static boolean isWithOther(AgentRecord agent, OfferRecord offer) {
        return agent.isWithContact() && agent.offer != offer;
    }

    private void withdrawIfUnheard(OfferRecord offer) {
        ContactRecord contact = offer.contact;
        if (offer.ringing == 0 && contact != null && contact.phase == ContactPhase.OFFERED) {
            withdraw(contact);
        }
    }

    private void endForAll(OfferRecord offer, OfferOutcome told, OfferOutcome consequence) {
        for (int place = 0; place < offer.rung.size(); place++) {
            if (offer.isRinging(place)) {
                endFor(offer, place, told, consequence);
            }
        }
    }

    private void endFor(OfferRecord offer, int place, OfferOutcome told, OfferOutcome consequence) {
        AgentRecord agent = rungAgent(offer, place);
        tellEnd(offer, place, told);
        roster.offerFailed(agent, consequence);
    }

    /** Says how the offer ended for one who was still reserved for it. */
    private void tellEnd(OfferRecord offer, int place, OfferOutcome outcome) {
        state.hash.touch(offer);
        offer.ringing &= ~(1 << place);
        step.event(new Event.OfferEnded(
                step.nowMs(),
                offer.contactId,
                offer.offerId,
                offer.queueId,
                offer.rung.get(place).agentId(),
                outcome,
                step.nowMs() - offer.madeAtMs));
    }

    /** The agent at this place, who is reserved for the offer and therefore known. */
    private AgentRecord rungAgent(OfferRecord offer, int place) {
        return Objects.requireNonNull(state.agents.get(offer.rung.get(place).agentId()));
    }
}

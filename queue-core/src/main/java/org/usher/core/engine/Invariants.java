package org.usher.core.engine;

import java.util.List;
import org.usher.core.api.AgentState;

/** The rules that hold after every entry, checked over the whole state. */
final class Invariants {
    private final State state;

    Invariants(State state) {
        this.state = state;
    }

    /**
     * Checks them all.
     *
     * @throws IllegalStateException naming the rule that is broken and by whom
     */
    void check() {
        state.deadlines.checkOrder();
        state.contactsById.unorderedValues().forEach(this::checkContact);
        state.agents.unorderedValues().forEach(this::checkAgent);
        state.offers.unorderedValues().forEach(this::checkOffer);
        state.queues.unorderedValues().forEach(this::checkQueue);
        checkDeadlines();
        checkHash();
    }

    private void checkContact(ContactRecord contact) {
        require(state.contactsByCall.get(contact.callKey) == contact, "is not found by its call", contact);
        OfferRecord offer = contact.offer;
        require(
                offer == null || (offer.contact == contact && state.offers.get(offer.offerId) == offer),
                "is bound to an offer that does not know it",
                contact);
        boolean phaseIsTimed = contact.phase != ContactPhase.TALKING && !contact.isOfferable();
        require(contact.phaseDeadline.isSet() == phaseIsTimed, "has a wrong deadline for its phase", contact);
        boolean mayTalk = contact.phase == ContactPhase.TALKING || contact.phase == ContactPhase.RELEASING;
        require(contact.inEntry != mayTalk, "is in its line and out of it", contact);
        require(contact.inEntry || !contact.waitLimit.isSet(), "has a limit on a wait that is over", contact);
        require(
                (contact.talkingSinceMs != 0) == (contact.phase == ContactPhase.TALKING),
                "counts its talk wrongly",
                contact);
        switch (contact.phase) {
            case OFFERED, WITHDRAWING, CONNECTING, TALKING ->
                require(offer != null && !contact.reachable, "has no offer, or is reachable beside it", contact);
            case WAITING, RELEASING -> {
                // may still have one
            }
        }
        boolean needsAgent = contact.phase == ContactPhase.OFFERED || contact.phase == ContactPhase.TALKING;
        require(!needsAgent || (offer != null && offer.agent != null), "is rung or talked to by nobody", contact);
        require(
                contact.openActionId == 0 || state.contactsByAction.get(contact.openActionId) == contact,
                "is not found by its action",
                contact);
    }

    private void checkAgent(AgentRecord agent) {
        OfferRecord offer = agent.offer;
        boolean bound = agent.state == AgentState.OFFERED || agent.state == AgentState.ON_CONTACT;
        require(bound == (offer != null), "is bound by an offer without being rung or on it, or the reverse", agent);
        require(
                offer == null || (offer.agent == agent && state.offers.get(offer.offerId) == offer),
                "is bound by an offer that does not know him",
                agent);
        require(!agent.idle || agent.state == AgentState.READY, "is idle but not ready", agent);
        for (int deviceId : agent.deviceIds) {
            DeviceRecord device = state.devices.get(deviceId);
            require(device != null && device.agent == agent, "is logged in on a phone that is not his", agent);
        }
        require(!mustBeTimed(agent) || agent.deadline.isSet(), "would stay in his state for ever", agent);
        if (agent.state == AgentState.OFFERED && offer != null) {
            ContactRecord contact = offer.contact;
            require(contact != null && contact.phase.isRung(), "is rung for nobody", agent);
        }
    }

    private static boolean mustBeTimed(AgentRecord agent) {
        OfferRecord offer = agent.offer;
        return switch (agent.state) {
            case WRAP_UP -> true;
            case NOT_RESPONDING -> agent.hold != AgentRecord.Hold.UNTIL_RESUME;
            case UNREACHABLE -> agent.hold == AgentRecord.Hold.UNREACHABLE;
            case READY -> !agent.idle;
            case ON_CONTACT -> offer == null || offer.contact == null || !offer.contact.phase.isWithAgent();
            case LOGGED_OUT, OFFERED, CONSULTING, PAUSED, BUSY_ELSEWHERE -> false;
        };
    }

    private void checkOffer(OfferRecord offer) {
        if (offer.contact == null && offer.agent == null) {
            throw new IllegalStateException("offer " + offer.offerId + " is remembered but binds nobody");
        }
        boolean contactKnows = offer.contact == null || offer.contact.offer == offer;
        boolean agentKnows = offer.agent == null || offer.agent.offer == offer;
        if (!contactKnows || !agentKnows) {
            throw new IllegalStateException("offer " + offer.offerId + " binds someone who is bound by another");
        }
    }

    private void checkQueue(QueueRecord queue) {
        long waiting = 0;
        int contacts = 0;
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            waiting += contact.queue == queue && contact.inEntry ? 1 : 0;
            contacts += contact.queue == queue ? 1 : 0;
        }
        long ended = 0;
        for (long count : queue.ended) {
            ended += count;
        }
        if (queue.waiting != waiting || queue.offered != ended + waiting || queue.contacts != contacts) {
            throw new IllegalStateException("the books of queue " + queue.queueId + " do not balance: offered "
                    + queue.offered + ", ended " + ended + ", waiting " + waiting + " (booked " + queue.waiting + ")");
        }
        if (queue.status != queue.statusNow()) {
            throw new IllegalStateException(
                    "queue " + queue.queueId + " is published " + queue.status + " and is " + queue.statusNow());
        }
    }

    private void checkDeadlines() {
        int set = 0;
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            for (Deadline deadline : List.of(contact.phaseDeadline, contact.waitLimit)) {
                set += deadline.isSet() ? 1 : 0;
                require(!deadline.isSet() || state.deadlines.holds(deadline), "has a lost deadline", contact);
            }
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            set += agent.deadline.isSet() ? 1 : 0;
        }
        if (set != state.deadlines.size()) {
            throw new IllegalStateException("a deadline is set for someone who is gone");
        }
    }

    private void checkHash() {
        long sum = state.released.hashShare();
        for (List<? extends HashedRecord> records : List.of(
                state.contactsById.unorderedValues(),
                state.agents.unorderedValues(),
                state.devices.unorderedValues(),
                state.queues.unorderedValues(),
                state.offers.unorderedValues())) {
            for (HashedRecord element : records) {
                if (element.hashShare != element.fingerprint()) {
                    throw new IllegalStateException(
                            "a change of " + element.getClass().getSimpleName() + " was not told to the state hash");
                }
                sum += element.hashShare;
            }
        }
        if (sum != state.hash.sum()) {
            throw new IllegalStateException("the state hash holds the share of someone who is gone");
        }
    }

    private static void require(boolean holds, String broken, ContactRecord contact) {
        if (!holds) {
            throw new IllegalStateException("contact " + contact.contactId + " in " + contact.phase + " " + broken);
        }
    }

    private static void require(boolean holds, String broken, AgentRecord agent) {
        if (!holds) {
            throw new IllegalStateException("agent " + agent.agentId + " in " + agent.state + " " + broken);
        }
    }
}

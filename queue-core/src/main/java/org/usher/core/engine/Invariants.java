package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;
import org.usher.core.api.DeviceState;
import org.usher.core.api.PendingChange;

/** The rules that hold after every entry, checked over the whole state. */
final class Invariants {
    private final State state;

    /** By the configuration itself; and whether anybody's limit anything. */
    private final LongMap<BurnoutGuard.Limits> limitsOf = new LongMap<>();

    private final boolean guarded;

    Invariants(State state) {
        this.state = state;
        boolean anybody = false;
        for (Configuration.Agent agent : state.configuration.agents()) {
            if (agent.agentId() > 0 && limitsOf.get(agent.agentId()) == null) {
                BurnoutGuard.Limits limits = Objects.requireNonNullElse(
                        agent.employment().limits(), state.settings().guard().limits());
                limitsOf.put(agent.agentId(), limits);
                anybody |= limits.ceilingPercent() < 100 || (limits.contactsInRow() > 0 && limits.breathMs() > 0);
            }
        }
        guarded = anybody;
    }

    /**
     * Checks them all.
     *
     * @throws IllegalStateException naming the rule that is broken and by whom
     */
    void check() {
        state.deadlines.check();
        state.contactsById.unorderedValues().forEach(this::checkContact);
        state.agents.unorderedValues().forEach(this::checkAgent);
        state.offers.unorderedValues().forEach(this::checkOffer);
        state.queues.unorderedValues().forEach(this::checkQueue);
        checkBookings();
        checkDeadlines();
        checkHash();
    }

    private void checkContact(ContactRecord contact) {
        QueueEntry entry = contact.entry;
        boolean found = contact.callKey == 0 || state.contactsByCall.get(contact.callKey) == contact;
        require(found, "is not found by its call", contact);
        boolean called = switch (contact.phase) {
            case OFFERED, WITHDRAWING, CONNECTING -> true;
            case WAITING, TALKING, IN_TRANSFER, RELEASING -> false;
        };
        require(contact.callKey != 0 || contact.isCallback(), "is carried by no call", contact);
        require(!contact.isCallback() || entry.open, "is to be called back though its wait is over", contact);
        require(!contact.isCallback() || called || contact.callKey == 0, "is called back by nobody", contact);
        require(entry.contact == contact, "stands in another's place", contact);
        boolean phaseIsTimed = contact.phase != ContactPhase.TALKING && !contact.isOfferable();
        require(contact.phaseDeadline.isSet() == phaseIsTimed, "has a wrong deadline for its phase", contact);
        boolean inLine = switch (contact.phase) {
            case WAITING, OFFERED, WITHDRAWING, CONNECTING -> true;
            case TALKING, IN_TRANSFER, RELEASING -> false;
        };
        require(entry.open == inLine, "is in its line and out of it", contact);
        require(entry.open || !contact.waitLimit.isSet(), "has a limit on a wait that is over", contact);
        require(
                contact.openActionId == 0 || state.contactsByAction.get(contact.openActionId) == contact,
                "is not found by its action",
                contact);
        boolean asked = contact.phase == ContactPhase.WITHDRAWING || contact.phase == ContactPhase.RELEASING;
        require(asked || contact.openActionId == 0, "awaits word of an action that is over", contact);
        Preference preference = entry.preference;
        require(
                preference == null
                        || (entry.open
                                && preference.end.isSet()
                                && Collections.frequency(preference.agent.awaitedBy, contact) == 1
                                && state.agents.get(preference.agent.agentId) == preference.agent),
                "waits for an agent who does not know, or for ever",
                contact);
        checkBooking(contact, entry);
        checkDanger(contact, entry);
        checkPlan(contact, entry);
        checkTalks(contact);
    }

    private void checkBooking(ContactRecord contact, QueueEntry entry) {
        require(state.bookings.get(contact.contactId) == null, "is in a line and booked for later", contact);
        Booking booking = contact.booking;
        if (booking != null) {
            require(contact.isCallback(), "talks, and the promise of that is open", contact);
            boolean hasSlack = state.lastAtMs < booking.window.dueAtMs();
            require(booking.slack.isSet() == hasSlack, "is due, or not due, wrongly", contact);
            long before = hasSlack ? 0 : QueueEntry.DUE_CREDIT_MS;
            require(entry.since == booking.window.dueAtMs() - before, "stands elsewhere than promised", contact);
            require(entry.waitsFromMs == booking.window.dueAtMs(), "waits from another time than it is due", contact);
        }
    }

    private void checkBookings() {
        for (BookingRecord booking : state.bookings.unorderedValues()) {
            QueueRecord queue = state.queues.get(booking.queueId);
            boolean opens = booking.opening.isSet()
                    && state.lastAtMs <= booking.opening.dueAtMs()
                    && booking.opening.dueAtMs() <= booking.window.untilMs();
            if (!opens || queue == null || queue.vanished) {
                throw new IllegalStateException("booking " + booking.contactId + " is forgotten");
            }
        }
    }

    /** Worked out from the configuration itself: until when nobody who is held back is asked for the contact. */
    private void checkDanger(ContactRecord contact, QueueEntry entry) {
        int percent = state.settings().guard().givesWayPercent();
        boolean comes = guarded
                && percent > 0
                && entry.open
                && state.configuration.queues().stream()
                        .filter(queue -> queue.queueId() == entry.queueId)
                        .findFirst()
                        .filter(queue -> {
                            long ageMs = state.lastAtMs - (entry.enqueuedAtMs - entry.creditMs);
                            long promiseMs = queue.urgency().promiseMs();
                            long shareMs = queue.serviceLevelTarget().withinMs() * (long) percent / 100;
                            return ageMs < Math.max(1, shareMs) && (promiseMs == 0 || ageMs < promiseMs);
                        })
                        .isPresent();
        require(comes == (entry.danger != null && entry.danger.isSet()), "comes to be in danger wrongly", contact);
    }

    private void checkHeldBack(AgentRecord agent) {
        require(
                !agent.isHeldBack() || (agent.state == AgentState.READY && !agent.idle),
                "is held back and not ready, or idle",
                agent);
        if (agent.state != AgentState.READY || agent.hold == AgentRecord.Hold.GUARD || agent.vanished) {
            return;
        }
        BurnoutGuard.Limits limits = Objects.requireNonNull(limitsOf.get(agent.agentId));
        boolean breathes = limits.contactsInRow() > 0
                && agent.contactsInRow >= limits.contactsInRow()
                && state.lastAtMs < agent.workedUntilMs + limits.breathMs();
        long memoryMs = state.settings().routing().occupancyMemoryMs();
        double work = agent.work * StrictMath.exp((double) (agent.workAtMs - state.lastAtMs) / memoryMs);
        double ceiling = limits.ceilingPercent() == 100 ? 2 : limits.ceilingPercent() / 100.0;
        // he is released at the full millisecond after he has come to the ceiling, and not held for less than one
        boolean surely = breathes || work > ceiling * (1 + 2.0 / memoryMs);
        boolean perhaps = breathes || work > ceiling * (1 - 2.0 / memoryMs);
        require(agent.isHeldBack() ? perhaps : !surely, "is held back for nothing, or not held back", agent);
    }

    private void checkPlan(ContactRecord contact, QueueEntry entry) {
        boolean relaxes = entry.relaxation != null && entry.relaxation.isSet();
        if (!entry.open || entry.queue == null) {
            require(!relaxes, "would have its wait relaxed when it is over", contact);
        } else if (entry.preference != null) {
            require(!relaxes, "has its wait relaxed while it waits for one agent alone", contact);
        } else {
            Plan plan = entry.queue.plan;
            int due = plan.stepAfter(state.lastAtMs - entry.planFromMs);
            require(entry.step == due, "waits in step " + entry.step + " of its plan and not in " + due, contact);
            require(relaxes != plan.isLast(due), "waits in a step for ever, or beyond the last", contact);
        }
    }

    private void checkTalks(ContactRecord contact) {
        OfferRecord offer = contact.offer;
        require(
                offer == null || (offer.contact == contact && state.offers.get(offer.offerId) == offer),
                "is bound to an offer that does not know it",
                contact);
        boolean talking = contact.phase == ContactPhase.TALKING;
        require(offer != null || !(contact.phase.isRung() || contact.phase.isWithAgent()), "has no offer", contact);
        require(!contact.reachable || contact.phase == ContactPhase.WAITING || !contact.entry.open, "is away", contact);
        require(talking == (offer != null && offer.isGoingOn()), "counts its talk wrongly", contact);
        require(
                contact.phase != ContactPhase.OFFERED || (offer != null && offer.ringing != 0),
                "is rung by nobody",
                contact);
        int talks = 0;
        for (OfferRecord talk = offer; talk != null; talk = talk.joined) {
            talks++;
            require(
                    talk.contact == contact && (talk == offer || talk.isGoingOn()),
                    "is chained to a talk that is over",
                    contact);
        }
        require(talks <= (talking ? Transfers.MAX_TALKS : 1), "has too many talks", contact);
    }

    private void checkAgent(AgentRecord agent) {
        OfferRecord offer = agent.offer;
        boolean bound = agent.state == AgentState.OFFERED || agent.isOnCall();
        require(bound == (offer != null), "is bound by an offer without being rung or on it, or the reverse", agent);
        require(
                offer == null || (bindsOnce(offer, agent) && state.offers.get(offer.offerId) == offer),
                "is bound by an offer that does not know him",
                agent);
        require(!agent.idle || agent.state == AgentState.READY, "is idle but not ready", agent);
        checkFree(agent);
        for (int deviceId : agent.deviceIds) {
            DeviceRecord device = state.devices.get(deviceId);
            require(device != null && device.agent == agent, "is logged in on a phone that is not his", agent);
        }
        checkHeldBack(agent);
        require(!mustBeTimed(agent) || agent.deadline.isSet(), "would stay in his state for ever", agent);
        if (agent.state == AgentState.OFFERED && offer != null) {
            ContactRecord contact = offer.contact;
            require(contact != null && contact.phase.isRung(), "is rung for nobody", agent);
        }
        for (ContactRecord contact : agent.awaitedBy) {
            Preference preference = contact.entry.preference;
            require(preference != null && preference.agent == agent, "is awaited by one who does not wait", agent);
        }
    }

    /** One call or many chats: who is on a call, or rung for anything, takes nothing; who has chats open, what goes beside them. */
    private void checkFree(AgentRecord agent) {
        int chats = agent.chats.size();
        boolean mayTake =
                agent.state == AgentState.READY && agent.hold != AgentRecord.Hold.GUARD && !agent.isHeldBack();
        boolean goesHome = agent.pending != PendingChange.NONE;
        boolean callsNow = chats == 0 || state.settings().callsDuringChats();
        require(!agent.idle || (mayTake && callsNow && !goesHome), "takes calls wrongly", agent);
        require(agent.idle || !mayTake || !callsNow || goesHome, "takes no calls, wrongly", agent);
        boolean room = mayTake && !goesHome && chats < agent.chatCapacity;
        require(agent.takesChats == room, "takes chats, or none, wrongly: he has " + chats, agent);
        require(chats <= Configuration.Agent.MAX_CHAT_CAPACITY, "has too many chats", agent);
        require(chats == 0 || agent.state != AgentState.LOGGED_OUT, "has chats", agent);
        for (OfferRecord chat : agent.chats) {
            ContactRecord contact = chat.contact;
            boolean current = contact != null && contact.offer == chat && contact.phase.isWithAgent();
            require(
                    chat.isChat() && chat.agent == agent && state.offers.get(chat.offerId) == chat,
                    "has a chat that does not know him",
                    agent);
            require(current != chat.isInWrapUp(), "has a chat that neither goes on nor ends", agent);
        }
    }

    private boolean mustBeTimed(AgentRecord agent) {
        return switch (agent.state) {
            case WRAP_UP -> true;
            case NOT_RESPONDING -> agent.hold != AgentRecord.Hold.UNTIL_RESUME;
            case UNREACHABLE -> agent.hold == AgentRecord.Hold.UNREACHABLE;
            case READY -> agent.hold == AgentRecord.Hold.GUARD || agent.isHeldBack();
            case ON_CONTACT, CONSULTING -> !agent.isWithContact() || talksWithoutPhone(agent);
            case LOGGED_OUT, OFFERED, PAUSED, BUSY_ELSEWHERE -> false;
        };
    }

    private boolean talksWithoutPhone(AgentRecord agent) {
        OfferRecord talk = agent.offer;
        return talk != null
                && talk.isGoingOn()
                && !agent.deviceIds.isEmpty()
                && agent.deviceIds.stream()
                        .map(state.devices::get)
                        .allMatch(
                                device -> device != null && !device.external && device.state == DeviceState.NOT_IN_USE);
    }

    /** Whether the offer rings the agent, or is his talk, but not both. */
    private static boolean bindsOnce(OfferRecord offer, AgentRecord agent) {
        int place = offer.placeOf(agent);
        boolean rings = place >= 0 && offer.isRinging(place);
        return rings != (offer.agent == agent) && rings == (agent.state == AgentState.OFFERED);
    }

    /** Whatever was said of its beginning and end, however late. */
    private boolean isInTime(OfferRecord offer) {
        return switch (offer.talk) {
            case NONE -> true;
            case GOING_ON -> offer.madeAtMs <= offer.talkingSinceMs && offer.talkingSinceMs <= state.lastAtMs;
            case OVER, TOLD ->
                offer.madeAtMs <= offer.talkingSinceMs && offer.talkMs() >= 0 && offer.endedAtMs <= state.lastAtMs;
        };
    }

    private void checkOffer(OfferRecord offer) {
        if (offer.bindsNobody()) {
            throw new IllegalStateException("offer " + offer.offerId + " is remembered but binds nobody");
        }
        boolean agentKnows = offer.agent == null
                || (offer.isChat() ? Collections.frequency(offer.agent.chats, offer) == 1 : offer.agent.offer == offer);
        for (int place = 0; place < offer.rung.size(); place++) {
            AgentRecord rung = state.agents.get(offer.rung.get(place).agentId());
            agentKnows &= !offer.isRinging(place) || (rung != null && rung.offer == offer);
        }
        if (!isInTime(offer)) {
            throw new IllegalStateException("offer " + offer.offerId + " lasted longer than there was time for");
        }
        boolean contactKnows = offer.contact == null || isTalkOf(offer, offer.contact);
        if (!contactKnows || !agentKnows) {
            throw new IllegalStateException("offer " + offer.offerId + " binds someone who is bound by another");
        }
        if (offer.isGoingOn() && offer.agentId != 0 && offer.agent == null) {
            throw new IllegalStateException("talk " + offer.offerId + " goes on without agent " + offer.agentId);
        }
        boolean parked = offer.held || offer.consulting;
        if (parked != (offer.parkedSinceMs != 0) || (parked && !offer.isGoingOn())) {
            throw new IllegalStateException("talk " + offer.offerId + " counts its hold wrongly");
        }
    }

    private static boolean isTalkOf(OfferRecord sought, ContactRecord contact) {
        for (OfferRecord talk = contact.offer; talk != null; talk = talk.joined) {
            if (talk == sought) {
                return contact.contactId == sought.contactId;
            }
        }
        return false;
    }

    private void checkQueue(QueueRecord queue) {
        long waiting = 0;
        int contacts = 0;
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            waiting += contact.entry.queue == queue && contact.entry.open ? 1 : 0;
            contacts += contact.entry.queue == queue ? 1 : 0;
        }
        long ended = 0;
        for (long count : queue.ended) {
            ended += count;
        }
        if (queue.waiting != waiting || queue.offered != ended + waiting || queue.contacts != contacts) {
            throw new IllegalStateException("the books of queue " + queue.queueId + " do not balance: offered "
                    + queue.offered + ", ended " + ended + ", waiting " + waiting + " (booked " + queue.waiting + ")");
        }
        long promised = state.contactsById.unorderedValues().stream()
                .filter(contact -> contact.entry.queue == queue && contact.entry.open && contact.booking != null)
                .count();
        if (queue.promised != promised) {
            throw new IllegalStateException("queue " + queue.queueId + " has " + promised
                    + " in line who are promised a call, and counts " + queue.promised);
        }
        if (state.estimator != null && state.estimator.waiting(queue.queueId) != waiting) {
            throw new IllegalStateException("queue " + queue.queueId + " has " + waiting
                    + " waiting, and the estimator saw " + state.estimator.waiting(queue.queueId));
        }
        long staff = state.agents.unorderedValues().stream()
                .filter(agent -> agent.presence != AgentRecord.Presence.OUT
                        && Arrays.binarySearch(agent.queueIds, queue.queueId) >= 0)
                .count();
        if (!queue.vanished && queue.staff != staff) {
            throw new IllegalStateException(
                    "queue " + queue.queueId + " has " + staff + " agents and counts " + queue.staff);
        }
        checkLeaving(queue);
        if (queue.status != queue.statusNow()) {
            throw new IllegalStateException(
                    "queue " + queue.queueId + " is published " + queue.status + " and is " + queue.statusNow());
        }
    }

    /** Who waits without agents, and may not for ever, has a time to leave by. */
    private void checkLeaving(QueueRecord queue) {
        boolean leaves = queue.losesWhoWaits();
        boolean allDue = state.contactsById.unorderedValues().stream()
                .allMatch(contact -> contact.entry.queue != queue || !contact.entry.open || contact.releaseDue != null);
        if (queue.leaving.isSet() ? !leaves : leaves && !allDue) {
            throw new IllegalStateException("queue " + queue.queueId + " lets " + queue.waiting
                    + " wait without agents wrongly: " + queue.leaving.isSet());
        }
    }

    private void checkDeadlines() {
        int set = 0;
        for (QueueRecord queue : state.queues.unorderedValues()) {
            set += queue.leaving.isSet() ? 1 : 0;
            set += queue.noticeEnd.isSet() ? 1 : 0;
        }
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            List<Deadline> deadlines = new ArrayList<>(List.of(contact.phaseDeadline, contact.waitLimit));
            if (contact.entry.relaxation != null) {
                deadlines.add(contact.entry.relaxation);
            }
            if (contact.entry.danger != null) {
                deadlines.add(contact.entry.danger);
            }
            if (contact.entry.preference != null) {
                deadlines.add(contact.entry.preference.end);
            }
            if (contact.booking != null) {
                deadlines.add(contact.booking.slack);
            }
            for (Deadline deadline : deadlines) {
                set += deadline.isSet() ? 1 : 0;
                require(!deadline.isSet() || state.deadlines.holds(deadline), "has a lost deadline", contact);
            }
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            set += agent.deadline.isSet() ? 1 : 0;
        }
        for (BookingRecord booking : state.bookings.unorderedValues()) {
            set += booking.opening.isSet() ? 1 : 0;
        }
        for (OfferRecord offer : state.offers.unorderedValues()) {
            set += offer.isInWrapUp() ? 1 : 0;
        }
        if (set != state.deadlines.size()) {
            throw new IllegalStateException("a deadline is set for someone who is gone");
        }
    }

    private void checkHash() {
        long sum = state.released.hashShare() + state.served.hashShare() + state.deadlines.hashShare();
        for (List<? extends HashedRecord> records : List.of(
                state.contactsById.unorderedValues(),
                state.bookings.unorderedValues(),
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
        if (state.estimator != null) {
            state.estimator.checkHash();
            if (state.waitModelHash != Estimates.hash(state.estimator.model())) {
                throw new IllegalStateException("the state hash holds the share of another wait model");
            }
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

package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EngineView;
import org.usher.core.api.EngineView.AgentView;
import org.usher.core.api.EngineView.BookingView;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.EngineView.QueueView;
import org.usher.core.api.EntryOutcome;

/** Copies of the state for readers. */
final class Views {
    private Views() {}

    static EngineView of(State state) {
        List<ContactView> contacts = Adoption.inOrder(state.contactsById, contact -> contact.contactId).stream()
                .map(Views::contact)
                .toList();
        List<AgentView> agents = new ArrayList<>();
        for (Configuration.Agent agent : state.configuration.agents()) {
            AgentRecord record = agent.agentId() <= 0 ? null : state.agents.get(agent.agentId());
            if (record != null) {
                agents.add(agent(record));
            }
        }
        List<QueueView> queues = new ArrayList<>();
        for (Configuration.Queue queue : state.configuration.queues()) {
            QueueRecord record = queue.queueId() <= 0 ? null : state.queues.get(queue.queueId());
            if (record != null) {
                queues.add(queue(record));
            }
        }
        return new EngineView(
                state.lastIndex,
                state.lastAtMs,
                state.configuration,
                contacts,
                List.copyOf(agents),
                List.copyOf(queues),
                bookings(state));
    }

    private static List<BookingView> bookings(State state) {
        List<BookingView> all = new ArrayList<>();
        for (BookingRecord one : state.bookings.unorderedValues()) {
            all.add(new BookingView(one.contactId, one.queueId, one.window, one.attempts, one.details));
        }
        for (ContactRecord contact : state.contactsById.unorderedValues()) {
            Booking booking = contact.booking;
            if (booking != null) {
                all.add(new BookingView(
                        contact.contactId, contact.entry.queueId, booking.window, booking.attempts, contact.details));
            }
        }
        all.sort(Comparator.comparingLong(BookingView::contactId));
        return List.copyOf(all);
    }

    private static ContactView contact(ContactRecord contact) {
        OfferRecord offer = contact.offer;
        if (contact.phase == ContactPhase.WAITING) {
            // given up: nobody's business but the engine's
            offer = null;
        }
        return new ContactView(
                contact.contactId,
                contact.entry.entryId,
                contact.callKey,
                contact.channel,
                contact.entry.queueId,
                contact.entry.priority(),
                contact.entry.enqueuedAtMs,
                contact.reachable,
                contact.state(),
                offer != null ? offer.offerId : 0,
                offer != null ? offer.agentIdShown() : 0,
                contact.details);
    }

    private static AgentView agent(AgentRecord agent) {
        OfferRecord offer = agent.offer;
        return new AgentView(
                agent.agentId,
                agent.state,
                agent.sinceMs,
                agent.state == AgentState.PAUSED ? agent.pauseReasonId : 0,
                agent.pending,
                agent.deviceIds,
                agent.atDesk,
                offer == null ? 0 : offer.contactId,
                offer == null ? 0 : offer.offerId,
                agent.isHeldBack() ? agent.deadline.dueAtMs() : 0,
                agent.chats.stream()
                        .map(chat -> new EngineView.ChatView(chat.contactId, chat.offerId, chat.isInWrapUp()))
                        .toList());
    }

    private static QueueView queue(QueueRecord queue) {
        return new QueueView(
                queue.queueId,
                queue.status,
                queue.hoursClosed,
                queue.notice,
                queue.waiting,
                queue.offered,
                queue.ended(EntryOutcome.ANSWERED),
                queue.ended(EntryOutcome.ABANDONED),
                queue.ended(EntryOutcome.SHORT_ABANDONED),
                queue.ended(EntryOutcome.OVERFLOWED),
                queue.ended(EntryOutcome.CONVERTED),
                queue.ended(EntryOutcome.TRANSFERRED_UNSERVED),
                queue.ended(EntryOutcome.LOST_BY_PBX));
    }
}

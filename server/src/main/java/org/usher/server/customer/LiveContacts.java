package org.usher.server.customer;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** Who calls with each live contact, and which agents it is offered to or talks with; and the centre in force. Safe from any thread. */
public final class LiveContacts implements EventSink {
    /** As many as there are live contacts. */
    private final ConcurrentMap<Long, Row> rows = new ConcurrentHashMap<>();

    private volatile Configuration centre = Configuration.EMPTY;

    private static final class Row {
        private volatile ContactDetails details;
        private final Set<Integer> agentIds = ConcurrentHashMap.newKeySet();

        Row(ContactDetails details) {
            this.details = details;
        }
    }

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> centre = e.configuration();
            case Event.ContactQueued e -> rows.put(e.contactId(), new Row(e.details()));
            case Event.ContactEnded e -> rows.remove(e.contactId());
            case Event.CustomerIdentified e -> {
                Row row = rows.get(e.contactId());
                if (row != null) {
                    row.details = row.details.withCustomer(e.customer());
                }
            }
            case Event.OfferMade e -> with(e.contactId(), e.agentId());
            case Event.ContactConnected e -> with(e.contactId(), e.agentId());
            case Event.TalkJoined e -> with(e.contactId(), e.agentId());
            case Event.OfferEnded e -> {
                if (e.outcome() != OfferOutcome.ACCEPTED) {
                    without(e.contactId(), e.agentId());
                }
            }
            case Event.TalkEnded e -> without(e.contactId(), e.agentId());
            case Event.ContactMerged e -> {
                Row consult = rows.get(e.consultContactId());
                if (consult != null) {
                    consult.agentIds.forEach(agentId -> with(e.contactId(), agentId));
                }
            }
            default -> {} // brings nobody together
        }
    }

    private void with(long contactId, int agentId) {
        Row row = rows.get(contactId);
        if (row != null) {
            row.agentIds.add(agentId);
        }
    }

    private void without(long contactId, int agentId) {
        Row row = rows.get(contactId);
        if (row != null) {
            row.agentIds.remove(agentId);
        }
    }

    @Override
    public void resumed(EngineView state) {
        centre = state.configuration();
        rows.clear();
        state.contacts().forEach(contact -> rows.put(contact.contactId(), new Row(contact.details())));
        state.agents().forEach(agent -> {
            with(agent.contactId(), agent.agentId());
            agent.chats().forEach(chat -> with(chat.contactId(), agent.agentId()));
        });
    }

    /** The configuration in force. */
    Configuration centre() {
        return centre;
    }

    /** Empty if no such contact is live. */
    Optional<ContactDetails> details(long contactId) {
        return Optional.ofNullable(rows.get(contactId)).map(row -> row.details);
    }

    /** Whether it is offered to the agent of this name now, or talks with him. */
    public boolean isWith(long contactId, String agent) {
        Row row = rows.get(contactId);
        return row != null
                && centre.agents().stream()
                        .anyMatch(known -> known.name().equals(agent) && row.agentIds.contains(known.agentId()));
    }
}

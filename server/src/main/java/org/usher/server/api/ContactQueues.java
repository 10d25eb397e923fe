package org.usher.server.api;

import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** The queue that each live contact is in, or was in before it was answered, so that it is known at once whose it is. Safe from any thread. */
public final class ContactQueues implements EventSink {
    /** As many as there are live contacts. */
    private final ConcurrentMap<Long, Integer> queueIds = new ConcurrentHashMap<>();

    @Override
    public void accept(RecordedEvent recorded) {
        switch (recorded.event()) {
            case Event.ContactQueued e -> queueIds.put(e.contactId(), e.queueId());
            case Event.CallbackBooked e -> queueIds.put(e.contactId(), e.queueId());
            case Event.ContactConnected e -> queueIds.put(e.contactId(), e.queueId());
            case Event.TalkJoined e -> queueIds.put(e.contactId(), e.queueId());
            case Event.ContactEnded e -> queueIds.remove(e.contactId());
            default -> {} // changes no contact's queue
        }
    }

    @Override
    public void resumed(EngineView state) {
        queueIds.clear();
        state.bookings().forEach(booking -> queueIds.put(booking.contactId(), booking.queueId()));
        state.contacts().forEach(contact -> queueIds.put(contact.contactId(), contact.queueId()));
    }

    /** Empty if no such contact is live. */
    OptionalInt queueOf(long contactId) {
        Integer queueId = queueIds.get(contactId);
        return queueId == null ? OptionalInt.empty() : OptionalInt.of(queueId);
    }
}

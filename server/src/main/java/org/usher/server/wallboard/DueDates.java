package org.usher.server.wallboard;

import java.util.HashMap;
import java.util.Map;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;

/** When those are due who are promised a call in a window: before that none of their time is a wait. Of the engine's thread. */
final class DueDates {
    private final Map<Long, Long> dueAtMs = new HashMap<>();

    void resumed(EngineView state) {
        dueAtMs.clear();
        state.bookings()
                .forEach(booking ->
                        dueAtMs.put(booking.contactId(), booking.window().dueAtMs()));
    }

    void promised(Event.CallbackBooked promise) {
        dueAtMs.put(promise.contactId(), promise.window().dueAtMs());
    }

    void settled(Event.BookingSettled promise) {
        dueAtMs.remove(promise.contactId());
    }

    /** From when on the contact waits that was enqueued then: epoch ms, perhaps of a time to come. */
    long waitsFromMs(long contactId, long enqueuedAtMs) {
        return dueAtMs.getOrDefault(contactId, enqueuedAtMs);
    }
}

package org.usher.core.engine;

import org.usher.core.api.CallbackWindow;

/** The promise by which a contact in line is called back. */
final class Booking {
    final CallbackWindow window;

    /** Of the window's slack: set until the contact comes before all others. */
    final Deadline slack;

    /** How often the customer's phone was called within the window. */
    int attempts;

    Booking(ContactRecord contact, CallbackWindow window, int attempts) {
        this.window = window;
        this.attempts = attempts;
        slack = new Deadline(Deadline.Kind.SLACK, contact, contact.contactId);
    }

    /** Where a contact stands by it that waits since then. */
    long creditMs(long enqueuedAtMs) {
        return enqueuedAtMs - window.dueAtMs() + (slack.isSet() ? 0 : QueueEntry.DUE_CREDIT_MS);
    }

    long fingerprint() {
        return Bookings.mix(StateHash.mix(0xb00cedL, attempts), window);
    }
}

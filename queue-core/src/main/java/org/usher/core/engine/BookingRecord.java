package org.usher.core.engine;

import org.usher.core.api.CallbackWindow;
import org.usher.core.api.ContactDetails;

/** A promise to call a customer, who stands in no line while it is here; see {@link Bookings}. */
final class BookingRecord extends HashedRecord {
    /** Of the contact that it becomes. */
    final long contactId;

    final int queueId;
    final CallbackWindow window;
    final ContactDetails details;
    final Asked asked;

    /** How often the customer's phone was called within the window. */
    final int attempts;

    /** When to look whether the queue takes the customer. */
    final Deadline opening;

    BookingRecord(
            long contactId, int queueId, CallbackWindow window, int attempts, ContactDetails details, Asked asked) {
        this.contactId = contactId;
        this.queueId = queueId;
        this.window = window;
        this.attempts = attempts;
        this.details = details;
        this.asked = asked;
        opening = new Deadline(Deadline.Kind.BOOKING, this, contactId);
    }

    @Override
    long fingerprint() {
        long hash = StateHash.mix(0xb00c1ab1eL, contactId);
        hash = Bookings.mix(StateHash.mix(hash, (long) queueId << 32 | attempts), window);
        hash = StateHash.mix(hash, details.pbxId());
        for (String text : new String[] {
            details.uniqueId(),
            details.channelName(),
            details.caller(),
            details.callerName(),
            details.dialled(),
            details.language(),
            details.customer(),
            details.data()
        }) {
            hash = StateHash.mix(hash, text.hashCode());
        }
        return asked.mix(hash);
    }
}

package org.usher.core.engine;

/** Where a contact stands in the line of its class: by the time from which its wait counts, then by its id. */
final class Spot extends Place<Spot> {
    final ContactRecord contact;

    Spot(ContactRecord contact) {
        this.contact = contact;
        since = contact.enqueuedAtMs;
        rank = contact.contactId;
    }
}

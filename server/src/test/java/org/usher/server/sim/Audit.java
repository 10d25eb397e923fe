package org.usher.server.sim;

import java.util.Objects;
import org.usher.core.api.Channel;
import org.usher.core.api.LogEntry;
import org.usher.server.sim.Books.Customer;

/** A part of the {@link Auditor}: looks after one thing, in the books of all. */
abstract class Audit {
    final Books books;

    Audit(Books books) {
        this.books = books;
    }

    final LogEntry now() {
        return Objects.requireNonNull(books.entry);
    }

    final AssertionError wrong(String what) {
        String command = now().command().toString();
        return new AssertionError("entry " + now().index() + " at " + now().atMs() + " ("
                + command.substring(0, Math.min(200, command.length())) + "): " + what);
    }

    final void must(boolean holds, String what) {
        if (!holds) {
            throw wrong(what);
        }
    }

    final Customer customer(long contactId) {
        Customer customer = books.ofContact(contactId);
        if (customer == null) {
            throw wrong("contact " + contactId + " is nobody's");
        }
        return customer;
    }

    /** The pick-up led to nothing: who was being called back is in line without a call, at once. */
    final void stepBack(Customer customer, long untilMs) {
        if (customer.channel == Channel.CALLBACK) {
            books.carry(customer, -customer.contactId);
            customer.seenWaiting = true;
            customer.awayUntilMs = untilMs;
            customer.awaySince = now().index();
        } else {
            customer.seenWaiting = false;
        }
    }
}

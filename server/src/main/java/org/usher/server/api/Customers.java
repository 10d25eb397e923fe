package org.usher.server.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.usher.server.customer.CustomerDesk;
import org.usher.server.customer.LiveContacts;

/** What there is about customers of live contacts. */
public interface Customers {
    /** Where no calls are served. */
    Customers NONE = new Customers() {
        @Override
        public Optional<CompletableFuture<CustomerDesk.Found>> find(long contactId) {
            return Optional.empty();
        }

        @Override
        public boolean isWith(long contactId, String agent) {
            return false;
        }
    };

    /** Those of this desk. */
    static Customers of(CustomerDesk desk, LiveContacts live) {
        return new Customers() {
            @Override
            public Optional<CompletableFuture<CustomerDesk.Found>> find(long contactId) {
                return desk.find(contactId);
            }

            @Override
            public boolean isWith(long contactId, String agent) {
                return live.isWith(contactId, agent);
            }
        };
    }

    /** Who the customer of a live contact may be; empty if there is no such contact. */
    Optional<CompletableFuture<CustomerDesk.Found>> find(long contactId);

    /** Whether the contact is offered to the agent of this name now, or talks with him. */
    boolean isWith(long contactId, String agent);
}

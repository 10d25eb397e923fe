package org.usher.server.api;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.usher.server.customer.CustomerDesk;
import org.usher.server.customer.CustomerFileException;
import org.usher.server.customer.CustomerIntake;
import org.usher.server.customer.LiveContacts;

/** What there is about customers of live contacts, and where more are taken in. */
public interface Customers extends CustomerIntake {
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

        @Override
        public Done take(String csv) throws SQLException {
            throw new SQLTransientConnectionException("no calls are served here");
        }
    };

    /** Those of this desk. */
    static Customers of(CustomerDesk desk, LiveContacts live, CustomerIntake intake) {
        return new Customers() {
            @Override
            public Optional<CompletableFuture<CustomerDesk.Found>> find(long contactId) {
                return desk.find(contactId);
            }

            @Override
            public boolean isWith(long contactId, String agent) {
                return live.isWith(contactId, agent);
            }

            @Override
            public Done take(String csv) throws CustomerFileException, SQLException {
                return intake.take(csv);
            }
        };
    }

    /** Who the customer of a live contact may be; empty if there is no such contact. */
    Optional<CompletableFuture<CustomerDesk.Found>> find(long contactId);

    /** Whether the contact is offered to the agent of this name now, or talks with him. */
    boolean isWith(long contactId, String agent);
}

package org.usher.server.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A database as far as the history's writer needs it. */
interface HistoryDatabase {
    /**
     * A connection; the caller closes it.
     *
     * @throws SQLException while the database is away
     */
    Connection connection() throws SQLException;

    boolean isUp();

    /** Waits until the database is there. @return whether it is */
    boolean awaitUp(Duration atMost) throws InterruptedException;

    /** Somebody met an error: the connection is to be looked at now. */
    void suspect();

    Database.Status status();
}

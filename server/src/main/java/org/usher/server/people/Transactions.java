package org.usher.server.people;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import org.usher.server.history.Database;

/** Work on MariaDB that is done as a whole or not at all. Blocks. */
final class Transactions {
    private static final int QUERY_TIMEOUT_S = 5;

    private final Database database;

    Transactions(Database database) {
        this.database = database;
    }

    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** All or nothing: a connection that is closed without a commit is rolled back by the pool. */
    <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            T result = work.on(connection);
            connection.commit();
            return result;
        } catch (SQLNonTransientConnectionException | SQLRecoverableException | SQLTimeoutException e) {
            // it broke on the way: for whoever asked that is the same as a database that was not there
            throw new SQLTransientConnectionException(e.getMessage(), e.getSQLState(), e);
        }
    }

    static PreparedStatement prepare(Connection connection, String sql) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS);
        statement.setQueryTimeout(QUERY_TIMEOUT_S);
        return statement;
    }
}

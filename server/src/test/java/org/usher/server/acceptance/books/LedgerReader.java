package org.usher.server.acceptance.books;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Reads the history with SQL of its own. */
final class LedgerReader {
    private static final String NAME =
            "(SELECT n.name FROM config_names n WHERE n.kind = '%s' AND n.id = %s ORDER BY n.revision DESC LIMIT 1)";

    private LedgerReader() {}

    private interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    static Ledger read(String jdbcUrl, String user, String password) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password)) {
            // one view of all tables
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            return new Ledger(
                    list(
                            connection,
                            "SELECT contact_id, caller, COALESCE(ended_at_ms, 0), COALESCE(ended_by, '') FROM contacts"
                                    + " ORDER BY contact_id",
                            row -> new Ledger.Contact(
                                    row.getLong(1), row.getString(2), row.getLong(3), row.getString(4))),
                    list(
                            connection,
                            "SELECT entry_id, contact_id, " + NAME.formatted("QUEUE", "queue_id")
                                    + ", queued_at_ms, COALESCE(ended_at_ms, 0), COALESCE(outcome, ''), COALESCE(waited_ms, 0)"
                                    + " FROM queue_entries ORDER BY entry_id",
                            row -> new Ledger.Entry(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getString(6),
                                    row.getLong(7))),
                    list(
                            connection,
                            "SELECT contact_id, " + NAME.formatted("QUEUE", "queue_id")
                                    + ", at_ms, status FROM refusals ORDER BY log_index, number",
                            row -> new Ledger.Refusal(
                                    row.getLong(1), row.getString(2), row.getLong(3), row.getString(4))),
                    list(
                            connection,
                            "SELECT offer_id, contact_id, " + NAME.formatted("AGENT", "agent_id")
                                    + ", made_at_ms, COALESCE(ended_at_ms, 0), COALESCE(outcome, '') FROM offers"
                                    + " ORDER BY offer_id",
                            row -> new Ledger.Offer(
                                    row.getLong(1),
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getLong(4),
                                    row.getLong(5),
                                    row.getString(6))),
                    talks(connection));
        } catch (SQLException e) {
            throw new IllegalStateException("the history cannot be read", e);
        }
    }

    private static List<Ledger.Talk> talks(Connection connection) throws SQLException {
        return list(
                connection,
                "SELECT talk_id, contact_id, COALESCE(" + NAME.formatted("AGENT", "agent_id")
                        + ", ''), connected_at_ms, COALESCE(ended_at_ms, 0), COALESCE(ended_by, ''), COALESCE(talk_ms, 0), COALESCE(hold_ms, 0)"
                        + " FROM talks ORDER BY connected_at_ms, talk_id",
                row -> new Ledger.Talk(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6),
                        row.getLong(7),
                        row.getLong(8)));
    }

    private static <T> List<T> list(Connection connection, String sql, Row<T> row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            while (rows.next()) {
                all.add(row.of(rows));
            }
            return all;
        }
    }
}

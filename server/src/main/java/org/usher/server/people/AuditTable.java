package org.usher.server.people;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.usher.server.history.Database;

/** The audit log in MariaDB. */
public final class AuditTable implements AuditStore {
    private static final int PIECE = 10_000;

    private final Transactions transactions;

    public AuditTable(Database database) {
        this.transactions = new Transactions(database);
    }

    @Override
    public void append(List<AuditEntry> entries) throws SQLException {
        transactions.run(connection -> {
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "INSERT INTO audit (at_ms, who, address, action, target, status, detail) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                for (AuditEntry entry : entries) {
                    statement.setLong(1, entry.atMs());
                    statement.setString(2, entry.who());
                    statement.setString(3, entry.address());
                    statement.setString(4, entry.action());
                    statement.setString(5, entry.target());
                    statement.setInt(6, entry.status());
                    statement.setString(7, entry.detail());
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    @Override
    public void deleteBefore(long atMs) throws SQLException {
        int deleted;
        do { // in pieces, none of which locks the table for long
            deleted = transactions.run(connection -> {
                try (PreparedStatement statement = Transactions.prepare(
                        connection, "DELETE FROM audit WHERE at_ms < ? ORDER BY at_ms LIMIT " + PIECE)) {
                    statement.setLong(1, atMs);
                    return statement.executeUpdate();
                }
            });
        } while (deleted == PIECE);
    }

    @Override
    public List<Kept> read(Query query) throws SQLException {
        return transactions.run(connection -> {
            String sql = "SELECT audit_id, at_ms, who, address, action, target, status, detail FROM audit"
                    + " WHERE at_ms >= ? AND at_ms < ? AND audit_id < ?" + (query.who() == null ? "" : " AND who = ?")
                    + " ORDER BY audit_id DESC LIMIT " + query.limit();
            try (PreparedStatement statement = Transactions.prepare(connection, sql)) {
                statement.setLong(1, query.fromMs());
                statement.setLong(2, query.toMs());
                statement.setLong(3, query.before());
                if (query.who() != null) {
                    statement.setString(4, query.who());
                }
                List<Kept> entries = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        entries.add(new Kept(
                                row.getLong(1),
                                new AuditEntry(
                                        row.getLong(2),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getString(5),
                                        row.getString(6),
                                        row.getInt(7),
                                        row.getString(8))));
                    }
                }
                return entries;
            }
        });
    }
}

package org.usher.server.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.usher.server.history.Database;

/**
 * Puts the customers of a file into MariaDB, all of them or, if any is wrong or anything fails, none. A customer who is there already has
 * the values of the file's columns from then on, and no numbers but the file's if it has any column of numbers; what the file has no column
 * for stays as it is, and so do customers whom it does not name. Imported again it changes nothing.
 */
public final class CustomerImport implements CustomerIntake {
    private static final int BATCH = 1_000;
    /** In the table {@code customers}, as in the file. */
    private static final List<String> COLUMNS =
            List.of("name", "language", "segment", "vip", "last_agent", "last_agent_fixed", "open_matters");

    private final Database database;
    private final PhoneNumbers numbers;
    private final Runnable changed;

    /** @param changed told when other customers are there than before */
    public CustomerImport(Database database, PhoneNumbers numbers, Runnable changed) {
        this.database = database;
        this.numbers = numbers;
        this.changed = changed;
    }

    @Override
    public Done take(String csv) throws CustomerFileException, SQLException {
        List<CustomerLine> lines = CustomerFile.read(csv, numbers);
        if (lines.isEmpty()) {
            return new Done(0, 0, 0);
        }
        Done done;
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                done = write(connection, lines);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
        changed.run();
        return done;
    }

    private static Done write(Connection connection, List<CustomerLine> lines) throws SQLException {
        long before = count(connection);
        List<String> columns =
                COLUMNS.stream().filter(lines.getFirst().values()::containsKey).toList();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO customers (customer_id, " + String.join(", ", columns) + ") VALUES (?"
                        + ", ?".repeat(columns.size()) + ") ON DUPLICATE KEY UPDATE "
                        + columns.stream()
                                .map(column -> column + " = VALUES(" + column + ")")
                                .collect(Collectors.joining(", ")))) {
            Batch batch = new Batch(insert);
            for (CustomerLine line : lines) {
                insert.setString(1, line.id());
                for (int i = 0; i < columns.size(); i++) {
                    insert.setString(i + 2, stored(columns.get(i), line));
                }
                batch.add();
            }
            batch.end();
        }
        return new Done(lines.size(), count(connection) - before, numbers(connection, lines));
    }

    private static String stored(String column, CustomerLine line) {
        String value = line.values().getOrDefault(column, "");
        return column.equals("open_matters") ? value.replace(';', ',') : value;
    }

    private static long numbers(Connection connection, List<CustomerLine> lines) throws SQLException {
        if (lines.stream().noneMatch(CustomerLine::saysNumbers)) {
            return 0;
        }
        long count = 0;
        try (PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM customer_numbers WHERE customer_id = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO customer_numbers (number, customer_id, shared) VALUES (?, ?, ?)")) {
            Batch deletes = new Batch(delete);
            for (CustomerLine line : lines) {
                delete.setString(1, line.id());
                deletes.add();
            }
            deletes.end();
            Batch inserts = new Batch(insert);
            for (CustomerLine line : lines) {
                for (String number : line.numbers()) {
                    inserts.add(number, line.id(), false);
                }
                for (String number : line.sharedNumbers()) {
                    inserts.add(number, line.id(), true);
                }
                count += line.numbers().size() + line.sharedNumbers().size();
            }
            inserts.end();
        }
        return count;
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM customers")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Rows of one statement, sent a thousand at a time. */
    private static final class Batch {
        private final PreparedStatement statement;
        private int waiting;

        Batch(PreparedStatement statement) {
            this.statement = statement;
        }

        void add(String number, String customerId, boolean shared) throws SQLException {
            statement.setString(1, number);
            statement.setString(2, customerId);
            statement.setBoolean(3, shared);
            add();
        }

        void add() throws SQLException {
            statement.addBatch();
            waiting++;
            if (waiting == BATCH) {
                end();
            }
        }

        void end() throws SQLException {
            if (waiting > 0) {
                statement.executeBatch();
                waiting = 0;
            }
        }
    }
}

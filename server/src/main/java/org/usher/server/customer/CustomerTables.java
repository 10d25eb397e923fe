package org.usher.server.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.usher.server.history.Database;

/** Customers in MariaDB, in the tables {@code customers} and {@code customer_numbers}; read on two threads of their own. */
public final class CustomerTables implements CustomerSource, AutoCloseable {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 256;
    private static final int QUERY_TIMEOUT_S = 2;
    /** What the column takes: MariaDB compares no other text with it. */
    private static final Pattern ID = Pattern.compile("[ -~]{1,64}");

    private static final String COLUMNS =
            "c.customer_id, c.name, c.language, c.segment, c.vip, c.last_agent, c.last_agent_fixed, c.open_matters";
    private static final String BY_NUMBER = "SELECT " + COLUMNS + ", n.shared FROM customer_numbers n"
            + " JOIN customers c ON c.customer_id = n.customer_id WHERE n.number = ? LIMIT 2";
    private static final String BY_ID = "SELECT " + COLUMNS + ", FALSE FROM customers c WHERE c.customer_id = ?";

    private final Database database;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("usher-customers-", 0).daemon().factory());

    public CustomerTables(Database database) {
        this.database = database;
    }

    @Override
    public CompletableFuture<Lookup> find(Question question) {
        CompletableFuture<Lookup> found = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    found.complete(read(question));
                } catch (SQLException | RuntimeException e) {
                    found.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            found.completeExceptionally(e);
        }
        return found;
    }

    private Lookup read(Question question) throws SQLException {
        return switch (question) {
            case Question.ByNumber(String e164) -> read(BY_NUMBER, e164);
            case Question.ById(String id) -> ID.matcher(id).matches() ? read(BY_ID, id) : new Lookup.Unknown();
        };
    }

    private Lookup read(String sql, String key) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(QUERY_TIMEOUT_S);
            statement.setString(1, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Lookup.Unknown();
                }
                boolean shared = row.getBoolean(9);
                Customer customer = customer(row);
                return shared || row.next() ? new Lookup.Shared() : new Lookup.Known(customer);
            }
        }
    }

    private static Customer customer(ResultSet row) throws SQLException {
        Set<String> matters = Arrays.stream(row.getString(8).split(",", -1))
                .map(String::strip)
                .filter(matter -> !matter.isEmpty())
                .collect(Collectors.toSet());
        return new Customer(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getBoolean(5),
                row.getString(6),
                row.getBoolean(7),
                matters);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

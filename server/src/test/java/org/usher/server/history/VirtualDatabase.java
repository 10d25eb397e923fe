package org.usher.server.history;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What MariaDB is to the history's writer, in memory: the cursor and the rows of each statement, in transactions. It may be away; and while
 * it is not calm, now and then a statement fails, or a commit, which then has happened or not. Names of the configuration are taken as new
 * each time.
 */
final class VirtualDatabase implements HistoryDatabase {
    private static final int FAILS = 30;

    private final RandomGenerator random;
    private final Map<String, List<String>> rows = new TreeMap<>();
    private @Nullable CursorRow cursor;
    private boolean away;
    private boolean calm;

    VirtualDatabase(RandomGenerator random) {
        this.random = random;
    }

    record CursorRow(String logId, long index, int number) {}

    /** Of each statement what it was carried out with, in order. */
    Map<String, List<String>> rows() {
        return rows;
    }

    long cursorIndex() {
        CursorRow at = cursor;
        return at == null ? 0 : at.index;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    void calm() {
        away = false;
        calm = true;
    }

    @Override
    public Connection connection() throws SQLException {
        if (away) {
            throw new SQLException("the database is away");
        }
        return proxy(Connection.class, new Transaction());
    }

    @Override
    public boolean isUp() {
        return !away;
    }

    @Override
    public boolean awaitUp(Duration atMost) {
        return !away;
    }

    @Override
    public void suspect() {}

    @Override
    public Database.Status status() {
        return new Database.Status(away ? Database.State.DOWN : Database.State.UP, "simulated");
    }

    private boolean fails() {
        return !calm && random.nextInt(FAILS) == 0;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static UnsupportedOperationException unknown(Method method) {
        return new UnsupportedOperationException(method.toString());
    }

    private final class Transaction implements InvocationHandler {
        private final Map<String, List<String>> added = new TreeMap<>();
        private @Nullable CursorRow moved = cursor;

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws SQLException {
            switch (method.getName()) {
                case "prepareStatement" -> {
                    String sql = arguments == null ? "" : String.valueOf(arguments[0]);
                    return proxy(PreparedStatement.class, new Statement(this, sql));
                }
                case "commit" -> {
                    boolean lost = fails();
                    if (!lost || random.nextBoolean()) {
                        added.forEach((sql, lines) -> rows.computeIfAbsent(sql, _ -> new ArrayList<>())
                                .addAll(lines));
                        cursor = moved;
                    }
                    added.clear();
                    if (lost) {
                        throw new SQLException("the connection broke as it was committed");
                    }
                }
                case "rollback" -> {
                    added.clear();
                    moved = cursor;
                }
                case "setAutoCommit", "close" -> {}
                default -> throw unknown(method);
            }
            return null;
        }
    }

    private final class Statement implements InvocationHandler {
        private final Transaction transaction;
        private final String sql;
        private final Map<Integer, Object> values = new TreeMap<>();
        private final List<String> batch = new ArrayList<>();

        Statement(Transaction transaction, String sql) {
            this.transaction = transaction;
            this.sql = sql;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws SQLException {
            switch (method.getName()) {
                case "setString", "setInt", "setLong", "setObject" -> {
                    Object[] given = arguments == null ? new Object[0] : arguments;
                    values.put((Integer) given[0], given[1] == null ? "NULL" : given[1]);
                }
                case "addBatch" -> batch.add(values.values().toString());
                case "executeBatch" -> {
                    fail();
                    transaction
                            .added
                            .computeIfAbsent(sql, _ -> new ArrayList<>())
                            .addAll(batch);
                    int[] counts = new int[batch.size()];
                    Arrays.fill(counts, 1);
                    batch.clear();
                    return counts;
                }
                case "executeUpdate" -> {
                    fail();
                    return update();
                }
                case "executeQuery" -> {
                    fail();
                    return query();
                }
                case "close" -> {}
                default -> throw unknown(method);
            }
            return null;
        }

        private void fail() throws SQLException {
            if (away || fails()) {
                throw new SQLException("the connection broke at: " + sql);
            }
        }

        private int update() {
            CursorRow at = transaction.moved;
            if (sql.startsWith("INSERT IGNORE INTO history_cursor")) {
                if (at == null) {
                    transaction.moved = new CursorRow(String.valueOf(values.get(1)), 0, -1);
                }
            } else if (sql.startsWith("UPDATE history_cursor") && at != null) {
                long index = (Long) Objects.requireNonNull(values.get(1));
                int number = (Integer) Objects.requireNonNull(values.get(2));
                transaction.moved = new CursorRow(at.logId, index, number);
            } else {
                throw new UnsupportedOperationException(sql);
            }
            return 1;
        }

        private ResultSet query() {
            CursorRow at = transaction.moved;
            if (sql.startsWith("SELECT log_id, log_index, number FROM history_cursor") && at != null) {
                return proxy(ResultSet.class, new Rows(List.of(at.logId, at.index, at.number)));
            }
            if (sql.contains("FROM config_names")) {
                return proxy(ResultSet.class, new Rows(List.of()));
            }
            throw new UnsupportedOperationException(sql);
        }
    }

    /** One row, or none if it has no columns. */
    private static final class Rows implements InvocationHandler {
        private final List<Object> columns;
        private boolean read;

        Rows(List<Object> columns) {
            this.columns = columns;
        }

        @Override
        public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) {
            return switch (method.getName()) {
                case "next" -> {
                    boolean another = !read && !columns.isEmpty();
                    read = true;
                    yield another;
                }
                case "getString", "getLong", "getInt" ->
                    columns.get(arguments == null ? 0 : (Integer) arguments[0] - 1);
                case "close" -> null;
                default -> throw unknown(method);
            };
        }
    }
}

package org.usher.server.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to MariaDB, brought up and kept up by one thread of its own, so that nobody has to wait for it: while it is away,
 * {@link #connection} fails at once and calls go on. Each time it comes back the schema is migrated, since it may be another server, or
 * one restored from a backup.
 */
public final class Database implements HistoryDatabase, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    private static final Duration CHECK_PERIOD = Duration.ofSeconds(10);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    /** One for the writer of the history and one for that of the audit, the others for questions and for people who log in. */
    private static final int POOL_SIZE = 8;

    /** Where the connection stands. */
    public enum State {
        STARTING,
        UP,
        DOWN,
        CLOSED
    }

    /** {@code detail} says for people what it is connected to, or what is wrong. */
    public record Status(State state, String detail) {}

    private final DatabaseServer server;
    private final Thread keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile Status status;
    private volatile @Nullable HikariDataSource pool;
    private DatabaseServer.@Nullable Login pooledLogin;
    private boolean suspected;

    public Database(DatabaseSettings settings) {
        this(DatabaseServer.choose(settings));
    }

    Database(DatabaseServer server) {
        this.server = server;
        this.status = new Status(State.STARTING, server.description());
        this.keeper = Thread.ofPlatform().name("database-keeper").daemon().unstarted(this::keep);
    }

    /** Begins to bring the connection up, if that was not done before; returns at once. */
    public synchronized void start() {
        if (keeper.getState() == Thread.State.NEW) {
            keeper.start();
        }
    }

    @Override
    public Status status() {
        return status;
    }

    @Override
    public boolean isUp() {
        return status.state() == State.UP;
    }

    /**
     * A pooled connection; the caller closes it.
     *
     * @throws SQLException at once while the database is away, or after three seconds if all connections stay in use
     */
    @Override
    public Connection connection() throws SQLException {
        HikariDataSource current = pool;
        Status now = status;
        if (current == null || now.state() != State.UP) {
            throw new SQLTransientConnectionException("the database is not there: " + now.detail());
        }
        return current.getConnection();
    }

    /** Somebody met an error: the connection is looked at now and not at the next periodic check. */
    @Override
    public void suspect() {
        lock.lock();
        try {
            suspected = true;
            if (status.state() == State.UP) {
                status = new Status(State.DOWN, "being looked at after an error");
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the database is there. @return whether it is */
    @Override
    public boolean awaitUp(Duration atMost) throws InterruptedException {
        long leftNanos = atMost.toNanos();
        lock.lock();
        try {
            while (status.state() != State.UP && status.state() != State.CLOSED && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            return status.state() == State.UP;
        } finally {
            lock.unlock();
        }
    }

    private void keep() {
        Duration retry = FIRST_RETRY;
        String lastComplaint = "";
        try {
            while (status.state() != State.CLOSED) {
                try {
                    bringUp();
                    lastComplaint = "";
                    retry = FIRST_RETRY;
                    become(State.UP, server.description());
                    awaitSuspicion(CHECK_PERIOD);
                } catch (IOException | SQLException | RuntimeException e) { // Flyway and the pool throw unchecked ones
                    String complaint = server.description() + ": " + reason(e);
                    become(State.DOWN, complaint);
                    if (!complaint.equals(lastComplaint)) { // once for each cause, however often it is tried
                        log.warn("no database, history waits; trying again: {}", complaint);
                        lastComplaint = complaint;
                    }
                    awaitSuspicion(retry);
                    retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
                }
            }
        } catch (InterruptedException e) {
            log.debug("the database's keeper ends"); // close() asked for it
        }
    }

    /** In one line. The pool says how long it has tried, which differs each time, and only its cause says what is wrong. */
    private static String reason(Exception e) {
        Throwable told = e instanceof SQLTransientConnectionException && e.getCause() != null ? e.getCause() : e;
        String message = told.getMessage() == null ? told.toString() : told.getMessage();
        return message.lines().findFirst().orElse("");
    }

    private void bringUp() throws IOException, InterruptedException, SQLException {
        DatabaseServer.Login login = server.running();
        HikariDataSource current = pool;
        if (current == null || !login.equals(pooledLogin)) {
            if (current != null) {
                current.close();
            }
            current = open(login);
            pooledLogin = login;
            pool = current;
        }
        boolean wasUp = status.state() == State.UP;
        try (Connection connection = current.getConnection()) {
            if (!connection.isValid(3)) {
                throw new SQLTransientConnectionException("the database does not answer");
            }
        }
        if (!wasUp) {
            Flyway.configure() // on connections of its own: a large table may be silent for longer than the pool allows
                    .dataSource(login.jdbcUrl(), login.user(), login.password().reveal())
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            log.info("history is kept in {}", server.description());
        }
    }

    private static HikariDataSource open(DatabaseServer.Login login) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("history");
        config.setJdbcUrl(login.jdbcUrl());
        config.setUsername(login.user());
        config.setPassword(login.password().reveal());
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(3_000);
        config.setValidationTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        if (!login.jdbcUrl().contains("socketTimeout=")) {
            // else a server that falls silent without closing its connections would hold the writer for ever
            config.addDataSourceProperty("socketTimeout", SOCKET_TIMEOUT.toMillis());
        }
        return new HikariDataSource(config);
    }

    private void become(State next, String detail) {
        lock.lock();
        try {
            if (status.state() != State.CLOSED) {
                status = new Status(next, detail);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitSuspicion(Duration atMost) throws InterruptedException {
        long leftNanos = atMost.toNanos();
        lock.lock();
        try {
            while (!suspected && status.state() != State.CLOSED && leftNanos > 0) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
            suspected = false;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the pool and stops a server of our own; returns when that is done. */
    @Override
    public void close() {
        lock.lock();
        try {
            status = new Status(State.CLOSED, "closed");
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        keeper.interrupt();
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        HikariDataSource current = pool;
        if (current != null) {
            current.close();
        }
        server.close();
    }
}

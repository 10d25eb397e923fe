package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who talked with a customer last, put into his row when the history of the talk has been written. It is a hint for routing and no
 * history: whatever is wrong with {@code customers} (a view, a right that is missing, a locked row) is said and counted, and the history
 * goes on. Of one thread, but for the count.
 */
final class LastAgents {
    private static final Logger LOG = LoggerFactory.getLogger(LastAgents.class);
    /** Of which the oldest is given up. */
    static final int MAX_WAITING = 10_000;
    /** After so many that failed the table is left alone for a while. */
    private static final int FAILURES = 2;

    private static final long REST_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long SAY_NANOS = Duration.ofMinutes(1).toNanos();

    /**
     * If there is a row of the customer and it does not say otherwise. As ASCII, which his id is in there: else the whole table would be
     * looked through. It waits for nobody for long: SET STATEMENT says so for this one statement (MariaDB 10.1 and later; seconds).
     */
    private static final String UPDATE =
            "SET STATEMENT innodb_lock_wait_timeout = 1, lock_wait_timeout = 1, max_statement_time = 2 FOR"
                    + " UPDATE customers SET last_agent = COALESCE((SELECT name FROM config_names WHERE kind = 'AGENT' AND id = ?"
                    + " ORDER BY revision DESC LIMIT 1), last_agent) WHERE NOT last_agent_fixed AND customer_id ="
                    + " (SELECT CONVERT(customer USING ascii) FROM contacts WHERE contact_id = ? AND customer REGEXP '^[!-~]{1,64}$')";

    private final HistoryDatabase database;
    private final LongSupplier nanoTime;
    /** Agents by contacts, in the order in which the talks ended. */
    private final Map<Long, Integer> waiting = new LinkedHashMap<>();

    private final LongAdder lost = new LongAdder();
    private boolean rests;
    private long restsUntil;
    private boolean hasSaid;
    private long saidAt;

    LastAgents(HistoryDatabase database, LongSupplier nanoTime) {
        this.database = database;
        this.nanoTime = nanoTime;
    }

    /** This agent's talk with the contact is over, and the history has it. */
    void served(long contactId, int agentId) {
        waiting.remove(contactId);
        waiting.put(contactId, agentId);
        if (waiting.size() > MAX_WAITING) {
            waiting.remove(waiting.keySet().iterator().next());
            lost.increment();
        }
    }

    /** That could not be written. */
    long lost() {
        return lost.sum();
    }

    /** Writes what waits, or some of it. */
    void write() {
        if (waiting.isEmpty() || (rests && nanoTime.getAsLong() - restsUntil < 0)) {
            return;
        }
        rests = false;
        try (Connection connection = database.connection()) {
            try {
                together(connection);
            } catch (SQLException e) {
                complain(e);
                connection.rollback();
                eachAlone(connection);
            }
        } catch (SQLException e) { // the connection itself
            complain(e);
            rest();
        }
    }

    private void together(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            for (Map.Entry<Long, Integer> one : waiting.entrySet()) {
                update.setInt(1, one.getValue());
                update.setLong(2, one.getKey());
                update.addBatch();
            }
            update.executeBatch();
            connection.commit();
        }
        waiting.clear();
    }

    /** One row's trouble is not the others'. */
    private void eachAlone(Connection connection) throws SQLException {
        connection.setAutoCommit(true);
        int failures = 0;
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            Iterator<Map.Entry<Long, Integer>> all = waiting.entrySet().iterator();
            while (all.hasNext() && failures < FAILURES) {
                Map.Entry<Long, Integer> one = all.next();
                update.setInt(1, one.getValue());
                update.setLong(2, one.getKey());
                all.remove();
                try {
                    update.executeUpdate();
                } catch (SQLException e) {
                    lost.increment();
                    failures++;
                }
            }
        }
        if (failures == FAILURES) {
            rest();
        }
    }

    private void rest() {
        rests = true;
        restsUntil = nanoTime.getAsLong() + REST_NANOS;
    }

    private void complain(SQLException cause) {
        long now = nanoTime.getAsLong();
        if (!hasSaid || now - saidAt >= SAY_NANOS) {
            hasSaid = true;
            saidAt = now;
            LOG.warn("customers' last agents could not be written; the history goes on: {}", cause.toString());
        }
    }
}

package org.usher.server.history;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.Event;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;
import org.usher.server.history.HistorySource.HistoryInterruptedException;

/**
 * Mirrors the engine's events into MariaDB.
 *
 * <p>The engine's thread only puts events into a bounded backlog. One thread of our own writes them in batches; each batch is one
 * transaction together with the cursor (log index and number of the last event written), and events at or below the cursor are skipped. So
 * whatever is given twice (a replayed log, a batch whose commit was not confirmed) is written once.
 *
 * <p>An event is written only when the disk holds its log entry. Else a power loss could take the entry from the log and leave the event
 * here, and the entry that is given the same index afterwards would be skipped as written. A cursor beyond all that our log has held can
 * therefore only mean that the log is an older copy of itself; that is said, and nothing is written.
 *
 * <p>When the backlog is full, because the database was away for long, events are dropped and counted until what is in the backlog has
 * been written; then everything after the cursor is read again from the {@link HistorySource}. Live events come into the backlog again from
 * just before that reading begins, so the two overlap and nothing is missed; if it overflows meanwhile, the same happens once more, from
 * a later place. The same reading repairs a database that was replaced or restored from a backup while we ran.
 *
 * <p>Must be fed from an entry on that the database holds already, or from the first of the log.
 */
public final class HistoryWriter implements EventSink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HistoryWriter.class);
    private static final int BATCH = 500;
    private static final Duration IDLE = Duration.ofMillis(200);
    /** For so long events are gathered for one transaction, and for one wait for the log's disk: a mirror may lag by a blink. */
    private static final Duration GATHER = Duration.ofMillis(100);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /**
     * How the history is doing.
     *
     * @param backlog events that wait to be written
     * @param written since start
     * @param dropped events that did not fit into the backlog and are, or will be, read again from the log
     * @param lagging whether events were dropped and not yet read again
     * @param cursorIndex log index of the last event written, 0 if not known yet
     * @param trouble what keeps it from writing though the database is there, empty if nothing
     */
    public record Figures(int backlog, long written, long dropped, boolean lagging, long cursorIndex, String trouble) {}

    /** The database is well, but it is the wrong one. */
    private static final class ForeignHistoryException extends SQLException {
        private static final long serialVersionUID = 1L;

        ForeignHistoryException(String what) {
            super(what + ". Give an empty database, or the log that belongs to this one");
        }
    }

    /** The database is well, but it is another server's turn to write. */
    private static final class SupersededException extends SQLException {
        private static final long serialVersionUID = 1L;

        SupersededException(String what) {
            super(what);
        }
    }

    private record Cursor(long index, int number) {
        boolean covers(RecordedEvent event) {
            return event.index() < index || (event.index() == index && event.number() <= number);
        }

        boolean isBefore(Cursor other) {
            return index < other.index || (index == other.index && number < other.number);
        }
    }

    private final HistoryDatabase database;
    private final HistorySource source;
    private final String holder;
    private final LastAgents lastAgents;
    private final ArrayBlockingQueue<RecordedEvent> backlog;
    private final Thread writer;
    /** What is being written. */
    private final List<RecordedEvent> batch = new ArrayList<>(BATCH);

    private volatile boolean closing;
    /** Events were dropped; set by the engine's thread, taken back by ours when it begins to read the log. */
    private volatile boolean overflowed;
    /** The backlog does not follow on the cursor, until the log has been read. */
    private volatile boolean gap;

    private final LongAdder dropped = new LongAdder();
    private final LongAdder written = new LongAdder();
    /** Of the database, or null if not known for certain. */
    private volatile @Nullable Cursor cursor;
    /** The last entry of which we have tried to write events, which may have succeeded without our hearing of it. */
    private long attemptedIndex;
    /** The last event that we know to have been written. */
    private Cursor reached = new Cursor(0, -1);

    private volatile String trouble = "";

    /**
     * @param backlogCapacity how many events may wait (about 200 bytes each); 100,000 bridge three minutes at 50 calls a second
     */
    public HistoryWriter(Database database, HistorySource source, int backlogCapacity) {
        this(database, source, backlogCapacity, "");
    }

    /** @param holder writes only while the database's lease is not another's; empty for one that needs none */
    public HistoryWriter(Database database, HistorySource source, int backlogCapacity, String holder) {
        this(database, source, backlogCapacity, holder, new LastAgents(database, System::nanoTime));
    }

    /** On a database of a test's own. */
    HistoryWriter(
            HistoryDatabase database, HistorySource source, int backlogCapacity, String holder, LastAgents lastAgents) {
        this.holder = holder;
        this.database = database;
        this.lastAgents = lastAgents;
        this.source = source;
        this.backlog = new ArrayBlockingQueue<>(backlogCapacity);
        this.writer = Thread.ofPlatform().name("history-writer").daemon().unstarted(this::run);
    }

    /** Begins to write, as soon as the database is there. */
    public void start() {
        writer.start();
    }

    public Figures figures() {
        Cursor known = cursor;
        return new Figures(
                backlog.size(),
                written.sum(),
                dropped.sum(),
                overflowed || gap,
                known == null ? 0 : known.index(),
                trouble);
    }

    /**
     * Log index of the last entry of which the database holds every event for certain, 0 if not known. The cursor's own is not: a transaction
     * may end within an entry, if no more had been told by then.
     */
    public long heldIndex() {
        Cursor known = cursor;
        return known == null ? 0 : Math.max(0, known.index() - 1);
    }

    @Override
    public void accept(RecordedEvent event) {
        Cursor known = cursor;
        if (known != null && known.covers(event)) {
            return; // the log is being replayed
        }
        if (overflowed) {
            dropped.increment();
        } else if (!backlog.offer(event)) {
            overflowed = true;
            dropped.increment();
            log.warn(
                    "the history's backlog of {} events is full (database: {}); what does not fit will be read again from the log",
                    backlog.size(),
                    database.status().detail());
        }
    }

    /** Customers whose last agent could not be put into their row since start. */
    public long lastAgentsLost() {
        return lastAgents.lost();
    }

    private void run() {
        try {
            while (!closing) {
                turn(RETRY);
            }
            while (database.isUp() && !(batch.isEmpty() && backlog.isEmpty())) {
                turn(RETRY);
            }
        } catch (InterruptedException e) {
            log.debug(
                    "the history's writer ends with {} events unwritten; the log has them",
                    backlog.size() + batch.size());
        }
    }

    /** Writes the batch, filled up from the backlog; what could not be written stays in the batch. Waits for nothing longer than this. */
    void turn(Duration longest) throws InterruptedException {
        if (!database.awaitUp(shorter(IDLE, longest))) {
            return;
        }
        try {
            if (gap || (overflowed && batch.isEmpty() && backlog.isEmpty())) {
                catchUp();
                return;
            }
            if (batch.isEmpty()) {
                RecordedEvent first = backlog.poll(shorter(IDLE, longest).toMillis(), TimeUnit.MILLISECONDS);
                if (first == null) {
                    return;
                }
                batch.add(first);
                if (!closing && backlog.size() < BATCH) {
                    TimeUnit.NANOSECONDS.sleep(shorter(GATHER, longest).toNanos());
                }
            }
            backlog.drainTo(batch, BATCH - batch.size());
            write();
            trouble = "";
        } catch (ForeignHistoryException | SupersededException | IOException e) {
            complain(e, longest); // the database is well
        } catch (SQLException e) {
            database.suspect();
            complain(e, longest);
        } catch (RuntimeException e) { // a defect; to end here would be to end the history without a word
            complain(e, longest);
        }
    }

    private static Duration shorter(Duration wanted, Duration longest) {
        return wanted.compareTo(longest) < 0 ? wanted : longest;
    }

    private void complain(Exception cause, Duration longest) throws InterruptedException {
        String complaint = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        if (!complaint.equals(trouble)) { // once for each cause: it is tried again and again
            log.warn("history could not be written, trying again", cause);
            trouble = complaint;
        }
        TimeUnit.NANOSECONDS.sleep(shorter(RETRY, longest).toNanos());
    }

    private void catchUp() throws SQLException, IOException, InterruptedException {
        gap = true;
        reached = readCursor();
        overflowed = false; // before the reading, which thereby covers all that was dropped or is thrown away here
        backlog.clear();
        batch.clear();
        log.info("history catches up from log index {}", reached.index());
        try {
            source.replay(reached.index(), event -> {
                batch.add(event);
                if (batch.size() >= BATCH) {
                    writeOrBreakOff();
                }
            });
            write();
            gap = false;
            log.info("history has caught up; {} events came meanwhile", backlog.size());
        } catch (HistoryInterruptedException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
        } finally {
            batch.clear(); // what was not written lies after the cursor and will be read again
        }
    }

    private void writeOrBreakOff() {
        try {
            if (closing) {
                throw new InterruptedException("the server stops");
            }
            write();
        } catch (SQLException | IOException | InterruptedException e) {
            throw new HistoryInterruptedException(e);
        }
    }

    private void awaitDurable(long index) throws IOException, InterruptedException {
        try {
            source.durable(index).get();
        } catch (ExecutionException e) {
            throw new IOException("the command log does not hold what happened, so history must not tell it", e);
        }
    }

    private void write() throws SQLException, IOException, InterruptedException {
        if (!batch.isEmpty()) {
            awaitDurable(batch.getLast().index());
        }
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                Cursor start = lockCursor(connection);
                if (start.isBefore(reached)) {
                    gap = true;
                    throw new SQLException(
                            "the database has lost history, or is another one: it stands at log index " + start.index()
                                    + ", and " + reached.index() + " had been written; it will be written again");
                }
                List<RecordedEvent> fresh = new ArrayList<>(batch.size());
                Cursor end = start;
                for (RecordedEvent event : batch) {
                    if (!end.covers(event)) {
                        fresh.add(event);
                        end = new Cursor(event.index(), event.number());
                    }
                }
                if (!fresh.isEmpty()) {
                    attemptedIndex = end.index();
                    try (HistoryBatch rows = new HistoryBatch(connection)) {
                        rows.write(fresh);
                    }
                    moveCursor(connection, end);
                }
                connection.commit();
                reached = end;
                cursor = end;
                written.add(fresh.size());
                fresh.forEach(this::noteServed);
            } catch (SQLException e) {
                cursor = null; // not known any more: the commit may or may not have happened
                rollBack(connection, e);
                throw e;
            }
        }
        batch.clear();
        lastAgents.write();
    }

    private void noteServed(RecordedEvent recorded) {
        if (recorded.event() instanceof Event.TalkEnded talk && talk.agentId() != 0) {
            lastAgents.served(talk.contactId(), talk.agentId());
        }
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private Cursor readCursor() throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            Cursor read = lockCursor(connection);
            connection.commit();
            return read;
        }
    }

    /** The cursor, locked until the transaction ends, so that two servers on one database can not write over each other. */
    private Cursor lockCursor(Connection connection) throws SQLException {
        try (PreparedStatement make = connection.prepareStatement(
                "INSERT IGNORE INTO history_cursor (id, log_id, log_index, number) VALUES (1, ?, 0, -1)")) {
            make.setString(1, source.logId());
            make.executeUpdate();
        }
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT log_id, log_index, number FROM history_cursor WHERE id = 1 FOR UPDATE");
                ResultSet row = query.executeQuery()) {
            row.next();
            checkLease(connection);
            if (!row.getString(1).equals(source.logId())) {
                throw new ForeignHistoryException("this database holds the history of another command log ("
                        + row.getString(1) + ", ours is " + source.logId() + "), whose ids would collide with ours");
            }
            Cursor found = new Cursor(row.getLong(2), row.getInt(3));
            long end = Math.max(attemptedIndex, source.replayedIndex());
            if (found.index() > end) {
                throw new ForeignHistoryException("this database holds history up to entry " + found.index()
                        + ", our command log ends with entry " + end
                        + ": it is an older copy, and its new entries would be taken for those already told");
            }
            return found;
        }
    }

    /**
     * A server that was frozen wakes with events that the one in its place has decided otherwise. Looked at when the cursor is locked: who
     * has taken the lease since goes on from what was written up to here.
     */
    private void checkLease(Connection connection) throws SQLException {
        if (holder.isEmpty()) {
            return;
        }
        try (PreparedStatement query =
                        connection.prepareStatement("SELECT holder, name FROM usher_lease WHERE id = 1");
                ResultSet row = query.executeQuery()) {
            if (row.next() && !row.getString(1).isEmpty() && !row.getString(1).equals(holder)) {
                throw new SupersededException(
                        row.getString(2) + " has the lease, and writes the history from where it took over");
            }
        }
    }

    private static void moveCursor(Connection connection, Cursor to) throws SQLException {
        try (PreparedStatement move =
                connection.prepareStatement("UPDATE history_cursor SET log_index = ?, number = ? WHERE id = 1")) {
            move.setLong(1, to.index());
            move.setInt(2, to.number());
            move.executeUpdate();
        }
    }

    /** Writes what waits, for at most five seconds, and ends. */
    @Override
    public void close() {
        closing = true;
        if (writer.getState() == Thread.State.NEW) {
            return; // the server did not get as far as starting it
        }
        try {
            if (!writer.join(CLOSE_TIMEOUT)) {
                writer.interrupt();
                writer.join(CLOSE_TIMEOUT);
            }
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}

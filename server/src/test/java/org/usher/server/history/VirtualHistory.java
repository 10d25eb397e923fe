package org.usher.server.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** The history's real writer, turned by hand, in one process after the other, on a database that outlives them all. */
public final class VirtualHistory {
    private final VirtualDatabase database;
    private HistoryWriter writer;

    /** Nothing has been written. */
    public VirtualHistory(RandomGenerator random, HistorySource source, int backlogCapacity) {
        this.database = new VirtualDatabase(random);
        this.writer = new HistoryWriter(database, source, backlogCapacity, "", lastAgents());
    }

    /** In a database of their own, where nothing fails: they are no history. */
    static LastAgents lastAgents() {
        VirtualDatabase customers = new VirtualDatabase(new SplittableRandom(1));
        customers.calm();
        return new LastAgents(customers, () -> 0);
    }

    /** A new process begins. */
    public EventSink begin(HistorySource source, int backlogCapacity) {
        writer = new HistoryWriter(database, source, backlogCapacity, "", lastAgents());
        return writer;
    }

    /** Writes what there is to write. */
    public void turn() throws InterruptedException {
        writer.turn(Duration.ZERO);
    }

    /** See {@link HistoryWriter#heldIndex}. */
    public long heldIndex() {
        return writer.heldIndex();
    }

    /** Of the entry of which the database holds the last event that it holds. */
    public long cursorIndex() {
        return database.cursorIndex();
    }

    public boolean isWritten() {
        HistoryWriter.Figures figures = writer.figures();
        return figures.backlog() == 0 && !figures.lagging() && figures.trouble().isEmpty();
    }

    public void away(boolean isAway) {
        database.away(isAway);
    }

    /** From now on the database is there and nothing fails. */
    public void calm() {
        database.calm();
    }

    /** The database must hold what would have been written of these at once. */
    public void mustHold(List<RecordedEvent> events) throws SQLException {
        VirtualDatabase perfect = new VirtualDatabase(new SplittableRandom(1));
        perfect.calm();
        Connection connection = perfect.connection();
        try (HistoryBatch rows = new HistoryBatch(connection)) {
            rows.write(events);
        }
        connection.commit();
        Map<String, List<String>> wanted = perfect.rows();
        wanted.forEach((sql, lines) -> {
            List<String> written = database.rows().getOrDefault(sql, List.of());
            if (!written.equals(lines)) {
                throw new AssertionError("the history has " + written.size() + " rows of " + lines.size()
                        + ", or others: " + sql + "\n" + firstDifference(written, lines));
            }
        });
        if (database.rows().values().stream().mapToInt(List::size).sum()
                != wanted.values().stream().mapToInt(List::size).sum()) {
            throw new AssertionError("the history has rows of what never was");
        }
    }

    private static String firstDifference(List<String> written, List<String> wanted) {
        for (int i = 0; i < Math.max(written.size(), wanted.size()); i++) {
            String is = i < written.size() ? written.get(i) : "nothing";
            String should = i < wanted.size() ? wanted.get(i) : "nothing";
            if (!is.equals(should)) {
                return is + " where " + should + " should be";
            }
        }
        return "";
    }
}

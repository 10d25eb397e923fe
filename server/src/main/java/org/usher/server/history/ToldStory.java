package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ToldWait;

/** What a caller was told of the rest of his wait, from MariaDB. Blocks; not for the engine's or Netty's threads. */
public final class ToldStory {
    private static final int MOST = 200;

    private ToldStory() {}

    /**
     * One telling.
     *
     * @param atMs when (epoch ms)
     * @param queue name of the queue in whose line he stood
     * @param words in English, whatever language he heard
     * @param estimateSeconds the mean of the estimate at that moment, of the rest of his wait
     * @param halfSeconds half of all who stand so wait less than this
     * @param nearlyAllSeconds one in ten waits longer
     * @param longerBecause why it was more than he was told before, null if it was not: AGENTS_LEFT, PRECEDENCE_CAME, HANDLING_GREW or
     *     RULES_CHANGED
     * @param before agents there, or milliseconds that a call took, when he was told before; 0 of other causes, null without
     * @param now the same at that moment; of PRECEDENCE_CAME how many came before him since
     * @param answeredAfterMs how long it was in truth until an agent had his call, null if none has from that line
     */
    public record Told(
            long atMs,
            @Nullable String queue,
            String words,
            long estimateSeconds,
            long halfSeconds,
            long nearlyAllSeconds,
            @Nullable String longerBecause,
            @Nullable Long before,
            @Nullable Long now,
            @Nullable Long answeredAfterMs) {}

    /** In the order in which he heard it. */
    static List<Told> of(Connection connection, long contactId) throws SQLException {
        String sql =
                "SELECT w.at_ms, q.name, w.from_minutes, w.to_minutes, w.mean_ms, w.p50_ms, w.p90_ms, w.cause, w.before_cause,"
                        + " w.with_cause, GREATEST(0, e.ended_at_ms - w.at_ms) FROM waits_told w"
                        + ContactHistory.QUEUE_NAME.formatted("w", "at_ms")
                        + " LEFT JOIN queue_entries e ON e.entry_id = w.entry_id AND e.contact_id = w.contact_id AND e.queue_id = w.queue_id"
                        + " AND e.outcome = 'ANSWERED'"
                        + " WHERE w.contact_id = ? ORDER BY w.log_index, w.number LIMIT " + MOST;
        List<Told> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(new Told(
                            rows.getLong(1),
                            rows.getString(2),
                            ToldWait.words(rows.getInt(3), rows.getInt(4)),
                            rows.getLong(5) / 1_000,
                            rows.getLong(6) / 1_000,
                            rows.getLong(7) / 1_000,
                            rows.getString(8),
                            longOrNull(rows, 9),
                            longOrNull(rows, 10),
                            longOrNull(rows, 11)));
                }
            }
        }
        return all;
    }

    private static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}

package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What a contact's customer said of his talk, from MariaDB.
 *
 * @param atMs when he said so (epoch ms)
 * @param score 1, not satisfied at all, to 5, very satisfied
 * @param agent to whom he talked last, by his name of that day; null for somebody outside
 */
public record SurveyAnswer(
        long atMs,
        int score,
        @Nullable String queue,
        @Nullable String agent) {
    /** Null if he said nothing. Blocks; not for the engine's or Netty's threads. */
    static @Nullable SurveyAnswer of(Connection connection, long contactId) throws SQLException {
        String sql = "SELECT s.at_ms, s.score, q.name, a.name FROM survey_scores s"
                + ContactHistory.QUEUE_NAME.formatted("s", "at_ms")
                + ContactHistory.AGENT_NAME.formatted("s", "agent_id", "at_ms")
                + " WHERE s.contact_id = ? ORDER BY s.log_index LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? new SurveyAnswer(row.getLong(1), row.getInt(2), row.getString(3), row.getString(4))
                        : null;
            }
        }
    }
}

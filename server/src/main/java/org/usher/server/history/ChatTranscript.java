package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was written in a chat, from MariaDB. Blocks; not for the engine's or Netty's threads. */
public final class ChatTranscript {
    /** More than a room takes. */
    private static final int MOST = 1_000;

    private ChatTranscript() {}

    /**
     * One line.
     *
     * @param atMs when (epoch ms)
     * @param agent name of the agent who wrote it; null: the customer
     */
    public record Line(long atMs, @Nullable String agent, String text) {}

    /** In the order in which it was said. */
    static List<Line> of(Connection connection, long contactId) throws SQLException {
        String sql = "SELECT m.at_ms, IF(m.agent_id = 0, NULL, COALESCE(a.name, CONCAT('?', m.agent_id))), m.text"
                + " FROM chat_messages m" + ContactHistory.AGENT_NAME.formatted("m", "agent_id", "at_ms")
                + " WHERE m.contact_id = ? ORDER BY m.log_index, m.number LIMIT " + MOST;
        List<Line> lines = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    lines.add(new Line(rows.getLong(1), rows.getString(2), rows.getString(3)));
                }
            }
        }
        return lines;
    }
}

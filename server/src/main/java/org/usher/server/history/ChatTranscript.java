package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ChatFile;

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
     * @param attachment what was sent in place of words
     */
    public record Line(
            long atMs,
            @Nullable String agent,
            String text,
            @Nullable ChatAttachment attachment) {
        /** A line of words. */
        public Line(long atMs, @Nullable String agent, String text) {
            this(atMs, agent, text, null);
        }
    }

    /**
     * A file.
     *
     * @param line by which it is fetched, as long as it is kept: {@code GET /api/v1/contacts/{contact}/attachments/{line}}
     * @param type media type, as found by looking at what it holds
     */
    public record ChatAttachment(long line, String name, String type, long bytes) {}

    /** In the order in which it was said. */
    static List<Line> of(Connection connection, long contactId) throws SQLException {
        String sql = "SELECT m.at_ms, IF(m.agent_id = 0, NULL, COALESCE(a.name, CONCAT('?', m.agent_id))), m.text,"
                + " m.log_index, m.file_id IS NOT NULL, m.file_name, m.file_type, m.file_bytes"
                + " FROM chat_messages m" + ContactHistory.AGENT_NAME.formatted("m", "agent_id", "at_ms")
                + " WHERE m.contact_id = ? ORDER BY m.log_index, m.number LIMIT " + MOST;
        List<Line> lines = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ChatAttachment attachment = rows.getBoolean(5)
                            ? new ChatAttachment(rows.getLong(4), rows.getString(6), rows.getString(7), rows.getLong(8))
                            : null;
                    lines.add(new Line(rows.getLong(1), rows.getString(2), rows.getString(3), attachment));
                }
            }
        }
        return lines;
    }

    /** What was sent by this line of the contact's chat. */
    static Optional<ChatFile> file(Connection connection, long contactId, long line) throws SQLException {
        String sql = "SELECT file_id, file_name, file_type, file_bytes FROM chat_messages"
                + " WHERE contact_id = ? AND log_index = ? AND file_id IS NOT NULL LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            statement.setLong(2, line);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new ChatFile(rows.getString(1), rows.getString(2), rows.getString(3), rows.getLong(4)))
                        : Optional.empty();
            }
        }
    }
}

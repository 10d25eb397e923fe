package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What agents said of contacts, from MariaDB. Blocks; not for the engine's or Netty's threads. */
public final class ContactNotes {
    private static final int MOST_OF_A_CONTACT = 200;
    /** Among so many of a number's latest contacts earlier notes are looked for: a number may be that of a whole company. */
    private static final int CONTACTS_LOOKED_AT = 200;

    private static final String COLUMNS =
            "SELECT n.contact_id, n.at_ms, a.name, n.disposition, n.note FROM contact_notes n"
                    + ContactHistory.AGENT_NAME.formatted("n", "agent_id", "at_ms");

    private final Database database;

    public ContactNotes(Database database) {
        this.database = database;
    }

    /**
     * One thing said of a contact.
     *
     * @param atMs when (epoch ms)
     * @param agent name of who said it
     * @param disposition name of what the contact came to, empty for none
     * @param note free text, empty for none
     */
    public record Note(long contactId, long atMs, @Nullable String agent, String disposition, String note) {}

    /**
     * What was said of other contacts from the same number by those who served them in these queues, the latest first. Of whom no talk is
     * known, the lines count in which the contact stood.
     *
     * @param caller a number as the PBX gave it; of what has no digit ("anonymous") nothing is known, it may be anybody's
     * @param exceptContactId whose notes are left out
     * @param queueIds of whose talks alone notes may be shown
     * @throws SQLException also if the database is away just now
     */
    public List<Note> ofCaller(String caller, long exceptContactId, Set<Integer> queueIds, int limit)
            throws SQLException {
        if (caller.chars().noneMatch(Character::isDigit) || queueIds.isEmpty()) {
            return List.of();
        }
        String queues = queueIds.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
        String talks = "SELECT 1 FROM talks t WHERE t.contact_id = n.contact_id AND t.agent_id = n.agent_id";
        String sql = COLUMNS
                + " JOIN (SELECT contact_id FROM contacts WHERE caller = ? ORDER BY enqueued_at_ms DESC LIMIT "
                + CONTACTS_LOOKED_AT
                + ") c ON c.contact_id = n.contact_id WHERE n.contact_id <> ? AND (EXISTS (" + talks
                + " AND t.queue_id IN (" + queues + ")) OR (NOT EXISTS (" + talks
                + ") AND EXISTS (SELECT 1 FROM queue_entries e WHERE e.contact_id = n.contact_id AND e.queue_id IN ("
                + queues
                + ")))) ORDER BY n.log_index DESC LIMIT ?";
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(2);
            statement.setString(1, caller);
            statement.setLong(2, exceptContactId);
            statement.setInt(3, limit);
            return notes(statement);
        }
    }

    /** What was said of this contact, the earliest first; of very much only what was said last. */
    static List<Note> ofContact(Connection connection, long contactId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS
                + " WHERE n.contact_id = ? ORDER BY n.log_index DESC, n.number DESC LIMIT " + MOST_OF_A_CONTACT)) {
            statement.setQueryTimeout(2);
            statement.setLong(1, contactId);
            return notes(statement).reversed();
        }
    }

    private static List<Note> notes(PreparedStatement statement) throws SQLException {
        List<Note> notes = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                notes.add(new Note(
                        rows.getLong(1), rows.getLong(2), rows.getString(3), rows.getString(4), rows.getString(5)));
            }
        }
        return notes;
    }
}

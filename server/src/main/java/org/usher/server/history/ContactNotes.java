package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
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
     * What was said of other contacts from the same number, the latest first.
     *
     * @param caller a number as the PBX gave it; of what has no digit ("anonymous") nothing is known, it may be anybody's
     * @param exceptContactId whose notes are left out
     * @throws SQLException also if the database is away just now
     */
    public List<Note> ofCaller(String caller, long exceptContactId, int limit) throws SQLException {
        if (caller.chars().noneMatch(Character::isDigit)) {
            return List.of();
        }
        String sql = COLUMNS
                + " JOIN (SELECT contact_id FROM contacts WHERE caller = ? ORDER BY enqueued_at_ms DESC LIMIT "
                + CONTACTS_LOOKED_AT
                + ") c ON c.contact_id = n.contact_id WHERE n.contact_id <> ? ORDER BY n.log_index DESC LIMIT ?";
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

package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was recorded of a contact's talks, from MariaDB. Blocks. */
public final class RecordingHistory {
    private final Database database;

    public RecordingHistory(Database database) {
        this.database = database;
    }

    /**
     * One pair of files.
     *
     * @param id when the PBX began it (epoch ms); part of the files' names
     * @param startedAtMs when the customer began to talk with somebody (epoch ms)
     * @param endedAtMs null while it goes on, or if its end was never told
     * @param paused whether it ended because somebody paused the recording
     * @param recordedMs how much sound the shorter file holds, −1 if one is missing
     * @param talkMs how much it should hold, −1 if that is not known
     * @param incomplete whether sound was lost, as with a full disk
     */
    public record Recording(
            long id,
            long startedAtMs,
            @Nullable Long endedAtMs,
            @Nullable Boolean paused,
            @Nullable Long recordedMs,
            @Nullable Long talkMs,
            @Nullable Boolean incomplete) {}

    /**
     * In the order in which they were begun.
     *
     * @throws SQLException also if the database is away just now
     */
    public List<Recording> of(long contactId) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT recording_id, started_at_ms, ended_at_ms, paused, recorded_ms, talk_ms, incomplete"
                                + " FROM recordings WHERE contact_id = ? ORDER BY recording_id")) {
            statement.setQueryTimeout(10);
            statement.setLong(1, contactId);
            List<Recording> recordings = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    recordings.add(new Recording(
                            row.getLong(1),
                            row.getLong(2),
                            row.getObject(3, Long.class),
                            row.getObject(4, Boolean.class),
                            row.getObject(5, Long.class),
                            row.getObject(6, Long.class),
                            row.getObject(7, Boolean.class)));
                }
            }
            return recordings;
        }
    }
}

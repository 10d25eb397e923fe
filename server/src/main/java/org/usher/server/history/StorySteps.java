package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happened to one contact, gathered from the tables in which each kind of fact is kept. */
final class StorySteps {
    /**
     * Each part gives the columns of {@link #step}, and two to sort by for what happened within the same millisecond: what hands a contact
     * over comes before what it leads to, an overflow at once before the next line, a stay there before its relaxation, this before its offers, these before the talk.
     */
    private static final List<String> PARTS = List.of(
            "SELECT 'TRANSFERRED' AS what, r.at_ms AS at_ms, NULL AS ended_at_ms, NULL AS queue, a.name AS agent, NULL AS outcome,"
                    + " NULL AS for_ms, NULL AS hold_ms, NULL AS credit_ms, NULL AS transferred, NULL AS other,"
                    + " NULL AS plan_step, 1 AS kind, r.log_index AS place FROM transfers r"
                    + ContactHistory.AGENT_NAME.formatted("r", "from_agent_id", "at_ms") + " WHERE r.contact_id = ?",
            "SELECT 'MERGED', m.at_ms, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, m.consult_contact_id, NULL, 2, m.log_index"
                    + " FROM merges m WHERE m.contact_id = ?",
            "SELECT 'QUEUED', e.queued_at_ms, e.ended_at_ms, q.name, NULL, e.outcome, e.waited_ms, NULL, e.credit_ms, NULL, NULL,"
                    + " NULL, IF(e.outcome = 'OVERFLOWED' AND e.ended_at_ms = e.queued_at_ms, 3, 5), e.entry_id FROM queue_entries e"
                    + ContactHistory.QUEUE_NAME.formatted("e", "queued_at_ms")
                    + " WHERE e.contact_id = ?",
            "SELECT 'REFUSED', r.at_ms, NULL, q.name, NULL, r.status, NULL, NULL, NULL, NULL, NULL, NULL, 4, r.log_index"
                    + " FROM refusals r" + ContactHistory.QUEUE_NAME.formatted("r", "at_ms")
                    + " WHERE r.contact_id = ?",
            "SELECT 'PROMISED', p.from_ms, p.until_ms, q.name, NULL, NULLIF(p.outcome, 'OPEN'), NULL, NULL, NULL, NULL, NULL, NULL, 2, p.log_index"
                    + " FROM callback_promises p" + ContactHistory.QUEUE_NAME.formatted("p", "at_ms")
                    + " WHERE p.contact_id = ?",
            "SELECT 'RELAXED', r.at_ms, NULL, q.name, NULL, NULL, NULL, NULL, NULL, NULL, NULL, r.plan_step, 6, r.log_index"
                    + " FROM relaxations r" + ContactHistory.QUEUE_NAME.formatted("r", "at_ms")
                    + " WHERE r.contact_id = ?",
            "SELECT 'OFFERED', o.made_at_ms, o.ended_at_ms, q.name, a.name, o.outcome, o.ring_ms, NULL, NULL, NULL, NULL,"
                    + " NULL, 7, o.offer_id FROM offers o" + ContactHistory.QUEUE_NAME.formatted("o", "made_at_ms")
                    + ContactHistory.AGENT_NAME.formatted("o", "agent_id", "made_at_ms") + " WHERE o.contact_id = ?",
            "SELECT 'TALKED', t.connected_at_ms, t.ended_at_ms, q.name, a.name, t.ended_by, t.talk_ms, t.hold_ms, NULL, t.talk_id < 0,"
                    + " NULL, NULL, 8, t.connected_at_ms FROM talks t"
                    + ContactHistory.QUEUE_NAME.formatted("t", "connected_at_ms")
                    + ContactHistory.AGENT_NAME.formatted("t", "agent_id", "connected_at_ms")
                    + " WHERE t.contact_id = ?",
            "SELECT 'MERGED_INTO', m.at_ms, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, m.contact_id, NULL, 9, m.log_index"
                    + " FROM merges m WHERE m.consult_contact_id = ?");

    private static final String SQL = String.join(" UNION ALL ", PARTS) + " ORDER BY at_ms, kind, place, agent";

    private StorySteps() {}

    static List<ContactHistory.Step> read(Connection connection, long contactId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SQL)) {
            statement.setQueryTimeout(10);
            for (int i = 1; i <= PARTS.size(); i++) {
                statement.setLong(i, contactId);
            }
            List<ContactHistory.Step> steps = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    steps.add(step(rows));
                }
            }
            return steps;
        }
    }

    private static ContactHistory.Step step(ResultSet row) throws SQLException {
        Long transferred = longOrNull(row, "transferred");
        return new ContactHistory.Step(
                ContactHistory.What.valueOf(row.getString("what")),
                row.getLong("at_ms"),
                longOrNull(row, "ended_at_ms"),
                row.getString("queue"),
                row.getString("agent"),
                row.getString("outcome"),
                longOrNull(row, "for_ms"),
                longOrNull(row, "hold_ms"),
                longOrNull(row, "credit_ms"),
                transferred == null ? null : transferred != 0,
                longOrNull(row, "other"),
                longOrNull(row, "plan_step"));
    }

    private static @Nullable Long longOrNull(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}

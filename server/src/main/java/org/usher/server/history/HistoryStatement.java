package org.usher.server.history;

/**
 * What is written, in the order in which a batch is written. Rows are inserted before any is completed, and each statement has columns of
 * its own: so statements of different kinds may change places within a batch, while those of one kind keep their order. A merge, which
 * moves rows, has a batch of its own.
 */
enum HistoryStatement {
    /** A contact that comes again keeps what is known of it; where it stood then is told by its queue entries. */
    CONTACT(
            "INSERT INTO contacts (contact_id, channel, pbx_id, unique_id, caller, caller_name, dialled, language, customer, data,"
                    + " arrived_at_ms, enqueued_at_ms) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON DUPLICATE KEY UPDATE contact_id = contact_id"),
    /** If one late entry of the log leads a contact through a queue twice, the later stay counts, which has not ended yet. */
    ENTRY(
            "INSERT INTO queue_entries (entry_id, contact_id, queue_id, priority, queued_at_ms, enqueued_at_ms, credit_ms)"
                    + " VALUES (?,?,?,?,?,?,?) ON DUPLICATE KEY UPDATE queued_at_ms = VALUES(queued_at_ms),"
                    + " ended_at_ms = NULL, outcome = NULL, waited_ms = NULL"),
    REFUSAL("INSERT INTO refusals (log_index, number, contact_id, queue_id, at_ms, status) VALUES (?,?,?,?,?,?)"),
    RELAXATION(
            "INSERT INTO relaxations (log_index, number, contact_id, queue_id, at_ms, plan_step) VALUES (?,?,?,?,?,?)"),
    OFFER("INSERT INTO offers (offer_id, contact_id, queue_id, agent_id, made_at_ms, waited_ms) VALUES (?,?,?,?,?,?)"),
    TALK("INSERT INTO talks (talk_id, contact_id, entry_id, queue_id, agent_id, device_id, connected_at_ms)"
            + " VALUES (?,?,?,?,?,?,?)"),
    TRANSFER("INSERT INTO transfers (log_index, number, contact_id, from_agent_id, at_ms) VALUES (?,?,?,?,?)"),
    MERGE("INSERT INTO merges (log_index, number, contact_id, consult_contact_id, at_ms) VALUES (?,?,?,?,?)"),
    /** One that goes on over a restart of Usher is told again. */
    RECORDING("INSERT INTO recordings (contact_id, recording_id, pbx_id, started_at_ms) VALUES (?,?,?,?)"
            + " ON DUPLICATE KEY UPDATE contact_id = contact_id"),
    NOTE("INSERT INTO contact_notes (log_index, number, contact_id, agent_id, at_ms, disposition, note)"
            + " VALUES (?,?,?,?,?,?,?)"),
    CHAT_MESSAGE(
            "INSERT INTO chat_messages (log_index, number, contact_id, agent_id, at_ms, text) VALUES (?,?,?,?,?,?)"),
    SURVEY_SCORE("INSERT INTO survey_scores (log_index, number, contact_id, queue_id, agent_id, at_ms, score)"
            + " VALUES (?,?,?,?,?,?,?)"),
    CHAT_FILE(
            "INSERT INTO chat_messages (log_index, number, contact_id, agent_id, at_ms, text, file_id, file_name, file_type,"
                    + " file_bytes) VALUES (?,?,?,?,?,'',?,?,?,?)"),
    WAIT_TOLD(
            "INSERT INTO waits_told (log_index, number, contact_id, entry_id, queue_id, at_ms, from_minutes, to_minutes,"
                    + " mean_ms, p50_ms, p90_ms, cause, before_cause, with_cause) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
    AGENT_STATE("INSERT INTO agent_states (log_index, number, agent_id, at_ms, from_state, to_state, reason_id, cause)"
            + " VALUES (?,?,?,?,?,?,?,?)"),
    PROMISE(
            "INSERT INTO callback_promises (log_index, number, contact_id, queue_id, from_ms, until_ms, attempts, outcome, at_ms)"
                    + " VALUES (?,?,?,?,?,?,?,?,?)"),
    PROMISE_GIVEN(
            "INSERT INTO callback_promises (log_index, number, contact_id, queue_id, from_ms, until_ms, attempts, outcome, at_ms)"
                    + " VALUES (?,?,?,?,?,?,0,'OPEN',?)"),
    CUSTOMER("UPDATE contacts SET customer = ? WHERE contact_id = ?"),
    /** The later stay may be inserted within the same batch: an end is for what began before it. */
    ENTRY_END("UPDATE queue_entries SET ended_at_ms = ?, outcome = ?, waited_ms = ? WHERE entry_id = ?"
            + " AND contact_id = ? AND queue_id = ? AND queued_at_ms <= ?"),
    /**
     * The rows of an open promise that have done their service: what became of it is a row of its own, and it is told again of one whom his
     * queue has sent away within the window.
     */
    PROMISE_PAST("DELETE FROM callback_promises WHERE contact_id = ? AND from_ms = ? AND until_ms = ?"
            + " AND outcome = 'OPEN' AND log_index <= ?"),
    OFFER_END("UPDATE offers SET ended_at_ms = ?, outcome = ?, ring_ms = ? WHERE offer_id = ? AND agent_id = ?"),
    /**
     * A talk may come again within the same batch: an end is for what began before it. Who ended it may be told later than it ended, so
     * its length says when that was.
     */
    TALK_END(
            "UPDATE talks SET ended_at_ms = connected_at_ms + ?, ended_by = ?, talk_ms = ?, hold_ms = ? WHERE talk_id = ?"
                    + " AND ended_at_ms IS NULL AND connected_at_ms <= ?"),
    MERGE_OFFERS("UPDATE offers SET contact_id = ? WHERE contact_id = ? AND ended_at_ms IS NULL"),
    MERGE_TALKS("UPDATE talks SET contact_id = ? WHERE contact_id = ? AND ended_at_ms IS NULL"),
    MERGE_NOTES("UPDATE contact_notes SET contact_id = ? WHERE contact_id = ?"),
    /** Its start may have been missed; it is then as early as can be. */
    RECORDING_END(
            "INSERT INTO recordings (contact_id, recording_id, pbx_id, started_at_ms, ended_at_ms, paused, recorded_ms, talk_ms, incomplete)"
                    + " VALUES (?,?,?,?,?,?,?,?,?) ON DUPLICATE KEY UPDATE ended_at_ms = VALUES(ended_at_ms), paused = VALUES(paused),"
                    + " recorded_ms = VALUES(recorded_ms), talk_ms = VALUES(talk_ms), incomplete = VALUES(incomplete)"),
    CONTACT_END("UPDATE contacts SET ended_at_ms = ?, ended_by = ? WHERE contact_id = ?");

    private final String sql;

    HistoryStatement(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}

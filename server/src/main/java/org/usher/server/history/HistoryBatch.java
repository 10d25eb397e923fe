package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Event;
import org.usher.server.engine.RecordedEvent;

/** Turns events into rows within one transaction, which the caller begins and ends. */
final class HistoryBatch implements AutoCloseable {
    private final Connection connection;
    private final Map<HistoryStatement, PreparedStatement> statements = new EnumMap<>(HistoryStatement.class);

    HistoryBatch(Connection connection) {
        this.connection = connection;
    }

    void write(List<RecordedEvent> events) throws SQLException {
        for (RecordedEvent event : events) {
            add(event);
        }
        flush();
    }

    private void add(RecordedEvent recorded) throws SQLException {
        switch (recorded.event()) {
            case Event.ConfigurationAdopted e -> {
                flush();
                ConfigurationNames.adopt(connection, e);
            }
            case Event.ContactQueued e -> {
                contact(e.contactId(), e.channel(), e.details(), e.atMs(), e.enqueuedAtMs());
                row(
                        HistoryStatement.ENTRY,
                        e.entryId(),
                        e.contactId(),
                        e.queueId(),
                        e.priority(),
                        e.atMs(),
                        e.enqueuedAtMs());
            }
            case Event.ContactRefused e -> {
                contact(e.contactId(), e.channel(), e.details(), e.atMs(), e.atMs());
                row(
                        HistoryStatement.REFUSAL,
                        recorded.index(),
                        recorded.number(),
                        e.contactId(),
                        e.queueId(),
                        e.atMs(),
                        e.status().name());
            }
            case Event.OfferMade e ->
                row(
                        HistoryStatement.OFFER,
                        e.offerId(),
                        e.contactId(),
                        e.queueId(),
                        e.agentId(),
                        e.atMs(),
                        e.waitedMs());
            case Event.OfferEnded e ->
                row(HistoryStatement.OFFER_END, e.atMs(), e.outcome().name(), e.ringMs(), e.offerId());
            case Event.ContactConnected e ->
                row(HistoryStatement.TALK, e.offerId(), e.contactId(), e.entryId(), e.queueId(), e.agentId(), e.atMs());
            case Event.EntryEnded e ->
                row(HistoryStatement.ENTRY_END, e.atMs(), e.outcome().name(), e.waitedMs(), e.entryId());
            case Event.ContactEnded e -> {
                row(HistoryStatement.TALK_END, e.atMs(), e.talkMs(), e.holdMs(), e.contactId(), e.atMs());
                row(HistoryStatement.CONTACT_END, e.atMs(), e.endedBy().name(), e.contactId());
            }
            case Event.AgentStateChanged e ->
                row(
                        HistoryStatement.AGENT_STATE,
                        recorded.index(),
                        recorded.number(),
                        e.agentId(),
                        e.atMs(),
                        e.from().name(),
                        e.to().name(),
                        e.reasonId(),
                        e.cause() == null ? null : e.cause().name());
            // Live state, or told by the totals of ContactEnded; not history.
            case Event.HoldChanged e -> {}
            case Event.TalkJoined e -> {}
            case Event.TalkEnded e -> {}
            case Event.ContactTransferred e -> {}
            case Event.ContactMerged e -> {}
            case Event.AgentLoggedIn e -> {}
            case Event.AgentPending e -> {}
            case Event.DeviceStateNoted e -> {}
            case Event.QueueStatusChanged e -> {}
            case Event.Repaired e -> {}
        }
    }

    private void contact(long contactId, Channel channel, ContactDetails details, long arrivedAtMs, long enqueuedAtMs)
            throws SQLException {
        row(
                HistoryStatement.CONTACT,
                contactId,
                channel.name(),
                details.pbxId(),
                fit(details.uniqueId(), 150),
                fit(details.caller(), 80),
                fit(details.callerName(), 190),
                fit(details.dialled(), 80),
                fit(details.language(), 40),
                fit(details.customer(), 190),
                fit(details.data(), 4_096),
                arrivedAtMs,
                enqueuedAtMs);
    }

    private void row(HistoryStatement kind, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(kind);
        if (statement == null) {
            statement = connection.prepareStatement(kind.sql());
            statements.put(kind, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }

    private void flush() throws SQLException {
        for (PreparedStatement statement : statements.values()) { // an EnumMap: in the order of the kinds
            statement.executeBatch();
        }
    }

    /** Texts come from the world and may be longer than their column; one of them must not stop the history. */
    static String fit(String text, int maxCharacters) {
        if (text.length() <= maxCharacters) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(maxCharacters - 1)) ? maxCharacters - 1 : maxCharacters;
        return text.substring(0, end);
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}

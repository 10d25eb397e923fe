package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ToldWait;
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
            case Event.ContactQueued e -> queued(e);
            case Event.ContactRefused e -> refused(recorded, e);
            case Event.EntryEnded e ->
                row(
                        HistoryStatement.ENTRY_END,
                        e.atMs(),
                        e.outcome().name(),
                        e.waitedMs(),
                        e.entryId(),
                        e.contactId(),
                        e.queueId(),
                        e.atMs());
            case Event.OverflowedByEstimate e ->
                event(
                        HistoryStatement.REFUSAL,
                        recorded,
                        e.contactId(),
                        e.queueId(),
                        e.atMs(),
                        ReleaseStatus.LONG_WAIT.name());
            case Event.ContactRelaxed e ->
                event(HistoryStatement.RELAXATION, recorded, e.contactId(), e.queueId(), e.atMs(), e.step() + 1);
            case Event.OfferMade e -> offered(e);
            case Event.OfferEnded e -> offerEnded(e);
            case Event.ContactConnected e ->
                row(
                        HistoryStatement.TALK,
                        e.offerId(),
                        e.contactId(),
                        e.entryId(),
                        e.queueId(),
                        e.agentId(),
                        0,
                        e.connectedAtMs());
            case Event.TalkJoined e ->
                row(
                        HistoryStatement.TALK,
                        e.talkId(),
                        e.contactId(),
                        0,
                        e.queueId(),
                        e.agentId(),
                        e.deviceId(),
                        e.atMs());
            case Event.TalkEnded e -> talkEnded(e);
            case Event.ContactTransferred e ->
                event(HistoryStatement.TRANSFER, recorded, e.contactId(), e.fromAgentId(), e.atMs());
            case Event.ContactNoted e ->
                event(
                        HistoryStatement.NOTE,
                        recorded,
                        e.contactId(),
                        e.agentId(),
                        e.atMs(),
                        fit(e.disposition(), 80),
                        fit(e.note(), 4_096));
            case Event.ChatSaid e ->
                event(
                        HistoryStatement.CHAT_MESSAGE,
                        recorded,
                        e.contactId(),
                        e.agentId(),
                        e.atMs(),
                        fit(e.text(), 4_096));
            case Event.ContactScored e -> scored(recorded, e);
            case Event.ChatAttached e -> attached(recorded, e);
            case Event.WaitTold e -> waitTold(recorded, e);
            case Event.ContactMerged e -> merged(recorded, e);
            case Event.ContactEnded e ->
                row(HistoryStatement.CONTACT_END, e.atMs(), e.endedBy().name(), e.contactId());
            case Event.RecordingStarted e ->
                row(HistoryStatement.RECORDING, e.contactId(), e.recordingId(), e.pbxId(), e.atMs());
            case Event.RecordingStopped e -> recordingStopped(e);
            case Event.AgentStateChanged e -> agentState(recorded, e);
            case Event.CallbackBooked e -> booked(recorded, e);
            case Event.BookingSettled e -> settled(recorded, e);
            case Event.CustomerIdentified e -> row(HistoryStatement.CUSTOMER, fit(e.customer(), 190), e.contactId());
            // Live state, or told by the sums of TalkEnded; not history.
            case Event.ContactPrioritised e -> {}
            case Event.WaitModelAdopted e -> {}
            case Event.WaitEstimated e -> {}
            case Event.LineRevised e -> {}
            case Event.GuardGaveWay e -> {} // told by the metrics
            case Event.WishesDropped e -> {} // told by the metrics
            case Event.AgentHeldBack e -> {}
            case Event.CustomerNotReached e -> {}
            case Event.CallbackDue e -> {}
            case Event.FollowUpSettled e -> {} // the audit log has it
            case Event.PromiseBroken e -> {} // an alarm, told by the metrics
            case Event.HoldChanged e -> {}
            case Event.AgentLoggedIn e -> {}
            case Event.AgentPending e -> {}
            case Event.ChatClosed e -> {}
            case Event.DeviceStateNoted e -> {}
            case Event.QueueStatusChanged e -> {}
            case Event.QueueNoticeChanged e -> {} // the audit log has it
            case Event.Repaired e -> {}
        }
    }

    private void queued(Event.ContactQueued e) throws SQLException {
        contact(e.contactId(), e.channel(), e.details(), e.atMs(), e.enqueuedAtMs());
        row(
                HistoryStatement.ENTRY,
                e.entryId(),
                e.contactId(),
                e.queueId(),
                e.priority(),
                e.atMs(),
                e.enqueuedAtMs(),
                e.creditMs());
    }

    private void refused(RecordedEvent recorded, Event.ContactRefused e) throws SQLException {
        contact(e.contactId(), e.channel(), e.details(), e.atMs(), e.atMs());
        event(
                HistoryStatement.REFUSAL,
                recorded,
                e.contactId(),
                e.queueId(),
                e.atMs(),
                e.status().name());
    }

    private void scored(RecordedEvent recorded, Event.ContactScored e) throws SQLException {
        if (e.score() != Command.ScoreContact.NO_ANSWER) {
            event(
                    HistoryStatement.SURVEY_SCORE,
                    recorded,
                    e.contactId(),
                    e.queueId(),
                    e.agentId(),
                    e.atMs(),
                    e.score());
        }
    }

    private void attached(RecordedEvent recorded, Event.ChatAttached e) throws SQLException {
        event(
                HistoryStatement.CHAT_FILE,
                recorded,
                e.contactId(),
                e.agentId(),
                e.atMs(),
                e.file().fileId(),
                fit(e.file().name(), 190),
                fit(e.file().type(), 80),
                e.file().bytes());
    }

    private void waitTold(RecordedEvent recorded, Event.WaitTold e) throws SQLException {
        ToldWait.Longer longer = e.told().longer();
        event(
                HistoryStatement.WAIT_TOLD,
                recorded,
                e.contactId(),
                e.entryId(),
                e.queueId(),
                e.atMs(),
                e.told().fromMinutes(),
                e.told().toMinutes(),
                e.told().estimate().meanMs(),
                e.told().estimate().p50Ms(),
                e.told().estimate().p90Ms(),
                longer == null ? null : longer.cause().name(),
                longer == null ? null : longer.before(),
                longer == null ? null : longer.now());
    }

    private void booked(RecordedEvent recorded, Event.CallbackBooked e) throws SQLException {
        long fromMs = e.window().fromMs();
        long untilMs = e.window().untilMs();
        contact(e.contactId(), Channel.CALLBACK, e.details(), e.atMs(), fromMs);
        event(HistoryStatement.PROMISE_GIVEN, recorded, e.contactId(), e.queueId(), fromMs, untilMs, e.atMs());
        row(HistoryStatement.PROMISE_PAST, e.contactId(), fromMs, untilMs, recorded.index() - 1);
    }

    private void settled(RecordedEvent recorded, Event.BookingSettled e) throws SQLException {
        event(
                HistoryStatement.PROMISE,
                recorded,
                e.contactId(),
                e.queueId(),
                e.window().fromMs(),
                e.window().untilMs(),
                e.attempts(),
                e.outcome().name(),
                e.atMs());
        row(
                HistoryStatement.PROMISE_PAST,
                e.contactId(),
                e.window().fromMs(),
                e.window().untilMs(),
                recorded.index());
    }

    private void offered(Event.OfferMade e) throws SQLException {
        row(HistoryStatement.OFFER, e.offerId(), e.contactId(), e.queueId(), e.agentId(), e.atMs(), e.waitedMs());
    }

    private void offerEnded(Event.OfferEnded e) throws SQLException {
        row(HistoryStatement.OFFER_END, e.atMs(), e.outcome().name(), e.ringMs(), e.offerId(), e.agentId());
    }

    private void talkEnded(Event.TalkEnded e) throws SQLException {
        row(
                HistoryStatement.TALK_END,
                e.talkMs() + e.holdMs(),
                e.endedBy().name(),
                e.talkMs(),
                e.holdMs(),
                e.talkId(),
                e.atMs());
    }

    /** What the consulting contact had come to, an offer that rings or a talk that goes on, is the customer's from now on. */
    private void merged(RecordedEvent recorded, Event.ContactMerged e) throws SQLException {
        flush();
        event(HistoryStatement.MERGE, recorded, e.contactId(), e.consultContactId(), e.atMs());
        row(HistoryStatement.MERGE_OFFERS, e.contactId(), e.consultContactId());
        row(HistoryStatement.MERGE_TALKS, e.contactId(), e.consultContactId());
        row(HistoryStatement.MERGE_NOTES, e.contactId(), e.consultContactId());
        flush();
    }

    private void recordingStopped(Event.RecordingStopped e) throws SQLException {
        row(
                HistoryStatement.RECORDING_END,
                e.contactId(),
                e.recordingId(),
                e.pbxId(),
                e.recordingId(),
                e.atMs(),
                e.paused(),
                e.recordedMs(),
                e.talkMs(),
                e.incomplete());
    }

    private void agentState(RecordedEvent recorded, Event.AgentStateChanged e) throws SQLException {
        OfferOutcome cause = e.cause();
        event(
                HistoryStatement.AGENT_STATE,
                recorded,
                e.agentId(),
                e.atMs(),
                e.from().name(),
                e.to().name(),
                e.reasonId(),
                cause == null ? null : cause.name());
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

    /** A row that is known by its event. */
    private void event(HistoryStatement kind, RecordedEvent recorded, @Nullable Object... values) throws SQLException {
        @Nullable Object[] all = new @Nullable Object[values.length + 2];
        all[0] = recorded.index();
        all[1] = recorded.number();
        System.arraycopy(values, 0, all, 2, values.length);
        row(kind, all);
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

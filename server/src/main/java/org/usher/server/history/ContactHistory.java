package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ChatFile;

/** Answers questions about contacts from MariaDB. Blocks; not for the engine's or Netty's threads. */
public final class ContactHistory {
    /** The most contacts of one page. */
    public static final int MAX_PAGE = 1_000;

    private final Database database;

    public ContactHistory(Database database) {
        this.database = database;
    }

    /**
     * Which contacts: those enqueued at {@code fromMs} or later and before {@code toMs}, oldest first.
     *
     * @param queues names of queues of which the contact must have asked for one, or null for any
     * @param lost only those whom the PBX lost while they waited or talked, so that somebody may call them back
     * @param after the last contact of the page before, or null for the first page
     * @param limit 1 to {@link #MAX_PAGE}
     */
    public record Query(
            long fromMs,
            long toMs,
            @Nullable Set<String> queues,
            boolean lost,
            @Nullable Place after,
            int limit) {
        public Query {
            queues = queues == null ? null : Set.copyOf(queues);
            if (limit < 1 || limit > MAX_PAGE) {
                throw new IllegalArgumentException("limit is 1 to " + MAX_PAGE + ", not " + limit);
            }
        }
    }

    /** A contact's place in the order of the answer. */
    public record Place(long enqueuedAtMs, long contactId) {}

    /** {@code next} is the place to go on after, null at the end. */
    public record Page(List<Contact> contacts, @Nullable Place next) {}

    /**
     * One contact.
     *
     * @param queue name of the queue it asked for last
     * @param caller the number as the PBX gave it, empty if withheld
     * @param enqueuedAtMs when its waiting began (epoch ms)
     * @param answeredAtMs when it first talked to an agent, null if never
     * @param endedAtMs null while it lasts
     * @param agent name of the agent it talked to last, null if none; not of somebody outside, to whom it was transferred
     * @param outcome of the last hop: ANSWERED, ABANDONED, SHORT_ABANDONED, OVERFLOWED, CONVERTED, TRANSFERRED_UNSERVED, LOST_BY_PBX, or
     *     REFUSED_ and the status the dialplan got; null while it waits
     * @param hops every queue it asked for, in order
     */
    public record Contact(
            long id,
            String channel,
            @Nullable String queue,
            String caller,
            String callerName,
            String customer,
            long enqueuedAtMs,
            @Nullable Long answeredAtMs,
            @Nullable Long endedAtMs,
            @Nullable String agent,
            @Nullable String outcome,
            @Nullable String endedBy,
            long talkMs,
            long holdMs,
            List<Hop> hops) {}

    /** One stay in, or refusal by, a queue. */
    public record Hop(
            @Nullable String queue,
            long enqueuedAtMs,
            @Nullable Long endedAtMs,
            @Nullable Long waitedMs,
            @Nullable String outcome) {}

    /**
     * A contact with all that happened to it, what agents said of it, what was written in its chat, and what it was told of its waits, each
     * in order.
     *
     * @param survey what its customer said of his talk, null if nothing
     */
    public record Story(
            Contact contact,
            List<Step> steps,
            List<ContactNotes.Note> notes,
            List<ChatTranscript.Line> chat,
            List<ToldStory.Told> told,
            @Nullable SurveyAnswer survey) {}

    /** What happened to a contact. */
    public enum What {
        /** It stood in a queue's line. */
        QUEUED,
        /** A queue did not let it in. */
        REFUSED,
        /** Its requirements were widened, as it came to a later step of the queue's plan. */
        RELAXED,
        /** It rang at an agent; told once for each agent that a group offer rang. */
        OFFERED,
        /** It talked to an agent, or to somebody outside. */
        TALKED,
        /** The agent gave its call away. */
        TRANSFERRED,
        /** It took the place of the contact by which its agent had consulted a queue. */
        MERGED,
        /** It was such a consulting contact, and gave its place to the customer's. */
        MERGED_INTO,
        /** Its customer was promised a call, from {@code atMs} until {@code endedAtMs}; the outcome says what became of that, null: not known yet. */
        PROMISED
    }

    /**
     * One thing that happened to a contact; what does not apply to it is null.
     *
     * @param atMs when it began (epoch ms)
     * @param endedAtMs null while it lasts, and for what has no length
     * @param queue name of the queue it was about
     * @param agent name of the agent: rung, talked to, or who gave the call away; null in TALKED for somebody outside
     * @param outcome how the stay in the line or the offer ended, who ended the talk (TRANSFER: it was given away), or the status with
     *     which the queue refused
     * @param forMs how long it rang or talked, without holdMs, or the wait that counted: of a contact that was moved, with the line before
     * @param holdMs how long the agent kept the customer on hold
     * @param creditMs by how much it stood further in front of the line than its wait alone would place it
     * @param transferred whether the talk began by a transfer, not by an offer
     * @param otherContactId the other contact of a merge
     * @param planStep the step of the plan that it came to, 2 for the second one
     */
    public record Step(
            What what,
            long atMs,
            @Nullable Long endedAtMs,
            @Nullable String queue,
            @Nullable String agent,
            @Nullable String outcome,
            @Nullable Long forMs,
            @Nullable Long holdMs,
            @Nullable Long creditMs,
            @Nullable Boolean transferred,
            @Nullable Long otherContactId,
            @Nullable Long planStep) {}

    private record Talk(@Nullable String agent, long connectedAtMs, long talkMs, long holdMs) {}

    private static final String BARE =
            "c.contact_id, c.channel, c.caller, c.caller_name, c.customer, c.enqueued_at_ms, c.ended_at_ms, c.ended_by";

    /** Nobody hung up, and he had not been given back to the operator's dialplan: of those its entry says something else. */
    private static final String LOST = " AND c.ended_by = 'SYSTEM' AND (SELECT l.outcome FROM queue_entries l"
            + " WHERE l.contact_id = c.contact_id ORDER BY l.entry_id DESC, l.queued_at_ms DESC LIMIT 1) IN ('LOST_BY_PBX', 'ANSWERED')";

    /** The name of the day as {@code q}; of a table by its alias, and the column that says when. */
    static final String QUEUE_NAME =
            " LEFT JOIN config_names q ON q.kind = 'QUEUE' AND q.id = %1$s.queue_id AND q.from_ms <= %1$s.%2$s AND %1$s.%2$s < q.until_ms";

    /** The name of the day as {@code a}; of a table by its alias, the column of the agent, and the one that says when. */
    static final String AGENT_NAME =
            " LEFT JOIN config_names a ON a.kind = 'AGENT' AND a.id = %1$s.%2$s AND a.from_ms <= %1$s.%3$s AND %1$s.%3$s < a.until_ms";

    /**
     * One page of contacts.
     *
     * @throws SQLException also if the database is away just now
     */
    public Page contacts(Query query) throws SQLException {
        try (Connection connection = database.connection()) {
            List<Contact> contacts = completed(connection, bareContacts(connection, query));
            Place next = contacts.size() < query.limit()
                    ? null
                    : new Place(
                            contacts.getLast().enqueuedAtMs(),
                            contacts.getLast().id());
            return new Page(contacts, next);
        }
    }

    /**
     * One contact with all that happened to it; empty if there is none of this id.
     *
     * @throws SQLException also if the database is away just now
     */
    public Optional<Story> story(long contactId) throws SQLException {
        try (Connection connection = database.connection()) {
            Optional<Contact> bare = bareContact(connection, contactId);
            if (bare.isEmpty()) {
                return Optional.empty();
            }
            Contact contact = completed(connection, List.of(bare.get())).getFirst();
            return Optional.of(new Story(
                    contact,
                    StorySteps.read(connection, contactId),
                    ContactNotes.ofContact(connection, contactId),
                    ChatTranscript.of(connection, contactId),
                    ToldStory.of(connection, contactId),
                    SurveyAnswer.of(connection, contactId)));
        }
    }

    /**
     * What was sent by a line of this contact's chat, by the line's place in the log; empty if there is no such file.
     *
     * @throws SQLException also if the database is away just now
     */
    public Optional<ChatFile> attachment(long contactId, long line) throws SQLException {
        try (Connection connection = database.connection()) {
            return ChatTranscript.file(connection, contactId, line);
        }
    }

    /**
     * Whether a queue ever had this name.
     *
     * @throws SQLException also if the database is away just now
     */
    public boolean knowsQueue(String name) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT 1 FROM config_names WHERE kind = 'QUEUE' AND name = ? LIMIT 1")) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /**
     * The names of the queues that the contact asked for, with repetitions; none if there is no such contact.
     *
     * @throws SQLException also if the database is away just now
     */
    public List<String> queuesOf(long contactId) throws SQLException {
        Map<Long, List<Hop>> hops = new LinkedHashMap<>(Map.of(contactId, new ArrayList<>()));
        try (Connection connection = database.connection()) {
            readHops(connection, hops);
        }
        return hops.getOrDefault(contactId, List.of()).stream()
                .map(Hop::queue)
                .filter(Objects::nonNull)
                .toList();
    }

    private static List<Contact> completed(Connection connection, List<Contact> bare) throws SQLException {
        Map<Long, List<Hop>> hops = new LinkedHashMap<>();
        Map<Long, List<Talk>> talks = new LinkedHashMap<>();
        bare.forEach(contact -> {
            hops.put(contact.id(), new ArrayList<>());
            talks.put(contact.id(), new ArrayList<>());
        });
        if (!bare.isEmpty()) {
            readHops(connection, hops);
            readTalks(connection, talks);
        }
        return bare.stream()
                .map(contact -> complete(
                        contact,
                        hops.getOrDefault(contact.id(), List.of()),
                        talks.getOrDefault(contact.id(), List.of())))
                .toList();
    }

    private static Optional<Contact> bareContact(Connection connection, long contactId) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + BARE + " FROM contacts c WHERE c.contact_id = ?")) {
            statement.setLong(1, contactId);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(bare(row)) : Optional.empty();
            }
        }
    }

    private static List<Contact> bareContacts(Connection connection, Query query) throws SQLException {
        Place after = query.after() == null ? new Place(query.fromMs(), 0) : query.after();
        String sql = "SELECT " + BARE + " FROM contacts c WHERE c.enqueued_at_ms >= ? AND c.enqueued_at_ms < ?"
                + " AND (c.enqueued_at_ms > ? OR c.enqueued_at_ms = ? AND c.contact_id > ?)"
                + (query.queues() == null ? "" : askedForOneOf(query.queues().size()))
                + (query.lost() ? LOST : "")
                + " ORDER BY c.enqueued_at_ms, c.contact_id LIMIT " + query.limit();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(10);
            statement.setLong(1, query.fromMs());
            statement.setLong(2, query.toMs());
            statement.setLong(3, after.enqueuedAtMs());
            statement.setLong(4, after.enqueuedAtMs());
            statement.setLong(5, after.contactId());
            if (query.queues() != null) {
                int column = 6;
                for (int times = 0; times < 2; times++) {
                    for (String queue : query.queues()) {
                        statement.setString(column++, queue);
                    }
                }
            }
            List<Contact> contacts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    contacts.add(bare(rows));
                }
            }
            return contacts;
        }
    }

    /** By any name that the queue ever had; takes the names twice. None of no queues. */
    private static String askedForOneOf(int queues) {
        if (queues == 0) {
            return " AND FALSE";
        }
        String names = "(?" + ",?".repeat(queues - 1) + ")";
        return " AND (EXISTS (SELECT 1 FROM queue_entries e JOIN config_names q ON q.kind = 'QUEUE' AND q.id = e.queue_id"
                + " WHERE e.contact_id = c.contact_id AND q.name IN " + names + ")"
                + " OR EXISTS (SELECT 1 FROM refusals r JOIN config_names q ON q.kind = 'QUEUE' AND q.id = r.queue_id"
                + " WHERE r.contact_id = c.contact_id AND q.name IN " + names + "))";
    }

    private static Contact bare(ResultSet row) throws SQLException {
        return new Contact(
                row.getLong(1),
                row.getString(2),
                null,
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                null,
                longOrNull(row, 7),
                null,
                null,
                row.getString(8),
                0,
                0,
                List.of());
    }

    private static void readHops(Connection connection, Map<Long, List<Hop>> into) throws SQLException {
        String sql =
                "SELECT e.contact_id, q.name, e.enqueued_at_ms, e.ended_at_ms, e.waited_ms, e.outcome, e.entry_id AS place,"
                        + " e.queued_at_ms AS since, IF(e.outcome = 'OVERFLOWED' AND e.ended_at_ms = e.queued_at_ms, 1, 3) AS kind"
                        + " FROM queue_entries e" + QUEUE_NAME.formatted("e", "queued_at_ms")
                        + " WHERE e.contact_id IN " + ids(into)
                        + " UNION ALL SELECT r.contact_id, q.name, r.at_ms, r.at_ms, 0, CONCAT('REFUSED_', r.status), r.log_index, r.at_ms, 2"
                        + " FROM refusals r" + QUEUE_NAME.formatted("r", "at_ms") + " WHERE r.contact_id IN "
                        + ids(into)
                        + " ORDER BY place, since, kind";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Hop hop = new Hop(
                        rows.getString(2),
                        rows.getLong(3),
                        longOrNull(rows, 4),
                        longOrNull(rows, 5),
                        rows.getString(6));
                into.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>()).add(hop);
            }
        }
    }

    private static void readTalks(Connection connection, Map<Long, List<Talk>> into) throws SQLException {
        String sql = "SELECT t.contact_id, a.name, t.connected_at_ms, t.talk_ms, t.hold_ms FROM talks t"
                + AGENT_NAME.formatted("t", "agent_id", "connected_at_ms")
                + " WHERE t.contact_id IN " + ids(into) + " ORDER BY t.connected_at_ms, t.talk_id";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Talk talk = new Talk(rows.getString(2), rows.getLong(3), rows.getLong(4), rows.getLong(5));
                into.computeIfAbsent(rows.getLong(1), id -> new ArrayList<>()).add(talk);
            }
        }
    }

    /** Numbers of our own, no text of anybody's. */
    private static String ids(Map<Long, ?> contacts) {
        StringBuilder list = new StringBuilder("(");
        contacts.keySet()
                .forEach(id -> list.append(list.length() > 1 ? "," : "").append(id.longValue()));
        return list.append(')').toString();
    }

    private static Contact complete(Contact bare, List<Hop> hops, List<Talk> talks) {
        return new Contact(
                bare.id(),
                bare.channel(),
                hops.isEmpty() ? null : hops.getLast().queue(),
                bare.caller(),
                bare.callerName(),
                bare.customer(),
                bare.enqueuedAtMs(),
                talks.isEmpty() ? null : talks.getFirst().connectedAtMs(),
                lasts(bare, hops, talks) ? null : bare.endedAtMs(),
                talks.stream()
                        .map(Talk::agent)
                        .filter(Objects::nonNull)
                        .reduce((earlier, later) -> later)
                        .orElse(null),
                hops.isEmpty() ? null : hops.getLast().outcome(),
                bare.endedBy(),
                talks.stream().mapToLong(Talk::talkMs).sum(),
                talks.stream().mapToLong(Talk::holdMs).sum(),
                hops);
    }

    /** Also for a contact that had ended and came back. */
    private static boolean lasts(Contact bare, List<Hop> hops, List<Talk> talks) {
        Long endedAtMs = bare.endedAtMs();
        return endedAtMs == null
                || (!hops.isEmpty() && hops.getLast().endedAtMs() == null)
                || (!talks.isEmpty() && talks.getLast().connectedAtMs() > endedAtMs);
    }

    private static @Nullable Long longOrNull(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}

package org.usher.server.drill;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.usher.server.acceptance.Mirror;
import org.usher.server.acceptance.UsherFiles;

/** What Usher's history says, as somebody with SQL sees it. */
final class History {
    private final String url;
    private final String password;

    private History(String url, String password) {
        this.url = url;
        this.password = password;
    }

    static History of(UsherFiles files) {
        Properties login = Mirror.login(files);
        return new History(
                "jdbc:mariadb://127.0.0.1:" + login.getProperty("port") + "/usher?sslMode=disable",
                login.getProperty("password"));
    }

    /** A talk; {@code agent} is the agent's name, {@code talkMs} null while it lasts. */
    record Talk(
            String caller,
            String agent,
            long connectedAtMs,
            @Nullable Long endedAtMs,
            @Nullable Long talkMs) {}

    /** Talks in the order in which they began. */
    List<Talk> talks() {
        return rows(
                "SELECT c.caller, n.name, t.connected_at_ms, t.ended_at_ms, t.talk_ms FROM talks t"
                        + " JOIN contacts c ON c.contact_id = t.contact_id"
                        + " JOIN config_names n ON n.kind = 'AGENT' AND n.id = t.agent_id"
                        + "  AND n.from_ms <= t.connected_at_ms AND t.connected_at_ms < n.until_ms"
                        + " ORDER BY t.connected_at_ms, t.talk_id",
                row -> new Talk(
                        row.getString(1),
                        row.getString(2),
                        row.getLong(3),
                        row.getObject(4, Long.class),
                        row.getObject(5, Long.class)));
    }

    /** A stay in a line; {@code outcome} null while it lasts. */
    record Entry(
            String caller,
            long entryId,
            long contactId,
            @Nullable String outcome) {}

    /** Stays in the order in which they began. */
    List<Entry> entries() {
        return rows(
                "SELECT c.caller, e.entry_id, e.contact_id, e.outcome FROM queue_entries e"
                        + " JOIN contacts c ON c.contact_id = e.contact_id ORDER BY e.entry_id",
                row -> new Entry(row.getString(1), row.getLong(2), row.getLong(3), row.getString(4)));
    }

    /** How many contacts each caller's number has. */
    Map<String, Long> contactsByCaller() {
        return counts("SELECT caller, COUNT(*) FROM contacts GROUP BY caller");
    }

    /** How many talks each caller's number has. */
    Map<String, Long> talksByCaller() {
        return counts(
                "SELECT c.caller, COUNT(*) FROM talks t JOIN contacts c ON c.contact_id = t.contact_id GROUP BY c.caller");
    }

    private Map<String, Long> counts(String sql) {
        return rows(sql, row -> Map.entry(row.getString(1), row.getLong(2))).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** One number. */
    long count(String sql) {
        return rows(sql, row -> row.getLong(1)).getFirst();
    }

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private <T> List<T> rows(String sql, Reader<T> reader) {
        try (Connection connection = DriverManager.getConnection(url, "usher", password);
                PreparedStatement query = connection.prepareStatement(sql);
                ResultSet row = query.executeQuery()) {
            List<T> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(reader.read(row));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}

package org.usher.server.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.usher.core.api.Configuration;
import org.usher.core.api.Event;

/** Keeps what queues, agents, skills and pause reasons were called, and when, so that old contacts are told by the names of their day. */
final class ConfigurationNames {
    /** {@code until_ms} of a name that still holds. */
    private static final long FOR_EVER = Long.MAX_VALUE;

    private enum Kind {
        QUEUE,
        AGENT,
        SKILL,
        REASON
    }

    private record Key(Kind kind, int id) {}

    private record Name(String name, String title) {
        Name {
            name = HistoryBatch.fit(name, 190);
            title = HistoryBatch.fit(title, 190);
        }
    }

    private ConfigurationNames() {}

    /** Ends the names that hold no longer and begins the new ones; a name that stays keeps its row. */
    static void adopt(Connection connection, Event.ConfigurationAdopted event) throws SQLException {
        Map<Key, Name> before = current(connection);
        Map<Key, Name> after = of(event.configuration());
        try (PreparedStatement end = connection.prepareStatement(
                        "UPDATE config_names SET until_ms = ? WHERE kind = ? AND id = ? AND until_ms = " + FOR_EVER);
                PreparedStatement begin = connection.prepareStatement(
                        "REPLACE INTO config_names (kind, id, revision, name, title, from_ms, until_ms) VALUES (?,?,?,?,?,?,"
                                + FOR_EVER + ")")) {
            for (Map.Entry<Key, Name> old : before.entrySet()) {
                Key key = old.getKey();
                if (!old.getValue().equals(after.get(key))) {
                    end.setLong(1, event.atMs());
                    end.setString(2, key.kind().name());
                    end.setInt(3, key.id());
                    end.addBatch();
                }
            }
            for (Map.Entry<Key, Name> entry : after.entrySet()) {
                Key key = entry.getKey();
                if (!entry.getValue().equals(before.get(key))) {
                    begin.setString(1, key.kind().name());
                    begin.setInt(2, key.id());
                    begin.setLong(3, event.configuration().revision());
                    begin.setString(4, entry.getValue().name());
                    begin.setString(5, entry.getValue().title());
                    begin.setLong(6, event.atMs());
                    begin.addBatch();
                }
            }
            end.executeBatch();
            begin.executeBatch();
        }
    }

    private static Map<Key, Name> of(Configuration configuration) {
        Map<Key, Name> names = new LinkedHashMap<>();
        configuration
                .queues()
                .forEach(queue ->
                        names.put(new Key(Kind.QUEUE, queue.queueId()), new Name(queue.name(), queue.title())));
        configuration
                .agents()
                .forEach(agent ->
                        names.put(new Key(Kind.AGENT, agent.agentId()), new Name(agent.name(), agent.title())));
        configuration
                .skills()
                .forEach(
                        skill -> names.put(new Key(Kind.SKILL, skill.skillId()), new Name(skill.name(), skill.name())));
        configuration
                .pauseReasons()
                .forEach(reason ->
                        names.put(new Key(Kind.REASON, reason.reasonId()), new Name(reason.name(), reason.name())));
        Configuration.PauseReason away = Configuration.PauseReason.AWAY_FROM_DESK;
        names.put(new Key(Kind.REASON, away.reasonId()), new Name(away.name(), away.name()));
        return names;
    }

    private static Map<Key, Name> current(Connection connection) throws SQLException {
        Map<Key, Name> names = new LinkedHashMap<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT kind, id, name, title FROM config_names WHERE until_ms = " + FOR_EVER);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                names.put(
                        new Key(Kind.valueOf(rows.getString(1)), rows.getInt(2)),
                        new Name(rows.getString(3), rows.getString(4)));
            }
        }
        return names;
    }
}

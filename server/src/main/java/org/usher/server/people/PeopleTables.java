package org.usher.server.people;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.history.Database;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;
import org.usher.server.security.Scope;
import org.usher.server.security.SecretHash;

/** People, tokens and sessions in MariaDB. */
public final class PeopleTables implements PeopleStore {
    private final Database database;
    private static final Logger LOG = LoggerFactory.getLogger(PeopleTables.class);

    private final Transactions transactions;

    public PeopleTables(Database database) {
        this.database = database;
        this.transactions = new Transactions(database);
    }

    @Override
    public boolean isUp() {
        return database.isUp();
    }

    // ---- reading

    @Override
    public Loaded load() throws SQLException {
        return transactions.run(connection ->
                new Loaded(revision(connection), people(connection), tokens(connection), sessions(connection)));
    }

    @Override
    public long revision() throws SQLException {
        return transactions.run(PeopleTables::revision);
    }

    private static long revision(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        Transactions.prepare(connection, "SELECT revision FROM people_revision WHERE id = 1");
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("the table people_revision is empty; it has one row");
            }
            return row.getLong(1);
        }
    }

    private static List<Person> people(Connection connection) throws SQLException {
        Map<Long, Set<String>> queues = new HashMap<>();
        try (PreparedStatement statement =
                        Transactions.prepare(connection, "SELECT person_id, queue FROM people_queues");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                queues.computeIfAbsent(row.getLong(1), id -> new HashSet<>()).add(row.getString(2));
            }
        }
        List<Person> people = new ArrayList<>();
        try (PreparedStatement statement = Transactions.prepare(
                        connection,
                        "SELECT person_id, name, display_name, roles, remit_all, agent, disabled, must_change, password_hash"
                                + " FROM people ORDER BY person_id");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String name = row.getString(2);
                Optional<SecretHash> hash = SecretHash.parse(row.getString(9));
                if (hash.isEmpty()) {
                    LOG.warn("The password hash of {} is none: nobody can log in by it until it is reset", name);
                }
                people.add(new Person(
                        row.getLong(1),
                        name,
                        row.getString(3),
                        roles(row.getString(4)),
                        new Remit(row.getBoolean(5), queues.getOrDefault(row.getLong(1), Set.of())),
                        row.getString(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        hash.orElse(SecretHash.NOBODYS)));
            }
        }
        return people;
    }

    private static Set<Role> roles(String names) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        // one that a later version has added allows nothing here
        words(names).stream()
                .flatMap(name ->
                        Arrays.stream(Role.values()).filter(role -> role.name().equals(name)))
                .forEach(roles::add);
        return roles;
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static List<Integration> tokens(Connection connection) throws SQLException {
        List<Integration> tokens = new ArrayList<>();
        try (PreparedStatement statement = Transactions.prepare(
                        connection,
                        "SELECT name, scopes, digest, created_at_ms, expires_at_ms FROM integration_tokens ORDER BY name");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Set<Scope> scopes = EnumSet.noneOf(Scope.class);
                // one that a later version has added allows nothing here
                words(row.getString(2)).forEach(word -> Scope.of(word).ifPresent(scopes::add));
                tokens.add(new Integration(
                        row.getString(1), scopes, row.getString(3), row.getLong(4), row.getObject(5, Long.class)));
            }
        }
        return tokens;
    }

    private static List<Session> sessions(Connection connection) throws SQLException {
        List<Session> sessions = new ArrayList<>();
        try (PreparedStatement statement = Transactions.prepare(
                        connection,
                        "SELECT digest, person_id, created_at_ms, last_seen_at_ms, expires_at_ms, address FROM sessions");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sessions.add(new Session(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getString(6)));
            }
        }
        return sessions;
    }

    // ---- changing

    /** First of all in a transaction: until it ends, others wait. */
    private static long changed(Connection connection, long asOf) throws SQLException {
        try (PreparedStatement statement = Transactions.prepare(
                connection, "UPDATE people_revision SET revision = revision + 1 WHERE id = 1 AND revision = ?")) {
            statement.setLong(1, asOf);
            if (statement.executeUpdate() == 0) {
                throw new ChangedMeanwhileException(asOf);
            }
        }
        return asOf + 1;
    }

    private static long changed(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                Transactions.prepare(connection, "UPDATE people_revision SET revision = revision + 1 WHERE id = 1")) {
            statement.executeUpdate();
        }
        return revision(connection);
    }

    @Override
    public Inserted insert(Person person) throws SQLException {
        return transactions.run(connection -> {
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "INSERT INTO people (name, display_name, roles, remit_all, agent, disabled, must_change, password_hash)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
                describe(statement, person);
                statement.executeUpdate();
                try (ResultSet keys = statement.getGeneratedKeys()) {
                    if (!keys.next()) {
                        throw new SQLException("the database gave the person no id");
                    }
                    Person inserted = person.withId(keys.getLong(1));
                    insertQueues(connection, inserted);
                    return new Inserted(changed(connection), inserted);
                }
            }
        });
    }

    private static void describe(PreparedStatement statement, Person person) throws SQLException {
        statement.setString(1, person.name());
        statement.setString(2, person.displayName());
        statement.setString(3, person.roles().stream().map(Role::name).collect(Collectors.joining(",")));
        statement.setBoolean(4, person.remit().all());
        statement.setString(5, person.agent());
        statement.setBoolean(6, person.disabled());
        statement.setBoolean(7, person.mustChangePassword());
        statement.setString(8, person.password().text());
    }

    private static void insertQueues(Connection connection, Person person) throws SQLException {
        try (PreparedStatement statement =
                Transactions.prepare(connection, "INSERT INTO people_queues (person_id, queue) VALUES (?, ?)")) {
            for (String queue : person.remit().queues()) {
                statement.setLong(1, person.id());
                statement.setString(2, queue);
                statement.executeUpdate();
            }
        }
    }

    @Override
    public long update(Person person, boolean endSessions, long asOf) throws SQLException {
        return transactions.run(connection -> {
            long revision = changed(connection, asOf);
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "UPDATE people SET name = ?, display_name = ?, roles = ?, remit_all = ?, agent = ?, disabled = ?,"
                            + " must_change = ?, password_hash = ? WHERE person_id = ?")) {
                describe(statement, person);
                statement.setLong(9, person.id());
                statement.executeUpdate();
            }
            deletePersons(connection, "people_queues", person.id());
            insertQueues(connection, person);
            if (endSessions) {
                deletePersons(connection, "sessions", person.id());
            }
            return revision;
        });
    }

    private static void deletePersons(Connection connection, String table, long personId) throws SQLException {
        try (PreparedStatement statement =
                Transactions.prepare(connection, "DELETE FROM " + table + " WHERE person_id = ?")) {
            statement.setLong(1, personId);
            statement.executeUpdate();
        }
    }

    @Override
    public long insert(Integration token) throws SQLException {
        return transactions.run(connection -> {
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "INSERT INTO integration_tokens (name, scopes, digest, created_at_ms, expires_at_ms) VALUES (?, ?, ?, ?, ?)")) {
                statement.setString(1, token.name());
                statement.setString(2, token.scopes().stream().map(Scope::word).collect(Collectors.joining(",")));
                statement.setString(3, token.digest());
                statement.setLong(4, token.createdAtMs());
                statement.setObject(5, token.expiresAtMs());
                statement.executeUpdate();
            }
            return changed(connection);
        });
    }

    @Override
    public long deleteToken(String name) throws SQLException {
        return transactions.run(connection -> {
            try (PreparedStatement statement =
                    Transactions.prepare(connection, "DELETE FROM integration_tokens WHERE name = ?")) {
                statement.setString(1, name);
                statement.executeUpdate();
            }
            return changed(connection);
        });
    }

    @Override
    public long insert(Session session, Collection<String> endedDigests, long asOf) throws SQLException {
        return transactions.run(connection -> {
            long revision = changed(connection, asOf);
            delete(connection, endedDigests);
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "INSERT INTO sessions (digest, person_id, created_at_ms, last_seen_at_ms, expires_at_ms, address)"
                            + " VALUES (?, ?, ?, ?, ?, ?)")) {
                statement.setString(1, session.digest());
                statement.setLong(2, session.personId());
                statement.setLong(3, session.createdAtMs());
                statement.setLong(4, session.lastSeenAtMs());
                statement.setLong(5, session.expiresAtMs());
                statement.setString(6, session.address());
                statement.executeUpdate();
            }
            return revision;
        });
    }

    @Override
    public long deleteSessions(Collection<String> digests) throws SQLException {
        return transactions.run(connection -> {
            delete(connection, digests);
            return changed(connection);
        });
    }

    private static void delete(Connection connection, Collection<String> digests) throws SQLException {
        try (PreparedStatement statement = Transactions.prepare(connection, "DELETE FROM sessions WHERE digest = ?")) {
            for (String digest : digests) {
                statement.setString(1, digest);
                statement.addBatch();
            }
            if (!digests.isEmpty()) {
                statement.executeBatch();
            }
        }
    }

    @Override
    public void seen(Collection<Session> sessions) throws SQLException {
        transactions.run(connection -> {
            try (PreparedStatement statement = Transactions.prepare(
                    connection,
                    "UPDATE sessions SET last_seen_at_ms = GREATEST(last_seen_at_ms, ?) WHERE digest = ?")) {
                for (Session session : sessions) {
                    statement.setLong(1, session.lastSeenAtMs());
                    statement.setString(2, session.digest());
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    @Override
    public Map<String, Long> lastSeen() throws SQLException {
        return transactions.run(connection -> {
            Map<String, Long> seen = new HashMap<>();
            try (PreparedStatement statement =
                            Transactions.prepare(connection, "SELECT digest, last_seen_at_ms FROM sessions");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    seen.put(row.getString(1), row.getLong(2));
                }
            }
            return seen;
        });
    }

    @Override
    public OptionalLong deleteOver(long nowMs, long idleSinceMs) throws SQLException {
        return transactions.run(connection -> {
            try (PreparedStatement statement = Transactions.prepare(
                    connection, "DELETE FROM sessions WHERE expires_at_ms <= ? OR last_seen_at_ms <= ?")) {
                statement.setLong(1, nowMs);
                statement.setLong(2, idleSinceMs);
                return statement.executeUpdate() == 0 ? OptionalLong.empty() : OptionalLong.of(changed(connection));
            }
        });
    }
}

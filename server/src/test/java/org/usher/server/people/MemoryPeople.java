package org.usher.server.people;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** People and audit log in memory, which can be away as a database can. */
public final class MemoryPeople implements PeopleStore, AuditStore {
    private final List<Person> people = new ArrayList<>();
    private final List<Integration> tokens = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<Kept> audit = new ArrayList<>();
    private long revision = 1;
    private long lastId;
    private volatile boolean away;

    /** As one that another Usher has added. */
    public synchronized MemoryPeople with(Person person) {
        people.add(person.withId(++lastId));
        revision++;
        return this;
    }

    public void away(boolean now) {
        away = now;
    }

    public synchronized List<AuditEntry> audited() {
        return audit.stream().map(Kept::entry).toList();
    }

    public synchronized List<Session> sessions() {
        return List.copyOf(sessions);
    }

    /** Everything it holds, in words: what somebody who reads the database sees. */
    public synchronized String text() {
        StringBuilder text = new StringBuilder();
        people.forEach(person -> text.append(person).append(person.password().text()));
        return text.append(tokens).append(sessions).append(audit).toString();
    }

    @Override
    public boolean isUp() {
        return !away;
    }

    private void ensureUp() throws SQLException {
        if (away) {
            throw new SQLTransientConnectionException("away, as the test has it");
        }
    }

    @Override
    public synchronized Loaded load() throws SQLException {
        ensureUp();
        return new Loaded(revision, List.copyOf(people), List.copyOf(tokens), List.copyOf(sessions));
    }

    @Override
    public synchronized long revision() throws SQLException {
        ensureUp();
        return revision;
    }

    @Override
    public synchronized Inserted insert(Person person) throws SQLException {
        ensureUp();
        ensureUnique(person);
        Person inserted = person.withId(++lastId);
        people.add(inserted);
        return new Inserted(++revision, inserted);
    }

    private void ensureLatest(long asOf) throws SQLException {
        if (asOf != revision) {
            throw new ChangedMeanwhileException(asOf);
        }
    }

    private void ensureUnique(Person person) throws SQLException {
        for (Person other : people) {
            boolean sameAgent = person.agent() != null && person.agent().equals(other.agent());
            if (other.id() != person.id() && (other.name().equals(person.name()) || sameAgent)) {
                throw new SQLIntegrityConstraintViolationException("there is one");
            }
        }
    }

    @Override
    public synchronized long update(Person person, boolean endSessions, long asOf) throws SQLException {
        ensureUp();
        ensureLatest(asOf);
        ensureUnique(person);
        people.replaceAll(known -> known.id() == person.id() ? person : known);
        if (endSessions) {
            sessions.removeIf(session -> session.personId() == person.id());
        }
        return ++revision;
    }

    @Override
    public synchronized long insert(Integration token) throws SQLException {
        ensureUp();
        if (tokens.stream().anyMatch(known -> known.name().equals(token.name()))) {
            throw new SQLIntegrityConstraintViolationException("there is one");
        }
        tokens.add(token);
        return ++revision;
    }

    @Override
    public synchronized long deleteToken(String name) throws SQLException {
        ensureUp();
        tokens.removeIf(token -> token.name().equals(name));
        return ++revision;
    }

    @Override
    public synchronized long insert(Session session, Collection<String> endedDigests, long asOf) throws SQLException {
        ensureUp();
        ensureLatest(asOf);
        sessions.removeIf(known -> endedDigests.contains(known.digest()));
        sessions.add(session);
        return ++revision;
    }

    @Override
    public synchronized long deleteSessions(Collection<String> digests) throws SQLException {
        ensureUp();
        sessions.removeIf(known -> digests.contains(known.digest()));
        return ++revision;
    }

    @Override
    public synchronized void seen(Collection<Session> seen) throws SQLException {
        ensureUp();
        for (Session session : seen) {
            sessions.replaceAll(
                    known -> known.digest().equals(session.digest()) ? known.seen(session.lastSeenAtMs()) : known);
        }
    }

    @Override
    public synchronized Map<String, Long> lastSeen() throws SQLException {
        ensureUp();
        return sessions.stream().collect(Collectors.toMap(Session::digest, Session::lastSeenAtMs));
    }

    @Override
    public synchronized OptionalLong deleteOver(long nowMs, long idleSinceMs) throws SQLException {
        ensureUp();
        boolean any =
                sessions.removeIf(session -> session.expiresAtMs() <= nowMs || session.lastSeenAtMs() <= idleSinceMs);
        return any ? OptionalLong.of(++revision) : OptionalLong.empty();
    }

    @Override
    public synchronized void append(List<AuditEntry> entries) throws SQLException {
        ensureUp();
        entries.forEach(entry -> audit.add(new Kept(audit.size() + 1, entry)));
    }

    @Override
    public synchronized void deleteBefore(long atMs) throws SQLException {
        ensureUp();
        audit.removeIf(kept -> kept.entry().atMs() < atMs);
    }

    @Override
    public synchronized List<Kept> read(Query query) throws SQLException {
        ensureUp();
        return audit.stream()
                .filter(kept -> kept.id() < query.before()
                        && kept.entry().atMs() >= query.fromMs()
                        && kept.entry().atMs() < query.toMs()
                        && (query.who() == null
                                || query.who().equals(kept.entry().who())))
                .sorted(Comparator.comparingLong(Kept::id).reversed())
                .limit(query.limit())
                .toList();
    }
}

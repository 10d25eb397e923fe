package org.usher.server.people;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.usher.server.security.Principal;

/**
 * People, tokens and sessions as they are in memory: all that a request needs. Changed by one thread at a time, read by any. A session that
 * has ended is forgotten here before anything else happens to it.
 */
final class PeopleBook {
    private final long idleMs;
    private final ConcurrentMap<Long, Person> people = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integration> tokens = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Session> sessions = new ConcurrentHashMap<>();
    private volatile long revision;

    /** @param idleMs a session ends when nothing was heard of its person for so long */
    PeopleBook(long idleMs) {
        this.idleMs = idleMs;
    }

    /** Whether it has ever been filled. */
    boolean isKnown() {
        return revision > 0;
    }

    long revision() {
        return revision;
    }

    // ---- who somebody is

    /** Whose session this is; he counts as heard of now. */
    Optional<Principal> inSession(String digest, long nowMs) {
        Session session =
                sessions.computeIfPresent(digest, (same, known) -> isOver(known, nowMs) ? known : known.seen(nowMs));
        return Optional.ofNullable(session)
                .filter(known -> !isOver(known, nowMs))
                .map(live -> people.get(live.personId()))
                .filter(person -> !person.disabled())
                .map(Person::principal);
    }

    private boolean isOver(Session session, long nowMs) {
        return nowMs >= session.expiresAtMs() || nowMs - session.lastSeenAtMs() >= idleMs;
    }

    Optional<Principal> holder(String digest, long nowMs) {
        return Optional.ofNullable(tokens.get(digest))
                .filter(token -> {
                    Long expiresAtMs = token.expiresAtMs();
                    return expiresAtMs == null || nowMs < expiresAtMs;
                })
                .map(token -> new Principal.Integration(token.name(), token.scopes()));
    }

    Optional<Session> session(String digest) {
        return Optional.ofNullable(sessions.get(digest));
    }

    // ---- reading

    List<Person> people() {
        return people.values().stream()
                .sorted(Comparator.comparing(Person::name))
                .toList();
    }

    Optional<Person> person(String name) {
        return people.values().stream()
                .filter(person -> person.name().equals(name))
                .findFirst();
    }

    Optional<Person> person(long id) {
        return Optional.ofNullable(people.get(id));
    }

    List<Integration> tokens() {
        return tokens.values().stream()
                .sorted(Comparator.comparing(Integration::name))
                .toList();
    }

    /** Those of a person, the oldest first. */
    List<Session> sessionsOf(long personId) {
        return sessions.values().stream()
                .filter(session -> session.personId() == personId)
                .sorted(Comparator.comparingLong(Session::createdAtMs))
                .toList();
    }

    /** All there are. */
    Collection<Session> sessions() {
        return new ArrayList<>(sessions.values());
    }

    /** Forgets those that are over. */
    void forgetOver(long nowMs) {
        sessions.values().removeIf(session -> isOver(session, nowMs));
    }

    /** Who is silent for so long is logged out. */
    long idleMs() {
        return idleMs;
    }

    // ---- changing

    /** Also elsewhere they were heard of: epoch ms by digest. */
    void heard(Map<String, Long> lastSeen) {
        lastSeen.forEach((digest, atMs) -> sessions.computeIfPresent(digest, (same, known) -> known.seen(atMs)));
    }

    /** Takes what the store holds. Who was heard of here lately has been, whatever it says. */
    void replace(PeopleStore.Loaded loaded) {
        overwrite(people, loaded.people(), Person::id);
        overwrite(tokens, loaded.tokens(), Integration::digest);
        List<Session> seen = loaded.sessions().stream()
                .map(session -> session.seen(
                        session(session.digest()).map(Session::lastSeenAtMs).orElse(0L)))
                .toList();
        overwrite(sessions, seen, Session::digest);
        revision = loaded.revision();
    }

    private static <K, V> void overwrite(ConcurrentMap<K, V> held, List<V> loaded, Function<V, K> keyOf) {
        Map<K, V> next = loaded.stream().collect(Collectors.toMap(keyOf, Function.identity()));
        held.keySet().retainAll(next.keySet());
        held.putAll(next);
    }

    /** A change of ours led to this revision; if others' lie between, they are still to be read. */
    void advance(long to) {
        if (to == revision + 1) {
            revision = to;
        }
    }

    void put(Person person) {
        people.put(person.id(), person);
    }

    void put(Integration token) {
        tokens.put(token.digest(), token);
    }

    void put(Session session) {
        sessions.put(session.digest(), session);
    }

    void forgetToken(String name) {
        tokens.values().removeIf(token -> token.name().equals(name));
    }

    void forgetSessions(Collection<String> digests) {
        digests.forEach(sessions::remove);
    }
}

package org.usher.server.people;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Where people are kept. Blocks; each method throws {@link java.sql.SQLTransientConnectionException} while it cannot be reached. Whatever
 * changes something gives the revision it led to.
 */
public interface PeopleStore {

    /** All there is, as of one moment. */
    record Loaded(long revision, List<Person> people, List<Integration> tokens, List<Session> sessions) {}

    /** Whether it seems worth asking. Does not block. */
    boolean isUp();

    Loaded load() throws SQLException;

    /** Rises with every change, whoever makes it. */
    long revision() throws SQLException;

    /** A person with the id he was given. */
    record Inserted(long revision, Person person) {}

    /**
     * A new person; gives him an id.
     *
     * @throws java.sql.SQLIntegrityConstraintViolationException if there is one of this name, or of this agent
     */
    Inserted insert(Person person) throws SQLException;

    /**
     * Also ends all his sessions, if that is asked for.
     *
     * @param asOf the revision from which he was made another
     * @throws ChangedMeanwhileException if that is no more the latest
     */
    long update(Person person, boolean endSessions, long asOf) throws SQLException;

    /**
     * A new token.
     *
     * @throws java.sql.SQLIntegrityConstraintViolationException if there is one of this name
     */
    long insert(Integration token) throws SQLException;

    long deleteToken(String name) throws SQLException;

    /**
     * Begins one and ends others.
     *
     * @param asOf the revision of which its person may log in
     * @throws ChangedMeanwhileException if that is no more the latest
     */
    long insert(Session session, Collection<String> endedDigests, long asOf) throws SQLException;

    long deleteSessions(Collection<String> digests) throws SQLException;

    /** When they were last heard of; leads to no new revision. */
    void seen(Collection<Session> sessions) throws SQLException;

    /** When (epoch ms) each session was last heard of, by whichever Usher, by digest. */
    Map<String, Long> lastSeen() throws SQLException;

    /**
     * Ends the sessions that are over, whoever had them.
     *
     * @param idleSinceMs nobody who was heard of after that is idle
     * @return empty if there were none
     */
    OptionalLong deleteOver(long nowMs, long idleSinceMs) throws SQLException;
}

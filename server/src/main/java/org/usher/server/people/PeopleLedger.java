package org.usher.server.people;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The store and the book, changed together: one at a time, the store first. */
final class PeopleLedger {
    private static final int MAX_TRIES = 20;
    private final PeopleStore store;
    private final PeopleBook book;
    private final ReentrantLock changing = new ReentrantLock();
    /** Sessions that have ended here and that the store does not know of yet. */
    private final Set<String> endedUnwritten = ConcurrentHashMap.newKeySet();

    PeopleLedger(PeopleStore store, PeopleBook book) {
        this.store = store;
        this.book = book;
    }

    interface Step<T> {
        T take() throws SQLException;
    }

    PeopleStore store() {
        return store;
    }

    PeopleBook book() {
        return book;
    }

    /** Fails at once while nothing can be changed. */
    void ensureUp() throws SQLException {
        if (!store.isUp() || !book.isKnown()) {
            throw new SQLTransientConnectionException("people are in the database, which is away");
        }
    }

    /** Alone, and after whatever another Usher has changed; taken again if that happens meanwhile. */
    <T> T change(Step<T> step) throws SQLException {
        ensureUp();
        changing.lock();
        try {
            for (int tries = 1; ; tries++) {
                if (isBehind()) {
                    take(store.load());
                }
                try {
                    return step.take();
                } catch (ChangedMeanwhileException e) { // in the very moment: once more, from what there is now
                    if (tries == MAX_TRIES) {
                        throw new SQLTransientConnectionException("other Ushers change people without end", e);
                    }
                }
            }
        } finally {
            changing.unlock();
        }
    }

    /** Alone, whether people are known or not. */
    void lookAfter(Step<?> step) throws SQLException {
        changing.lock();
        try {
            step.take();
        } finally {
            changing.unlock();
        }
    }

    /** Whether another Usher has changed something. */
    boolean isBehind() throws SQLException {
        return store.revision() != book.revision();
    }

    /** The book is as the store, but for who has logged out since; to be called within {@link #change} or {@link #lookAfter}. */
    void take(PeopleStore.Loaded loaded) {
        book.replace(loaded);
        book.forgetSessions(endedUnwritten);
    }

    /** The session is over, and the store is to learn of it. Does not block. */
    void ended(String digest) {
        endedUnwritten.add(digest);
        book.forgetSessions(List.of(digest));
    }

    /** Tells the store of sessions that have ended here; to be called within {@link #lookAfter}. */
    void writeEnded() throws SQLException {
        List<String> ended = List.copyOf(endedUnwritten);
        if (!ended.isEmpty()) {
            book.advance(store.deleteSessions(ended));
            ended.forEach(endedUnwritten::remove);
        }
    }

    /** To be called within {@link #change}. */
    void update(Person person, boolean endSessions) throws SQLException {
        long revision = store.update(person, endSessions, book.revision());
        book.put(person);
        if (endSessions) {
            book.forgetSessions(
                    book.sessionsOf(person.id()).stream().map(Session::digest).toList());
        }
        book.advance(revision);
    }
}

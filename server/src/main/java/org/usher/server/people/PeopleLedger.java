package org.usher.server.people;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.locks.ReentrantLock;

/** The store and the book, changed together: one at a time, the store first. */
final class PeopleLedger {
    private final PeopleStore store;
    private final PeopleBook book;
    private final ReentrantLock changing = new ReentrantLock();

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

    /** Alone. */
    <T> T change(Step<T> step) throws SQLException {
        ensureUp();
        changing.lock();
        try {
            return step.take();
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

    /** To be called within {@link #change}. */
    void update(Person person, boolean endSessions) throws SQLException {
        long revision = store.update(person, endSessions);
        book.put(person);
        if (endSessions) {
            book.forgetSessions(
                    book.sessionsOf(person.id()).stream().map(Session::digest).toList());
        }
        book.advance(revision);
    }
}

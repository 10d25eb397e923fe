package org.usher.server.people;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransientConnectionException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills the book at start, makes the first administrator, takes over what other Ushers on the same database have changed, and writes down
 * who was heard of. One thread.
 */
final class PeopleKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeopleKeeper.class);
    private static final long LOOK_EVERY_MS = 2_000;
    private static final long IMPATIENT_MS = 100;
    private static final long NOTE_EVERY_MS = 60_000;

    private final PeopleLedger ledger;
    private final FirstAdministrator first;
    private final LongSupplier clockMs;
    /** When whose last sign of life was written. */
    private final Map<String, Long> seenWritten = new HashMap<>();

    private final Thread thread;
    private long notedAtMs = Long.MIN_VALUE;
    private String lastComplaint = "";
    private volatile boolean closed;

    PeopleKeeper(PeopleLedger ledger, FirstAdministrator first, LongSupplier clockMs) {
        this.ledger = ledger;
        this.first = first;
        this.clockMs = clockMs;
        this.thread = Thread.ofPlatform().name("people").daemon().unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    private void keep() {
        while (!closed) {
            try {
                look();
                lastComplaint = "";
                TimeUnit.MILLISECONDS.sleep(ledger.book().isKnown() ? LOOK_EVERY_MS : IMPATIENT_MS);
            } catch (InterruptedException e) {
                return; // close() asked for it
            } catch (SQLException | RuntimeException e) { // nobody else would hear of it
                complain(e);
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            return true;
        } catch (InterruptedException e) {
            return false; // close() asked for it
        }
    }

    private void complain(Exception e) {
        String complaint = String.valueOf(e.getMessage());
        if (e instanceof SQLTransientConnectionException) {
            LOG.debug("people wait for the database", e);
        } else if (!complaint.equals(lastComplaint)) {
            LOG.warn("People cannot be read or written; trying again: {}", complaint, e);
            lastComplaint = complaint;
        }
    }

    /** One round. */
    void look() throws SQLException {
        if (ledger.store().isUp()) {
            ledger.lookAfter(() -> {
                ledger.writeEnded();
                readChanges();
                writeWhoWasSeen();
                return ledger.book();
            });
        }
    }

    private void readChanges() throws SQLException {
        PeopleBook book = ledger.book();
        if (!book.isKnown() || ledger.isBehind()) {
            PeopleStore.Loaded loaded = ledger.store().load();
            ledger.take(loaded.people().isEmpty() ? withFirstAdministrator() : loaded);
        }
    }

    private PeopleStore.Loaded withFirstAdministrator() throws SQLException {
        try {
            boolean ours = insertFirstAdministrator();
            PeopleStore.Loaded loaded = ledger.store().load();
            for (Person person : loaded.people()) {
                if (!ours && person.name().equals(FirstAdministrator.NAME)) {
                    first.madeByAnother(person);
                }
            }
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException("the first administrator's password cannot be kept in " + first.file(), e);
        }
    }

    /** False if another Usher was faster. */
    private boolean insertFirstAdministrator() throws SQLException, IOException {
        try {
            ledger.store().insert(first.person());
        } catch (SQLIntegrityConstraintViolationException e) {
            LOG.debug("another Usher has made the first administrator", e);
            return false;
        }
        LOG.info(
                "Nobody could log in yet: made the administrator \"{}\". His password is in {} and must be changed"
                        + " at the first log-in",
                FirstAdministrator.NAME,
                first.file());
        return true;
    }

    private void writeWhoWasSeen() throws SQLException {
        long nowMs = clockMs.getAsLong();
        PeopleBook book = ledger.book();
        if (notedAtMs != Long.MIN_VALUE && nowMs - notedAtMs < Math.min(NOTE_EVERY_MS, book.idleMs() / 4)) {
            return;
        }
        List<Session> seen = book.sessions().stream()
                .filter(session ->
                        seenWritten.getOrDefault(session.digest(), session.createdAtMs()) < session.lastSeenAtMs())
                .toList();
        if (!seen.isEmpty()) {
            ledger.store().seen(seen);
        }
        // who is silent here may be busy at another Usher: nobody is over before that has been asked
        book.heard(ledger.store().lastSeen());
        book.forgetOver(nowMs);
        ledger.store().deleteOver(nowMs, nowMs - book.idleMs()).ifPresent(book::advance);
        seenWritten.clear();
        book.sessions().forEach(session -> seenWritten.put(session.digest(), session.lastSeenAtMs()));
        notedAtMs = nowMs;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.usher.server.people;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.Credentials;
import org.usher.server.security.Digests;
import org.usher.server.security.Gate;
import org.usher.server.security.Principal;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;
import org.usher.server.security.TokenGate;

/**
 * Who may come in. Who somebody is, is known from memory, so nobody who is logged in waits for MariaDB, or notices that it is away; whatever
 * changes goes there first and is true when it is there.
 *
 * <p>What is said to block also fails with {@link SQLTransientConnectionException} while the database is away.
 */
public final class People implements Gate, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(People.class);
    private static final int MAX_SESSIONS_EACH = 20;

    private final TokenGate tokens;
    private final SessionTerms terms;
    private final FirstAdministrator first;
    private final LongSupplier clockMs;
    private final PeopleBook book;
    private final PeopleLedger ledger;
    private final PeopleOffice office;
    private final PeopleKeeper keeper;

    /**
     * Nobody is known before {@link #start}.
     *
     * @param tokens of {@code usher.toml}, which need no database
     * @param dataDirectory for the first administrator's password
     * @param clockMs epoch ms
     */
    public People(PeopleStore store, TokenGate tokens, SessionTerms terms, Path dataDirectory, LongSupplier clockMs) {
        this.tokens = tokens;
        this.terms = terms;
        this.clockMs = clockMs;
        this.first = new FirstAdministrator(dataDirectory);
        this.book = new PeopleBook(terms.idleMs());
        this.ledger = new PeopleLedger(store, book);
        this.office = new PeopleOffice(ledger, clockMs);
        this.keeper = new PeopleKeeper(ledger, first, clockMs);
    }

    /** Begins to learn who there is. */
    public void start() {
        keeper.start();
    }

    // ---- who somebody is

    @Override
    public Identity identify(Credentials credentials) {
        return switch (credentials) {
            case Credentials.None none -> new Identity.Known(tokens.anonymous());
            case Credentials.Bearer bearer -> bearer(bearer.token());
            case Credentials.Cookie cookie ->
                book.inSession(Digests.of(cookie.session()), clockMs.getAsLong())
                        .map(principal -> (Identity) new Identity.Known(principal))
                        .orElseGet(() -> book.isKnown() ? new Identity.SessionOver(tokens.anonymous()) : unknownYet());
        };
    }

    private Identity bearer(Secret token) {
        String digest = Digests.of(token);
        long nowMs = clockMs.getAsLong();
        return tokens.holder(token)
                .or(() -> book.holder(digest, nowMs))
                .or(() -> book.inSession(digest, nowMs))
                .map(principal -> (Identity) new Identity.Known(principal))
                .orElseGet(() -> book.isKnown() ? new Identity.UnknownToken() : unknownYet());
    }

    private Identity unknownYet() {
        return new Identity.Unavailable(
                "people have not been read from the database since the start", tokens.anonymous());
    }

    /** Whether people are known yet. */
    public boolean isKnown() {
        return book.isKnown();
    }

    /** Who has this name and may log in, as he is now; from memory. */
    public Optional<Principal.Person> named(String name) {
        return book.person(name).filter(person -> !person.disabled()).map(Person::principal);
    }

    // ---- logging in and out

    /** What became of a try to log in. */
    public sealed interface LogIn {
        /** {@code session} is the secret to show from now on, until {@code expiresAtMs} at the latest. */
        record In(Secret session, Principal.Person person, long expiresAtMs) implements LogIn {}

        /** Name or password is wrong, or he may not any more; which, is not told. {@code name} is null if nobody has it. */
        record Wrong(@Nullable String name) implements LogIn {}
    }

    /** Blocks, for a tenth of a second at least, whether anybody has the name or not. {@code ended}: the session he had before. */
    public LogIn logIn(String name, Secret password, String address, Optional<Secret> ended) throws SQLException {
        ledger.ensureUp();
        Optional<Person> known = book.person(name);
        boolean right = Passwords.matches(known.map(Person::password).orElse(SecretHash.NOBODYS), password);
        if (known.isEmpty() || !right || known.get().disabled()) {
            return new LogIn.Wrong(known.map(Person::name).orElse(null));
        }
        return ledger.change(() -> {
            Optional<Person> person = book.person(name).filter(now -> !now.disabled());
            return person.isEmpty()
                            || !person.get().password().equals(known.get().password())
                    ? new LogIn.Wrong(name) // changed while it was compared
                    : begin(person.get(), address, ended);
        });
    }

    /**
     * As {@link #logIn}, by somebody else's word that this is he. A password that others know is good for nothing from then on: he has come
     * in without it.
     */
    public LogIn logInVouchedFor(String name, String address, Optional<Secret> ended) throws SQLException {
        ledger.ensureUp();
        boolean told = book.person(name).filter(Person::mustChangePassword).isPresent();
        SecretHash nobodys = told ? Passwords.hash(Digests.random()) : SecretHash.NOBODYS;
        LogIn result = ledger.change(() -> {
            Optional<Person> known = book.person(name);
            Optional<Person> person = known.filter(now -> !now.disabled());
            if (person.isEmpty()) {
                return new LogIn.Wrong(known.map(Person::name).orElse(null));
            }
            Person fresh = person.get();
            if (fresh.mustChangePassword()) {
                fresh = fresh.withPassword(nobodys, false);
                ledger.update(fresh, true);
            }
            return begin(fresh, address, ended);
        });
        if (told && result instanceof LogIn.In && name.equals(FirstAdministrator.NAME)) {
            forgetFirstPassword();
        }
        return result;
    }

    private LogIn begin(Person person, String address, Optional<Secret> ended) throws SQLException {
        long nowMs = clockMs.getAsLong();
        Secret secret = Digests.random();
        Session session =
                new Session(Digests.of(secret), person.id(), nowMs, nowMs, nowMs + terms.absoluteMs(), address);
        List<String> over = ended.map(Digests::of).stream().collect(Collectors.toCollection(ArrayList::new));
        List<Session> others = book.sessionsOf(person.id());
        others.stream()
                .limit(Math.max(0, others.size() - MAX_SESSIONS_EACH + 1))
                .map(Session::digest)
                .forEach(over::add);
        book.advance(ledger.store().insert(session, over, book.revision()));
        book.forgetSessions(over);
        book.put(session);
        return new LogIn.In(secret, person.principal(), session.expiresAtMs());
    }

    /** At once, also while the database is away; it learns of it later. Does not block. */
    public void logOut(Secret session) {
        String digest = Digests.of(session);
        if (book.session(digest).isPresent()) {
            ledger.ended(digest);
        }
    }

    /** When the session ends (epoch ms); empty if there is none. */
    public Optional<Long> expiresAtMs(Secret session) {
        return book.session(Digests.of(session)).map(Session::expiresAtMs);
    }

    /** He chooses another password; all his sessions end, and a new one begins. Blocks as {@link #logIn}. */
    public Change<LogIn> changePassword(long personId, Secret current, Secret next, String address)
            throws SQLException {
        ledger.ensureUp();
        Optional<Person> known = book.person(personId);
        if (known.isEmpty() || !Passwords.matches(known.get().password(), current)) {
            return new Change.Done<>(new LogIn.Wrong(known.map(Person::name).orElse(null)));
        }
        Optional<String> unfit =
                Passwords.unfit(next, known.get().name(), known.get().displayName());
        if (unfit.isPresent()) {
            return new Change.Unfit<>("newPassword", unfit.get());
        }
        if (next.equals(current)) {
            return new Change.Unfit<>("newPassword", "is the old one; give another");
        }
        SecretHash hash = Passwords.hash(next);
        Change<LogIn> changed = ledger.change(() -> {
            Optional<Person> person = book.person(personId).filter(now -> !now.disabled());
            boolean ours = person.map(Person::password).filter(hash::equals).isPresent(); // written, but no session yet
            if (person.isEmpty()
                    || !(ours || person.get().password().equals(known.get().password()))) {
                return new Change.Done<>(new LogIn.Wrong(known.get().name()));
            }
            Person fresh = person.get().withPassword(hash, false);
            ledger.update(fresh, true);
            return new Change.Done<>(begin(fresh, address, Optional.empty()));
        });
        if (known.get().name().equals(FirstAdministrator.NAME)) {
            forgetFirstPassword();
        }
        return changed;
    }

    private void forgetFirstPassword() {
        try {
            first.passwordChanged();
        } catch (IOException e) {
            LOG.warn(
                    "{} holds a password that is no longer right, and cannot be deleted: {}",
                    first.file(),
                    e.toString());
        }
    }

    /** Where an administrator says who may come in. */
    public PeopleOffice office() {
        return office;
    }

    @Override
    public void close() {
        keeper.close();
    }
}

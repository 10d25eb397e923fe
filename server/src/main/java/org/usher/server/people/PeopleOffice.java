package org.usher.server.people;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Digests;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;
import org.usher.server.security.SecretHash;

/** Where an administrator says who may come in. Every change blocks as {@link People} says. Safe from any thread. */
public final class PeopleOffice {
    private final PeopleLedger ledger;
    private final LongSupplier clockMs;

    PeopleOffice(PeopleLedger ledger, LongSupplier clockMs) {
        this.ledger = ledger;
        this.clockMs = clockMs;
    }

    /** A new person; {@code id} and {@code password} are not looked at. Gives the password to tell him. */
    public Change<Secret> add(Person wanted) throws SQLException {
        Secret password = Digests.random();
        SecretHash hash = Passwords.hash(password);
        return ledger.change(() -> {
            if (ledger.book().person(wanted.name()).isPresent()) {
                return new Change.Conflict<>("There is a person " + wanted.name() + ".");
            }
            try {
                PeopleStore.Inserted inserted = ledger.store().insert(wanted.withPassword(hash, true));
                ledger.book().put(inserted.person());
                ledger.book().advance(inserted.revision());
                return new Change.Done<>(password);
            } catch (SQLIntegrityConstraintViolationException e) {
                return new Change.Conflict<>("Somebody else has that name, or is that agent.");
            }
        });
    }

    /** A new random password, which he must change; all his sessions end. */
    public Change<Secret> resetPassword(String name) throws SQLException {
        Secret password = Digests.random();
        SecretHash hash = Passwords.hash(password);
        return ledger.change(() -> {
            Optional<Person> person = ledger.book().person(name);
            if (person.isEmpty()) {
                return new Change.Unknown<>();
            }
            ledger.update(person.get().withPassword(hash, true), true);
            return new Change.Done<>(password);
        });
    }

    /** Makes a person another; all his sessions end if he is disabled by it. */
    public Change<Person> change(String name, UnaryOperator<Person> edit) throws SQLException {
        return ledger.change(() -> {
            Optional<Person> before = ledger.book().person(name);
            if (before.isEmpty()) {
                return new Change.Unknown<>();
            }
            Person after = edit.apply(before.get());
            boolean last = ledger.book().people().stream()
                            .filter(Person::isWorkingAdmin)
                            .count()
                    == 1;
            if (last && before.get().isWorkingAdmin() && !after.isWorkingAdmin()) {
                return new Change.Conflict<>(name + " is the only administrator; make another one first.");
            }
            try {
                ledger.update(after, after.disabled());
                return new Change.Done<>(after);
            } catch (SQLIntegrityConstraintViolationException e) {
                return new Change.Conflict<>("Somebody else is that agent.");
            }
        });
    }

    /** A new token for a program; it is told now and never again. */
    public Change<Secret> issue(String name, Set<Scope> scopes, @Nullable Long expiresAtMs) throws SQLException {
        Secret token = Digests.random();
        Integration wanted = new Integration(name, scopes, Digests.of(token), clockMs.getAsLong(), expiresAtMs);
        return ledger.change(() -> {
            try {
                long revision = ledger.store().insert(wanted);
                ledger.book().put(wanted);
                ledger.book().advance(revision);
                return new Change.Done<>(token);
            } catch (SQLIntegrityConstraintViolationException e) {
                return new Change.Conflict<>("There is a token " + name + ".");
            }
        });
    }

    /** The token is good for nothing any more. */
    public Change<String> withdraw(String name) throws SQLException {
        return ledger.change(() -> {
            if (ledger.book().tokens().stream().noneMatch(token -> token.name().equals(name))) {
                return new Change.Unknown<>();
            }
            long revision = ledger.store().deleteToken(name);
            ledger.book().forgetToken(name);
            ledger.book().advance(revision);
            return new Change.Done<>(name);
        });
    }

    public List<Person> people() {
        return ledger.book().people();
    }

    public List<Integration> tokens() {
        return ledger.book().tokens();
    }
}

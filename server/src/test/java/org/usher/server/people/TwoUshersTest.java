package org.usher.server.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.usher.server.security.Remit;
import org.usher.server.security.Role;

/** Two Ushers on one database know of what happens at the other. */
final class TwoUshersTest {
    private static final long IDLE_MS = 3_600_000;

    private final MemoryPeople store = new MemoryPeople().with(admin("boris"));
    private final Usher one = new Usher();
    private final Usher other = new Usher();
    private long nowMs = 1_000_000;

    /** What one knows, looked after step by step. */
    private final class Usher {
        private final PeopleBook book = new PeopleBook(IDLE_MS);
        private final PeopleLedger ledger = new PeopleLedger(store, book);
        private final PeopleKeeper keeper =
                new PeopleKeeper(ledger, new FirstAdministrator(Path.of("nowhere")), () -> nowMs);
    }

    @BeforeEach
    void look() throws Exception {
        one.keeper.look();
        other.keeper.look();
    }

    private static Person admin(String name) {
        return Staff.person(name, Set.of(Role.ADMIN), Remit.ALL, null);
    }

    private void begin(String digest) throws Exception {
        one.ledger.change(() -> {
            Session session = new Session(digest, boris(one).id(), nowMs, nowMs, nowMs + 12 * IDLE_MS, "192.0.2.1");
            one.book.advance(store.insert(session, Set.of(), one.book.revision()));
            one.book.put(session);
            return session;
        });
    }

    private static Person boris(Usher usher) {
        return Objects.requireNonNull(usher.book.person("boris").orElse(null));
    }

    @Test
    void shouldNotLogOutWhoIsBusyAtTheOther() throws Exception {
        begin("digest");
        for (int minute = 0; minute < 150; minute++) {
            nowMs += 60_000;
            assertThat(one.book.inSession("digest", nowMs)).isPresent();
            other.keeper.look();
            one.keeper.look();
        }
        assertThat(other.book.inSession("digest", nowMs))
                .as("after a fail-over")
                .isPresent();
        nowMs += IDLE_MS;
        other.keeper.look();
        assertThat(store.sessions()).as("he has gone home").isEmpty();
    }

    @Test
    void shouldChangeAPersonAsTheOtherHasLeftHim() throws Exception {
        PeopleOffice here = new PeopleOffice(one.ledger, () -> nowMs);
        PeopleOffice there = new PeopleOffice(other.ledger, () -> nowMs);
        store.with(admin("anna"));
        look();
        assertThat(here.change("boris", Staff::disabled)).isInstanceOf(Change.Done.class);
        assertThat(there.change("anna", Staff::disabled))
                .as("the other has not looked again, and she is the last administrator")
                .isInstanceOf(Change.Conflict.class);
        assertThat(Optional.of(boris(other).disabled())).contains(true);
    }

    @Test
    void shouldLoseNeitherOfTwoChangesInTheSameMoment() throws Exception {
        PeopleOffice here = new PeopleOffice(one.ledger, () -> nowMs);
        PeopleOffice there = new PeopleOffice(other.ledger, () -> nowMs);
        store.with(admin("anna"));
        look();
        List<Person> seen = new ArrayList<>();

        Change<Person> changed = there.change("boris", person -> {
            seen.add(person);
            if (seen.size() == 1) { // it has read, and not yet written
                done(here, "boris", Staff::disabled);
            }
            return renamed(person);
        });

        assertThat(changed).isInstanceOf(Change.Done.class);
        assertThat(seen).extracting(Person::disabled).containsExactly(false, true);
        assertThat(boris(other).disabled()).isTrue();
        one.keeper.look();
        assertThat(boris(one)).isEqualTo(boris(other));
        assertThat(boris(one).displayName()).isEqualTo("another name");
    }

    @Test
    void shouldLeaveAnAdministratorAlsoWhenTwoDisableOneEachInTheSameMoment() throws Exception {
        PeopleOffice here = new PeopleOffice(one.ledger, () -> nowMs);
        PeopleOffice there = new PeopleOffice(other.ledger, () -> nowMs);
        store.with(admin("anna"));
        look();
        AtomicBoolean meanwhile = new AtomicBoolean();

        Change<Person> changed = there.change("anna", person -> {
            if (meanwhile.compareAndSet(false, true)) {
                done(here, "boris", Staff::disabled);
            }
            return Staff.disabled(person);
        });

        assertThat(changed).isInstanceOf(Change.Conflict.class);
        assertThat(store.load().people().stream().filter(Person::disabled)).hasSize(1);
    }

    private static void done(PeopleOffice office, String name, UnaryOperator<Person> edit) {
        try {
            assertThat(office.change(name, edit)).isInstanceOf(Change.Done.class);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Person renamed(Person person) {
        return new Person(
                person.id(),
                person.name(),
                "another name",
                person.roles(),
                person.remit(),
                person.agent(),
                person.disabled(),
                person.mustChangePassword(),
                person.password());
    }
}

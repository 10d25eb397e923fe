package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.Story;
import org.usher.server.people.AuditEntry;
import org.usher.server.people.AuditStore;
import org.usher.server.people.AuditTable;
import org.usher.server.people.Change;
import org.usher.server.people.People;
import org.usher.server.people.PeopleTables;
import org.usher.server.people.Person;
import org.usher.server.people.SessionTerms;
import org.usher.server.people.Staff;
import org.usher.server.security.Credentials;
import org.usher.server.security.Gate;
import org.usher.server.security.Principal;
import org.usher.server.security.Role;
import org.usher.server.security.Scope;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenGate;
import org.usher.server.security.TokenRole;

/** People, sessions and the audit log on a real MariaDB. */
final class PeopleIT extends HistoryOnMariaDb {
    private static final TokenGate TOKENS = new TokenGate(List.of(), TokenRole.ANONYMOUS);
    private static final Secret CHOSEN = Secret.of("my own four words");

    @TempDir
    private Path data;

    @BeforeEach
    void nobodyThere() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of("people", "people_queues", "integration_tokens", "sessions", "audit")) {
                statement.execute("DELETE FROM " + table);
            }
            statement.execute("UPDATE people_revision SET revision = revision + 1");
        }
    }

    private People people(Database on) {
        People people = new People(new PeopleTables(on), TOKENS, SessionTerms.DEFAULT, data, System::currentTimeMillis);
        people.start();
        await().atMost(Duration.ofSeconds(30)).until(people::isKnown);
        return people;
    }

    private static Optional<Principal> who(People people, Secret session) {
        return people.identify(new Credentials.Cookie(session)) instanceof Gate.Identity.Known known
                ? Optional.of(known.principal())
                : Optional.empty();
    }

    private static People.LogIn.In in(People people, String name, Secret password) throws SQLException {
        People.LogIn result = people.logIn(name, password, "127.0.0.1", Optional.empty());
        assertThat(result).isInstanceOf(People.LogIn.In.class);
        return (People.LogIn.In) result;
    }

    private static <T> T done(Change<T> change) {
        assertThat(change).isInstanceOf(Change.Done.class);
        return ((Change.Done<T>) change).result();
    }

    @Test
    void shouldMakeAFirstAdministratorWhosePasswordOnlyTheOwnerCanReadAndMustBeChanged() throws Exception {
        Path file = data.resolve("admin.password");
        Secret chosen;
        try (People people = people(database)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            Secret given = Secret.of(Files.readString(file).strip());
            assertThat(given.reveal()).hasSize(43);
            People.LogIn.In in = in(people, "admin", given);
            assertThat(in.person().mustChangePassword()).isTrue();
            assertThat(in.person().roles()).containsExactly(Role.ADMIN);

            People.LogIn again = done(people.changePassword(in.person().id(), given, CHOSEN, "127.0.0.1"));
            assertThat(((People.LogIn.In) again).person().mustChangePassword()).isFalse();
            assertThat(file).as("what it held is worth nothing").doesNotExist();
            assertThat(who(people, in.session())).isEmpty();
            chosen = ((People.LogIn.In) again).session();
        }
        try (People restarted = people(database)) {
            assertThat(file).as("nobody is made where somebody is").doesNotExist();
            assertThat(who(restarted, chosen)).as("he stays logged in").isPresent();
            in(restarted, "admin", CHOSEN);
        }
    }

    @Test
    void shouldLeaveOnePasswordOnlyWhereTwoUshersStartAtOnce() throws Exception {
        Path otherData = Files.createDirectories(data.resolve("other"));
        for (Path second : List.of(data, otherData)) {
            nobodyThere();
            Files.deleteIfExists(data.resolve("admin.password"));
            People left = new People(
                    new PeopleTables(database), TOKENS, SessionTerms.DEFAULT, data, System::currentTimeMillis);
            People right = new People(
                    new PeopleTables(database), TOKENS, SessionTerms.DEFAULT, second, System::currentTimeMillis);
            try (left;
                    right) {
                left.start();
                right.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> left.isKnown() && right.isKnown());
                List<Path> files = List.of(data.resolve("admin.password"), second.resolve("admin.password")).stream()
                        .distinct()
                        .filter(Files::exists)
                        .toList();
                assertThat(files).hasSize(1);
                Secret given = Secret.of(Files.readString(files.getFirst()).strip());
                in(left, "admin", given);
                in(right, "admin", given);
            }
        }
    }

    @Test
    void shouldNoticeWhatAnotherUsherOnTheSameDatabaseHasChanged() throws Exception {
        try (People left = people(database);
                People right = people(database)) {
            Secret given =
                    done(left.office().add(Staff.person("boris", Set.of(Role.SUPERVISOR), Staff.BORIS.remit(), null)));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> right.office().people().stream()
                            .map(Person::name)
                            .toList()
                            .contains("boris"));
            People.LogIn.In in = in(right, "boris", given);
            assertThat(in.person().remit().queues()).containsExactly("billing");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> who(left, in.session()).isPresent());

            done(left.office().change("boris", Staff::disabled));
            assertThat(who(left, in.session())).as("at once here").isEmpty();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> who(right, in.session()).isEmpty());

            Secret token = done(right.office().issue("crm", Set.of(Scope.CONTACTS_READ), null));
            Credentials bearer = new Credentials.Bearer(token);
            await().atMost(Duration.ofSeconds(20)).until(() -> left.identify(bearer) instanceof Gate.Identity.Known);
            assertThat(left.identify(bearer))
                    .isEqualTo(new Gate.Identity.Known(new Principal.Integration("crm", Set.of(Scope.CONTACTS_READ))));
            done(left.office().withdraw("crm"));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> right.identify(bearer) instanceof Gate.Identity.UnknownToken);
        }
    }

    @Test
    void shouldRefuseTwoOfOneNameOrOneAgentAndTheEndOfTheLastAdministrator() throws Exception {
        try (People people = people(database)) {
            done(people.office().add(Staff.AGNES));
            assertThat(people.office().add(Staff.AGNES)).isInstanceOf(Change.Conflict.class);
            assertThat(people.office().add(Staff.person("other", Set.of(Role.AGENT), Staff.AGNES.remit(), "alice")))
                    .isInstanceOf(Change.Conflict.class);
            assertThat(people.office().change("admin", Staff::disabled)).isInstanceOf(Change.Conflict.class);
            done(people.office().add(Staff.ADA));
            done(people.office().change("admin", Staff::disabled));
        }
    }

    @Test
    void shouldKeepWhoIsInWhenTheServerOfTheDatabaseIsGone() throws Exception {
        Database own = new Database(new OwnServer(data.resolve("own"), embedded()));
        own.start();
        assertThat(own.awaitUp(Duration.ofMinutes(2))).isTrue();
        try (People people = people(own)) {
            Secret given =
                    Secret.of(Files.readString(data.resolve("admin.password")).strip());
            People.LogIn.In in = in(people, "admin", given);
            own.close();
            assertThat(who(people, in.session())).isPresent();
            assertThatThrownBy(() -> people.logIn("admin", given, "127.0.0.1", Optional.empty()))
                    .isInstanceOf(SQLTransientConnectionException.class);
            assertThatThrownBy(() -> people.office().resetPassword("admin"))
                    .isInstanceOf(SQLTransientConnectionException.class);
            people.logOut(in.session());
            assertThat(who(people, in.session())).isEmpty();
        } finally {
            own.close();
        }
    }

    @Test
    void shouldTellOfTheAuditLogPageByPageTheLatestFirst() throws Exception {
        AuditTable audit = new AuditTable(database);
        audit.append(List.of(entry(1_000, "a"), entry(2_000, "b"), entry(3_000, "a"), entry(4_000, "ü".repeat(300))));
        List<AuditStore.Kept> latest = audit.read(new AuditStore.Query(0, 9_000, null, Long.MAX_VALUE, 2));
        assertThat(latest.stream().map(kept -> kept.entry().atMs())).containsExactly(4_000L, 3_000L);
        assertThat(audit
                        .read(new AuditStore.Query(
                                0, 9_000, null, latest.getLast().id(), 2))
                        .stream()
                        .map(kept -> kept.entry().who()))
                .containsExactly("b", "a");
        assertThat(audit.read(new AuditStore.Query(0, 3_000, "a", Long.MAX_VALUE, 9)))
                .hasSize(1);
        audit.deleteBefore(3_000);
        assertThat(audit.read(new AuditStore.Query(0, 9_000, null, Long.MAX_VALUE, 9)))
                .hasSize(2);
    }

    private static AuditEntry entry(long atMs, String who) {
        return new AuditEntry(atMs, who, "192.0.2.1", "POST /x", "/x", 200, "");
    }

    @Test
    void shouldTellWhichQueuesAContactAskedForAndListOnlyThoseOfSomeQueues() throws Exception {
        long billing;
        long sales;
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            billing = story.call(Story.BILLING, "1");
            sales = story.after(1_000).call(Story.SALES, "2");
            awaitWritten(writer, story.told().getLast().index());
        }
        ContactHistory history = new ContactHistory(database);
        assertThat(history.queuesOf(billing)).containsExactly("billing");
        assertThat(history.queuesOf(sales)).containsExactly("sales");
        assertThat(history.queuesOf(4_711)).isEmpty();
        assertThat(ids(history, Set.of("sales"))).containsExactly(sales);
        assertThat(ids(history, Set.of("sales", "billing"))).containsExactly(billing, sales);
        assertThat(ids(history, Set.of())).as("who answers for no queue").isEmpty();
    }

    private static List<Long> ids(ContactHistory history, Set<String> queues) throws SQLException {
        return history
                .contacts(new ContactHistory.Query(0, Long.MAX_VALUE, queues, false, null, 100))
                .contacts()
                .stream()
                .map(ContactHistory.Contact::id)
                .toList();
    }
}

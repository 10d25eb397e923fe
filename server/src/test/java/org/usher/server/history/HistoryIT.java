package org.usher.server.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.Story;
import org.usher.server.engine.EventSink;
import org.usher.server.engine.RecordedEvent;

/** The history on the real MariaDB that comes with the tests. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class HistoryIT {
    private static final long START_MS = 1_700_000_000_000L;
    private static Path directory;
    private static OwnServer server;
    private static Database database;
    private final List<RecordedEvent> log = new ArrayList<>();
    /** When the disk holds an entry; at once if nothing else is said. */
    private final Map<Long, CompletableFuture<Void>> durableFrom = new ConcurrentHashMap<>();

    private volatile boolean broken;

    @BeforeAll
    static void startMariaDb() throws Exception {
        directory = Files.createTempDirectory(Path.of("target"), "history-it-").toAbsolutePath();
        server = new OwnServer(directory, embedded());
        database = new Database(server);
        database.start();
        assertThat(database.awaitUp(Duration.ofMinutes(2)))
                .as(() -> database.status().detail())
                .isTrue();
    }

    /** The embedded programs, unpacked once for all runs: also on a machine that has a mariadbd installed. */
    private static MariaDbPrograms.Finder embedded() {
        return () -> MariaDbPrograms.embedded(Path.of("target/mariadb")).orElseThrow();
    }

    @AfterAll
    static void stopMariaDb() {
        database.close();
    }

    @BeforeEach
    void emptyTheTables() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            for (String table : List.of(
                    "contacts",
                    "queue_entries",
                    "refusals",
                    "relaxations",
                    "offers",
                    "talks",
                    "transfers",
                    "merges",
                    "agent_states",
                    "config_names",
                    "history_cursor")) {
                statement.execute("DELETE FROM " + table);
            }
        }
    }

    @Test
    void shouldTellAnAnsweredCallWithItsNamesAndTimes() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "+4930123");
            story.after(7_000).answer(contact, Story.BILLING, Story.ALICE, 7_000);
            story.after(60_000).hangUp(contact, Story.ALICE, 60_000);
            awaitWritten(writer, story.told().getLast().index());

            ContactHistory.Contact told = only(contacts(null));
            assertThat(told.id()).isEqualTo(contact);
            assertThat(told.channel()).isEqualTo("VOICE");
            assertThat(told.queue()).isEqualTo("billing");
            assertThat(told.caller()).isEqualTo("+4930123");
            assertThat(told.enqueuedAtMs()).isEqualTo(START_MS);
            assertThat(told.answeredAtMs()).isEqualTo(START_MS + 7_000);
            assertThat(told.endedAtMs()).isEqualTo(START_MS + 67_000);
            assertThat(told.agent()).isEqualTo("alice");
            assertThat(told.outcome()).isEqualTo("ANSWERED");
            assertThat(told.talkMs()).isEqualTo(60_000);
            assertThat(told.hops())
                    .singleElement()
                    .satisfies(hop -> assertThat(hop.waitedMs()).isEqualTo(7_000));
        }
    }

    @Test
    void shouldTellWaitingAbandonedAndRefusedContactsApart() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long waiting = story.call(Story.BILLING, "1");
            long gone = story.call(Story.SALES, "2");
            story.after(30_000).abandon(gone, Story.SALES, 30_000, EntryOutcome.ABANDONED);
            story.say(new Event.ContactRefused(
                    story.nowMs(), 99, Story.SALES, Channel.VOICE, 5, ReleaseStatus.FULL, ContactDetails.NONE));
            awaitWritten(writer, story.told().getLast().index());

            List<ContactHistory.Contact> all = contacts(null);
            assertThat(all).extracting(ContactHistory.Contact::id).containsExactly(waiting, gone, 99L);
            assertThat(all)
                    .extracting(ContactHistory.Contact::outcome)
                    .containsExactly(null, "ABANDONED", "REFUSED_FULL");
            assertThat(contacts("billing"))
                    .extracting(ContactHistory.Contact::id)
                    .containsExactly(waiting);
        }
    }

    @Test
    void shouldTellAContactThatEndedAndCameBackAsOneThatLasts() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            story.answer(contact, Story.BILLING, Story.ALICE, 0);
            story.after(10_000).hangUp(contact, Story.ALICE, 10_000);
            long entry = log.getLast().index() + 1;
            story.after(5_000)
                    .say(new Event.ContactQueued(
                            story.nowMs(),
                            contact,
                            entry,
                            Story.SALES,
                            Channel.VOICE,
                            0,
                            31,
                            START_MS,
                            0,
                            ContactDetails.NONE));
            long offer = entry + 1;
            story.say(new Event.ContactConnected(
                    story.nowMs() + 1_000, contact, entry, offer, Story.SALES, Story.BOB, 16_000));
            story.say(new Event.EntryEnded(
                    story.nowMs() + 1_000, contact, entry, Story.SALES, EntryOutcome.ANSWERED, 16_000));
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            ContactHistory.Contact told = only(contacts(null));
            assertThat(told.endedAtMs()).as("it talks").isNull();
            assertThat(told.agent()).isEqualTo("bob");
            assertThat(told.talkMs()).as("of the first talk").isEqualTo(10_000);
            assertThat(told.hops()).extracting(ContactHistory.Hop::queue).containsExactly("billing", "sales");
            assertThat(told.caller()).isEqualTo("1");
        }
    }

    @Test
    void shouldTellATransferToAnAgentAndThenOutsideAsOneContact() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "+4930123");
            story.after(7_000).answer(contact, Story.BILLING, Story.ALICE, 7_000);
            story.after(60_000).transfer(contact, 45_000, 15_000);
            story.after(1_000).join(contact, Story.BILLING, Story.BOB, 22);
            story.after(30_000).transfer(contact, 30_000, 0);
            story.after(2_000).join(contact, Story.BILLING, 0, 0);
            story.after(9_000).endTalk(contact, EndedBy.CALLER, 9_000, 0);
            story.say(new Event.ContactEnded(story.nowMs(), contact, 0, EndedBy.CALLER, 84_000, 15_000));
            log.forEach(writer::accept); // all in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            ContactHistory.Story told = story(contact);
            assertThat(told.steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 7000",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 45000 hold 15000",
                            "TRANSFERRED - alice - null",
                            "TALKED billing bob TRANSFER 30000 hold 0 by transfer",
                            "TRANSFERRED - bob - null",
                            "TALKED billing - CALLER 9000 hold 0 by transfer");
            assertThat(told.contact().talkMs()).isEqualTo(84_000);
            assertThat(told.contact().holdMs()).isEqualTo(15_000);
            assertThat(told.contact().agent()).as("the last one of ours").isEqualTo("bob");
            assertThat(told.contact().endedAtMs()).isEqualTo(story.nowMs());
            assertThat(only(contacts(null))).isEqualTo(told.contact());
        }
    }

    @Test
    void shouldTellAnAttendedTransferToAQueueFromBothSides() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long customer = story.call(Story.BILLING, "+4930123");
            story.answer(customer, Story.BILLING, Story.ALICE, 0);
            long consult = story.after(20_000).call(Story.SALES, "alice-desk");
            story.after(5_000).transfer(customer, 25_000, 0);
            story.say(new Event.EntryEnded(
                    story.nowMs(), consult, consult, Story.SALES, EntryOutcome.TRANSFERRED_UNSERVED, 5_000));
            story.say(new Event.ContactMerged(story.nowMs(), customer, consult));
            story.say(new Event.ContactEnded(story.nowMs(), consult, 0, EndedBy.TRANSFER, 0, 0));
            long entry = log.getLast().index() + 1;
            story.say(new Event.ContactQueued(
                    story.nowMs(),
                    customer,
                    entry,
                    Story.SALES,
                    Channel.VOICE,
                    0,
                    31,
                    START_MS + 20_000,
                    60_000,
                    ContactDetails.NONE));
            log.forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());

            assertThat(story(customer).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 0",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 25000 hold 0",
                            "TRANSFERRED - alice - null",
                            "MERGED - - - null with " + consult,
                            "QUEUED sales - - null credit 60000");
            assertThat(story(customer).contact().endedAtMs()).isNull();
            assertThat(story(consult).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED sales - TRANSFERRED_UNSERVED 5000", "MERGED_INTO - - - null with " + customer);
            assertThat(story(consult).contact().endedBy()).isEqualTo("TRANSFER");
        }
    }

    @Test
    void shouldGiveTheCustomerTheTalkThatTheConsultingContactHad() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long customer = story.call(Story.BILLING, "+4930123");
            story.answer(customer, Story.BILLING, Story.ALICE, 0);
            long consult = story.after(20_000).call(Story.SALES, "alice-desk");
            story.after(5_000).answer(consult, Story.SALES, Story.BOB, 5_000);
            story.after(10_000).transfer(customer, 20_000, 15_000);
            story.say(new Event.ContactMerged(story.nowMs(), customer, consult));
            story.say(new Event.ContactEnded(story.nowMs(), consult, 0, EndedBy.TRANSFER, 0, 0));
            story.after(30_000).takeOver(customer, consult).endTalk(customer, EndedBy.AGENT, 40_000, 0);
            story.after(3_000) // who ended it was told late
                    .say(new Event.ContactEnded(story.nowMs(), customer, Story.BOB, EndedBy.AGENT, 60_000, 15_000));
            log.forEach(writer::accept);
            awaitWritten(writer, log.getLast().index());

            assertThat(story(customer).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 0",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice TRANSFER 20000 hold 15000",
                            "TALKED sales bob AGENT 40000 hold 0",
                            "TRANSFERRED - alice - null",
                            "MERGED - - - null with " + consult);
            assertThat(story(customer).steps().get(3).endedAtMs()).isEqualTo(story.nowMs() - 3_000);
            assertThat(story(consult).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED sales - ANSWERED 5000",
                            "OFFERED sales bob ACCEPTED 0",
                            "MERGED_INTO - - - null with " + customer);
        }
    }

    @Test
    void shouldTellWhenTheRequirementsOfWhoWaitedWereWidened() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            story.after(30_000).say(new Event.ContactRelaxed(story.nowMs(), contact, Story.BILLING, 1));
            story.after(60_000).say(new Event.ContactRelaxed(story.nowMs(), contact, Story.BILLING, 2));
            story.answer(contact, Story.BILLING, Story.ALICE, 90_000);
            awaitWritten(writer, story.told().getLast().index());
            assertThat(story(contact).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 90000",
                            "RELAXED billing - - null step 2",
                            "RELAXED billing - - null step 3",
                            "OFFERED billing alice ACCEPTED 0",
                            "TALKED billing alice - null");
            assertThat(story(contact).steps().get(1).atMs()).isEqualTo(START_MS + 30_000);
        }
    }

    @Test
    void shouldTellAGroupOfferOnceForEachAgentItRang() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            long offer = 77L << 20;
            for (int agent : List.of(Story.ALICE, Story.BOB)) {
                story.say(new Event.OfferMade(story.nowMs(), contact, offer, Story.BILLING, agent, 0));
            }
            story.after(4_000)
                    .say(new Event.OfferEnded(
                            story.nowMs(), contact, offer, Story.BILLING, Story.BOB, OfferOutcome.ACCEPTED, 4_000))
                    .say(new Event.OfferEnded(
                            story.nowMs(),
                            contact,
                            offer,
                            Story.BILLING,
                            Story.ALICE,
                            OfferOutcome.TAKEN_BY_OTHER,
                            4_000));
            awaitWritten(writer, story.told().getLast().index());

            assertThat(story(contact).steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - - null",
                            "OFFERED billing alice TAKEN_BY_OTHER 4000",
                            "OFFERED billing bob ACCEPTED 4000");
        }
    }

    @Test
    void shouldKeepALaterTalkOfTheSameLegApart() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
            long contact = story.call(Story.BILLING, "1");
            for (int i = 1; i <= 2; i++) {
                story.say(new Event.TalkJoined(story.nowMs(), contact, -5, Story.BILLING, Story.BOB, 22));
                story.after(1_000L * i)
                        .say(new Event.TalkEnded(
                                story.nowMs(), contact, -5, Story.BILLING, Story.BOB, EndedBy.AGENT, 1_000L * i, 0));
                story.after(500);
            }
            log.forEach(writer::accept); // both in one batch, or nearly
            awaitWritten(writer, log.getLast().index());

            assertThat(story(contact).steps())
                    .filteredOn(step -> step.what() == ContactHistory.What.TALKED)
                    .extracting(ContactHistory.Step::forMs)
                    .containsExactly(1_000L, 2_000L);
        }
    }

    @Test
    void shouldKeepTheRowsOfTheFirstVersion() throws Exception {
        Path old = Files.createTempDirectory(Path.of("target"), "migration-it-").toAbsolutePath();
        OwnServer own = new OwnServer(old, embedded());
        DatabaseServer.Login login = own.running();
        Flyway.configure()
                .dataSource(login.jdbcUrl(), login.user(), login.password().reveal())
                .locations("classpath:db/migration")
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(
                        login.jdbcUrl(), login.user(), login.password().reveal());
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO config_names VALUES ('QUEUE', 1, 1, 'billing', 'Billing', 0, 9999999999999),"
                    + " ('AGENT', 11, 1, 'alice', 'Alice', 0, 9999999999999)");
            statement.execute(
                    "INSERT INTO contacts VALUES (2, 'VOICE', 1, 'u', '030', '', '', '', '', '', 1000, 1000, 70000, 'AGENT')");
            statement.execute("INSERT INTO queue_entries VALUES (2, 2, 1, 0, 1000, 1000, 3000, 'ANSWERED', 2000)");
            statement.execute("INSERT INTO offers VALUES (3145728, 2, 1, 11, 2000, 1000, 3000, 'ACCEPTED', 1000)");
            statement.execute("INSERT INTO talks VALUES (3145728, 2, 2, 1, 11, 3000, 70000, 66000, 1000)");
        }
        try (Database migrated = new Database(own)) {
            migrated.start();
            assertThat(migrated.awaitUp(Duration.ofMinutes(1)))
                    .as(() -> migrated.status().detail())
                    .isTrue();
            ContactHistory.Story told = new ContactHistory(migrated).story(2).orElseThrow();
            assertThat(told.steps())
                    .extracting(HistoryIT::line)
                    .containsExactly(
                            "QUEUED billing - ANSWERED 2000",
                            "OFFERED billing alice ACCEPTED 1000",
                            "TALKED billing alice - 66000 hold 1000");
            assertThat(told.contact().agent()).isEqualTo("alice");
        }
    }

    @Test
    void shouldPageInOrderWithoutDoublesOrHoles() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            List<Long> called = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                called.add(story.call(Story.BILLING, "caller " + i)); // all at the same time
            }
            awaitWritten(writer, story.told().getLast().index());

            ContactHistory history = new ContactHistory(database);
            List<Long> paged = new ArrayList<>();
            ContactHistory.Place after = null;
            do {
                ContactHistory.Page page =
                        history.contacts(new ContactHistory.Query(START_MS, START_MS + 1, null, after, 3));
                page.contacts().forEach(contact -> paged.add(contact.id()));
                after = page.next();
            } while (after != null);
            assertThat(paged).isEqualTo(called);
        }
    }

    @Test
    void shouldWriteOnceWhatIsToldTwice() throws Exception {
        Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
        long contact = story.call(Story.BILLING, "1");
        story.answer(contact, Story.BILLING, Story.ALICE, 0);
        try (HistoryWriter first = writer(1_000)) {
            log.subList(0, 4).forEach(first::accept);
            awaitWritten(first, 4);
        }
        try (HistoryWriter second = writer(1_000)) {
            log.forEach(second::accept); // as after a restart: the log from its start
            log.forEach(second::accept);
            awaitWritten(second, log.getLast().index());
            assertThat(second.figures().written()).isEqualTo(log.size() - 4);
        }
        assertThat(count("contacts")).isEqualTo(1);
        assertThat(count("talks")).isEqualTo(1);
        assertThat(count("agent_states")).isEqualTo(2);
        assertThat(only(contacts(null)).outcome()).isEqualTo("ANSWERED");
    }

    @Test
    void shouldKeepTheNameOfTheDayWhenAQueueIsRenamed() throws Exception {
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            long before = story.call(Story.BILLING, "1");
            story.after(1_000)
                    .adopt(new Configuration(
                            2,
                            List.of(),
                            List.of(Story.queue(Story.BILLING, "invoices", "Invoices")),
                            List.of(),
                            List.of(),
                            List.of(),
                            Configuration.Settings.DEFAULT));
            long after = story.after(1_000).call(Story.BILLING, "2");
            awaitWritten(writer, story.told().getLast().index());

            assertThat(contacts(null)).extracting(ContactHistory.Contact::queue).containsExactly("billing", "invoices");
            assertThat(contacts(null)).extracting(ContactHistory.Contact::id).containsExactly(before, after);
        }
    }

    @Test
    void shouldReadTheLogAgainWhenTheBacklogOverflowed() throws Exception {
        Story story = new Story(START_MS, log::add).adopt(Story.CENTRE);
        for (int i = 0; i < 3_000; i++) {
            story.after(10).call(Story.BILLING, "caller " + i);
        }
        HistoryWriter writer = new HistoryWriter(database, source(), 100);
        log.forEach(writer::accept); // before it has begun to write
        assertThat(writer.figures().lagging()).isTrue();
        assertThat(writer.figures().dropped()).isEqualTo(log.size() - 100);
        writer.start();
        try (writer) {
            awaitWritten(writer, log.getLast().index());
            await().until(() -> !writer.figures().lagging());
        }
        assertThat(count("contacts")).isEqualTo(3_000);
    }

    @Test
    void shouldWaitForMariaDbWhenItIsKilledAndStartItAgain() throws Exception {
        try (HistoryWriter writer = writer(10_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            story.call(Story.BILLING, "before");
            awaitWritten(writer, 2);

            long pid = Long.parseLong(
                    Files.readString(directory.resolve("data/mariadbd.pid")).strip());
            ProcessHandle mariadbd = ProcessHandle.of(pid).orElseThrow();
            mariadbd.destroyForcibly();
            mariadbd.onExit().get(30, TimeUnit.SECONDS);
            story.call(Story.BILLING, "while it was away");
            awaitWritten(writer, 3);
            assertThat(contacts(null))
                    .extracting(ContactHistory.Contact::caller)
                    .containsExactly("before", "while it was away");
        }
    }

    @Test
    void shouldRefuseTheHistoryOfAnotherLog() throws Exception {
        try (HistoryWriter ours = writer(10)) {
            new Story(START_MS, ours).adopt(Story.CENTRE);
            awaitWritten(ours, 1);
        }
        HistorySource otherLog = new HistorySource() {
            @Override
            public String logId() {
                return "another log";
            }

            @Override
            public long replayedIndex() {
                return 0;
            }

            @Override
            public Future<?> durable(long index) {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void replay(long fromIndex, EventSink sink) {}
        };
        try (HistoryWriter other = new HistoryWriter(database, otherLog, 10)) {
            other.start();
            Story story = new Story(START_MS, other).adopt(Story.CENTRE);
            story.call(Story.BILLING, "must not be mixed in");
            await().until(() -> other.figures().trouble().contains("another command log"));
            assertThat(database.isUp())
                    .as("nothing is wrong with the database itself")
                    .isTrue();
        }
        assertThat(count("contacts")).isZero();
    }

    @Test
    void shouldTellNothingThatTheLogCouldStillForget() throws Exception {
        durableFrom.put(2L, new CompletableFuture<>());
        durableFrom.put(3L, CompletableFuture.failedFuture(new IOException("the disk is broken")));
        try (HistoryWriter writer = writer(1_000)) {
            Story story = new Story(START_MS, writer).adopt(Story.CENTRE);
            awaitWritten(writer, 1);
            story.call(Story.BILLING, "on disk later");
            await().during(Duration.ofMillis(500)).until(() -> writer.figures().cursorIndex() == 1);

            durableFrom.get(2L).complete(null);
            awaitWritten(writer, 2);
            story.call(Story.BILLING, "never on disk");
            await().until(() -> writer.figures().trouble().contains("command log"));
            assertThat(database.isUp())
                    .as("nothing is wrong with the database itself")
                    .isTrue();
            durableFrom.clear();
        }
    }

    @Test
    void shouldSayWhatBrokeAndGoOnWhenItIsMended() throws Exception {
        broken = true;
        try (HistoryWriter writer = writer(1_000)) {
            new Story(START_MS, writer).adopt(Story.CENTRE);
            await().until(() -> writer.figures().trouble().contains("a defect for the test"));
            broken = false;
            awaitWritten(writer, 1);
            await().until(() -> writer.figures().trouble().isEmpty());
        }
    }

    @Test
    void shouldRefuseToGoOnBehindAnOlderCopyOfTheLog() throws Exception {
        try (HistoryWriter before = writer(10)) {
            Story story = new Story(START_MS, before).adopt(Story.CENTRE);
            story.call(Story.BILLING, "in the log that was lost");
            awaitWritten(before, 2);
        }
        List<RecordedEvent> olderCopy = new ArrayList<>();
        new Story(START_MS, olderCopy::add).adopt(Story.CENTRE);
        log.addAll(olderCopy);
        try (HistoryWriter after = writer(10)) {
            Story story = new Story(START_MS, after).adopt(Story.CENTRE);
            story.call(Story.BILLING, "would be taken for the other");
            await().until(() -> after.figures().trouble().contains("ends with entry 1"));
        }
        assertThat(contacts(null))
                .extracting(ContactHistory.Contact::caller)
                .containsExactly("in the log that was lost");
    }

    @Test
    void shouldAdoptTheServerThatSurvivedUs() throws Exception {
        Path own = Files.createTempDirectory(Path.of("target"), "adopt-it-").toAbsolutePath();
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StartsMariaDb.class.getName(),
                        own.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var words = victim.inputReader()) {
            assertThat(words.lines().filter(line -> line.startsWith("ready")).findFirst())
                    .isPresent();
        }
        victim.destroyForcibly().waitFor();
        String survivor = pidIn(own);
        OwnServer second = new OwnServer(own, () -> {
            throw new IOException("nothing may be started");
        });
        try (second) {
            DatabaseServer.Login adopted = second.running();
            try (Connection connection = DriverManager.getConnection(
                    adopted.jdbcUrl(), adopted.user(), adopted.password().reveal())) {
                assertThat(connection.isValid(3)).isTrue();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("login.properties"))))
                    .isEqualTo("rw-------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("init.sql"))))
                    .isEqualTo("rw-------");
        }
        assertThat(ProcessHandle.of(Long.parseLong(survivor)).filter(ProcessHandle::isAlive))
                .as("what was adopted is stopped, too")
                .isEmpty();
    }

    private static String pidIn(Path own) throws IOException {
        return Files.readString(own.resolve("data/mariadbd.pid")).strip();
    }

    /** A server to be killed. */
    static final class StartsMariaDb {
        public static void main(String... args) throws Exception {
            new OwnServer(Path.of(args[0]), embedded()).running();
            System.out.println("ready");
            Thread.currentThread().join();
        }
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNoMariaDb() {
        DatabaseServer nowhere = new OwnServer(directory.resolve("nowhere"), () -> {
            throw new IOException("no MariaDB to run: install it");
        });
        try (Database none = new Database(nowhere)) {
            none.start();
            await().until(() -> none.status().state() == Database.State.DOWN);
            assertThat(none.status().detail()).contains("install it");
        }
    }

    @Test
    void shouldStayAwayWithoutHarmWhenTheGivenServerDoesNotAnswer() {
        DatabaseSettings nobody = new DatabaseSettings("jdbc:mariadb://127.0.0.1:1/usher", "x", null, directory);
        try (Database none = new Database(nobody)) {
            none.start();
            await().atMost(Duration.ofSeconds(20)).until(() -> none.status().state() == Database.State.DOWN);
        }
    }

    private HistoryWriter writer(int capacity) {
        HistoryWriter writer = new HistoryWriter(database, source(), capacity);
        writer.start();
        return writer;
    }

    private HistorySource source() {
        return new HistorySource() {
            @Override
            public String logId() {
                return "the log of the test";
            }

            @Override
            public long replayedIndex() {
                return log.isEmpty() ? 0 : log.getLast().index();
            }

            @Override
            public Future<?> durable(long index) {
                if (broken) {
                    throw new IllegalStateException("a defect for the test");
                }
                return durableFrom.getOrDefault(index, CompletableFuture.completedFuture(null));
            }

            @Override
            public void replay(long fromIndex, EventSink sink) {
                log.stream().filter(event -> event.index() >= fromIndex).forEach(sink::accept);
            }
        };
    }

    private static void awaitWritten(HistoryWriter writer, long index) {
        await().atMost(Duration.ofMinutes(1)).until(() -> writer.figures().cursorIndex() >= index);
    }

    private static List<ContactHistory.Contact> contacts(@Nullable String queue) throws SQLException {
        return new ContactHistory(database)
                .contacts(new ContactHistory.Query(0, Long.MAX_VALUE, queue, null, 100))
                .contacts();
    }

    private static ContactHistory.Story story(long contactId) throws SQLException {
        return new ContactHistory(database).story(contactId).orElseThrow();
    }

    private static String line(ContactHistory.Step step) {
        String queue = Objects.requireNonNullElse(step.queue(), "-");
        String agent = Objects.requireNonNullElse(step.agent(), "-");
        String outcome = Objects.requireNonNullElse(step.outcome(), "-");
        return step.what() + " " + queue + " " + agent + " " + outcome + " " + step.forMs()
                + (step.holdMs() == null ? "" : " hold " + step.holdMs())
                + (step.creditMs() == null || step.creditMs() == 0 ? "" : " credit " + step.creditMs())
                + (Boolean.TRUE.equals(step.transferred()) ? " by transfer" : "")
                + (step.planStep() == null ? "" : " step " + step.planStep())
                + (step.otherContactId() == null ? "" : " with " + step.otherContactId());
    }

    private static ContactHistory.Contact only(List<ContactHistory.Contact> contacts) {
        assertThat(contacts).hasSize(1);
        return contacts.getFirst();
    }

    private static long count(String table) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}

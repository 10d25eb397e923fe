package org.usher.server.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.server.security.Secret;

/** The lease on the real MariaDB, by its clock. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class LeaseIT {
    /** Longer than any of these tests. */
    private static final long LONG_MS = 600_000;

    private static Path directory = Path.of("");
    private static Database database;

    @BeforeAll
    static void startMariaDb() throws Exception {
        directory = Files.createTempDirectory(Path.of("target"), "lease-it-").toAbsolutePath();
        Path unpacked = Path.of("target/mariadb/programs-11.4.5").toAbsolutePath();
        if (Files.isDirectory(unpacked)) {
            Files.createSymbolicLink(directory.resolve(unpacked.getFileName()), unpacked);
        }
        database = new Database(DatabaseSettings.ownServer(directory));
        database.start();
        assertThat(database.awaitUp(Duration.ofMinutes(2)))
                .as(() -> database.status().detail())
                .isTrue();
    }

    @AfterAll
    static void stopMariaDb() {
        database.close();
    }

    @BeforeEach
    void nobodyHasIt() throws Exception {
        run("UPDATE usher_lease SET holder = '', name = '', epoch = 0, expires_at = '2000-01-01'");
    }

    private static Lease left() {
        return new Lease(database, "left-id", "left", LONG_MS);
    }

    private static Lease right() {
        return new Lease(database, "right-id", "right", LONG_MS);
    }

    private static void run(String sql) throws Exception {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** As if its holder had not renewed it. */
    private static void runsOut() throws Exception {
        run("UPDATE usher_lease SET expires_at = UTC_TIMESTAMP(3)");
    }

    /** The same MariaDB by a connection of its own. */
    private static Database another() throws Exception {
        Properties login = new Properties();
        try (Reader reader = Files.newBufferedReader(directory.resolve("login.properties"))) {
            login.load(reader);
        }
        Database other = new Database(new DatabaseSettings(
                "jdbc:mariadb://127.0.0.1:" + login.getProperty("port") + "/usher?sslMode=disable",
                "usher",
                Secret.of(login.getProperty("password")),
                directory));
        other.start();
        assertThat(other.awaitUp(Duration.ofMinutes(1))).isTrue();
        return other;
    }

    @Test
    void shouldGiveItToOneOfMany() throws Exception {
        int takers = 8;
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Word>> words = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(takers)) {
            for (int i = 0; i < takers; i++) {
                Lease each = new Lease(database, "id-" + i, "taker-" + i, LONG_MS);
                words.add(threads.submit(() -> {
                    start.await();
                    Word word = each.take(0);
                    while (word instanceof Word.Unknown) { // more at once than the pool has connections
                        word = each.take(0);
                    }
                    return word;
                }));
            }
            start.countDown();
            int ours = 0;
            for (Future<Word> word : words) {
                if (word.get() instanceof Word.Ours taken) {
                    ours++;
                    assertThat(taken.epoch()).isEqualTo(1);
                } else {
                    assertThat(word.get()).isInstanceOf(Word.HeldBy.class);
                }
            }
            assertThat(ours).isEqualTo(1);
        }
    }

    @Test
    void shouldBeLeftToItsHolderUntilItRunsOut() throws Exception {
        assertThat(left().take(0)).isEqualTo(new Word.Ours(1));
        assertThat(right().take(0)).isInstanceOfSatisfying(Word.HeldBy.class, held -> {
            assertThat(held.name()).isEqualTo("left");
            assertThat(held.leftMs()).isBetween(1L, LONG_MS);
        });
        runsOut();
        assertThat(right().look()).isEqualTo(new Word.Free(1));
        assertThat(right().take(0)).isEqualTo(new Word.Ours(2));
        assertThat(left().renew(1)).isInstanceOf(Word.HeldBy.class);
        assertThat(right().look()).isEqualTo(new Word.Ours(2));
    }

    @Test
    void shouldRunOutByItselfAndLastWhenRenewed() {
        Lease brief = new Lease(database, "left-id", "left", 300);
        assertThat(brief.take(0)).isEqualTo(new Word.Ours(1));
        await().atMost(Duration.ofSeconds(30)).until(() -> right().look() instanceof Word.Free);
        assertThat(left().renew(1)).isEqualTo(new Word.Ours(1));
        assertThat(right().look()).isInstanceOf(Word.HeldBy.class);
    }

    @Test
    void shouldGiveItAtOnceToWhoeverHadItAndToWhoeverComesAfterOneWhoLeft() throws Exception {
        assertThat(left().take(0)).isEqualTo(new Word.Ours(1));
        assertThat(left().take(7)).isEqualTo(new Word.Ours(7));
        left().release();
        assertThat(right().look()).isEqualTo(new Word.Free(7));
        assertThat(right().take(0)).isEqualTo(new Word.Ours(8));
        left().release(); // which is not his any more
        assertThat(right().look()).isEqualTo(new Word.Ours(8));
    }

    @Test
    void shouldBeALaterReignsEvenIfTheEarlierOneStillHasTime() {
        assertThat(left().take(0)).isEqualTo(new Word.Ours(1));
        assertThat(right().renew(2)).as("MariaDB was away when it began").isEqualTo(new Word.Ours(2));
        assertThat(left().renew(1)).isInstanceOf(Word.HeldBy.class);
    }

    @Test
    void shouldBeUnknownWhileMariaDbIsAwayAndTellTheKeeperOfALaterReignAfterwards() throws Exception {
        List<Integer> later = new CopyOnWriteArrayList<>();
        Database own = another();
        assertThat(left().take(0)).isEqualTo(new Word.Ours(1));
        Lease ours = new Lease(own, "left-id", "left", 500);
        try (LeaseKeeper keeper = new LeaseKeeper(ours, 1, later::add)) {
            keeper.start();
            await().until(() -> keeper.word() instanceof Word.Ours);
            own.close();
            await().until(() -> keeper.word() instanceof Word.Unknown);
            assertThat(later).as("that it is away ends no reign").isEmpty();
        }
        try (LeaseKeeper keeper = new LeaseKeeper(left(), 1, later::add)) {
            keeper.start();
            await().until(() -> keeper.word() instanceof Word.Ours);
            assertThat(right().renew(2)).isEqualTo(new Word.Ours(2));
            runsOut(); // a fifth of the lease is two minutes: the keeper is not to be waited for
        }
        assertThat(right().look()).as("nobody gives back what is another's").isEqualTo(new Word.Ours(2));
        try (LeaseKeeper keeper = new LeaseKeeper(left(), 1, later::add)) {
            keeper.start();
            await().until(() -> later.equals(List.of(2)));
        }
    }
}

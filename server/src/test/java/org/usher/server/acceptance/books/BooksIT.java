package org.usher.server.acceptance.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.server.acceptance.Api;
import org.usher.server.acceptance.Mirror;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.acceptance.UsherProcess;
import org.usher.server.acceptance.Wallboard;
import org.usher.telephony.rig.RealAsterisk;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The books balance, call by call: 300 real calls of all sorts in a minute, one phone unregistering and one dying meanwhile. Another seed
 * for the mix: {@code -Dbooks.seed=N}, or {@code random}; the seed of a run is printed, and what the reader saw of it is kept in
 * {@code target/books}.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(900)
final class BooksIT {
    /** How long Asterisk waits for audio before it takes a phone for dead. */
    private static final int RTP_TIMEOUT_SECONDS = 8;

    /** Always the same, so that a run that fails can be had again; it is the one whose books a former reader took for whole when they were not. */
    private static final String DEFAULT_SEED = "839646";

    /** A minute; then it begins anew. */
    private static final int MUSIC_WINDOWS = 60_000 / Sound.WINDOW_MS;

    /** In how many places each falsification is tried here; in all of them by {@code AuditTest} on what this test keeps. */
    private static final int PLACES = 25;

    private final RealAsterisk asterisk = RealAsterisk.builder()
            .agents(Centre.phones().toArray(String[]::new))
            .dialplan(Centre.dialplan())
            .edit("pjsip.conf", BooksIT::forAMinute)
            .edit("musiconhold.conf", BooksIT::withoutVoices)
            .start();
    private final UsherProcess usher = UsherProcess.start(UsherFiles.fresh("books")
            .wiredTo(asterisk, RealAsterisk.USHER_SECRET, "")
            .write("centre.toml", Centre.toml()));
    private final HttpClient http = HttpClient.newHttpClient();
    private final Wallboard wallboard = Wallboard.watch(http, usher.address());

    @AfterAll
    void close() {
        wallboard.close();
        http.close();
        try {
            usher.close();
        } finally {
            asterisk.close();
        }
    }

    @Test
    void shouldAccountForEveryCallOfABusyMinute() {
        long seed = seed();
        System.out.println("books.seed=" + seed);
        try (Floor floor = new Floor(asterisk, CallMix.of(seed))) {
            floor.open();
            logIn();
            shutDoors();
            floor.start();
            await().atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(250))
                    .untilAsserted(() -> assertThat(floor.callsGoingOn())
                            .as("calls that should be over; troubles %s", floor.troubles())
                            .isZero());
            await("the books of seed " + seed)
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(() -> {
                        Evidence evidence = evidence(floor);
                        keep(seed, evidence);
                        assertThat(Audit.of(evidence))
                                .as("findings, with troubles %s", floor.troubles())
                                .isEmpty();
                    });
            assertThat(floor.troubles()).isEmpty();
            Evidence evidence = evidence(floor);
            System.out.println(told(evidence));
            assertThat(evidence.callers()).hasSize(floor.planned());
            assertThat(Happened.notIn(evidence)).isEmpty();
            assertThat(Doctored.values())
                    .allSatisfy(way -> assertThat(way.somewhere(evidence, 1)).isNotEmpty());
            assertThat(Doctored.missed(evidence, PLACES))
                    .as("what the reader does not find in the books of seed %d", seed)
                    .isEmpty();
        }
    }

    private static long seed() {
        String seed = System.getProperty("books.seed", DEFAULT_SEED);
        return seed.equals("random") ? RandomGenerator.getDefault().nextLong(1_000_000) : Long.parseLong(seed);
    }

    /**
     * The shipped time-outs are for people; here phones die within a minute. And whom agents call by keys sees who calls, as in any office.
     */
    private static String forAMinute(String pjsip) {
        String timeout = "rtp_timeout = " + RTP_TIMEOUT_SECONDS + "\n";
        return pjsip.replaceAll("\\[(\\w+)]\\(usher-phone\\)\n", "$0" + timeout + "callerid = $1 <$1>\n")
                .replace("](usher-trunk)\n", "](usher-trunk)\n" + timeout);
    }

    /** Who waits hears a tone that is nobody's. */
    private static String withoutVoices(String musicOnHold) {
        try {
            Path directory = Files.createDirectories(Path.of("target", "books", "music"));
            byte[] tone = Sound.tone(Tones.MUSIC_HZ);
            ByteBuffer music = ByteBuffer.allocate(MUSIC_WINDOWS * tone.length);
            while (music.hasRemaining()) {
                music.put(tone);
            }
            Files.write(directory.resolve("tone.ulaw"), music.array());
            return musicOnHold.replaceAll("directory = .*", "directory = " + directory.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One queue is closed by a person, one is empty; the dialplan has heard of both. */
    private void shutDoors() {
        new Api(http, usher.address()).closeQueue(Centre.CLOSED);
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            String globals = asterisk.cli("dialplan show globals");
            return globals.contains("USHER_Q_" + Centre.CLOSED + "=entry:CLOSED")
                    && globals.contains("USHER_Q_" + Centre.EMPTY + "=entry:EMPTY");
        });
    }

    private void logIn() {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
        Api api = new Api(http, usher.address());
        for (String agent : Centre.agents().keySet()) {
            api.logIn(agent, Centre.phonesOf(agent).toArray(String[]::new));
            wallboard.awaitAgent(agent, "READY");
        }
    }

    private Evidence evidence(Floor floor) {
        Properties login = Mirror.login(usher.files());
        Ledger ledger = LedgerReader.read(
                "jdbc:mariadb://127.0.0.1:" + login.getProperty("port") + "/usher?sslMode=disable",
                "usher",
                login.getProperty("password"));
        Map<String, Evidence.Totals> totals = new LinkedHashMap<>();
        Centre.queues().keySet().forEach(queue -> totals.put(queue, totals(wallboard.queue(queue))));
        return new Evidence(
                System.currentTimeMillis(),
                floor.callerLegs(),
                floor.agentLegs(),
                floor.consultLegs(),
                floor.absences(),
                floor.heard(),
                floor.mutes(),
                ledger,
                totals,
                Centre.agreed());
    }

    /** The evidence of the last run of each seed, for whoever wants to know what the reader saw. */
    private static void keep(long seed, Evidence evidence) {
        try {
            Path file = Files.createDirectories(Path.of("target", "books")).resolve("seed-" + seed + ".json");
            JsonMapper.shared().writeValue(file, evidence);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Evidence.Totals totals(JsonNode row) {
        return new Evidence.Totals(
                row.path("offered").asLong(),
                row.path("answered").asLong(),
                row.path("abandoned").asLong(),
                row.path("shortAbandoned").asLong(),
                row.path("otherwiseEnded").asLong(),
                row.path("waiting").asLong());
    }

    private static String told(Evidence evidence) {
        List<AgentLeg> legs = evidence.agentLegs();
        return "callers "
                + evidence.callers().stream().collect(Collectors.groupingBy(CallerLeg::end, Collectors.counting()))
                + ", agents' phones "
                + legs.stream().collect(Collectors.groupingBy(AgentLeg::finalStatus, Collectors.counting()))
                + ", wallboard " + evidence.totals();
    }
}

package org.usher.server.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Calls go on while the database is away and while strangers send garbage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class TroubleIT {
    private final UsherFiles databaseFiles = UsherFiles.fresh("trouble-database");
    private final Database mariaDb =
            new Database(DatabaseSettings.ownServer(databaseFiles.home().resolve("data/mariadb")));
    private final Door door = Door.to(startEmptyMariaDb());
    private final Office office = Office.open("trouble", 5, "", """
            [database]
            url = "jdbc:mariadb://127.0.0.1:%d/usher?sslMode=disable"
            user = "usher"
            password = "%s"
            """.formatted(
                    door.port(), Mirror.login(databaseFiles).getProperty("password")));

    /** A MariaDB with an empty schema; returns its port. */
    private int startEmptyMariaDb() {
        mariaDb.start();
        try {
            assertThat(mariaDb.awaitUp(Duration.ofMinutes(2)))
                    .as(() -> mariaDb.status().detail())
                    .isTrue();
            try (Connection connection = mariaDb.connection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE usher");
                statement.execute("CREATE DATABASE usher CHARACTER SET utf8mb4");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return Integer.parseInt(Mirror.login(databaseFiles).getProperty("port"));
    }

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
        door.close();
        mariaDb.close();
    }

    @Test
    void shouldServeCallsWithoutADatabaseAndTellThemWhenItComes() {
        JsonNode check = office.api().check("database");
        assertThat(check.path("up").asBoolean()).isFalse();
        assertThat(check.path("required").asBoolean()).isFalse();
        assertThat(check.path("detail").asString()).contains("127.0.0.1:" + door.port(), "Connection refused");
        assertThat(office.api().get("health/ready").status()).isEqualTo(200);
        String served = serveOneCall();
        Api.Answer away = office.api().get("api/v1/contacts");
        assertThat(away.status()).isEqualTo(503);
        assertThat(away.body()).contains("history-away", "calls go on");
        assertThat(office.usher.files().said().split("no database, history waits", -1))
                .as("it is said once, however often it is tried")
                .hasSize(2);

        door.open();
        JsonNode contact = office.awaitEnded("billing", served);
        assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
        assertThat(contact.path("agent").asString()).isEqualTo("anna");

        door.close(); // and it is lost again
        String meanwhile = serveOneCall();
        patiently().until(() -> !office.api().check("database").path("up").asBoolean());
        door.open();
        office.awaitEnded("billing", meanwhile);
        door.close();
    }

    private String serveOneCall() {
        try (SippPhone anna = office.anna().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("billing")) {
                awaitBothHear(caller, anna);
                caller.hangUp();
                office.wallboard().awaitAgent("anna", "WRAP_UP");
                office.api().endWrapUp("anna");
                office.wallboard().awaitAgent("anna", "READY");
            }
            office.api().logOut("anna");
            office.wallboard().awaitAgent("anna", "LOGGED_OUT");
            return office.lastNumber();
        }
    }

    @Test
    void shouldNotMindGarbageOnItsPort() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] noise = new byte[20_000];
        random.nextBytes(noise);
        String upgrade = "GET /ws/wallboard HTTP/1.1\r\nHost: 127.0.0.1:" + port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        List<byte[]> garbage = List.of(
                noise,
                bytes(""),
                bytes("\r\n\r\n\r\n"),
                bytes("EHLO usher\r\n"),
                bytes("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003"),
                bytes("GET / HTTP/9.9\r\n\r\n"),
                bytes("GET " + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n"),
                bytes("GET / HTTP/1.1\r\nX: " + "b".repeat(100_000) + "\r\n\r\n"),
                bytes("POST /api/v1/agents/anna/pause HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n"),
                bytes(
                        "POST /api/v1/agents/anna/pause HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\nx"),
                bytes("GET /../../../../etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"),
                bytes(upgrade + "plain text where frames belong"),
                bytes(upgrade + "\u0081\u0005Hello"), // not masked, as a client's frames must be
                bytes(upgrade + "\u0081\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"));
        for (byte[] each : garbage) {
            throwAt(each);
        }
        // somebody stays connected and says nothing, many times
        Socket[] silent = new Socket[200];
        for (int i = 0; i < silent.length; i++) {
            silent[i] = new Socket(InetAddress.getLoopbackAddress(), port());
        }
        assertThat(office.api().get("health/live").status()).as("seed " + seed).isEqualTo(200);
        assertThat(office.api().get("api/v1/queues").status()).isEqualTo(200);
        for (Socket each : silent) {
            each.close();
        }
        Api.Answer nonsense = office.api().post("api/v1/agents/anna/pause", "{\"reason\": ");
        assertThat(nonsense.status()).isEqualTo(400);
        assertThat(office.api().get("api/v1/nothing").status()).isEqualTo(404);
        // the wallboard that watched all along still sees every call
        try (SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            caller.hangUp();
            office.wallboard().awaitWaiting("billing", 0);
        }
        assertThat(office.usher.files().said()).doesNotContain(" ERROR ").doesNotContain("\tat ");
    }

    private int port() {
        return URI.create(office.usher.address()).getPort();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Sends it and reads whatever comes back until the other side ends, or we do after what it has not understood by then. */
    private void throwAt(byte[] garbage) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(500);
            socket.getOutputStream().write(garbage);
            socket.getOutputStream().flush();
            socket.getInputStream().readAllBytes();
        } catch (SocketException | SocketTimeoutException e) {
            // hung up on, or waited for more: both are answers to garbage
        }
    }
}

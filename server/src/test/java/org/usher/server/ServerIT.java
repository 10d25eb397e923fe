package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole server, from the simulated PBX's socket to the browser's and to a real MariaDB, through a restart. */
@Tag("alone")
final class ServerIT {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private String address = "";
    private String token = "";

    @Test
    void shouldServeCallsShowThemKeepThemAndGoOnAfterARestart() throws Exception {
        ServerConfig config = ServerConfigFile.read(Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 0
                [simulation]
                enabled = true
                calls_per_minute = 120
                desk = "hugo"
                """))
                .withDataDirectory(directory.resolve("data"));
        Centre centre = CentreFile.read(Path.of("../conf/centre.toml"));

        long answeredBefore;
        try (Server server = start(config, centre)) {
            enter(server);
            assertThat(get("health/live").path("up").asBoolean()).isTrue();
            assertThat(get("health/ready").path("up").asBoolean()).isTrue();
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(sum("answered")).isGreaterThanOrEqualTo(5));
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(answeredInHistory()).isPositive());
            assertThat(states()).as("all but the one who is left to us").containsOnlyOnce("LOGGED_OUT");
            Path password = directory.resolve("data/desk.password"); // as soon as MariaDB is there
            await().atMost(LONG_ENOUGH).until(() -> Files.exists(password));
            assertThat(mayLogIn("hugo", Files.readString(password))).isTrue();
            assertThat(text("metrics"))
                    .contains(
                            "usher_engine_alive 1.0",
                            "usher_link_up{pbx=\"simulated\"} 1.0",
                            "usher_wallboard_clients 0.0",
                            "usher_history_lagging 0.0");
            assertThat(text("metrics"))
                    .containsPattern("usher_http_connections [1-9]")
                    .containsPattern("usher_http_answered_total [1-9]")
                    .containsPattern("usher_history_written_total [1-9]")
                    .contains("usher_http_failed_total 0.0");

            assertThatThrownBy(() -> start(config, centre))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("another Usher is running on the data directory");
            answeredBefore = sum("answered");
        }

        try (Server again = start(config, centre)) {
            enter(again);
            assertThat(sum("answered")).as("the log goes on").isGreaterThanOrEqualTo(answeredBefore);
            assertThat(states()).as("nobody has to log in again").containsOnlyOnce("LOGGED_OUT");
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(sum("answered")).isGreaterThan(answeredBefore));
            await().atMost(LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(answeredInHistory()).isGreaterThanOrEqualTo(answeredBefore));
        }
    }

    /** As {@link Main} does it; with a database of its own there is no other to wait for. */
    private static Server start(ServerConfig config, Centre centre) throws Exception {
        Turn turn =
                new Turn(config, 0, Doorway.open(config.http(), config.http().port()), (address, why) -> {});
        return Server.start(config, centre, turn.await());
    }

    private void enter(Server server) throws IOException {
        address = server.address();
        token = Files.readString(directory.resolve("data/admin.token")).strip();
    }

    private boolean mayLogIn(String name, String password) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "api/v1/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + name + "\",\"password\":\"" + password.strip() + "\"}"))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        return answer.statusCode() == 200
                && JsonMapper.shared()
                        .readTree(answer.body())
                        .path("mustChangePassword")
                        .asBoolean();
    }

    private long sum(String figure) throws Exception {
        long sum = 0;
        for (JsonNode queue : get("api/v1/queues").path("queues")) {
            sum += queue.path(figure).asLong();
        }
        return sum;
    }

    private String states() throws Exception {
        StringBuilder states = new StringBuilder();
        for (JsonNode agent : get("api/v1/agents").path("agents")) {
            states.append(agent.path("state").asString()).append(' ');
        }
        return states.toString();
    }

    /** As many as MariaDB knows by now. */
    private long answeredInHistory() throws Exception {
        long answered = 0;
        long now = System.currentTimeMillis();
        for (JsonNode contact : get("api/v1/contacts?limit=1000&from=" + (now - 3_600_000) + "&to=" + (now + 60_000))
                .path("contacts")) {
            if (contact.path("outcome").asString().equals("ANSWERED")) {
                assertThat(contact.path("agent").asString()).isNotEmpty();
                answered++;
            }
        }
        return answered;
    }

    private JsonNode get(String path) throws Exception {
        return JsonMapper.shared().readTree(text(path));
    }

    private String text(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
        return response.body();
    }
}

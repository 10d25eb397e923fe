package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;

/** A whole server with its own MariaDB, and the commands by which somebody says who may come in. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class PeopleCommandsIT {
    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String address = "";

    @Test
    void shouldLetPeopleAndProgramsInAndOut() throws Exception {
        ServerConfig config = ServerConfigFile.read(Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 0
                [simulation]
                enabled = true
                calls_per_minute = 60
                """))
                .withDataDirectory(directory.resolve("data"));
        Centre centre = CentreFile.read(Path.of("../conf/centre.toml"));
        Turn turn = new Turn(config, 0, Doorway.open(config.http(), 0), (where, why) -> {});
        try (Server server = Server.start(config, centre, turn.await())) {
            address = server.address();
            Path first = directory.resolve("data/admin.password");
            await().atMost(Duration.ofMinutes(1)).until(() -> Files.exists(first) && people("list") == 0);
            await().atMost(Duration.ofMinutes(1)).until(() -> {
                people("list");
                return out.toString().contains("admin  ADMIN  all queues  must change the password");
            });
            assertThat(logIn("admin", Files.readString(first).strip())).isEqualTo(200);

            String queue = centre.configuration().queues().getFirst().name();
            assertThat(people("add", "boris", "--role", "supervisor", "--queue", queue))
                    .isZero();
            String given = out.toString().strip();
            assertThat(logIn("boris", given)).isEqualTo(200);
            assertThat(people("list")).isZero();
            assertThat(out.toString()).contains("boris  SUPERVISOR  queues " + queue + "  must change the password");

            assertThat(people("disable", "boris")).isZero();
            assertThat(logIn("boris", given)).isEqualTo(401);
            assertThat(people("enable", "boris")).isZero();
            assertThat(people("password", "boris")).isZero();
            assertThat(logIn("boris", given)).isEqualTo(401);
            assertThat(logIn("boris", lastLine())).isEqualTo(200);
            assertThat(people("disable", "nobody")).isEqualTo(3);
            assertThat(err.toString()).contains("There is none of the name nobody");

            assertThat(people("token", "add", "crm", "--scope", "contacts:read"))
                    .isZero();
            String token = lastLine();
            assertThat(get("api/v1/contacts", token)).isEqualTo(200);
            assertThat(get("metrics", token)).isEqualTo(403);
            assertThat(people("token", "list")).isZero();
            assertThat(out.toString()).contains("crm  contacts:read").doesNotContain(token);
            assertThat(people("token", "withdraw", "crm")).isZero();
            assertThat(get("api/v1/contacts", token)).isEqualTo(401);
            assertThat(get(
                            "metrics",
                            Files.readString(directory.resolve("data/admin.token"))
                                    .strip()))
                    .isEqualTo(200);
        }
    }

    private int people(String... command) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] where = {
            "people",
            "--server",
            address,
            "--token-file",
            directory.resolve("data/admin.token").toString()
        };
        String[] all = new String[where.length + command.length];
        System.arraycopy(where, 0, all, 0, where.length);
        System.arraycopy(command, 0, all, where.length, command.length);
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }

    private String lastLine() {
        return out.toString().strip();
    }

    private int logIn(String name, String password) throws Exception {
        return status(HttpRequest.newBuilder(URI.create(address + "api/v1/session"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}")));
    }

    private int get(String path, String token) throws Exception {
        return status(HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + token));
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }
}

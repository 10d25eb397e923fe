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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server with simulated callers, whose centre is changed while they wait and talk, and which is started again. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class ApplyCommandIT {
    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String address = "";
    private String sample = "";
    private ServerConfig config;

    @BeforeEach
    void configure() throws Exception {
        config = ServerConfigFile.read(Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 0
                [simulation]
                enabled = true
                calls_per_minute = 120
                """))
                .withDataDirectory(directory.resolve("data"));
        sample = Files.readString(Path.of("../conf/centre.toml"));
    }

    @Test
    void shouldAdoptAnotherCentreWhileCallsGoOnAndComeBackToIt() throws Exception {
        Centre file = CentreFile.read(Path.of("../conf/centre.toml"));
        Path changed = file("changed.toml", sample.replace("wrap_up = \"20s\"", "wrap_up = \"3s\""));
        Path hopeless = file("hopeless.toml", sample.replace("[\"returns:3\"]", "[\"returns:10\"]"));
        try (Server _ = start(file)) {
            await().atMost(Duration.ofMinutes(1)).until(() -> talking() >= 3);
            assertThat(apply("--dry-run", changed)).isZero();
            assertThat(out.toString())
                    .contains("Compared with revision 1:", "queue support: wrap_up 20s -> 3s", " talks, which go on");
            assertThat(apply("--dry-run", Path.of("../conf/centre.toml"))).isZero();
            assertThat(out.toString()).contains("Nothing changes: this is in force, as revision 1.");

            assertThat(apply("--server", address, hopeless)).isEqualTo(2);
            assertThat(out.toString()).contains("asks for what no agent of returns has, and lasts for ever");
            assertThat(err.toString()).contains("Not adopted");

            assertThat(apply("--server", address, changed)).isZero();
            assertThat(out.toString()).contains("Revision 2 is in force.");
            assertThat(talking()).as("nobody is dropped").isPositive();
            assertThat(apply("--force", hopeless)).isZero();
            assertThat(apply("--server", address, changed)).isZero();
            assertThat(out.toString()).contains("Revision 4 is in force.");
        }
        try (Server _ = start(file)) {
            apply("--dry-run", changed);
            assertThat(out.toString()).contains("Nothing changes: this is in force, as revision 4.");
        }
        Path edited = file("centre.toml", sample.replace("wrap_up = \"20s\"", "wrap_up = \"7s\""));
        try (Server _ = start(CentreFile.read(edited))) {
            apply("--dry-run", edited);
            assertThat(out.toString()).contains("Nothing changes: this is in force, as revision 5.");
        }
        assertThat(directory.resolve("data/centre/revision-2.toml")).hasSameTextualContentAs(changed);
    }

    private Server start(Centre centre) throws Exception {
        Server server = Server.start(
                config, centre, new Turn(config, 0, Doorway.open(config.http(), 0), (where, why) -> {}).await());
        address = server.address();
        return server;
    }

    private Path file(String name, String text) throws Exception {
        assertThat(text).isNotEqualTo(sample);
        return Files.writeString(directory.resolve(name), text);
    }

    private int talking() throws Exception {
        HttpResponse<String> agents = http.send(
                HttpRequest.newBuilder(URI.create(address + "api/v1/agents"))
                        .timeout(Duration.ofSeconds(20))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        int talking = 0;
        for (JsonNode agent : JsonMapper.shared().readTree(agents.body()).path("agents")) {
            talking += agent.path("state").asString().equals("ON_CONTACT") ? 1 : 0;
        }
        return talking;
    }

    private int apply(String option, Path file) {
        return apply(option, "--server=" + address, file.toString());
    }

    private int apply(String option, String server, Path file) {
        return apply(option, server, file.toString());
    }

    private int apply(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        String[] where = {
            "apply", "--token-file", directory.resolve("data/admin.token").toString()
        };
        String[] all = new String[where.length + words.length];
        System.arraycopy(where, 0, all, 0, where.length);
        System.arraycopy(words, 0, all, where.length, words.length);
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), all);
    }
}

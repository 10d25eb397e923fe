package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.PbxSettings;
import org.usher.telephony.sim.PhoneBehaviour;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A whole server, customers in its MariaDB, and a simulated PBX at the other end of AMI whose callers we choose. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class CustomersOnCallIT {
    private static final String CENTRE = """
            [[skill]]
            name = "french"
            [[queue]]
            name = "sales"
            wrap_up = "0s"
            [[device]]
            endpoint = "desk1"
            [[device]]
            endpoint = "desk2"
            [[agent]]
            name = "hans"
            queues = ["sales"]
            [[agent]]
            name = "frederic"
            skills = ["french:5"]
            queues = ["sales"]
            [[customer_rule]]
            when = { vip = true }
            priority = 20
            [[customer_rule]]
            when = { language = "fr" }
            skills = ["french:3"]
            """;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private PbxServer pbx;
    private String address = "";
    private String token = "";

    @BeforeEach
    void start() throws Exception {
        PbxModel model = new PbxModel(
                PbxSettings.standard().withUser("usher", "a secret of sixteen"), System.currentTimeMillis());
        model.phone("desk1", new PhoneBehaviour.Answers(50, 300));
        model.phone("desk2", new PhoneBehaviour.Answers(50, 300));
        pbx = PbxServer.serve(model, 0, 1);
    }

    @AfterEach
    void stop() {
        pbx.close();
    }

    @Test
    void shouldServeAVipBeforeOthersAndWhoSpeaksFrenchByWhoDoes() throws Exception {
        ServerConfig config = ServerConfigFile.read(
                        Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 0
                [customers]
                region = "DE"
                [[pbx]]
                id = 1
                name = "office"
                host = "127.0.0.1"
                port = %d
                user = "usher"
                secret = "a secret of sixteen"
                """.formatted(pbx.port())))
                .withDataDirectory(directory.resolve("data"));
        Path centre = Files.writeString(directory.resolve("centre.toml"), CENTRE);
        Turn turn =
                new Turn(config, 0, Doorway.open(config.http(), config.http().port()), (where, why) -> {});
        try (Server server = Server.start(config, CentreFile.read(centre), turn.await())) {
            address = server.address();
            token = Files.readString(directory.resolve("data/admin.token")).strip();
            patiently()
                    .until(() -> json("health/ready")
                            .path("checks")
                            .valueStream()
                            .anyMatch(check -> check.path("name").asString().equals("database")
                                    && check.path("up").asBoolean()));
            importCustomers("""
                    id,name,language,vip,numbers
                    C-1,Otto Normal,,,030 111111
                    C-2,Vera Ibsen,,true,030 222222
                    C-3,Marie Curie,fr,,+33 1 42685300
                    """);

            call("030 111111");
            awaitLine("C-1 0");
            call("+33 1 42685300");
            awaitLine("C-1 0", "C-3 0");
            call("030 222222");
            awaitLine("C-1 0", "C-2 20", "C-3 0");

            logIn("hans", "desk1");
            awaitLine("C-3 0"); // whom hans cannot serve
            logIn("frederic", "desk2");
            awaitLine();

            patiently().until(() -> served().size() == 3);
            assertThat(served())
                    .containsExactly(
                            "C-2 by hans", // who came last and is worth most
                            "C-1 by hans",
                            "C-3 by frederic");
        }
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            assertThat(files.filter(file -> file.getFileName().toString().endsWith(".log"))
                            .filter(file -> !file.startsWith(directory.resolve("data/mariadb")))
                            .toList())
                    .isNotEmpty()
                    .as("the command log knows ids alone")
                    .noneMatch(CustomersOnCallIT::namesAnybody);
        }
    }

    /** As an operator does it. */
    private void importCustomers(String csv) throws Exception {
        StringWriter err = new StringWriter();
        int exit = Main.execute(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(err, true),
                "customers",
                "import",
                "--server=" + address,
                "--token-file=" + directory.resolve("data/admin.token"),
                Files.writeString(directory.resolve("customers.csv"), csv).toString());
        assertThat(exit).as(err.toString()).isZero();
    }

    private static boolean namesAnybody(Path file) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return text.contains("Ibsen") || text.contains("Curie");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1)).pollInterval(Duration.ofMillis(50));
    }

    private void call(String number) {
        pbx.on(model -> {
            var _ = model.call(CallerScript.forQueue("sales").withCaller(number, ""));
        });
    }

    /** Who waits, with his priority, by his id; nobody talks for long. */
    private void awaitLine(String... customers) {
        patiently()
                .untilAsserted(() -> assertThat(json("api/v1/queues/sales/contacts")
                                .path("contacts")
                                .valueStream()
                                .map(contact -> contact.path("customer").asString() + " "
                                        + contact.path("priority").asInt()))
                        .containsExactlyInAnyOrder(customers));
    }

    /** Customers in the order in which they were connected, and with whom. */
    private List<String> served() throws Exception {
        return json("api/v1/contacts")
                .path("contacts")
                .valueStream()
                .filter(contact -> contact.path("answeredAtMs").isNumber())
                .sorted(Comparator.comparingLong(
                        contact -> contact.path("answeredAtMs").asLong()))
                .map(contact -> contact.path("customer").asString() + " by "
                        + contact.path("agent").asString())
                .toList();
    }

    private void logIn(String agent, String phone) throws Exception {
        HttpResponse<String> answer = send(request("api/v1/agents/" + agent + "/login")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"devices\":[\"" + phone + "\"]}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode json(String path) throws Exception {
        return JsonMapper.shared().readTree(get(path));
    }

    private String get(String path) throws Exception {
        return send(request(path)).body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}

package org.usher.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.usher.server.OneServer;
import org.usher.server.acceptance.Api;
import org.usher.server.acceptance.UsherFiles;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import org.usher.server.openid.TestProvider;
import org.usher.telephony.sim.CallerScript;
import org.usher.telephony.sim.Fault;
import org.usher.telephony.sim.PbxModel;
import org.usher.telephony.sim.PbxServer;
import org.usher.telephony.sim.PbxSettings;
import org.usher.telephony.sim.PhoneBehaviour;
import org.usher.telephony.sim.PhoneOrder;

/** The sample centre on a whole server, before a PBX in memory whose callers and phones do what the test says and nothing else. */
final class SmallCentre implements AutoCloseable {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final String SECRET = "of the simulated PBX";
    /** The token of a screen in the lobby. */
    static final String LOBBY = "token-of-the-lobby";

    private static final Set<String> AT_WORK = Set.of("anna", "bela", "hugo");

    final TestProvider provider;
    final Api api;
    private final PbxServer pbx;
    private final ServerConfig config;
    private final Centre centre;
    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private @Nullable OneServer server;

    SmallCentre() throws Exception {
        this("pages", "");
    }

    /** On files of this name, with more in usher.toml. */
    SmallCentre(String name, String more) throws Exception {
        UsherFiles files = UsherFiles.fresh(name);
        PbxModel model = new PbxModel(PbxSettings.standard().withUser("usher", SECRET), System.currentTimeMillis());
        for (int phone = 1; phone <= 8; phone++) {
            model.phone("agent" + phone, new PhoneBehaviour.RingsOut());
        }
        model.phone("outside", new PhoneBehaviour.Answers(50, PhoneBehaviour.NEVER));
        pbx = PbxServer.serve(model, 0, 1);
        provider = new TestProvider();
        config = ServerConfigFile.read(wiring(files, more))
                .withDataDirectory(files.home().resolve("data"));
        // long enough to be looked at in peace
        centre = CentreFile.read(Files.writeString(
                files.home().resolve("centre.toml"),
                Files.readString(Path.of("../conf/centre.toml"))
                        .replace("name = \"support\"\n", "name = \"support\"\nsurvey = true\n")
                        .replaceAll("(?m)^ring = .*$", "ring = \"90s\"")
                        .replaceAll("(?m)^wrap_up = .*$", "wrap_up = \"90s\"")));
        OneServer first = OneServer.start(config, centre, 0);
        server = first;
        port = first.port();
        api = new Api(http, address());
    }

    /** As long as it may take on a machine that builds something else beside. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(LONG_ENOUGH);
    }

    private Path wiring(UsherFiles files, String more) throws IOException {
        return Files.writeString(
                files.home().resolve("usher.toml"),
                """
                [http]
                port = 0
                [[pbx]]
                id = 1
                name = "office"
                host = "127.0.0.1"
                port = %d
                user = "usher"
                secret = "%s"
                [desk]
                away_after = "3s"
                numbers = ["+49*"]
                crm_link = "https://crm.example.org/find?number={number}&call={contact}"
                [security]
                without_token = "anonymous"
                [[security.token]]
                name = "tests"
                role = "admin"
                secret = "%s"
                [[security.token]]
                name = "lobby"
                role = "wallboard"
                secret = "%s"
                [security.openid]
                label = "Single sign-on"
                issuer = "%s"
                client_id = "usher"
                client_secret = "%s"
                address = "http://127.0.0.1"
                """.formatted(pbx.port(), SECRET, UsherFiles.TOKEN, LOBBY, provider.issuer(), TestProvider.SECRET)
                        + more);
    }

    String address() {
        return "http://127.0.0.1:" + port + "/";
    }

    /** The server stops; pages and phones are left alone. */
    void stop() {
        OneServer running = server;
        server = null;
        if (running != null) {
            running.close();
        }
    }

    void startAgain() throws Exception {
        server = OneServer.start(config, centre, port);
    }

    /** Somebody calls this queue, and waits as long as it takes. @return by which he can be told to hang up */
    String call(String queue, String number, String name) {
        return with(model -> model.call(CallerScript.forQueue(queue).withCaller(number, name))
                .orElseThrow());
    }

    void hangUp(String caller) {
        with(model -> {
            model.hangUp(caller);
            return true;
        });
    }

    /** As soon as this phone has a call to do it with. */
    void phone(String endpoint, PhoneOrder order) {
        await().until(() -> with(model -> model.order(endpoint, order)));
    }

    /** The PBX is gone, with all its calls, until {@link #pbxBack}. */
    void pbxGone() {
        restartPbx(Duration.ofDays(1));
    }

    void pbxBack() {
        restartPbx(Duration.ZERO);
    }

    private void restartPbx(Duration down) {
        with(model -> {
            model.inject(new Fault.RestartPbx(down.toMillis()));
            return true;
        });
    }

    private <T> T with(Function<PbxModel, T> what) {
        CompletableFuture<T> result = new CompletableFuture<>();
        pbx.on(model -> {
            try {
                result.complete(what.apply(model));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    String stateOf(String agent) {
        return api.get("api/v1/agents")
                .json()
                .path("agents")
                .valueStream()
                .filter(one -> one.path("name").asString().equals(agent))
                .findFirst()
                .orElseThrow()
                .path("state")
                .asString();
    }

    void awaitState(String agent, String state) {
        await().untilAsserted(() -> assertThat(stateOf(agent)).isEqualTo(state));
    }

    void awaitWaiting(String queue, int waiting) {
        await().until(() -> api.get("api/v1/queues")
                .json()
                .path("queues")
                .valueStream()
                .anyMatch(one -> one.path("name").asString().equals(queue)
                        && one.path("waiting").asInt() == waiting));
    }

    /** This agent takes this caller. */
    void talk(String agent, String phone) {
        awaitState(agent, "OFFERED");
        phone(phone, PhoneOrder.ANSWER);
        awaitState(agent, "ON_CONTACT");
    }

    /** Nobody talks, waits or is at work. */
    void clear(List<String> callers) {
        callers.forEach(this::hangUp);
        for (String agent : AT_WORK) {
            if (!stateOf(agent).equals("LOGGED_OUT")) {
                api.logOut(agent);
            }
            await().until(() -> {
                String state = stateOf(agent);
                if (state.equals("WRAP_UP")) {
                    api.endWrapUp(agent);
                }
                return state.equals("LOGGED_OUT");
            });
        }
    }

    @Override
    public void close() {
        stop();
        pbx.close();
        provider.close();
        http.close();
    }
}

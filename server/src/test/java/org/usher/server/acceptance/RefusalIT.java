package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.patiently;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** What Usher says when it is started with something wrong, and that it works when that is put right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class RefusalIT {
    private static final int WRONG_INPUT = 2;
    private static final int CANNOT_START = 3;

    private final RealAsterisk asterisk = RealAsterisk.builder().agents("anna").start();

    @AfterAll
    void close() {
        asterisk.close();
    }

    @Test
    void shouldSayThatTheAmiSecretIsWrongAndServeWhenItIsRight() {
        UsherFiles files = UsherFiles.fresh("wrong-secret").wiredTo(asterisk, "guessed-secret", "");
        try (UsherProcess usher = UsherProcess.start(files);
                HttpClient http = HttpClient.newHttpClient()) {
            Api api = new Api(http, usher.address());
            assertThat(api.get("health/ready").status()).isEqualTo(503);
            assertThat(api.get("health/live").status()).isEqualTo(200);
            JsonNode office = api.check("pbx.office");
            assertThat(office.path("up").asBoolean()).isFalse();
            assertThat(office.path("detail").asString()).contains("refused", "Authentication failed", "manager.conf");
            assertThat(files.said())
                    .contains("refused", "Authentication failed", "manager.conf")
                    .doesNotContain("guessed-secret");
            usher.stop();

            files.wiredTo(asterisk, RealAsterisk.USHER_SECRET, "");
            usher.start();
            Api corrected = new Api(http, usher.address());
            patiently().until(() -> corrected.get("health/ready").status() == 200);
            patiently().until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
            try (Wallboard wallboard = Wallboard.watch(http, usher.address());
                    SippPhone caller = SippPhone.caller(asterisk, 425).dial("billing")) {
                wallboard.awaitWaiting("billing", 1);
                caller.hangUp();
                wallboard.awaitWaiting("billing", 0);
            }
        }
    }

    @Test
    void shouldSayThatThePortIsInUse() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            UsherFiles files = UsherFiles.fresh("port-in-use")
                    .wiredTo(asterisk, RealAsterisk.USHER_SECRET, taken.getLocalPort(), "");
            assertThat(UsherProcess.exitCodeOf(files, run(files))).isEqualTo(CANNOT_START);
            assertThat(lastLine(files)).contains("127.0.0.1:" + taken.getLocalPort(), "port in use");
        }
    }

    @Test
    void shouldSayThatItRunsAlreadyOnThisData() {
        UsherFiles files = UsherFiles.fresh("twice").wiredTo(asterisk, "wrong, so as to leave the PBX alone", "");
        try (UsherProcess first = UsherProcess.start(files)) {
            assertThat(UsherProcess.exitCodeOf(files, run(files))).isEqualTo(CANNOT_START);
            assertThat(lastLine(files)).contains("another Usher is running on the data directory");
            assertThat(first.pid()).isPositive();
        }
    }

    @Test
    void shouldNameEveryMistakeOfItsConfigurationWithItsPlaceAndItsRemedy() {
        UsherFiles files = UsherFiles.fresh("mistakes").write("usher.toml", """
                [http]
                port = 99999
                listen = "0.0.0.0"
                [[pbx]]
                id = 1
                name = "office"
                host = "127.0.0.1"
                user = "usher"
                secret = "a-secret-nobody-may-read"
                secret_file = "another"
                timeout = "5s"
                """).write("centre.toml", """
                [[queue]]
                name = "sales"
                ring = "soon"
                [[agent]]
                name = "anna"
                skills = ["swahili:3"]
                queues = ["sails"]
                """);
        assertThat(UsherProcess.exitCodeOf(files, run(files))).isEqualTo(WRONG_INPUT);
        assertThat(files.said())
                .contains("usher.toml:2: http.port = 99999 ")
                .contains("usher.toml:3: http.listen = \"0.0.0.0\" ", "beyond_loopback = true")
                .contains("usher.toml:11: pbx[1].timeout")
                .contains("secret_file", "more than once")
                .doesNotContain("a-secret-nobody-may-read")
                .doesNotContain("\tat ");

        assertThat(UsherProcess.exitCodeOf(files, "check", "centre.toml")).isEqualTo(WRONG_INPUT);
        assertThat(files.said())
                .contains("centre.toml:3: queue[1].ring = \"soon\" ")
                .contains("centre.toml:6: agent[1].skills", "swahili")
                .contains("centre.toml:7: agent[1].queues", "sails", "sales");
    }

    @Test
    void shouldSayThatAFileIsMissingOrNotToml() {
        UsherFiles files = UsherFiles.fresh("no-files");
        assertThat(UsherProcess.exitCodeOf(files, run(files))).isEqualTo(WRONG_INPUT);
        assertThat(files.said()).contains("usher.toml").doesNotContain("\tat ");
        files.write("usher.toml", "[http\nport = = 1\n");
        assertThat(UsherProcess.exitCodeOf(files, run(files))).isEqualTo(WRONG_INPUT);
        assertThat(files.said()).contains("usher.toml:1: ").doesNotContain("\tat ");
    }

    private static String[] run(UsherFiles files) {
        return files.runArguments().toArray(String[]::new);
    }

    private static String lastLine(UsherFiles files) {
        return files.said().lines().toList().getLast();
    }
}

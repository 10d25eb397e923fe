package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.ProjectFiles;
import tools.jackson.databind.JsonNode;

/** What {@code mvn -Prun} starts: the shipped centre with callers and agents of the simulated PBX. */
@Tag("alone")
@Timeout(240)
final class SampleIT {
    private static final String BUSIEST = "sales";

    @Test
    void shouldShowCallsAndGoOnAfterAKillAndLeaveNoProcessBehind() {
        UsherFiles files = UsherFiles.fresh("sample").write("usher.toml", """
                [http]
                port = 0
                [data]
                directory = "data"
                [simulation]
                calls_per_minute = 240
                [[security.token]]
                name = "tests"
                role = "admin"
                secret = "%s"
                """.formatted(UsherFiles.TOKEN));
        String centre = ProjectFiles.root().resolve("conf/centre.toml").toString();
        ProcessHandle survivor;
        try (UsherProcess usher = UsherProcess.start(
                        files,
                        "run",
                        "--config",
                        "usher.toml",
                        "--centre",
                        centre,
                        "--simulate",
                        "--stop-with-parent");
                HttpClient http = HttpClient.newHttpClient()) {
            long answered;
            try (Wallboard wallboard = Wallboard.watch(http, usher.address())) {
                answered = answered(wallboard.awaitQueue(BUSIEST, "a call answered", row -> answered(row) >= 1));
            }
            survivor = usher.mariaDb().orElseThrow();
            usher.kill();
            assertThat(survivor.isAlive()).isTrue();

            usher.start();
            try (Wallboard wallboard = Wallboard.watch(http, usher.address())) {
                assertThat(answered(wallboard.queue(BUSIEST))).isGreaterThanOrEqualTo(answered);
                wallboard.awaitQueue(BUSIEST, "another answered", row -> answered(row) > answered);
            }
            assertThat(usher.mariaDb()).contains(survivor);
            usher.stop();
            assertThat(survivor.isAlive()).isFalse();
            assertThat(files.said()).doesNotContain(" ERROR ");
        }
    }

    private static long answered(JsonNode row) {
        return row.path("answered").asLong();
    }
}

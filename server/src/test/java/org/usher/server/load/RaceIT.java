package org.usher.server.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That a race can be run and tells what it should; its figures are no business of a test. */
@Tag("alone")
@Timeout(120)
final class RaceIT {
    private static final RaceCase TINY =
            new RaceCase("tiny", "a trial", 3, 50, 200, false, 10, 20, 30_000, new RaceCase.Window(0, 2), 0, 1);

    @Test
    void shouldServeEveryCallerOnBothSystemsAndWriteTheFigures(@TempDir Path directory) throws Exception {
        Report.write(TINY, new Race(TINY, 0, directory.resolve("runs")).run(), directory);

        JsonNode json = JsonMapper.shared().readTree(Files.readString(directory.resolve("tiny.json")));
        assertThat(json.propertyNames()).containsExactly("case", "capacityPerSecond", "rows");
        assertThat(json.path("case").asString()).isEqualTo("tiny");
        assertThat(json.path("capacityPerSecond").asDouble()).isEqualTo(12);
        assertThat(json.path("rows").valueStream().map(r -> r.path("system").asString()))
                .containsExactly("app_queue", "usher");
        for (JsonNode row : json.path("rows")) {
            assertThat(row.propertyNames())
                    .containsExactly(
                            "system",
                            "offered",
                            "connected",
                            "connectsPerSecond",
                            "longestWaitMs",
                            "joinToRingMs",
                            "asteriskCpuPercent",
                            "usherCpuPercent",
                            "lost");
            assertThat(row.path("offered").asInt()).isEqualTo(20);
            assertThat(row.path("connected").asInt()).as("%s", row).isEqualTo(20);
            assertThat(row.path("lost").asInt()).isZero();
            assertThat(row.path("connectsPerSecond").asDouble()).isPositive();
            JsonNode joinToRing = row.path("joinToRingMs");
            assertThat(joinToRing.propertyNames()).containsExactly("p50", "p95", "max");
            assertThat(joinToRing.path("max").asDouble())
                    .isPositive()
                    .isGreaterThanOrEqualTo(joinToRing.path("p50").asDouble());
            assertThat(row.path("asteriskCpuPercent").asDouble()).isPositive();
        }
        assertThat(json.path("rows").path(0).path("usherCpuPercent").asDouble()).isZero();
        assertThat(json.path("rows").path(1).path("usherCpuPercent").asDouble()).isPositive();
    }
}

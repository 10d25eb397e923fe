package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.patiently;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** A queue's hours on the real thing: the door in Asterisk follows them, and a person's order stands, over a restart too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class HoursIT {
    private final Office office = Office.open("hours", 5, "");
    private final UsherFiles files =
            new UsherFiles(Path.of("target/acceptance/hours").toAbsolutePath());

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldCloseTheDoorOutsideItsHoursUntilAPersonOpensIt() throws IOException {
        LocalDate opens = LocalDate.now(ZoneOffset.UTC).plusDays(3);
        String day = opens.getDayOfWeek().name().substring(0, 3).toLowerCase(Locale.ROOT);
        String centre = Files.readString(files.home().resolve("centre.toml"));
        office.stopUsher();
        files.write(
                "centre.toml",
                centre.replace(
                        "title = \"Billing\"",
                        "title = \"Billing\"\nhours = [\"" + day + " 08:00-09:00\"]\ntime_zone = \"Etc/UTC\""));
        office.startUsherAgain();
        awaitDoor("CLOSED");
        Instant openAt = opens.atTime(8, 0).toInstant(ZoneOffset.UTC);
        assertThat(billing().path("opensAtMs").asLong()).isEqualTo(openAt.toEpochMilli());
        try (SippPhone early = office.caller().dial("billing")) {
            // so the operator of the tests answers one who is given back unanswered
            patiently().until(() -> early.messages().contains("SIP/2.0 486"));
        }
        assertThat(billing().path("waiting").asInt()).isZero();

        assertThat(office.api().post("api/v1/queues/billing/open", null).status())
                .isEqualTo(200);
        awaitDoor("OPEN");
        office.killUsher();
        office.startUsherAgain();
        try (SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            caller.hangUp();
        }
        assertThat(billing().path("status").asString()).isEqualTo("OPEN");
    }

    private void awaitDoor(String status) {
        patiently().until(() -> billing().path("status").asString().equals(status));
        patiently()
                .until(() -> office.asterisk.cli("dialplan show globals").contains("USHER_Q_billing=entry:" + status));
    }

    private JsonNode billing() {
        return office.api()
                .get("api/v1/queues")
                .json()
                .path("queues")
                .valueStream()
                .filter(queue -> queue.path("name").asString().equals("billing"))
                .findFirst()
                .orElseThrow();
    }
}

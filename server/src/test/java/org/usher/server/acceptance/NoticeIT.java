package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** A supervisor sets a queue's notice: who sees it, and what callers hear, on the real Asterisk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class NoticeIT {
    private static final String BILLINGS = "api/v1/queues/billing/notice";
    /** Thirty seconds. */
    private static final String SOUND = "demo-congrats";

    private final Office office = Office.open("notice", 5, "");

    @AfterEach
    void everybodyGoesHome() {
        office.api().delete(BILLINGS);
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldBeHeardByCallersUntilAnAgentIsFree() {
        set("{\"text\":\"A fault in the north\",\"sound\":\"" + SOUND + "\"}");
        awaitDoor("USHER_Q_billing=entry:OPEN::" + SOUND);
        office.killUsher();
        office.startUsherAgain();
        assertThat(notice().path("text").asString()).isEqualTo("A fault in the north");
        awaitDoor("USHER_Q_billing=entry:OPEN::" + SOUND);

        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            patiently().until(() -> heard().contains("!usher-wait!notice!"));
            assertThat(heard()).contains("!BackGround!" + SOUND);
            patiently().until(() -> caller.audio().framesReceived() > 20);
            assertThat(heard()).contains("!usher-wait!notice!");
            office.isReadyForTheWaiting("anna");
            pickUp(anna, 1);
            awaitBothHear(caller, anna);
            caller.hangUp();
        }

        assertThat(office.api().delete(BILLINGS).status()).isEqualTo(200);
        awaitDoor("USHER_Q_billing=entry:OPEN\n");
        try (SippPhone next = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            patiently().until(() -> heard().contains("!usher-wait!s!"));
            next.hangUp();
        }
        assertThat(office.api()
                        .get("api/v1/audit?limit=100")
                        .json()
                        .path("entries")
                        .valueStream()
                        .map(entry -> entry.path("action").asString() + " "
                                + entry.path("target").asString() + ": "
                                + entry.path("detail").asString()))
                .anyMatch(entry -> entry.contains("PUT /api/v1/queues/{queue}/notice")
                        && entry.contains("billing")
                        && entry.contains("A fault in the north; sound " + SOUND));
    }

    @Test
    void shouldGoByItselfAtItsEnd() {
        long untilMs = System.currentTimeMillis() + 3_000;
        set("{\"text\":\"Back soon\",\"sound\":\"beep\",\"untilMs\":" + untilMs + "}");
        assertThat(notice().path("untilMs").asLong()).isEqualTo(untilMs);
        awaitDoor("USHER_Q_billing=entry:OPEN::beep");
        patiently().until(() -> notice().isNull());
        assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(untilMs);
        awaitDoor("USHER_Q_billing=entry:OPEN\n");
    }

    private void set(String notice) {
        Api.Answer answer = office.api().put(BILLINGS, notice);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private void awaitDoor(String global) {
        patiently().until(() -> office.asterisk.cli("dialplan show globals").contains(global));
    }

    /** What the trunk's channel does now. */
    private String heard() {
        return office.asterisk.cli("core show channels concise");
    }

    private JsonNode notice() {
        return office.api()
                .get("api/v1/queues")
                .json()
                .path("queues")
                .valueStream()
                .filter(queue -> queue.path("name").asString().equals("billing"))
                .findFirst()
                .orElseThrow()
                .path("notice");
    }
}

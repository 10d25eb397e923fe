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

/** Where callers go whom a queue does not take, and what they hear: in an emergency, and to a number outside. On the real Asterisk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class EmergencyIT {
    private static final String BILLINGS = "api/v1/queues/billing/emergency";

    private static final int PATIENT_SECONDS =
            600; // who waits stays so while Usher starts again, however long that takes here

    /** Nobody serves it, and it sends whom it does not take to a number outside. */
    private static final String OVERFLOWING = """
            [[queue]]
            name = "spill"
            when_empty = "refuse"
            callback_number = "+49301000"
            overflow_number = "0170555"
            overflow_number_when = ["empty"]
            """;

    private final Office office =
            Office.open("emergency", PATIENT_SECONDS, "", "[overflow]\nnumbers = [\"0170*\"]", OVERFLOWING);

    @AfterEach
    void everybodyGoesHome() {
        office.api().post(BILLINGS, "{\"on\":false}");
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldTellNewCallersAndServeThoseWhoWait() {
        office.asterisk.cli("dialplan set global USHER_EMERGENCY hello-world");
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone waiting = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            assertThat(office.api().post(BILLINGS, "{\"on\":true}").status()).isEqualTo(200);
            awaitStatus("EMERGENCY");
            patiently().until(() -> office.asterisk.cli("dialplan show globals").contains(":EMERGENCY"));

            try (SippPhone late = office.caller().dial("billing")) {
                patiently().until(() -> late.messages().contains("BYE sip:"));
                assertThat(late.audio().framesReceived())
                        .as("the emergency's words")
                        .isGreaterThan(20);
            }
            office.killUsher();
            office.startUsherAgain();
            awaitStatus("EMERGENCY");
            office.wallboard().awaitWaiting("billing", 1);

            office.isReadyForTheWaiting("anna");
            pickUp(anna, 1);
            awaitBothHear(waiting, anna);
            waiting.hangUp();

            assertThat(office.api().post(BILLINGS, "{\"on\":false}").status()).isEqualTo(200);
            awaitStatus("OPEN");
            patiently()
                    .until(() -> office.asterisk.cli("dialplan show globals").contains("USHER_Q_billing=entry:OPEN"));
            try (SippPhone next = office.caller().dial("billing")) {
                office.wallboard().awaitWaiting("billing", 1);
                next.hangUp();
            }
        }
    }

    @Test
    void shouldSendWhomAQueueDoesNotTakeToItsNumberOutside() {
        patiently().until(() -> {
            String globals = office.asterisk.cli("dialplan show globals");
            return globals.contains("USHER_OVERFLOW_spill=0170555,30,+49301000,&EMPTY&")
                    && globals.contains("USHER_Q_spill=entry:EMPTY");
        });
        try (SippPhone elsewhere = SippPhone.outside(office.asterisk, 1_700).switchOn()) {
            office.asterisk.cli("dialplan set global OUTSIDE_PORT " + elsewhere.port());
            try (SippPhone caller = office.caller().dial("spill")) {
                awaitBothHear(caller, elsewhere);
                assertThat(elsewhere.messages())
                        .contains("INVITE sip:0170555@")
                        .containsPattern("Diversion: <sip:\\+49301000@[^>]*>;reason=unavailable");
                caller.hangUp();
            }
        }
    }

    private void awaitStatus(String status) {
        patiently()
                .until(() -> office.api()
                        .get("api/v1/queues")
                        .json()
                        .path("queues")
                        .valueStream()
                        .anyMatch(queue -> queue.path("name").asString().equals("billing")
                                && queue.path("status").asString().equals(status)));
    }
}

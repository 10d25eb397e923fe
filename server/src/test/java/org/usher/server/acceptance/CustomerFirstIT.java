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
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Customers whose phone is called first by a real Asterisk, while an agent is reserved for them whom nobody rings yet. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class CustomerFirstIT {
    private static final String WIRING = "[callback]\nnumbers = [\"0170*\"]\n";

    private static final String CENTRE = """
            [[queue]]
            name = "first"
            title = "First"
            ring = "60s"
            wrap_up = "0s"
            callback_order = "customer"
            callback_ring = "60s"
            callback_retry = ["1h"]
            [[device]]
            pbx = 1
            endpoint = "lobby"
            [[agent]]
            name = "dora"
            title = "Dora Lind"
            queues = ["first"]
            """;

    private final Office office = Office.open("customerfirst", 600, "", WIRING, CENTRE);

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
        office.goesHome("dora");
        office.wallboard().awaitWaiting("first", 0);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private void ask(String number) {
        Api.Answer answer =
                office.api().post("api/v1/callbacks", "{\"queue\":\"first\",\"number\":\"" + number + "\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private JsonNode pending() {
        return office.api().get("api/v1/callbacks").json().path("callbacks");
    }

    private SippPhone reachable(SippPhone.Agent customer) {
        SippPhone phone = customer.switchOn();
        try (AmiClient ami = office.asterisk.rigAmi()) {
            ami.action("Setvar", "Variable", "OUTSIDE_PORT", "Value", String.valueOf(phone.port()));
        }
        return phone;
    }

    private SippPhone dora() {
        return SippPhone.agent(office.asterisk, "lobby", 1_700).onlyOnOrder().register();
    }

    private static int invites(SippPhone phone) {
        return phone.messages().split("INVITE sip:", -1).length - 1;
    }

    @Test
    void shouldRingTheAgentForWhoHasPickedUpThoughItIsKilledWhileHisPhoneRings() {
        ask("0170555041");
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                SippPhone dora = dora()) {
            office.api().logIn("dora", "lobby");
            patiently().until(() -> customer.messages().contains("SIP/2.0 180 Ringing"));
            office.wallboard().awaitAgent("dora", "OFFERED");
            office.killUsher();
            office.startUsherAgain();
            office.wallboard().awaitAgent("dora", "OFFERED");
            assertThat(invites(dora)).as("nobody rings her yet").isZero();
            pickUp(customer, 1);
            pickUp(dora, 1);
            awaitBothHear(customer, dora);
            office.wallboard().awaitAgent("dora", "ON_CONTACT");
            assertThat(pending()).isEmpty();
            customer.hangUp();
            JsonNode contact = office.awaitEnded("first", "0170555041");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(contact.path("agent").asString()).isEqualTo("dora");
            assertThat(invites(customer)).as("called once").isEqualTo(1);
        }
    }

    @Test
    void shouldLetThemTalkThoughItIsAwayWhenTheCustomerPicksUp() {
        ask("0170555042");
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                SippPhone dora = dora()) {
            office.api().logIn("dora", "lobby");
            patiently().until(() -> customer.messages().contains("SIP/2.0 180 Ringing"));
            office.killUsher();
            pickUp(customer, 1);
            pickUp(dora, 1);
            awaitBothHear(customer, dora);
            office.startUsherAgain();
            office.wallboard().awaitAgent("dora", "ON_CONTACT");
            patiently().until(() -> pending().isEmpty());
            dora.hangUp();
            JsonNode contact = office.awaitEnded("first", "0170555042");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(invites(customer)).as("called once").isEqualTo(1);
        }
    }

    @Test
    void shouldFreeTheAgentWhomNobodyRangWhenTheCustomerIsBusy() {
        ask("0170555043");
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).rejects("486 Busy Here"));
                SippPhone dora = dora()) {
            office.api().logIn("dora", "lobby");
            patiently().until(() -> pending().path(0).path("notReached").asInt() == 1);
            office.wallboard().awaitAgent("dora", "READY");
            assertThat(customer.messages()).contains("486");
            assertThat(invites(dora)).isZero();
            long contactId = pending().path(0).path("contactId").asLong();
            assertThat(office.api().delete("api/v1/callbacks/" + contactId).status())
                    .isEqualTo(200);
            patiently().until(() -> pending().isEmpty());
        }
    }
}

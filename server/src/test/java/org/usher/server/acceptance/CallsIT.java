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

/** What becomes of a call, as the caller and the agent hear it, the wallboard shows it and the history tells it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class CallsIT {
    /** An operator who lets callers wait for two seconds in one queue and then for ever in another. */
    private static final String OVERFLOW = """
            [from-trunk]
            exten => brief,1,Set(USHER_QUEUE=brief)
             same => n,Gosub(usher-in,s,1)
             same => n,UserEvent(OperatorBack,Status: ${USHER_STATUS})
             same => n,Set(USHER_QUEUE=hasty)
             same => n,Gosub(usher-in,s,1)
             same => n,Hangup(17)
            """;

    private final Office office = Office.open("calls", 5, OVERFLOW);

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void shouldConnectTheCallerWithTheAgentWhoHasTheSkillThoughAnotherIsIdleLonger() {
        try (SippPhone bela = office.bela().onlyOnOrder().register();
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReady("bela");
            JsonNode before = office.wallboard().queue("billing");
            try (SippPhone caller = office.caller().skills("german:5").dial("billing")) {
                String number = office.lastNumber();
                JsonNode waiting = office.wallboard().awaitWaiting("billing", 1);
                assertThat(waiting.path("offered").asLong())
                        .isEqualTo(before.path("offered").asLong() + 1);
                office.isReadyForTheWaiting("anna");
                assertThat(office.wallboard().stateOf("bela")).isEqualTo("READY");

                pickUp(anna, 1);
                office.wallboard().awaitAgent("anna", "ON_CONTACT");
                JsonNode answered = office.wallboard()
                        .awaitQueue(
                                "billing",
                                "one more answered",
                                row -> row.path("answered").asLong()
                                        == before.path("answered").asLong() + 1);
                assertThat(answered.path("waiting").asInt()).isZero();
                assertThat(answered.path("serviceLevel").asDouble()).isBetween(0.0, 1.0);
                assertThat(answered.path("asaMs").isNumber()).isTrue();
                awaitBothHear(caller, anna);
                assertThat(bela.audio().framesReceived()).isZero();

                anna.hangUp();
                assertThat(caller.endedWell()).isTrue();
                office.wallboard().awaitAgent("anna", "WRAP_UP");
                office.api().endWrapUp("anna");
                office.wallboard().awaitAgent("anna", "READY");

                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("channel").asString()).isEqualTo("VOICE");
                assertThat(contact.path("agent").asString()).isEqualTo("anna");
                assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
                assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
                assertThat(contact.path("enqueuedAtMs").asLong())
                        .isEqualTo(waiting.path("oldestEnqueuedAtMs").asLong());
                long answeredAtMs = contact.path("answeredAtMs").asLong();
                assertThat(answeredAtMs)
                        .isBetween(
                                contact.path("enqueuedAtMs").asLong(),
                                contact.path("endedAtMs").asLong());
                assertThat(contact.path("hops")).hasSize(1);
                assertThat(Mirror.offersOf(
                                office.usher.files(), contact.path("id").asLong()))
                        .containsExactly("anna ACCEPTED");
            }
        }
    }

    @Test
    void shouldOfferTheCallToAnotherAgentWhenTheFirstLetsItRing() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().register()) {
            assertThat(anna.name()).isEqualTo("anna");
            office.isReady("anna");
            office.isReady("bela");
            passesToBela("hasty", bela, "anna TIMED_OUT", "TIMED_OUT");
        }
    }

    @Test
    void shouldOfferTheCallToAnotherAgentWhenTheFirstOnesPhoneIsBusy() {
        try (SippPhone anna = office.anna().rejects("486 Busy Here").register();
                SippPhone bela = office.bela().register()) {
            assertThat(anna.name()).isEqualTo("anna");
            office.isReady("anna");
            office.isReady("bela");
            passesToBela("hasty", bela, "anna BUSY", "BUSY");
        }
    }

    @Test
    void shouldOfferTheCallToAnotherAgentWhenTheFirstDeclines() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().register()) {
            office.isReady("anna");
            office.isReady("bela");
            try (SippPhone caller = office.caller().dial("billing")) {
                String number = office.lastNumber();
                office.wallboard().awaitAgent("anna", "OFFERED");
                patiently().until(() -> anna.messages().contains("SIP/2.0 180"));
                anna.reject();
                endsWithBela("billing", number, caller, bela, "anna REJECTED", "REJECTED");
            }
        }
    }

    private void passesToBela(String queue, SippPhone bela, String firstOffer, String reason) {
        try (SippPhone caller = office.caller().dial(queue)) {
            endsWithBela(queue, office.lastNumber(), caller, bela, firstOffer, reason);
        }
    }

    private void endsWithBela(
            String queue, String number, SippPhone caller, SippPhone bela, String firstOffer, String reason) {
        JsonNode anna = office.wallboard().awaitAgent("anna", "NOT_RESPONDING");
        assertThat(anna.path("reason").asString()).isEqualTo(reason);
        office.wallboard().awaitAgent("bela", "ON_CONTACT");
        awaitBothHear(caller, bela);
        caller.hangUp();
        JsonNode contact = office.awaitEnded(queue, number);
        assertThat(contact.path("agent").asString()).isEqualTo("bela");
        assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
        assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
        assertThat(Mirror.offersOf(office.usher.files(), contact.path("id").asLong()))
                .containsExactly(firstOffer, "bela ACCEPTED");
        // and who was passed over may ask for work again
        office.api().resume("anna");
        office.wallboard().awaitAgent("anna", "READY");
    }

    @Test
    void shouldCountACallerWhoLeavesWhileWaitingAsAbandoned() {
        long before = office.wallboard().queue("billing").path("abandoned").asLong();
        try (SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            caller.hangUp();
            JsonNode row = office.wallboard().awaitWaiting("billing", 0);
            assertThat(row.path("abandoned").asLong()).isEqualTo(before + 1);
            JsonNode contact = office.awaitEnded("billing", office.lastNumber());
            assertThat(contact.path("outcome").asString()).isEqualTo("ABANDONED");
            assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
            assertThat(contact.path("agent").isNull()).isTrue();
            assertThat(contact.path("answeredAtMs").isNull()).isTrue();
        }
    }

    @Test
    void shouldStopRingingWhenTheCallerLeavesMeanwhile() {
        try (SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReady("anna");
            try (SippPhone caller = office.caller().dial("billing")) {
                office.wallboard().awaitAgent("anna", "OFFERED");
                patiently().until(() -> anna.messages().contains("INVITE sip:"));
                caller.hangUp();
                office.wallboard().awaitAgent("anna", "READY");
                patiently().until(() -> anna.messages().contains("CANCEL sip:"));
                JsonNode contact = office.awaitEnded("billing", office.lastNumber());
                assertThat(contact.path("outcome").asString()).isEqualTo("ABANDONED");
                assertThat(Mirror.offersOf(
                                office.usher.files(), contact.path("id").asLong()))
                        .containsExactly("anna CALLER_LEFT");
            }
        }
    }

    @Test
    void shouldRingEveryPhoneOfTheAgentAndConnectTheFirstThatAnswers() {
        try (SippPhone desk = office.anna().onlyOnOrder().register();
                SippPhone second = office.anna().onlyOnOrder().register();
                SippPhone soft = office.annaSoft().onlyOnOrder().register()) {
            office.api().logIn("anna", "anna", "anna_soft");
            office.wallboard().awaitAgent("anna", "READY");
            try (SippPhone caller = office.caller().dial("billing")) {
                for (SippPhone phone : new SippPhone[] {desk, second, soft}) {
                    patiently().until(() -> phone.messages().contains("SIP/2.0 180"));
                }
                soft.answer();
                office.wallboard().awaitAgent("anna", "ON_CONTACT");
                awaitBothHear(caller, soft);
                for (SippPhone other : new SippPhone[] {desk, second}) {
                    patiently().until(() -> other.messages().contains("CANCEL sip:"));
                    assertThat(other.audio().framesReceived()).isZero();
                }
                caller.hangUp();
                office.wallboard().awaitAgent("anna", "WRAP_UP");
            }
        }
    }

    @Test
    void shouldNotLetAPhoneThatForwardsTakeTheCallAlong() {
        try (SippPhone anna = office.anna().forwardsTo("carla").register();
                SippPhone carla = office.carla().register();
                SippPhone bela = office.bela().register()) {
            assertThat(anna.name()).isEqualTo("anna");
            office.isReady("anna");
            office.isReady("bela");
            try (SippPhone caller = office.caller().dial("billing")) {
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                awaitBothHear(caller, bela);
                assertThat(anna.messages()).contains("302 Moved");
                assertThat(carla.messages()).doesNotContain("INVITE sip:");
                assertThat(office.wallboard().stateOf("anna")).isNotEqualTo("READY");
                caller.hangUp();
                office.wallboard().awaitAgent("bela", "WRAP_UP");
            }
        }
    }

    @Test
    void shouldLeaveTheTrunkUnansweredUntilTheAgentAnswers() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone caller = office.caller().dial("orders")) {
            office.wallboard().awaitWaiting("orders", 1);
            office.isReadyForTheWaiting("anna");
            patiently().until(() -> caller.audio().framesReceived() > 50); // music, as early media
            assertThat(caller.messages()).contains("SIP/2.0 183").doesNotContain("SIP/2.0 200");
            pickUp(anna, 1);
            awaitBothHear(caller, anna);
            assertThat(caller.messages()).contains("SIP/2.0 200");
            caller.hangUp();
            assertThat(office.awaitEnded("orders", office.lastNumber())
                            .path("outcome")
                            .asString())
                    .isEqualTo("ANSWERED");
        }
    }

    @Test
    void shouldGiveACallBackToTheOperatorWhoMaySendItOnWithoutLosingItsPlace() {
        try (SippPhone early = office.caller().dial("brief")) {
            String first = office.lastNumber();
            JsonNode waiting = office.wallboard().awaitWaiting("brief", 1);
            try (SippPhone late = office.caller().dial("hasty")) {
                String second = office.lastNumber();
                office.wallboard().awaitWaiting("hasty", 1);
                JsonNode both = office.wallboard().awaitWaiting("hasty", 2);
                assertThat(both.path("oldestEnqueuedAtMs").asLong())
                        .isEqualTo(waiting.path("oldestEnqueuedAtMs").asLong());
                try (SippPhone anna = office.anna().register()) {
                    office.api().logIn("anna", "anna");
                    awaitBothHear(early, anna);
                    early.hangUp();
                    assertThat(early.endedWell()).isTrue();
                    awaitBothHear(late, anna);
                    late.hangUp();
                }
                JsonNode moved = office.awaitEnded("hasty", first);
                assertThat(moved.path("hops")).hasSize(2);
                assertThat(moved.path("hops").path(0).path("queue").asString()).isEqualTo("brief");
                assertThat(moved.path("hops").path(0).path("outcome").asString())
                        .isEqualTo("OVERFLOWED");
                assertThat(moved.path("queue").asString()).isEqualTo("hasty");
                assertThat(moved.path("outcome").asString()).isEqualTo("ANSWERED");
                assertThat(moved.path("enqueuedAtMs").asLong())
                        .isLessThan(office.awaitEnded("hasty", second)
                                .path("enqueuedAtMs")
                                .asLong());
            }
        }
    }

    @Test
    void shouldRefuseAnUnknownQueueBeforeAnswering() {
        try (SippPhone caller = office.caller().dial("nosuchqueue")) {
            assertThat(caller.endedWell()).isTrue();
            assertThat(caller.messages()).contains("SIP/2.0 486").doesNotContain("SIP/2.0 200");
            assertThat(office.asterisk.log()).contains("queue nosuchqueue is not known to Usher");
        }
    }

    @Test
    void shouldRefuseAnUnknownSkill() {
        try (SippPhone caller = office.caller().skills("klingon").dial("billing")) {
            assertThat(caller.endedWell()).isTrue();
            JsonNode contact = office.awaitHistory(
                    "billing",
                    office.lastNumber(),
                    known -> !known.path("outcome").isNull());
            assertThat(contact.path("outcome").asString()).isEqualTo("REFUSED_INVALID");
            patiently().until(() -> office.usher.files().said().contains("klingon"));
        }
    }

    @Test
    void shouldNameAnUnknownAgentOrDeviceOrReason() {
        Api.Answer agent = office.api().post("api/v1/agents/nobody/resume", null);
        assertThat(agent.status()).isEqualTo(404);
        assertThat(agent.body()).contains("nobody", "GET /api/v1/agents");
        Api.Answer device = office.api().post("api/v1/agents/anna/login", "{\"devices\":[\"tin-can\"]}");
        assertThat(device.status()).isEqualTo(422);
        assertThat(device.body()).contains("devices[0]", "tin-can");
        Api.Answer reason = office.api().post("api/v1/agents/anna/pause", "{\"reason\":\"siesta\"}");
        assertThat(reason.status()).isEqualTo(422);
        assertThat(reason.body()).contains("siesta", "break");
    }
}

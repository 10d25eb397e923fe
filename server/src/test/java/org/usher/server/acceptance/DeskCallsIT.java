package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** What agents order of their calls over HTTP, as the people on the line hear it, and what the wallboard and the history say of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class DeskCallsIT {
    private final Office office = Office.open(
            "desk-calls",
            5,
            "",
            "[desk]\nnumbers = [\"030*\"]\n",
            RealAsterisk.builder().thatTellsPhonesToAnswer());

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        office.close();
    }

    private Api.Answer order(String agent, String order) {
        return order(agent, order, null);
    }

    private Api.Answer order(String agent, String order, @Nullable String target) {
        return office.api().post("api/v1/agents/" + agent + "/call/" + order, target);
    }

    private void done(Api.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().path("result").asString()).isEqualTo("DONE");
    }

    private void refused(Api.Answer answer, String problem, String detail) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(409);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:usher:problem:" + problem);
        assertThat(answer.json().path("detail").asString()).contains(detail);
    }

    private JsonNode callOf(String agent) {
        Api.Answer answer = office.api().get("api/v1/agents/" + agent + "/call");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode awaitCall(String agent, Predicate<JsonNode> fits) {
        return patiently().until(() -> callOf(agent).path("call"), fits);
    }

    private static void awaitSilence(SippPhone one, SippPhone other) {
        one.audio().forget();
        other.audio().forget();
        patiently().until(() -> !one.audio().hears(other.audio()));
    }

    private List<String> offersOf(JsonNode contact) {
        return Mirror.offersOf(office.usher.files(), contact.path("id").asLong());
    }

    /** The caller's last number, talking with anna. */
    private SippPhone talkWith(SippPhone anna) {
        office.isReady("anna");
        SippPhone caller = office.caller().dial("billing");
        office.wallboard().awaitAgent("anna", "ON_CONTACT");
        awaitBothHear(caller, anna);
        return caller;
    }

    @Test
    void shouldOfferTheCallerToAnotherWhenTheAgentDeclinesAtTheDesk() {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone bela = office.bela().onlyOnOrder().register()) {
            office.isReady("anna");
            office.isReady("bela");
            refused(order("anna", "decline"), "no-call", "anna has no call in hand");
            try (SippPhone caller = office.caller().dial("billing")) {
                String number = office.lastNumber();
                office.wallboard().awaitAgent("anna", "OFFERED");
                patiently().until(() -> anna.messages().contains("SIP/2.0 180"));
                JsonNode ringing =
                        awaitCall("anna", call -> call.path("state").asString().equals("OFFERED"));
                assertThat(ringing.path("queue").asString()).isEqualTo("billing");
                assertThat(ringing.path("caller").asString()).isEqualTo(number);
                assertThat(ringing.path("consult").isNull()).isTrue();
                refused(order("anna", "hold"), "no-call", "This agent is not in that talk");
                refused(order("anna", "accept"), "not-possible", "pick it up");
                done(order("anna", "decline"));
                JsonNode row = office.wallboard().awaitAgent("anna", "NOT_RESPONDING");
                assertThat(row.path("reason").asString()).isEqualTo("REJECTED");
                patiently().until(() -> anna.messages().contains("CANCEL sip:"));
                pickUp(bela, 1);
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                awaitBothHear(caller, bela);
                caller.hangUp();
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("agent").asString()).isEqualTo("bela");
                assertThat(offersOf(contact)).containsExactly("anna REJECTED", "bela ACCEPTED");
            }
        }
    }

    /** Bela's phone is one of which the centre says that it can be told to pick up. */
    @Test
    void shouldHaveThePhonePickUpWhenTheAgentAcceptsAtTheDesk() {
        try (SippPhone bela = office.bela().onlyOnOrder().knowsTalk().register()) {
            office.isReady("bela");
            try (SippPhone caller = office.caller().dial("billing")) {
                patiently().until(() -> bela.messages().contains("SIP/2.0 180"));
                JsonNode accept = patiently()
                        .until(
                                () -> callOf("bela").path("capabilities").path(0),
                                cell -> cell.path("possible").asBoolean());
                assertThat(accept.path("order").asString()).isEqualTo("accept");
                done(order("bela", "accept"));
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                awaitBothHear(caller, bela);
                assertThat(bela.messages()).contains("NOTIFY sip:").containsIgnoringCase("Event: talk");
                refused(order("bela", "accept"), "call-refused", "No phone of his rings");
                caller.hangUp();
                assertThat(offersOf(office.awaitEnded("billing", office.lastNumber())))
                        .containsExactly("bela ACCEPTED");
            }
        }
    }

    /** The centre says that it knows the event, but it does not. */
    @Test
    void shouldSayThatThePhoneHasNotPickedUp() {
        try (SippPhone bela = office.bela().onlyOnOrder().register()) {
            office.isReady("bela");
            try (SippPhone caller = office.caller().dial("billing")) {
                patiently().until(() -> bela.messages().contains("SIP/2.0 180"));
                office.wallboard().awaitAgent("bela", "OFFERED");
                Api.Answer answer = order("bela", "accept");
                assertThat(answer.status()).as(answer.body()).isEqualTo(504);
                assertThat(answer.body()).contains("has not");
                assertThat(bela.messages()).contains("489 Bad Event");
                pickUp(bela, 1);
                awaitBothHear(caller, bela);
                caller.hangUp();
            }
        }
    }

    @Test
    void shouldEndTheTalkAsTheAgentsHangUp() {
        try (SippPhone anna = office.anna().register();
                SippPhone caller = talkWith(anna)) {
            String number = office.lastNumber();
            done(order("anna", "hang-up"));
            assertThat(caller.endedWell()).isTrue();
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            JsonNode contact = office.awaitEnded("billing", number);
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
            assertThat(callOf("anna").path("call").isNull()).isTrue();
        }
    }

    @Test
    void shouldGiveTheCustomerToAnotherQueueInANewEntry() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().register();
                SippPhone caller = talkWith(anna)) {
            String number = office.lastNumber();
            done(order("anna", "transfer", "{\"queue\":\"hasty\"}"));
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            office.api().logIn("bela", "bela");
            office.wallboard().awaitAgent("bela", "ON_CONTACT");
            awaitBothHear(caller, bela);
            bela.hangUp();
            assertThat(caller.endedWell()).isTrue();
            JsonNode contact = office.awaitEnded("billing", number);
            assertThat(contact.path("hops")
                            .valueStream()
                            .map(hop -> hop.path("queue").asString() + " "
                                    + hop.path("outcome").asString())
                            .toList())
                    .containsExactly("billing ANSWERED", "hasty ANSWERED");
            assertThat(offersOf(contact)).containsExactly("anna ACCEPTED", "bela ACCEPTED");
            assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
        }
    }

    @Test
    void shouldGiveTheCustomerToAColleague() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().register()) {
            office.isReady("bela");
            office.api().pause("bela", "break");
            try (SippPhone caller = talkWith(anna)) {
                String number = office.lastNumber();
                done(order("anna", "transfer", "{\"agent\":\"bela\"}"));
                awaitBothHear(caller, bela);
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                office.wallboard().awaitAgent("anna", "WRAP_UP");
                assertThat(callOf("bela").path("call").path("state").asString()).isEqualTo("TALKING");
                done(order("bela", "hang-up"));
                assertThat(caller.endedWell()).isTrue();
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("agent").asString()).isEqualTo("bela");
                assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
                assertThat(offersOf(contact)).containsExactly("anna ACCEPTED");
            }
        }
    }

    @Test
    void shouldTakeTheCustomerBackIntoTheLineWhenTheColleagueDoesNotTakeHim() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().rejects("486 Busy Here").register()) {
            assertThat(bela.name()).isEqualTo("bela");
            office.isReady("bela");
            office.api().pause("bela", "break");
            try (SippPhone caller = talkWith(anna)) {
                String number = office.lastNumber();
                done(order("anna", "transfer", "{\"agent\":\"bela\"}"));
                office.wallboard().awaitWaiting("billing", 1);
                office.api().endWrapUp("anna");
                office.wallboard().awaitAgent("anna", "ON_CONTACT");
                awaitBothHear(caller, anna);
                caller.hangUp();
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
                assertThat(offersOf(contact)).containsExactly("anna ACCEPTED", "anna ACCEPTED");
            }
        }
    }

    @Test
    void shouldLetTheCustomerHearMusicOnHold() {
        try (SippPhone anna = office.anna().register();
                SippPhone caller = talkWith(anna)) {
            String number = office.lastNumber();
            done(order("anna", "hold"));
            awaitSilence(caller, anna);
            awaitSilence(anna, caller);
            assertThat(callOf("anna").path("call").path("held").asBoolean()).isTrue();
            refused(order("anna", "hold"), "call-refused", "on hold already");
            refused(order("anna", "consult", "{\"queue\":\"hasty\"}"), "call-refused", "take him back first");
            done(order("anna", "resume"));
            awaitBothHear(caller, anna);
            assertThat(callOf("anna").path("call").path("held").asBoolean()).isFalse();
            done(order("anna", "hold"));
            caller.hangUp();
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            JsonNode contact = office.awaitEnded("billing", number);
            assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
            assertThat(contact.path("holdMs").asLong()).isPositive();
        }
    }

    @Test
    void shouldNotLetTheCustomerHearAMutedAgent() {
        try (SippPhone anna = office.anna().register();
                SippPhone caller = talkWith(anna)) {
            done(order("anna", "mute"));
            awaitSilence(caller, anna);
            patiently().until(() -> anna.audio().hears(caller.audio()));
            assertThat(callOf("anna").path("call").path("muted").asBoolean()).isTrue();
            done(order("anna", "unmute"));
            awaitBothHear(caller, anna);
            caller.hangUp();
            office.wallboard().awaitAgent("anna", "WRAP_UP");
        }
    }

    @Test
    void shouldConsultAColleagueComeBackAndHandOver() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().onlyOnOrder().register()) {
            office.isReady("bela");
            office.api().pause("bela", "break");
            try (SippPhone caller = talkWith(anna)) {
                String number = office.lastNumber();
                refused(order("anna", "complete"), "call-refused", "consults nobody");
                done(order("anna", "consult", "{\"agent\":\"bela\"}"));
                JsonNode calling = awaitCall(
                        "anna",
                        call -> call.path("consult").path("state").asString().equals("CALLING"));
                assertThat(calling.path("consult").path("with").asString()).isEqualTo("bela");
                refused(order("anna", "swap"), "call-refused", "has not answered");
                refused(order("anna", "hang-up"), "call-refused", "complete or cancel");
                pickUp(bela, 1);
                awaitBothHear(anna, bela);
                office.wallboard().awaitAgent("anna", "CONSULTING");
                awaitSilence(caller, anna);
                done(order("anna", "cancel"));
                awaitBothHear(caller, anna);
                office.wallboard().awaitAgent("anna", "ON_CONTACT");
                assertThat(callOf("anna").path("call").path("consult").isNull()).isTrue();
                office.wallboard().awaitAgent("bela", "PAUSED");

                done(order("anna", "consult", "{\"agent\":\"bela\"}"));
                pickUp(bela, 2);
                awaitBothHear(anna, bela);
                done(order("anna", "swap"));
                awaitBothHear(caller, anna);
                assertThat(callOf("anna")
                                .path("call")
                                .path("consult")
                                .path("withCustomer")
                                .asBoolean())
                        .isTrue();
                done(order("anna", "swap"));
                awaitBothHear(anna, bela);
                done(order("anna", "complete"));
                awaitBothHear(caller, bela);
                office.wallboard().awaitAgent("anna", "WRAP_UP");
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                caller.hangUp();
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("agent").asString()).isEqualTo("bela");
                assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
                assertThat(offersOf(contact)).containsExactly("anna ACCEPTED");
            }
        }
    }

    @Test
    void shouldLetThreeTalkAndTheFirstLeave() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().register()) {
            office.isReady("bela");
            office.api().pause("bela", "break");
            try (SippPhone caller = talkWith(anna)) {
                String number = office.lastNumber();
                done(order("anna", "consult", "{\"agent\":\"bela\"}"));
                awaitBothHear(anna, bela);
                done(order("anna", "conference"));
                JsonNode three =
                        awaitCall("anna", call -> call.path("conference").asBoolean());
                assertThat(three.path("consult").isNull()).isTrue();
                assertThat(three.path("held").asBoolean()).isFalse();
                refused(order("anna", "hold"), "call-refused", "More than two talk");
                done(order("anna", "hang-up"));
                awaitBothHear(caller, bela);
                office.wallboard().awaitAgent("anna", "WRAP_UP");
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                bela.hangUp();
                assertThat(caller.endedWell()).isTrue();
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("agent").asString()).isEqualTo("bela");
                assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
            }
        }
    }

    @Test
    void shouldPutTheCustomerIntoTheQueueThatTheAgentConsults() {
        try (SippPhone anna = office.anna().register();
                SippPhone bela = office.bela().register();
                SippPhone caller = talkWith(anna)) {
            String number = office.lastNumber();
            done(order("anna", "consult", "{\"queue\":\"hasty\"}"));
            office.wallboard().awaitWaiting("hasty", 1);
            done(order("anna", "complete"));
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            office.api().logIn("bela", "bela");
            office.wallboard().awaitAgent("bela", "ON_CONTACT");
            awaitBothHear(caller, bela);
            caller.hangUp();
            JsonNode contact = office.awaitEnded("billing", number);
            assertThat(contact.path("agent").asString()).isEqualTo("bela");
            assertThat(contact.path("hops")
                            .valueStream()
                            .map(hop -> hop.path("queue").asString() + " "
                                    + hop.path("outcome").asString())
                            .toList())
                    .containsExactly("billing ANSWERED", "hasty ANSWERED");
        }
    }

    @Test
    void shouldGiveTheCustomerToANumberThatIsAllowed() {
        try (SippPhone anna = office.anna().register();
                SippPhone outside = outside();
                SippPhone caller = talkWith(anna)) {
            String number = office.lastNumber();
            assertThat(order("anna", "transfer", "{\"number\":\"112\"}").status())
                    .isEqualTo(403);
            done(order("anna", "consult", "{\"number\":\"0301234\"}"));
            awaitBothHear(anna, outside);
            done(order("anna", "cancel"));
            awaitBothHear(anna, caller);
            done(order("anna", "transfer", "{\"number\":\"030 1234\"}"));
            awaitBothHear(caller, outside);
            office.wallboard().awaitAgent("anna", "WRAP_UP");
            caller.hangUp();
            JsonNode contact = office.awaitEnded("billing", number);
            assertThat(contact.path("endedBy").asString()).isEqualTo("CALLER");
            assertThat(offersOf(contact)).containsExactly("anna ACCEPTED");
        }
    }

    /** Every order to the call of an agent whose phone is outside, reached by a Local channel. */
    @Test
    void shouldCarryOutTheOrdersOfAnAgentOutside() {
        try (SippPhone mobile = outside();
                SippPhone anna = office.anna().register()) {
            office.isReady("anna");
            office.api().pause("anna", "break");
            office.api().logIn("bela", "0170555");
            office.wallboard().awaitAgent("bela", "READY");
            try (SippPhone caller = office.caller().dial("billing")) {
                String number = office.lastNumber();
                office.wallboard().awaitAgent("bela", "OFFERED");
                patiently().until(() -> mobile.audio().framesReceived() > 50);
                refused(order("bela", "accept"), "not-possible", "must press 1");
                done(order("bela", "decline"));
                office.wallboard().awaitAgent("bela", "NOT_RESPONDING");
                office.api().resume("bela");
                office.wallboard().awaitAgent("bela", "OFFERED");
                long before = mobile.audio().framesReceived();
                patiently().until(() -> mobile.audio().framesReceived() > before + 50);
                mobile.press("1");
                office.wallboard().awaitAgent("bela", "ON_CONTACT");
                awaitBothHear(caller, mobile);
                assertThat(callOf("bela").path("device").asString()).isEqualTo("0170555");
                done(order("bela", "mute"));
                awaitSilence(caller, mobile);
                done(order("bela", "unmute"));
                awaitBothHear(caller, mobile);
                done(order("bela", "hold"));
                awaitSilence(mobile, caller);
                done(order("bela", "resume"));
                awaitBothHear(caller, mobile);
                done(order("bela", "consult", "{\"agent\":\"anna\"}"));
                awaitBothHear(mobile, anna);
                done(order("bela", "swap"));
                awaitBothHear(mobile, caller);
                done(order("bela", "cancel"));
                awaitBothHear(mobile, caller);
                office.wallboard().awaitAgent("anna", "PAUSED");
                done(order("bela", "consult", "{\"agent\":\"anna\"}"));
                awaitBothHear(mobile, anna);
                done(order("bela", "conference"));
                awaitCall("bela", call -> call.path("conference").asBoolean());
                anna.hangUp();
                awaitBothHear(mobile, caller);
                office.wallboard().awaitAgent("anna", "PAUSED");
                done(order("bela", "transfer", "{\"agent\":\"anna\"}"));
                awaitBothHear(caller, anna);
                office.wallboard().awaitAgent("bela", "WRAP_UP");
                done(order("anna", "hang-up"));
                JsonNode contact = office.awaitEnded("billing", number);
                assertThat(contact.path("agent").asString()).isEqualTo("anna");
                assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
                assertThat(offersOf(contact)).containsExactly("bela REJECTED", "bela ACCEPTED");
            }
        }
    }

    /** A phone outside, which picks up whatever the trunk brings. */
    private SippPhone outside() {
        SippPhone phone = SippPhone.outside(office.asterisk, 1_900).switchOn();
        office.asterisk.cli("dialplan set global OUTSIDE_PORT " + phone.port());
        return phone;
    }
}

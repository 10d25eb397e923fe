package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;
import org.usher.telephony.rig.TwoAsterisks;
import tools.jackson.databind.JsonNode;

/** One Usher, two real Asterisks: anna's phone is at the first, dora's at the second, and callers come to both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class BoxesIT {
    private static final String MORE_OF_THE_CENTRE = """
            [[device]]
            pbx = 2
            endpoint = "dora"
            [[agent]]
            name = "dora"
            skills = []
            queues = ["billing", "hasty"]
            """;

    private final TwoAsterisks boxes = TwoAsterisks.start(box("anna", "anna_soft", "bela", "carla"), box("dora"));
    private final UsherProcess usher = UsherProcess.start(files());
    private final HttpClient http = HttpClient.newHttpClient();
    private final Api api = new Api(http, usher.address());
    private final Wallboard wallboard = Wallboard.watch(http, usher.address());

    /** A talk with a phone of a box that died is noticed by its silence. */
    private static RealAsterisk.Builder box(String... agents) {
        return RealAsterisk.builder()
                .agents(agents)
                .edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 2"));
    }

    private UsherFiles files() {
        UsherFiles files = UsherFiles.fresh("boxes").wiredTo(boxes.first(), RealAsterisk.USHER_SECRET, """
                [[pbx]]
                id = 2
                name = "branch"
                host = "127.0.0.1"
                port = %d
                user = "%s"
                secret = "%s"
                """.formatted(
                        boxes.second().amiPort(), RealAsterisk.USHER_USER, RealAsterisk.USHER_SECRET));
        try {
            return files.write(
                    "centre.toml", Files.readString(files.home().resolve("centre.toml")) + MORE_OF_THE_CENTRE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterAll
    void close() {
        wallboard.close();
        http.close();
        usher.close();
        boxes.close();
    }

    private void awaitOpen(RealAsterisk box) {
        patiently().until(() -> box.cli("dialplan show globals").contains("USHER_DEAD=0"));
    }

    private SippPhone.Caller caller(RealAsterisk box, String number, double toneHz) {
        return SippPhone.caller(box, toneHz).from(number, "Caller");
    }

    private SippPhone.Agent dora() {
        return SippPhone.agent(boxes.second(), "dora", 1_500);
    }

    private void isReady(String agent) {
        api.logIn(agent, agent);
        wallboard.awaitAgent(agent, "READY");
    }

    private JsonNode awaitHistory(String queue, String number, Predicate<JsonNode> fits) {
        return patiently()
                .until(
                        () -> api.contacts(queue).stream()
                                .filter(contact ->
                                        contact.path("caller").asString().equals(number))
                                .findFirst(),
                        found -> found.isPresent() && fits.test(found.get()))
                .orElseThrow();
    }

    private JsonNode awaitEnded(String queue, String number) {
        return awaitHistory(queue, number, contact -> !contact.path("endedAtMs").isNull());
    }

    @Test
    void shouldServeCallersOfOneBoxByAgentsOfTheOtherAndGoOnWhenItDies() {
        awaitOpen(boxes.first());
        awaitOpen(boxes.second());
        patiently().until(() -> boxes.first().cli("pjsip show contacts").contains("Avail"));
        try (SippPhone dora = dora().onlyOnOrder().register();
                SippPhone anna = SippPhone.agent(boxes.first(), "anna", 750).register()) {
            isReady("dora");
            theAgentOfTheOtherBoxHangsUp(dora);
            theAgentOfTheOtherBoxDeclines(dora);
            api.resume("dora");
            wallboard.awaitAgent("dora", "READY");
            theAgentOfTheOtherBoxOrdersAtHerDesk(dora, anna);
            theOtherBoxDies(anna, dora);
        }
    }

    private void theAgentOfTheOtherBoxHangsUp(SippPhone dora) {
        try (SippPhone caller = caller(boxes.first(), "5551", 425).dial("billing")) {
            wallboard.awaitAgent("dora", "OFFERED");
            pickUp(dora, 1);
            wallboard.awaitAgent("dora", "ON_CONTACT");
            awaitBothHear(caller, dora);
            dora.hangUp();
            assertThat(caller.endedWell()).isTrue();
            wallboard.awaitAgent("dora", "WRAP_UP");
            JsonNode contact = awaitEnded("billing", "5551");
            assertThat(contact.path("agent").asString()).isEqualTo("dora");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(contact.path("endedBy").asString()).isEqualTo("AGENT");
            api.endWrapUp("dora");
            wallboard.awaitAgent("dora", "READY");
        }
    }

    private void theAgentOfTheOtherBoxDeclines(SippPhone dora) {
        try (SippPhone caller = caller(boxes.first(), "5552", 455).dial("billing")) {
            wallboard.awaitAgent("dora", "OFFERED");
            patiently().until(() -> dora.messages().split("SIP/2.0 180 Ringing", -1).length > 2);
            dora.reject();
            JsonNode row = wallboard.awaitAgent("dora", "NOT_RESPONDING");
            assertThat(row.path("reason").asString()).isEqualTo("REJECTED");
            caller.hangUp();
            assertThat(awaitEnded("billing", "5552").path("outcome").asString()).isEqualTo("ABANDONED");
        }
    }

    /** Every order to the call of an agent whose phone is reached by the trunk to the other box. */
    private void theAgentOfTheOtherBoxOrdersAtHerDesk(SippPhone dora, SippPhone anna) {
        isReady("anna");
        api.pause("anna", "break");
        try (SippPhone caller = caller(boxes.first(), "5561", 425).dial("billing")) {
            patiently().until(() -> dora.messages().split("SIP/2.0 180 Ringing", -1).length > 3);
            order("decline", null);
            assertThat(wallboard
                            .awaitAgent("dora", "NOT_RESPONDING")
                            .path("reason")
                            .asString())
                    .isEqualTo("REJECTED");
            api.resume("dora");
            pickUp(dora, 4);
            wallboard.awaitAgent("dora", "ON_CONTACT");
            awaitBothHear(caller, dora);
            order("mute", null);
            awaitSilence(caller, dora);
            order("unmute", null);
            awaitBothHear(caller, dora);
            order("hold", null);
            awaitSilence(dora, caller);
            order("resume", null);
            awaitBothHear(caller, dora);
            order("consult", "{\"agent\":\"anna\"}");
            awaitBothHear(dora, anna);
            order("swap", null);
            awaitBothHear(dora, caller);
            order("cancel", null);
            awaitBothHear(dora, caller);
            wallboard.awaitAgent("anna", "PAUSED");
            order("consult", "{\"agent\":\"anna\"}");
            awaitBothHear(dora, anna);
            order("conference", null);
            order("hang-up", null);
            awaitBothHear(caller, anna);
            wallboard.awaitAgent("dora", "WRAP_UP");
            caller.hangUp();
            assertThat(awaitEnded("billing", "5561").path("agent").asString()).isEqualTo("anna");
        }
        api.endWrapUp("anna");
        api.pause("anna", "break");
        wallboard.awaitAgent("anna", "PAUSED");
        api.endWrapUp("dora");
        wallboard.awaitAgent("dora", "READY");
        try (SippPhone caller = caller(boxes.first(), "5562", 455).dial("billing")) {
            pickUp(dora, 5);
            wallboard.awaitAgent("dora", "ON_CONTACT");
            awaitBothHear(caller, dora);
            order("transfer", "{\"agent\":\"anna\"}");
            awaitBothHear(caller, anna);
            caller.hangUp();
            assertThat(awaitEnded("billing", "5562").path("agent").asString()).isEqualTo("anna");
        }
        api.endWrapUp("anna");
        api.endWrapUp("dora");
        wallboard.awaitAgent("dora", "READY");
        api.logOut("anna");
        wallboard.awaitAgent("anna", "LOGGED_OUT");
    }

    private void order(String order, @Nullable String target) {
        Api.Answer answer = api.post("api/v1/agents/dora/call/" + order, target);
        assertThat(answer.status()).as("%s: %s", order, answer.body()).isEqualTo(200);
    }

    private static void awaitSilence(SippPhone one, SippPhone other) {
        one.audio().forget();
        other.audio().forget();
        patiently().until(() -> !one.audio().hears(other.audio()));
    }

    /** Dora talks with a caller of the first box, anna with another; a third waits at the second box. */
    private void theOtherBoxDies(SippPhone anna, SippPhone dora) {
        try (SippPhone lonely = caller(boxes.first(), "5553", 485).dial("hasty")) {
            pickUp(dora, 6);
            wallboard.awaitAgent("dora", "ON_CONTACT");
            awaitBothHear(lonely, dora);
            isReady("anna");
            try (SippPhone served = caller(boxes.first(), "5554", 515).dial("billing")) {
                wallboard.awaitAgent("anna", "ON_CONTACT");
                awaitBothHear(served, anna);
                goesOnWithoutTheOtherBox(served, anna, dora);
            }
            lonely.hangUp();
            assertThat(awaitEnded("hasty", "5553").path("endedBy").asString()).isEqualTo("CALLER");
        }
    }

    private void goesOnWithoutTheOtherBox(SippPhone served, SippPhone anna, SippPhone dora) {
        try (SippPhone lost = caller(boxes.second(), "5555", 545).dial("billing")) {
            wallboard.awaitWaiting("billing", 1);
            assertThat(lost.name()).isEqualTo("caller");

            boxes.second().kill();
            dora.switchOff();
            // he is back at the head of the line, for dora alone, whose phone is not heard to ring
            JsonNode row = wallboard.awaitAgent("dora", "UNREACHABLE");
            assertThat(row.path("reason").asString()).isEqualTo("UNREACHABLE");
            awaitBothHear(served, anna);
            assertThat(wallboard.stateOf("anna")).isEqualTo("ON_CONTACT");
            patiently()
                    .until(() ->
                            api.check("pbx.office").path("detail").asString().contains("box [2]"));

            boxes.second().start();
            assertThat(awaitEnded("billing", "5555").path("outcome").asString()).isEqualTo("LOST_BY_PBX");
            served.hangUp();
            assertThat(awaitEnded("billing", "5554").path("endedBy").asString()).isEqualTo("CALLER");
        }
    }
}

package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.core.api.WaitModel;
import org.usher.server.engine.LearntBefore;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** What callers hear on the real Asterisk while they wait: the notice that a supervisor sets, and what their queue tells them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class NoticeIT {
    private static final String BILLINGS = "api/v1/queues/billing/notice";
    /** Thirty seconds. */
    private static final String SOUND = "demo-congrats";

    /** Whoever comes will wait about four minutes. */
    private static final WaitModel MINUTES_FOUR = new WaitModel(
            1,
            1_000,
            Collections.nCopies(WaitModel.SIGNS, 0.0),
            List.of(),
            new WaitModel.Curves(level(200), level(10), level(Math.sqrt(200)), level(Math.sqrt(235)), 0, 0));

    private final Office office = Office.open("notice", 5, "");

    private static WaitModel.Curve level(double constant) {
        return new WaitModel.Curve(constant, 0, 0);
    }

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
        // no request waits for the audit log: what it holds in memory alone goes with a kill
        patiently().until(this::isPutInAudit);
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
        assertThat(isPutInAudit()).isTrue();
    }

    private boolean isPutInAudit() {
        return office.api()
                .get("api/v1/audit?limit=100")
                .json()
                .path("entries")
                .valueStream()
                .map(entry -> entry.path("action").asString() + " "
                        + entry.path("target").asString() + ": "
                        + entry.path("detail").asString())
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

    @Test
    void shouldGreetTellTheWaitAndComfortUntilAnAgentIsFree() throws Exception {
        office.killUsher();
        UsherFiles files = new UsherFiles(Path.of("target/acceptance/notice").toAbsolutePath());
        String centre = Files.readString(files.home().resolve("centre.toml"));
        files.write("centre.toml", centre.replace("name = \"quick\"", """
                name = "quick"
                greeting = "usher/greeting"
                tell_wait = true
                comfort = ["%s"]
                comfort_every = "15s"
                """.formatted(SOUND)));
        LearntBefore.add(files.home().resolve("data/log"), MINUTES_FOUR);
        makeSounds();
        office.startUsherAgain();

        String number;
        try (SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReady("anna");
            SippPhone first = office.caller().dial("quick");
            pickUp(anna, 1);
            office.wallboard().awaitAgent("anna", "ON_CONTACT");
            SippPhone caller = office.caller().dial("quick");
            number = office.lastNumber();
            awaitPlayed("usher/greeting&usher/wait-about-4");
            long before = caller.audio().framesReceived();
            patiently().until(() -> caller.audio().framesReceived() > before + 20);
            patiently().until(() -> heard().contains("!usher-wait!s!")); // music
            awaitPlayed(SOUND);
            first.hangUp();
            pickUp(anna, 2);
            awaitBothHear(caller, anna);
            caller.hangUp();
            first.close();
            caller.close();
        }
        patiently()
                .until(
                        () -> office.api().get("metrics").body().lines().toList(),
                        lines -> lines.containsAll(List.of(
                                "usher_prompts_total 2.0",
                                "usher_waits_told_total 1.0",
                                "usher_waits_told_scored_total 1.0")));
        assertThat(queue("quick").path("told").path("words").asString()).isEqualTo("about 4 minutes");
        JsonNode contact = office.awaitEnded("quick", number);
        JsonNode told = office.api()
                .get("api/v1/contacts/" + contact.path("id").asLong())
                .json()
                .path("told");
        assertThat(told.size()).isOne();
        assertThat(told.path(0).path("words").asString()).isEqualTo("about 4 minutes");
        assertThat(told.path(0).path("estimateSeconds").asLong())
                .as("200 when it was read, and told right after")
                .isBetween(190L, 200L);
        assertThat(told.path(0).path("longerBecause").isNull()).isTrue();
        assertThat(told.path(0).path("answeredAfterMs").asLong()).isPositive();
        assertThat(office.asterisk.log()).doesNotContain("usher/");
    }

    @Test
    void shouldGreetAndComfortEachCallerInHisLanguage() throws Exception {
        office.killUsher();
        UsherFiles files = new UsherFiles(Path.of("target/acceptance/notice").toAbsolutePath());
        String centre = Files.readString(files.home().resolve("centre.toml"));
        files.write("centre.toml", centre.replace("name = \"hasty\"", """
                name = "hasty"
                greeting = "usher/greeting"
                comfort = ["usher/comfort"]
                comfort_every = "15s"
                """));
        makeSounds();
        office.asterisk.cli("logger add channel spoken verbose(3)");
        office.startUsherAgain();
        try (SippPhone german = office.caller().header("X-Language", "de-DE").dial("hasty")) {
            awaitSpoken("usher/greeting", "de_DE");
            awaitSpoken("usher/comfort", "de_DE");
            try (SippPhone english = office.caller().dial("hasty")) {
                awaitSpoken("usher/greeting", "en_US_f_Allison");
                english.hangUp();
            }
            german.hangUp();
        }
        office.wallboard().awaitWaiting("hasty", 0);
        assertThat(office.asterisk.log()).doesNotContain("File usher/");
    }

    /** Asterisk tells of each file that it plays. */
    private void awaitSpoken(String sound, String language) {
        patiently()
                .until(() -> office.asterisk
                        .log("spoken")
                        .contains("Playing '" + sound + ".slin' (language '" + language + "')"));
    }

    private void awaitPlayed(String sounds) {
        patiently().until(() -> heard().contains("!usher-say!s!"));
        assertThat(heard()).contains("!BackGround!" + sounds + ",n!");
    }

    /** As an operator does. */
    private void makeSounds() throws Exception {
        Process script = new ProcessBuilder(
                        "sh",
                        "../conf/asterisk/make-sounds.sh",
                        office.asterisk.sounds().toString(),
                        "en",
                        "de")
                .inheritIO()
                .start();
        assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).isZero();
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
        return queue("billing").path("notice");
    }

    private JsonNode queue(String name) {
        return office.api()
                .get("api/v1/queues")
                .json()
                .path("queues")
                .valueStream()
                .filter(queue -> queue.path("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/**
 * A morning of two agents and a supervisor, each at a browser of his own, with real phones and callers on a real Asterisk. After every step
 * what the agents' pages say is held against what Asterisk says, what the wallboard's page shows and what the API tells; at the end the
 * whole morning against the history.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
final class MorningIT {
    private static final Map<String, String> LABELS = Map.of(
            "LOGGED_OUT", "Logged out",
            "READY", "Ready",
            "OFFERED", "Ringing",
            "ON_CONTACT", "On a contact",
            "CONSULTING", "Consulting",
            "WRAP_UP", "Wrap-up",
            "PAUSED", "Paused",
            "NOT_RESPONDING", "Not responding",
            "BUSY_ELSEWHERE", "Busy elsewhere");
    private static final String GROUP_OF = "const row = document.querySelector('[data-agent=' + arguments[0] + ']');"
            + "return row ? row.closest('section').querySelector('h3').firstChild.textContent.trim() : ''";

    /** What is written while a note is being saved is not lost, and is not saved yet. */
    private static final String SAVE_AND_WRITE_ON = "document.querySelector('.note-form button').click();"
            + "const note = document.querySelector('[name=note]'); note.value += ' soon';"
            + "note.dispatchEvent(new Event('input', {bubbles: true}));";

    private final Office office = Office.open("morning", 5, "", """
            [desk]
            away_after = "6s"
            crm_link = "https://crm.example.org/find?number={number}&call={contact}"
            """);
    private final WhoTalks asterisk = new WhoTalks(office.asterisk, Set.of("anna", "bela", "carla"));
    private DeskWindow anna;
    private DeskWindow bela;
    private Visitor sofia;
    private final List<String> numbers = new ArrayList<>();

    @BeforeAll
    void everybodyOpensHisBrowser() {
        String address = office.usher.address();
        CompletableFuture<DeskWindow> annas = CompletableFuture.supplyAsync(() -> new DeskWindow("anna", address));
        CompletableFuture<DeskWindow> belas = CompletableFuture.supplyAsync(() -> new DeskWindow("bela", address));
        sofia = new Visitor("sofia", address);
        anna = annas.join();
        bela = belas.join();
    }

    @AfterAll
    void close() {
        anna.close();
        bela.close();
        sofia.close();
        asterisk.close();
        office.close();
    }

    @Test
    void shouldAgreeWithAsteriskAndTheHistoryAllMorning() throws Exception {
        try (SippPhone annas = office.anna().onlyOnOrder().register();
                SippPhone belas = office.bela().onlyOnOrder().register();
                SippPhone carlas = office.carla().onlyOnOrder().register()) {
            everybodyLogsIn();
            annaTakesACall(annas, belas);
            belaAsksAnnaAndHandsOver(annas, belas);
            belaSendsACallerToAnotherQueue(annas, belas);
            sofiaLooksAfterTheFloor(annas, carlas);
            annaClosesTheLid();
            sofiaCallsAnEmergency();
            String annasHandled = anna.page.text(".figures dd");
            everybodyGoesHome();
            theHistoryTellsTheSame(annasHandled);
        } catch (AssertionError | RuntimeException e) {
            for (Visitor visitor : List.of(anna, bela, sofia)) {
                e.addSuppressed(new AssertionError("before " + visitor.name + " stood:\n" + visitor.page.text("#page")
                        + "\n" + visitor.page.complaints()));
            }
            throw e;
        }
    }

    // ---- the morning

    private void everybodyLogsIn() throws Exception {
        anna.logsIn("agent", office.api().letIn("{\"name\":\"anna\",\"roles\":[\"AGENT\"],\"agent\":\"anna\"}"));
        bela.logsIn("agent", office.api().letIn("{\"name\":\"bela\",\"roles\":[\"AGENT\"],\"agent\":\"bela\"}"));
        sofia.logsIn(
                "",
                office.api()
                        .letIn(
                                "{\"name\":\"sofia\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"billing\",\"hasty\",\"orders\"]}"));
        anna.awaitState("LOGGED_OUT");
        anna.shoot("morning-logged-out");
        goesToWork(anna);
        goesToWork(bela);
        agree("READY", "READY");
    }

    private void goesToWork(DeskWindow desk) {
        desk.type("[name=phones]", "1/" + desk.name);
        desk.press("Log in at this phone");
        desk.awaitState("READY");
    }

    private void annaTakesACall(SippPhone annas, SippPhone belas) throws Exception {
        bela.press("Pause: break");
        agree("READY", "PAUSED");
        try (SippPhone caller = calls("billing")) {
            anna.awaitState("OFFERED");
            agree("OFFERED", "PAUSED");
            anna.shoot("morning-offer");
            pickUp(annas, 1);
            anna.reads(".contact .phase", "Talking");
            agree("ON_CONTACT", "PAUSED");
            bela.shoot("morning-paused");
            bela.press("Ready");
            agree("ON_CONTACT", "READY");

            anna.press("Hold");
            anna.reads(".contact .phase", "On hold");
            agree("ON_CONTACT", "READY");
            anna.shoot("morning-hold");
            anna.press("Back from hold");
            anna.reads(".contact .phase", "Talking");
            agree("ON_CONTACT", "READY");
            anna.press("Mute");
            anna.reads(".call", "Be heard again");
            caller.audio().forget();
            patiently().until(() -> !caller.audio().hears(annas.audio()));
            anna.press("Be heard again");
            Office.awaitBothHear(caller, annas);

            anna.choose("[name=disposition]", "call_again");
            anna.type("[name=note]", "wants a better price");
            anna.press("Save");
            anna.reads(".note-form", "Saved at");
            anna.page.driver.navigate().refresh();
            anna.reads(".contact .phase", "Talking");
            assertThat(anna.element("[name=note]").getDomProperty("value")).isEqualTo("wants a better price");
            agree("ON_CONTACT", "READY");

            consult(anna, "bela");
            anna.reads(".call", "Consulting bela: calling");
            pickUp(belas, 1);
            anna.reads(".call", "Consulting bela: talking");
            agree("CONSULTING", "BUSY_ELSEWHERE");
            anna.shoot("morning-consult");
            anna.press("Change sides");
            anna.reads(".call", "you hear the customer");
            agree("ON_CONTACT", "BUSY_ELSEWHERE");
            anna.press("Conference");
            anna.reads(".call", "all three talk");
            agree("ON_CONTACT", "BUSY_ELSEWHERE");
            anna.shoot("morning-conference");
            belas.hangUp();
            patiently().until(() -> !anna.says().call().contains("all three"));
            agree("ON_CONTACT", "WRAP_UP");
            bela.press("Wrap-up is done");

            anna.press("Hang up");
            assertThat(caller.endedWell()).isTrue();
            agree("WRAP_UP", "READY");
            anna.type("[name=note]", ", and");
            anna.page.driver.executeScript(SAVE_AND_WRITE_ON);
            anna.press("Save");
            anna.reads(".note-form", "Saved at");
            anna.shoot("morning-wrap-up");
            anna.press("Wrap-up is done");
            agree("READY", "READY");
        }
    }

    private void belaAsksAnnaAndHandsOver(SippPhone annas, SippPhone belas) throws Exception {
        anna.press("Pause: break");
        agree("PAUSED", "READY");
        try (SippPhone caller = calls("billing")) {
            bela.awaitState("OFFERED");
            pickUp(belas, 2);
            bela.reads(".contact .phase", "Talking");
            agree("PAUSED", "ON_CONTACT");
            anna.press("Ready");
            agree("READY", "ON_CONTACT");
            consult(bela, "anna");
            pickUp(annas, 2);
            bela.reads(".call", "Consulting anna: talking");
            agree("BUSY_ELSEWHERE", "CONSULTING");
            anna.shoot("morning-consulted");
            bela.press("Hand over");
            anna.reads(".contact .phase", "Talking");
            agree("ON_CONTACT", "WRAP_UP");
            Office.awaitBothHear(caller, annas);
            bela.choose("[name=disposition]", "sold");
            bela.press("Save");
            bela.reads(".note-form", "Saved at");
            bela.press("Wrap-up is done");
            caller.hangUp();
            agree("WRAP_UP", "READY");
            anna.press("Wrap-up is done");
            agree("READY", "READY");
        }
    }

    private void belaSendsACallerToAnotherQueue(SippPhone annas, SippPhone belas) throws Exception {
        anna.press("Pause: break");
        agree("PAUSED", "READY");
        try (SippPhone caller = calls("billing")) {
            bela.awaitState("OFFERED");
            pickUp(belas, 3);
            bela.reads(".contact .phase", "Talking");
            bela.press("Transfer");
            bela.type("[name=target]", "hasty");
            bela.shoot("morning-transfer");
            bela.press("Transfer now");
            agree("PAUSED", "WRAP_UP");
            sofia.page.awaitText("[data-queue=hasty] .waiting .number", "1");
            sofiaMovesHimBack();
            anna.press("Ready");
            anna.awaitState("OFFERED");
            anna.press("Decline");
            agree("NOT_RESPONDING", "WRAP_UP");
            anna.shoot("morning-declined");
            anna.press("Ready");
            anna.awaitState("OFFERED");
            pickUp(annas, 4);
            anna.reads(".contact .phase", "Talking");
            agree("ON_CONTACT", "WRAP_UP");
            Office.awaitBothHear(caller, annas);
            caller.hangUp();
            anna.awaitState("WRAP_UP");
            anna.press("Wrap-up is done");
            bela.press("Wrap-up is done");
            agree("READY", "READY");
        }
    }

    private void sofiaMovesHimBack() throws Exception {
        sofia.press("hasty");
        sofia.element("[data-part=line] tbody button").click();
        sofia.reads(".story", "Waited in the line of hasty");
        sofia.reads(".story", "it still does");
        sofia.shoot("morning-story");
        sofia.element("[data-order=move]").click();
        sofia.choose(".confirm select", "billing");
        sofia.press("Move it");
        sofia.reads(".word", "Done.");
        sofia.press("Close");
        sofia.page.awaitText("[data-queue=hasty] .waiting .number", "0");
        sofia.page.awaitText("[data-queue=billing] .waiting .number", "1");
    }

    private void sofiaLooksAfterTheFloor(SippPhone annas, SippPhone carlas) throws Exception {
        bela.press("Pause: break");
        try (SippPhone caller = calls("billing")) {
            anna.awaitState("OFFERED");
            pickUp(annas, 5);
            agree("ON_CONTACT", "PAUSED");
            sofia.press("Anna Berg");
            sofia.element("[data-order=whisper]").click();
            sofia.choose(".confirm select", "1/carla");
            sofia.press("Call my phone");
            pickUp(carlas, 1);
            sofia.reads("[data-listener=sofia]", "listens, heard by the agent alone");
            assertThat(asterisk.look().spying()).isNotEmpty();
            agree("ON_CONTACT", "PAUSED");
            sofia.shoot("morning-whisper");
            sofia.element("[data-order=stop]").click();
            sofia.element(".confirm button[type=submit]").click();
            sofia.reads(".word", "You listen no longer.");
            patiently().until(() -> asterisk.look().spying().isEmpty());
            sofia.element("[data-order=pause]").click();
            sofia.press("Pause Anna Berg");
            sofia.reads(".word", "Accepted");
            sofia.press("Close");
            anna.reads(".pending", "You will be paused when this is done: break.");
            anna.shoot("morning-pending");
            caller.hangUp();
            agree("WRAP_UP", "PAUSED");
            anna.press("Wrap-up is done");
            agree("PAUSED", "PAUSED");
        }
        sofiaWithdrawsWhoWaits();
        bela.press("Ready");
        anna.press("Ready");
        agree("READY", "READY");
    }

    private void sofiaWithdrawsWhoWaits() throws Exception {
        try (SippPhone caller = calls("billing")) {
            sofia.page.awaitText("[data-queue=billing] .waiting .number", "1");
            sofia.press("Billing");
            sofia.element("[data-part=line] tbody button").click();
            sofia.element("[data-order=withdraw]").click();
            sofia.press("Take it out");
            sofia.reads(".word", "Done.");
            sofia.press("Close");
            assertThat(caller.endedWell()).isTrue();
        }
    }

    private void annaClosesTheLid() throws Exception {
        anna.closesTheLid();
        try {
            office.wallboard().awaitAgent("anna", "PAUSED");
            sofia.reads("[data-agent=anna]", "away from desk");
            sofia.shoot("morning-wallboard");
        } finally {
            anna.opensTheLid();
        }
        anna.awaitState("PAUSED");
        anna.reads(".state", "away from desk");
        agree("PAUSED", "READY");
        anna.shoot("morning-away");
        anna.press("Ready");
        agree("READY", "READY");
    }

    private void sofiaCallsAnEmergency() throws Exception {
        office.asterisk.cli("dialplan set global USHER_EMERGENCY hello-world");
        sofia.press("Billing");
        sofia.element("[data-order=emergency]").click();
        sofia.press("Call the emergency");
        sofia.reads("[data-queue=billing] .status", "EMERGENCY");
        sofia.shoot("morning-emergency");
        try (SippPhone caller = office.caller().dial("billing")) {
            patiently().until(() -> caller.messages().contains("BYE sip:"));
            agree("READY", "READY");
        }
        sofia.press("End the emergency…");
        sofia.press("End the emergency");
        patiently().until(() -> !sofia.has("[data-queue=billing] .status"));
        sofia.press("Close");
    }

    private void everybodyGoesHome() throws Exception {
        anna.shoot("morning-figures");
        anna.press("Go home");
        bela.press("Go home");
        agree("LOGGED_OUT", "LOGGED_OUT");
    }

    // ---- what is compared

    /** A caller whom the books must know. */
    private SippPhone calls(String queue) {
        SippPhone.Caller caller = office.caller();
        numbers.add(office.lastNumber());
        return caller.dial(queue);
    }

    private static void consult(DeskWindow desk, String colleague) {
        desk.press("Consult");
        desk.type("[name=target]", colleague, org.openqa.selenium.Keys.ENTER);
    }

    /** Both pages come to these states, and everybody says the same of them. */
    private void agree(String annas, String belas) {
        patiently().untilAsserted(() -> {
            DeskWindow.Said said = anna.says();
            DeskWindow.Said others = bela.says();
            assertThat(List.of(said.state(), others.state())).containsExactly(annas, belas);
            WhoTalks.Picture picture = asterisk.look();
            assertThat(DeskWindow.disagreement("anna", said, picture))
                    .as("%s and %s", said, picture)
                    .isEmpty();
            assertThat(DeskWindow.disagreement("bela", others, picture))
                    .as("%s and %s", others, picture)
                    .isEmpty();
            elsewhereToo("anna", annas);
            elsewhereToo("bela", belas);
        });
    }

    private void elsewhereToo(String agent, String state) {
        assertThat(sofia.page.driver.executeScript(GROUP_OF, agent)).isEqualTo(LABELS.get(state));
        assertThat(row(agent).path("state").asString()).isEqualTo(state);
    }

    private JsonNode row(String agent) {
        return office.api()
                .get("api/v1/agents")
                .json()
                .path("agents")
                .valueStream()
                .filter(row -> row.path("name").asString().equals(agent))
                .findFirst()
                .orElseThrow();
    }

    private void theHistoryTellsTheSame(String annasHandled) {
        String first = numbers.get(0);
        assertThat(story(first))
                .containsExactly("QUEUED billing ANSWERED", "OFFERED anna ACCEPTED", "TALKED anna AGENT");
        assertThat(notes(first))
                .containsExactly(
                        "anna call_again wants a better price",
                        "anna call_again wants a better price, and",
                        "anna call_again wants a better price, and soon");
        assertThat(story(numbers.get(1)))
                .containsExactly(
                        "QUEUED billing ANSWERED",
                        "OFFERED bela ACCEPTED",
                        "TALKED bela TRANSFER",
                        "TRANSFERRED bela ",
                        "TALKED anna CALLER");
        assertThat(notes(numbers.get(1))).containsExactly("bela sold ");
        assertThat(story(numbers.get(2)))
                .containsExactly(
                        "QUEUED billing ANSWERED",
                        "OFFERED bela ACCEPTED",
                        "TALKED bela TRANSFER",
                        "TRANSFERRED bela ",
                        "QUEUED hasty TRANSFERRED_UNSERVED",
                        "QUEUED billing ANSWERED",
                        "OFFERED anna REJECTED",
                        "OFFERED anna ACCEPTED",
                        "TALKED anna CALLER");
        assertThat(story(numbers.get(3)))
                .containsExactly("QUEUED billing ANSWERED", "OFFERED anna ACCEPTED", "TALKED anna CALLER");
        assertThat(story(numbers.get(4))).containsExactly("QUEUED billing OVERFLOWED");
        for (DeskWindow desk : List.of(anna, bela)) {
            assertThat(Mirror.statesOf(office.usher.files(), desk.name))
                    .as("what was seen on %s's page, as the history has it", desk.name)
                    .containsSubsequence(desk.seen().subList(1, desk.seen().size()));
        }
        assertThat(annasHandled)
                .as("talks that are over, as her page counts them and the history does")
                .isEqualTo(String.valueOf(Mirror.talksOf(office.usher.files(), "anna")))
                .isEqualTo("4");
    }

    private JsonNode told(String number) {
        long id = office.awaitEnded("billing", number).path("id").asLong();
        return office.api().get("api/v1/contacts/" + id).json();
    }

    private List<String> story(String number) {
        return told(number)
                .path("steps")
                .valueStream()
                .map(step -> String.join(
                        " ",
                        step.path("what").asString(),
                        step.path("agent").isNull()
                                ? step.path("queue").asString()
                                : step.path("agent").asString(),
                        step.path("outcome").asString()))
                .toList();
    }

    private List<String> notes(String number) {
        return told(number)
                .path("notes")
                .valueStream()
                .map(note -> String.join(
                        " ",
                        note.path("agent").asString(),
                        note.path("disposition").asString(),
                        note.path("note").asString()))
                .toList();
    }
}

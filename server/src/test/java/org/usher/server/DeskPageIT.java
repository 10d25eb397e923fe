package org.usher.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;
import org.usher.server.api.Chromium;
import org.usher.server.config.Centre;
import org.usher.server.config.CentreFile;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An agent's work at the desk by keyboard alone, in a real browser, with the simulated PBX's callers and a real MariaDB behind. */
@Tag("alone")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
final class DeskPageIT {
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);
    private static final String STATE = ".state h2";

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Chromium page = new Chromium();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        ServerConfig config = ServerConfigFile.read(Files.writeString(directory.resolve("usher.toml"), """
                [http]
                port = 0
                [simulation]
                enabled = true
                calls_per_minute = 60
                desk = "hugo"
                [desk]
                away_after = "2s"
                crm_link = "https://crm.example.org/find?number={number}&call={contact}"
                """))
                .withDataDirectory(directory.resolve("data"));
        Centre centre = CentreFile.read(Path.of("../conf/centre.toml"));
        Turn turn =
                new Turn(config, 0, Doorway.open(config.http(), config.http().port()), (address, why) -> {});
        server = Server.start(config, centre, turn.await());
    }

    @AfterEach
    void stop() {
        page.close();
        server.close();
    }

    @Test
    void shouldLetAnAgentDoAMorningsWorkByKeyboardAlone() throws Exception {
        logInAsWhomTheSimulationLeftToUs();
        goToWork();

        awaitOffer();
        JsonNode offered = hugo();
        long contact = offered.path("contactId").asLong();
        awaitState("ON_CONTACT");
        assertThat(page.text(".contact .phase")).isIn("Connecting", "Talking");
        await().atMost(LONG_ENOUGH).until(() -> page.text(".contact .phase").equals("Talking"));
        shoot("desk-talk");
        assertSound("the talk");

        // a note begun in the talk outlives a reload, which changes nothing else
        press("n");
        focused().sendKeys("To be", Keys.TAB, "wants a better price\nring on Monday");
        page.driver.navigate().refresh();
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(value("textarea")).isEqualTo("wants a better price\nring on Monday"));
        assertThat(value("select")).isEqualTo("call_again");
        press("s");
        awaitContaining(".note-form", "Saved at");

        awaitState("WRAP_UP");
        shoot("desk-wrap-up");
        assertThat(focused().getTagName())
                .as("what is to be done now has the focus")
                .isEqualTo("select");
        focused().sendKeys(Keys.TAB, " and soon");
        press("s");
        awaitContaining(".note-form", "Saved at");
        press("w");
        await().atMost(LONG_ENOUGH).until(() -> !state().equals("WRAP_UP"));
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(notes(contact))
                        .containsExactly(
                                "hugo call_again wants a better price\nring on Monday",
                                "hugo call_again wants a better price\nring on Monday and soon"));
        assertThat(page.complaints())
                .as("errors in the console")
                .allMatch(complaint -> complaint.contains("401") || complaint.contains("/ws/agent"));
    }

    @Test
    void shouldPauseWhoLeavesTheDeskAndTakeHimBackByOneKey() throws Exception {
        logInAsWhomTheSimulationLeftToUs();
        goToWork();
        page.driver.get("about:blank");
        // in a talk that had begun meanwhile it waits for its end
        await().atMost(LONG_ENOUGH)
                .untilAsserted(
                        () -> assertThat(hugo().path("reason").asString()).isEqualTo("away from desk"));
        assertThat(hugo().path("state").asString()).isEqualTo("PAUSED");

        page.driver.get(server.address() + "agent");
        page.awaitText(STATE, "Paused: away from desk");
        assertThat(page.text(".state .detail")).contains("Away since");
        shoot("desk-away");
        assertSound("the pause");
        press("r");
        await().atMost(LONG_ENOUGH).until(() -> !state().equals("PAUSED"));

        await().atMost(LONG_ENOUGH).until(() -> state().equals("READY") || state().equals("OFFERED"));
        press("2"); // lunch, after the call if one has come
        await().atMost(LONG_ENOUGH).until(() -> state().equals("PAUSED"));
        page.awaitText(STATE, "Paused: lunch");
        shoot("desk-paused");
        page.driver.get("about:blank");
        await().pollDelay(Duration.ofSeconds(4)).atMost(LONG_ENOUGH).until(() -> true);
        assertThat(hugo().path("reason").asString()).as("his own pause stays").isEqualTo("lunch");
        page.driver.get(server.address() + "agent");
        page.awaitText(STATE, "Paused: lunch");
        press("o");
        page.awaitText(STATE, "Logged out");
    }

    private void logInAsWhomTheSimulationLeftToUs() throws Exception {
        Path password = directory.resolve("data/desk.password");
        await().atMost(LONG_ENOUGH).until(() -> Files.exists(password));
        page.driver.get(server.address() + "agent");
        await().atMost(LONG_ENOUGH).until(() -> page.driver.getCurrentUrl().endsWith("/login#next=%2Fagent"));
        await().atMost(LONG_ENOUGH).until(() -> "name".equals(focused().getAttribute("name")));
        focused().sendKeys("hugo", Keys.TAB);
        focused().sendKeys(Files.readString(password).strip(), Keys.ENTER);
        await().atMost(LONG_ENOUGH)
                .until(() -> !page.driver.findElements(By.name("next")).isEmpty());
        page.driver.findElement(By.name("next")).sendKeys("my own four words", Keys.TAB);
        focused().sendKeys("my own four words", Keys.ENTER);
        await().atMost(LONG_ENOUGH).until(() -> page.driver.getCurrentUrl().endsWith("/agent"));
    }

    private void goToWork() throws Exception {
        page.awaitText(STATE, "Logged out");
        shoot("desk-logged-out");
        assertSound("going to work");
        await().until(() -> "phones".equals(focused().getAttribute("name")));
        focused().sendKeys("1/agent8", Keys.ENTER);
        await().atMost(LONG_ENOUGH).until(() -> !state().equals("LOGGED_OUT"));
    }

    /** Rings for some seconds: a picture that came too late is taken at the next offer. */
    private void awaitOffer() throws Exception {
        boolean idle = false;
        for (int tries = 0; tries < 20; tries++) {
            if (!idle && state().equals("READY")) {
                shoot("desk-idle");
                idle = true;
            }
            awaitState("OFFERED");
            assertThat(page.driver.getTitle()).startsWith("☎");
            boolean atHeading = "contact-who".equals(focused().getAttribute("id"));
            shoot("desk-offer");
            if (state().equals("OFFERED")) {
                assertThat(atHeading).as("the offer has the focus").isTrue();
                assertThat(page.text(".contact dl")).contains("Queue", "Waited");
                assertThat(page.driver.findElement(By.cssSelector(".contact a")).getDomAttribute("href"))
                        .startsWith("https://crm.example.org/find?number=");
                return;
            }
        }
        throw new AssertionError("no offer rang long enough to be looked at");
    }

    private String state() {
        return String.valueOf(page.driver.executeScript(
                "return document.querySelector('.desk') ? document.querySelector('.desk').dataset.state : ''"));
    }

    private void awaitState(String state) {
        await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50)).until(() -> state().equals(state));
    }

    private void awaitContaining(String selector, String text) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(page.text(selector)).contains(text));
    }

    private void press(String letter) {
        new Actions(page.driver)
                .keyDown(Keys.ALT)
                .sendKeys(letter)
                .keyUp(Keys.ALT)
                .perform();
    }

    private WebElement focused() {
        return page.driver.switchTo().activeElement();
    }

    private String value(String selector) {
        return String.valueOf(page.driver.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.value : ''", selector));
    }

    private void shoot(String name) throws Exception {
        page.shoot(name, "light", 1366, 768);
        page.shoot(name, "dark", 1366, 768);
    }

    private void assertSound(String when) {
        assertThat(page.barriers())
                .as("what axe-core finds wrong with %s", when)
                .isEmpty();
    }

    private JsonNode hugo() throws Exception {
        for (JsonNode agent : get("api/v1/agents").path("agents")) {
            if (agent.path("name").asString().equals("hugo")) {
                return agent;
            }
        }
        throw new IllegalStateException("no hugo");
    }

    private List<String> notes(long contact) throws Exception {
        List<String> notes = new ArrayList<>();
        for (JsonNode note : get("api/v1/contacts/" + contact).path("notes")) {
            notes.add(String.join(
                    " ",
                    note.path("agent").asString(),
                    note.path("disposition").asString(),
                    note.path("note").asString()));
        }
        return notes;
    }

    private JsonNode get(String path) throws Exception {
        String token = Files.readString(directory.resolve("data/admin.token")).strip();
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(10))
                .build();
        return Objects.requireNonNull(JsonMapper.shared()
                .readTree(http.send(request, BodyHandlers.ofString()).body()));
    }
}

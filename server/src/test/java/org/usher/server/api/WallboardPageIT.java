package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.OfferOutcome;
import org.usher.server.Story;
import org.usher.server.security.Role;

/** The wallboard's page in a real Chromium. Debian's packages chromium and chromium-driver must be installed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class WallboardPageIT {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private final ChromeDriver browser = browser();

    private static ChromeDriver browser() {
        assertThat(List.of(CHROMIUM, DRIVER))
                .as("this test needs Debian's packages chromium and chromium-driver")
                .allMatch(Files::isExecutable);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(CHROMIUM.toFile());
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=en-GB");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        return new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER.toFile())
                        .build(),
                options);
    }

    @AfterEach
    void closeBrowser() {
        browser.quit();
    }

    @Test
    void shouldShowACallArriveAndBeAnswered() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            browser.get(api.uri("/").toString());
            awaitText("[data-queue=billing] .waiting .number", "0");
            assertThat(text(".connection")).isEqualTo("live");

            long call = api.story.call(Story.BILLING, "+4930123");
            awaitText("[data-queue=billing] .waiting .number", "1");
            assertThat(text("[data-queue=billing] .longest .number")).matches("0:[0-9]{2}");

            api.story.answer(call, Story.BILLING, Story.ALICE, 3_000);
            awaitText("[data-queue=billing] .waiting .number", "0");
            awaitText("[data-queue=billing] .level .figure", "100\u202f% ✓\ntarget met");
            assertThat(text(".group.busy [data-agent=alice] .name")).isEqualTo("Alice A.");
            assertThat(complaints()).as("errors in the browser's console").isEmpty();
        }
    }

    @Test
    void shouldSayThatItIsStaleAndComeBackByItself() throws Exception {
        ApiFixture first = new ApiFixture();
        int port = first.address.getPort();
        browser.get(first.uri("/").toString());
        first.story.call(Story.BILLING, "1");
        awaitText("[data-queue=billing] .waiting .number", "1");
        first.close();
        await().atMost(Duration.ofSeconds(30)).until(() -> text(".connection").startsWith("no connection: as of"));
        assertThat(browser.findElements(By.cssSelector(".board.stale"))).hasSize(1);
        assertThat(text("[data-queue=billing] .waiting .number"))
                .as("the last known state")
                .isEqualTo("1");
        shoot("wallboard-stale", "light", 1920, 1080);

        try (ApiFixture second = new ApiFixture(Role.WALLBOARD, port)) {
            second.story.call(Story.BILLING, "1");
            second.story.call(Story.BILLING, "2");
            awaitText("[data-queue=billing] .waiting .number", "2");
            assertThat(text(".connection")).isEqualTo("live");
        }
    }

    @Test
    void shouldAskForATokenWhereOneIsNeeded() throws Exception {
        try (ApiFixture strict = new ApiFixture(Role.ANONYMOUS)) {
            browser.get(strict.uri("/").toString());
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> !browser.findElements(By.id("token")).isEmpty());
            browser.findElement(By.id("token")).sendKeys(ApiFixture.LOBBY + "\n");
            awaitText("[data-queue=billing] .waiting .number", "0");
        }
    }

    @Test
    void shouldLookGoodOnAWallAndOnALaptopInBothThemes() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            busyMorning(api.story);
            browser.get(api.uri("/").toString());
            awaitText("[data-queue=support] .waiting .number", "4");
            for (String theme : List.of("light", "dark")) {
                shoot("wallboard-wall", theme, 1920, 1080);
                assertThat(sticksOut()).isEmpty();
                shoot("wallboard-laptop", theme, 1280, 800);
                assertThat(sticksOut()).isEmpty();
                shoot("wallboard-phone", theme, 420, 900);
                assertThat(sticksOut()).isEmpty();
            }
            assertThat(complaints()).isEmpty();
        }
    }

    private static void busyMorning(Story story) {
        int support = 3;
        List<Configuration.Agent> agents = new ArrayList<>();
        List<String> names = List.of(
                "Alice Adler",
                "Bob Brandt",
                "Chiara Conti",
                "Deniz Demir",
                "Eva Ek",
                "Farid Fahimi",
                "Greta Groß",
                "Hugo Hernández-Villalobos",
                "Ines Iversen",
                "Jan Jansen",
                "Kim Köhler",
                "Lea Lund",
                "Mai Mori",
                "Noor Nasser");
        for (int i = 0; i < names.size(); i++) {
            agents.add(new Configuration.Agent(
                    100 + i,
                    names.get(i).split(" ", 2)[0].toLowerCase(Locale.ROOT),
                    names.get(i),
                    List.of(new Configuration.SkillLevel(1, 1 + i % 10)),
                    List.of(Story.BILLING, Story.SALES, support)));
        }
        story.adopt(new Configuration(
                2,
                List.of(new Configuration.Skill(1, "german")),
                List.of(
                        Story.queue(Story.BILLING, "billing", "Billing"),
                        Story.queue(Story.SALES, "sales", "Sales"),
                        Story.queue(support, "support", "Technical support"),
                        Story.queue(4, "returns", "Returns and complaints")),
                List.of(),
                agents,
                List.of(new Configuration.PauseReason(Story.LUNCH, "lunch")),
                Configuration.Settings.DEFAULT));
        story.after(-600_000); // ten minutes ago
        for (int i = 0; i < 20; i++) {
            int queue = 1 + i % 3;
            long waitedMs = 4_000 + 2_300L * i;
            long call = story.call(queue, "caller " + i);
            story.answer(call, queue, 100 + i % 5, waitedMs);
            story.after(20_000).hangUp(call, 100 + i % 5, 95_000 + 1_000L * i);
            story.state(100 + i % 5, AgentState.WRAP_UP, AgentState.READY);
        }
        long gone = story.call(support, "gone");
        story.abandon(gone, support, 40_000, EntryOutcome.ABANDONED);
        story.after(110_000);
        for (int i = 0; i < 4; i++) {
            story.after(20_000).call(support, "waits " + i);
        }
        story.after(2_000).call(Story.BILLING, "waits");
        story.after(-30_000);
        story.state(105, AgentState.READY, AgentState.OFFERED);
        story.state(106, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null);
        story.state(107, AgentState.OFFERED, AgentState.NOT_RESPONDING, 0, OfferOutcome.TIMED_OUT);
        for (int agent = 100; agent < 104; agent++) {
            story.after(7_000).state(agent, AgentState.OFFERED, AgentState.ON_CONTACT);
        }
        story.state(108, AgentState.ON_CONTACT, AgentState.WRAP_UP);
        story.state(109, AgentState.LOGGED_OUT, AgentState.READY);
        story.state(110, AgentState.READY, AgentState.BUSY_ELSEWHERE);
    }

    private void shoot(String name, String theme, int width, int height) throws Exception {
        browser.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        browser.manage().window().setSize(new Dimension(width, height));
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + "-" + theme + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    }

    /** What is wider than the card, group or page it stands in. */
    private String sticksOut() {
        return String.valueOf(browser.executeScript("""
                        const wide = [...document.querySelectorAll('.card, .group, html')].flatMap(box => {
                          const right = box.getBoundingClientRect().right + 1;
                          return [...box.querySelectorAll('*')].filter(part => part.getBoundingClientRect().right > right);
                        });
                        return wide.map(part => part.outerHTML.slice(0, 80)).join();
                        """));
    }

    private void awaitText(String selector, String expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(text(selector)).isEqualTo(expected));
    }

    /** The text of the only element, or nothing while there is none. */
    private String text(String selector) {
        return String.valueOf(browser.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.innerText.trim() : '';",
                selector));
    }

    private List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }
}

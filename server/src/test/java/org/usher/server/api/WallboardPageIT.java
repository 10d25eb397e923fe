package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.usher.core.api.AgentState;
import org.usher.core.api.Configuration;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.server.Story;
import org.usher.server.security.TokenRole;
import org.usher.server.wallboard.Alarm;

/** The wallboard's page in a real Chromium. Debian's packages chromium and chromium-driver must be installed. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class WallboardPageIT {
    private final Chromium page = new Chromium();
    private final ChromeDriver browser = page.driver;

    @AfterEach
    void closeBrowser() {
        page.close();
    }

    @Test
    void shouldShowACallArriveAndBeAnswered() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            browser.get(api.uri("/").toString());
            page.awaitText("[data-queue=billing] .waiting .number", "0");
            assertThat(page.text(".connection")).isEqualTo("live");

            long call = api.story.call(Story.BILLING, "+4930123");
            page.awaitText("[data-queue=billing] .waiting .number", "1");
            assertThat(page.text("[data-queue=billing] .longest .number")).matches("0:[0-9]{2}");

            api.story.answer(call, Story.BILLING, Story.ALICE, 3_000);
            page.awaitText("[data-queue=billing] .waiting .number", "0");
            page.awaitText("[data-queue=billing] .level .figure", "100\u202f% ✓\ntarget met");
            assertThat(page.text(".group.busy [data-agent=alice] .name"))
                    .as("with the queue of the contact")
                    .isEqualTo("Alice A. billing");
            assertThat(page.complaints()).as("errors in the browser's console").isEmpty();
        }
    }

    @Test
    void shouldSayThatItIsStaleAndComeBackByItself() throws Exception {
        ApiFixture first = new ApiFixture();
        int port = first.address.getPort();
        browser.get(first.uri("/").toString());
        first.story.call(Story.BILLING, "1");
        page.awaitText("[data-queue=billing] .waiting .number", "1");
        first.close();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> page.text(".connection").startsWith("no connection: as of"));
        assertThat(browser.findElements(By.cssSelector(".board.stale"))).hasSize(1);
        assertThat(page.text("[data-queue=billing] .waiting .number"))
                .as("the last known state")
                .isEqualTo("1");
        page.shoot("wallboard-stale", "light", 1920, 1080);

        try (ApiFixture second = new ApiFixture(TokenRole.WALLBOARD, port)) {
            second.story.call(Story.BILLING, "1");
            second.story.call(Story.BILLING, "2");
            page.awaitText("[data-queue=billing] .waiting .number", "2");
            assertThat(page.text(".connection")).isEqualTo("live");
        }
    }

    @Test
    void shouldShowWhatWasSetRightAndWhatIsWrong() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            browser.get(api.uri("/").toString());
            page.awaitText("[data-queue=billing] .waiting .number", "0");
            assertThat(page.text(".repairs") + page.text(".alarms"))
                    .as("nothing is shown of nothing")
                    .isEmpty();

            api.alarms.add(new Alarm("log", "entries wait in memory: No space left on device"));
            repaired(api.story);
            page.awaitText("[data-alarm=log]", "⚠ log entries wait in memory: No space left on device");
            page.awaitText("[data-repair=OFFER_WITHOUT_END] .kind", "offer without end");
            assertThat(page.text("[data-repair=OFFER_WITHOUT_END] .cause"))
                    .isEqualTo("its customer is back in the waiting room");
            assertThat(page.text(".repairs li time")).matches("\\d\\d:\\d\\d:\\d\\d");
            assertThat(page.text(".repairs li .kind")).as("the latest is first").isEqualTo("talk, but no phone in use");

            api.alarms.clear();
            page.awaitText(".alarms", "");
            assertThat(page.complaints()).isEmpty();
        }
    }

    private static void repaired(Story story) {
        story.say(new Event.Repaired(
                story.nowMs(), RepairKind.OFFER_WITHOUT_END, 4_711, "its customer is back in the waiting room"));
        story.after(1_000)
                .say(new Event.Repaired(
                        story.nowMs(), RepairKind.TALK_WITHOUT_PHONE, 4_714, "all phones of the agent are idle"));
    }

    @Test
    void shouldLookGoodOnAWallAndOnALaptopInBothThemes() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            busyMorning(api.story);
            repaired(api.story);
            api.alarms.add(
                    new Alarm("log", "entries wait in memory: the disk does not take it: No space left on device"));
            browser.get(api.uri("/").toString());
            page.awaitText("[data-queue=support] .waiting .number", "4");
            for (String theme : List.of("light", "dark")) {
                page.shoot("wallboard-wall", theme, 1920, 1080);
                assertThat(sticksOut()).isEmpty();
                page.shoot("wallboard-laptop", theme, 1280, 800);
                assertThat(sticksOut()).isEmpty();
                page.shoot("wallboard-all", theme, 1280, 1_350);
                page.shoot("wallboard-phone", theme, 420, 900);
                assertThat(sticksOut()).isEmpty();
                assertThat(page.barriers())
                        .as("what axe-core finds wrong in the %s theme", theme)
                        .isEmpty();
            }
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldChartTheLastHourOfEachQueueAndOfAll() throws Exception {
        long nowMs = System.currentTimeMillis();
        try (ApiFixture api = new ApiFixture(TokenRole.WALLBOARD, 0, nowMs - 55 * 60_000)) {
            eventfulHour(api, nowMs);
            browser.manage().window().setSize(new Dimension(1920, 1080));
            browser.get(api.uri("/").toString());
            await().atMost(Duration.ofSeconds(30)).until(() -> sum("Callers", "answered") == 34);
            assertThat(sum("Callers", "abandoned")).isEqualTo(4);
            assertThat(page.text("[data-chart=Agents] .tone-ready strong")).isEqualTo("1.0");
            assertThat(page.text(".silences")).startsWith("Usher did not run, so nothing is known:");
            assertThat(column("Waiting", "at most"))
                    .as("minutes without Usher are gaps")
                    .contains("–")
                    .contains("5");
            assertThat(inked())
                    .as("something is drawn in each chart")
                    .containsOnly(true)
                    .hasSize(4);

            WebElement choice = browser.findElement(By.id("hour-queue"));
            choice.sendKeys("Sal", Keys.TAB);
            await().atMost(Duration.ofSeconds(30)).until(() -> sum("Callers", "answered") == 13);
            browser.navigate().refresh();
            await().atMost(Duration.ofSeconds(30)).until(() -> sum("Callers", "answered") == 13);
            assertThat(browser.findElement(By.cssSelector("[data-chart=Callers] [role=img]"))
                            .getDomAttribute("aria-label"))
                    .startsWith("Callers in the last hour, in each minute")
                    .contains("offered ", "answered ", "abandoned ");

            browser.executeScript("localStorage.clear()");
            browser.navigate().refresh();
            await().atMost(Duration.ofSeconds(30)).until(() -> sum("Callers", "answered") == 34);
            browser.executeScript("document.querySelector('.numbers').open = false");
            for (String theme : List.of("light", "dark")) {
                page.shoot("hour-wall", theme, 1920, 1080);
                assertThat(sticksOut()).isEmpty();
                page.shoot("hour-laptop", theme, 1280, 800);
                assertThat(sticksOut()).isEmpty();
                page.shoot("hour-phone", theme, 420, 2600);
                assertThat(sticksOut()).isEmpty();
            }
            assertThat(page.complaints()).isEmpty();
        }
    }

    @Test
    void shouldChartACallAsItComes() throws Exception {
        try (ApiFixture api = new ApiFixture()) {
            browser.get(api.uri("/").toString());
            page.awaitText("[data-chart=Waiting] strong", "0");
            api.story.call(Story.BILLING, "1");
            api.story.call(Story.SALES, "2");
            page.awaitText("[data-chart=Waiting] strong", "2");
            assertThat(page.complaints()).isEmpty();
        }
    }

    /** Calls come and go, Usher is away for seven minutes in the middle, then more calls. */
    private static void eventfulHour(ApiFixture api, long nowMs) {
        Story story = api.story;
        story.state(Story.ALICE, AgentState.LOGGED_OUT, AgentState.READY);
        story.state(Story.BOB, AgentState.LOGGED_OUT, AgentState.READY);
        for (int i = 0; i < 34; i++) {
            int queue = i % 5 < 3 ? Story.BILLING : Story.SALES;
            int agent = queue == Story.SALES || i % 2 == 0 ? Story.ALICE : Story.BOB;
            long waitMs = 3_000 + i * 7 % 40 * 1_000L;
            long call = story.call(queue, "caller " + i);
            story.after(waitMs).answer(call, queue, agent, waitMs);
            story.after(80_000 - waitMs).hangUp(call, agent, 80_000 - waitMs);
            story.state(agent, AgentState.WRAP_UP, AgentState.READY);
            if (i == 15) {
                List<Long> gone = new ArrayList<>();
                for (int n = 0; n < 5; n++) {
                    gone.add(story.call(Story.BILLING, "gone " + n));
                }
                story.after(30_000);
                gone.subList(1, 5).forEach(id -> story.abandon(id, Story.BILLING, 30_000, EntryOutcome.ABANDONED));
                story.abandon(gone.getFirst(), Story.BILLING, 1_000, EntryOutcome.SHORT_ABANDONED);
                long heardUntilMs = story.nowMs();
                api.wallboard.started(heardUntilMs, story.after(7 * 60_000).nowMs());
            }
        }
        story.state(Story.BOB, AgentState.READY, AgentState.PAUSED, Story.LUNCH, null);
        assertThat(story.nowMs()).isLessThan(nowMs);
    }

    /** The values of one series, newest first, as the table shows them to people. */
    private List<String> column(String chart, String series) {
        Object found = browser.executeScript("""
                const numbers = document.querySelector('.numbers');
                if (!numbers) return [];
                numbers.open = true;
                const heads = [...numbers.querySelectorAll('thead th')].map(head => head.innerText);
                const at = heads.indexOf(arguments[0]);
                return [...numbers.querySelectorAll('tbody tr')].map(row => row.children[at].innerText);
                """, chart + ": " + series);
        List<String> values = new ArrayList<>();
        if (found instanceof List<?> list) {
            list.forEach(value -> values.add(String.valueOf(value)));
        }
        return values;
    }

    private int sum(String chart, String series) {
        return column(chart, series).stream()
                .filter(value -> !value.equals("–"))
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** For each chart whether its canvas has more than the axes' few colours at the edges. */
    private List<Object> inked() {
        Object found = browser.executeScript("""
                return [...document.querySelectorAll('.plot canvas')].map(canvas => {
                  const { width, height } = canvas;
                  const pixels = canvas.getContext('2d').getImageData(width / 4, 0, width / 2, height).data;
                  const colours = new Set();
                  for (let i = 0; i < pixels.length; i += 4) if (pixels[i + 3] > 200) colours.add(pixels.slice(i, i + 3).join());
                  return colours.size > 1;
                });
                """);
        return found instanceof List<?> list ? List.copyOf(list) : List.of();
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

    /** What is wider than the card, group or page it stands in. */
    private String sticksOut() {
        return String.valueOf(browser.executeScript("""
                        const wide = [...document.querySelectorAll('.card, .group, .hour, .chart, .repairs, .alarms, html')].flatMap(box => {
                          const right = box.getBoundingClientRect().right + 1;
                          return [...box.querySelectorAll('*')].filter(part => !part.closest('.scroll, canvas') && part.getBoundingClientRect().right > right);
                        });
                        return wide.map(part => part.outerHTML.slice(0, 80)).join();
                        """));
    }
}

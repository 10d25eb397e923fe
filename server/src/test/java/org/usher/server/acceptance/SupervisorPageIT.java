package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.usher.server.api.Chromium;
import org.usher.telephony.rig.SippPhone;

/** A supervisor at the wallboard, in a real Chromium, before real callers and phones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class SupervisorPageIT {
    private static final String PASSWORD = "correct horse battery";
    private static final String PANEL = ".panel h2";

    private final Office office = Office.open("supervisor-page", 5, "");
    private final Chromium page = new Chromium();

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
    }

    @AfterAll
    void close() {
        page.close();
        office.close();
    }

    @Test
    void shouldLookIntoTheLineAndGiveOrdersByKeyboard() throws Exception {
        try (SippPhone anna = office.anna().onlyOnOrder().register();
                SippPhone first = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            String firstNumber = office.lastNumber();
            try (SippPhone second = office.caller().dial("billing")) {
                office.wallboard().awaitWaiting("billing", 2);
                String secondNumber = office.lastNumber();
                mayNotLookBehindTheWallboard();
                logInAsSofia();

                WebElement billing = awaitElement("[data-queue=billing] h2 button");
                assertThat(page.driver.findElements(By.cssSelector("[data-queue=orders] h2 button")))
                        .as("not a queue of hers")
                        .isEmpty();
                billing.sendKeys(Keys.ENTER);
                page.awaitText(PANEL, "Billing");
                patiently().until(() -> rows("line").size() == 2);
                assertThat(rows("line").get(0)).startsWith("1 ").contains(firstNumber);
                assertThat(rows("line").get(1)).startsWith("2 ").contains(secondNumber);
                bothThemes("panel-queue");
                callsAnEmergencyAndEndsIt();
                setsANoticeAndTakesItBack();

                awaitElement("[data-part=line] tbody tr:nth-child(2) button").sendKeys(Keys.ENTER);
                patiently().until(() -> page.text(".story").contains("Waited in the line of billing; it still does"));
                page.awaitText("[data-candidate=anna] span", "may serve it, but is logged out");
                assertThat(page.text("[data-part=why] p"))
                        .contains("waiting in billing, 1 before it of those who ask for the same");
                bothThemes("panel-contact");
                movesItToHasty();
                page.awaitText("[data-part=why] strong", "waiting");
                patiently().until(() -> page.text(".story").contains("then it was moved on, unserved"));

                escape();
                office.isReadyForTheWaiting("anna");
                pickUp(anna, 1);
                office.wallboard().awaitAgent("anna", "ON_CONTACT");
                lookAtAnnaAndPauseHer();
                listensToAnna();
                first.hangUp();
                patiently().until(() -> page.text(".part p").startsWith("Wrap-up for "));
                order("finish", "Done.");
                patiently().until(() -> page.text(".part p").startsWith("Paused (break)"));
                order("logout", "Done.");
                office.wallboard().awaitAgent("anna", "LOGGED_OUT");
                escape();
                second.hangUp();
            }
            assertThat(page.complaints())
                    .as("errors in the console, but that a contact in no line has no reason to wait")
                    .allMatch(complaint -> complaint.contains("/explain") && complaint.contains("404"));
            patiently()
                    .untilAsserted(() -> assertThat(office.api()
                                    .get("api/v1/audit?limit=100")
                                    .json()
                                    .path("entries")
                                    .valueStream()
                                    .filter(entry ->
                                            entry.path("who").asString().equals("sofia"))
                                    .map(entry -> entry.path("action").asString()))
                            .contains(
                                    "POST /api/v1/contacts/{contact}/move",
                                    "POST /api/v1/agents/{agent}/pause",
                                    "POST /api/v1/agents/{agent}/logout")); // its writer comes after
        }
    }

    @Test
    void shouldSayWhyAnOrderCameTooLate() throws Exception {
        try (SippPhone caller = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            logInAsSofia();
            awaitElement("[data-queue=billing] h2 button").click();
            awaitElement("[data-part=line] tbody button").click();
            awaitElement("[data-order=withdraw]").click();
            page.awaitText(".confirm p", page.text(".confirm p"));
            bothThemes("panel-confirm");
            caller.hangUp();
            office.wallboard().awaitWaiting("billing", 0);
            patiently()
                    .until(() -> page.driver
                            .findElements(By.cssSelector("[data-order=withdraw]"))
                            .isEmpty());
            awaitElement(".confirm button[type=submit]").click();
            patiently().until(() -> !page.text(".word").isEmpty());
            assertThat(page.text(".word"))
                    .endsWith(": no such contact of a queue that you answer for; GET /api/v1/contacts lists them");
            escape();
        }
    }

    /** On this machine everybody may look at the wallboard. */
    private void mayNotLookBehindTheWallboard() {
        page.driver.manage().deleteAllCookies();
        page.driver.get(office.usher.address());
        page.awaitText("[data-queue=billing] .waiting .number", "2");
        assertThat(page.driver.findElements(By.cssSelector(".opens"))).isEmpty();
        assertThat(page.text("main")).doesNotContain(office.lastNumber());
    }

    private void callsAnEmergencyAndEndsIt() throws Exception {
        order("emergency", "Done.");
        page.awaitText("[data-queue=billing] .status", "EMERGENCY");
        page.awaitText("[data-order=emergency]", "End the emergency…");
        bothThemes("panel-emergency");
        order("emergency", "Done.");
        page.awaitText("[data-queue=billing] .status", "");
    }

    private void setsANoticeAndTakesItBack() throws Exception {
        awaitElement("[data-order=notice]").sendKeys(Keys.ENTER);
        WebElement text = focused(".confirm input[name=text]");
        text.sendKeys("A fault in the north, we are working on it");
        awaitElement(".confirm input[name=sound]").sendKeys("custom/north");
        awaitElement(".confirm input[name=minutes]").sendKeys("30");
        bothThemes("panel-notice-confirm");
        text.sendKeys(Keys.ENTER);
        page.awaitText(".word", "Done.");
        patiently()
                .until(() -> page.text("[data-queue=billing] .notice")
                        .startsWith("A fault in the north, we are working on it since "));
        assertThat(page.text("[data-part=notice]")).contains("until").contains("Callers hear custom/north.");
        bothThemes("panel-notice");
        order("no-notice", "Done.");
        patiently()
                .until(() -> page.driver
                        .findElements(By.cssSelector("[data-queue=billing] .notice"))
                        .isEmpty());
    }

    private void movesItToHasty() {
        awaitElement("[data-order=move]").sendKeys(Keys.ENTER);
        WebElement to = page.driver.switchTo().activeElement();
        assertThat(to.getTagName()).as("keys that follow are for the question").isEqualTo("select");
        to.sendKeys("hasty", Keys.TAB);
        page.driver.switchTo().activeElement().sendKeys(Keys.ENTER);
        page.awaitText(".word", "Done.");
        office.wallboard().awaitWaiting("hasty", 1);
        office.wallboard().awaitWaiting("billing", 1);
    }

    private void lookAtAnnaAndPauseHer() throws Exception {
        awaitElement("[data-agent=anna] button").sendKeys(Keys.ENTER);
        page.awaitText(PANEL, "Anna Berg");
        patiently().until(() -> page.text(".part p").startsWith("On a contact for "));
        awaitElement("[data-order=pause]").sendKeys(Keys.ENTER);
        bothThemes("panel-agent");
        order("pause", "Accepted: it takes effect after what is going on now.");
        patiently().until(() -> page.text(".part p").endsWith("After this a pause."));
        awaitElement("[data-go=contact]").click();
        patiently().until(() -> page.text(".story").contains("Rang at anna for 0:0"));
        patiently().until(() -> page.text(".story").contains("Talked with anna; still does"));
        bothThemes("panel-story");
        awaitElement(".panel header button").click(); // back
        page.awaitText(PANEL, "Anna Berg");
    }

    private void listensToAnna() throws Exception {
        try (SippPhone carla = office.carla().onlyOnOrder().register()) {
            awaitElement("[data-part=listen] [data-order=whisper]").sendKeys(Keys.ENTER);
            awaitElement(".confirm select").sendKeys("carla");
            bothThemes("panel-listen-confirm");
            order("whisper", "Your phone rings: pick it up.");
            pickUp(carla, 1);
            page.awaitText("[data-listener=sofia]", "sofia at carla: listens, heard by the agent alone");
            bothThemes("panel-listen");
            order("stop", "You listen no longer.");
            patiently()
                    .until(() -> page.driver
                            .findElements(By.cssSelector("[data-listener]"))
                            .isEmpty());
        }
    }

    private void order(String name, String word) {
        if (page.driver.findElements(By.cssSelector(".confirm")).isEmpty()) {
            awaitElement("[data-order=" + name + "]").click();
        }
        awaitElement(".confirm button[type=submit]").click();
        page.awaitText(".word", word);
    }

    /** This, when it has the focus. */
    private WebElement focused(String selector) {
        patiently().until(() -> page.present(selector + ":focus"));
        return page.driver.findElement(By.cssSelector(selector));
    }

    private void escape() {
        page.driver.switchTo().activeElement().sendKeys(Keys.ESCAPE);
        patiently()
                .until(() -> page.driver.findElements(By.cssSelector(".panel")).isEmpty());
    }

    /** She answers for billing and hasty, and has chosen her password before. */
    private void logInAsSofia() {
        if (office.api().get("api/v1/people").body().contains("sofia")) {
            page.driver.manage().deleteAllCookies();
        } else {
            String first = office.api()
                    .letIn("{\"name\":\"sofia\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"billing\",\"hasty\"]}");
            page.driver.get(office.usher.address() + "login");
            logIn(first);
            awaitElement("[name=next]").sendKeys(PASSWORD);
            awaitElement("[name=again]").sendKeys(PASSWORD, Keys.ENTER);
            awaitElement("[data-queue=billing] h2 button");
            return;
        }
        page.driver.get(office.usher.address() + "login");
        logIn(PASSWORD);
        awaitElement("[data-queue=billing] h2 button");
    }

    private void logIn(String password) {
        awaitElement("[name=name]").sendKeys("sofia");
        awaitElement("[name=password]").sendKeys(password, Keys.ENTER);
    }

    private List<String> rows(String part) {
        return page.driver.findElements(By.cssSelector("[data-part=" + part + "] tbody tr")).stream()
                .map(WebElement::getText)
                .toList();
    }

    private WebElement awaitElement(String selector) {
        return patiently()
                .ignoreExceptions()
                .until(() -> page.driver.findElement(By.cssSelector(selector)), WebElement::isDisplayed);
    }

    private void bothThemes(String name) throws Exception {
        page.shoot(name, "dark", 1366, 900);
        page.shoot(name, "light", 1366, 900);
        assertThat(page.barriers())
                .as("what axe-core finds wrong with %s", name)
                .isEmpty();
    }
}

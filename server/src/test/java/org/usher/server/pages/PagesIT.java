package org.usher.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.pages.SmallCentre.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;
import org.usher.server.acceptance.Api;
import org.usher.server.api.Chromium;
import org.usher.telephony.sim.PhoneOrder;

/**
 * Everything that a person can do on a page, once and by keyboard alone; and every page in every state in both themes and at three widths:
 * axe-core finds nothing, nothing is cut off or covered, and the pictures are kept.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class PagesIT {
    private static final String BILLING = "[data-queue=support]";

    private final SmallCentre centre = new SmallCentre();
    private final Chromium page = new Chromium();
    /** What is seen when a story fails. */
    @RegisterExtension
    final AfterTestExecutionCallback lastSight =
            story -> story.getExecutionException().ifPresent(failure -> describe());

    private final Keyboard keys = new Keyboard(page);
    private final Gallery gallery;
    private final List<String> callers = new ArrayList<>();
    private final String ninasPassword;

    PagesIT() throws Exception {
        gallery = new Gallery(page);
        ninasPassword = centre.api.letIn("{\"name\":\"nina\",\"roles\":[\"ADMIN\"]}");
        centre.api.as("sofia", "{\"name\":\"sofia\",\"roles\":[\"SUPERVISOR\"],\"queues\":[\"support\",\"returns\"]}");
        centre.api.as("hugo", "{\"name\":\"hugo\",\"roles\":[\"AGENT\"],\"agent\":\"hugo\"}");
    }

    @AfterEach
    void everybodyGoesHome() {
        page.forget();
        centre.clear(callers);
        callers.clear();
        assertThat(gallery.wrong()).as("what is wrong with the pages").isEmpty();
    }

    private void describe() {
        System.out.printf(
                "at the failure: %s%n%s%n%s%n", page.driver.getCurrentUrl(), page.text("body"), page.complaints());
    }

    @AfterAll
    void close() {
        page.close();
        centre.close();
    }

    @Test
    void shouldLogInChooseAPasswordAndLeaveAgain() throws Exception {
        open("");
        awaitAddress("login#next=%2F");
        keys.awaitOn("[name=name]");
        await().until(() -> page.present(".provider a"));
        gallery.look("login");
        keys.press("nina", Keys.TAB, "not her password").enter();
        page.awaitText("[role=alert]", "Name or password is wrong.");
        keys.assertKept("after a wrong password");
        gallery.look("login-wrong");
        keys.to("summary").enter();
        gallery.look("login-token");
        openWithTheLobbysToken();
        page.awaitText(BILLING + " .waiting .number", "0");
        assertThat(page.text(".me")).as("a screen is nobody").isEmpty();

        page.forget();
        open("login#next=/.//evil.example/");
        keys.awaitOn("[name=name]");
        await().until(() -> page.present(".provider a"));
        keys.to(".provider a").enter();
        await().until(() -> String.valueOf(page.driver.getCurrentUrl()).startsWith(centre.provider.issuer()));

        open("login#next=/.//evil.example/");
        for (String theme : List.of("light", "dark", "auto")) {
            keys.backTo("header button").enter();
            await().until(() -> page.present("[data-theme=" + theme + "]"));
        }
        keys.to("[name=name]").press("nina", Keys.TAB, ninasPassword).enter();
        keys.awaitOn("[name=next]");
        gallery.look("login-first-password");
        keys.press("my own four words", Keys.TAB, "not quite the same").enter();
        page.awaitText("[role=alert]", "The two new passwords differ.");
        keys.backTo("[name=again]").overwrite("my own four words").enter();
        awaitAddress(""); // and not where the link wanted to lead
        page.awaitText(".me", "nina\nLog out");
        assertThat(String.valueOf(page.driver.executeScript("return document.cookie")))
                .as("what a script can read of the session")
                .isEmpty();
        keys.to(".me button").enter();
        awaitAddress("login#next=%2F");
    }

    @Test
    void shouldLookAtTheWallboardFromOutside() throws Exception {
        callers.add(centre.call("support", "+4930111", ""));
        open("login");
        keys.to("summary").enter();
        openWithTheLobbysToken();
        page.awaitText(BILLING + " .waiting .number", "1");
        gallery.look("wallboard-screen");
        assertThat(page.present(".opens")).as("a way behind the wallboard").isFalse();
        keys.to("#hour-queue").press("Tech");
        await().until(() ->
                "support".equals(page.driver.executeScript("return document.querySelector('#hour-queue').value")));
        keys.to(".numbers summary").enter();
        keys.to(".numbers .scroll").press(Keys.ARROW_DOWN);
        gallery.look("wallboard-numbers");
        keys.backTo(".top button").enter();
    }

    @Test
    void shouldDoASupervisorsWork() throws Exception {
        callers.add(centre.call("support", "+4930111", "Ada Arlt"));
        callers.add(centre.call("support", "+4930222", ""));
        centre.awaitWaiting("support", 2);
        logIn("sofia", "");
        page.awaitText(BILLING + " .waiting .number", "2");
        await().until(() -> page.present(BILLING + " .opens"));
        gallery.look("wallboard-supervisor");
        assertThat(page.present("[data-queue=sales] .opens")).as("not hers").isFalse();

        keys.to(BILLING + " .opens").enter();
        keys.awaitOn("#panel-title");
        await().until(() -> page.present("[data-part=line] tbody tr:nth-child(2)"));
        gallery.look("panel-queue");
        order("emergency", "Done.", "panel-confirm-emergency");
        page.awaitText(BILLING + " .status", "EMERGENCY");
        gallery.look("panel-emergency");
        order("emergency", "Done.", "");
        order("close", "Done.", "");
        page.awaitText(BILLING + " .status", "CLOSED");
        order("open", "Done.", "");
        keys.to("[data-order=notice]").enter();
        keys.awaitOn(".confirm input");
        keys.press("The north has no power: long waits");
        gallery.look("panel-confirm-notice");
        keys.enter();
        page.awaitText(".word", "Done.");
        await().until(() -> page.present("[data-order=no-notice]"));
        gallery.look("panel-notice");
        order("no-notice", "Done.", "");
        keys.to("[data-order=close]").enter();
        await().until(() -> page.present(".confirm"));
        keys.escape();
        assertThat(page.present(".panel")).as("Escape leaves the question only").isTrue();
        keys.assertKept("after a question was left");

        keys.to("[data-part=line] tbody tr:nth-child(2) button").enter();
        keys.awaitOn("#panel-title");
        await().until(() -> page.text(".story").contains("it still does"));
        gallery.look("panel-contact");
        keys.to("[data-order=priority]").enter();
        keys.awaitOn(".confirm input");
        keys.overwrite("7");
        gallery.look("panel-confirm-priority");
        keys.enter();
        page.awaitText(".word", "Done.");
        keys.assertKept("after an order");
        keys.to("[data-order=move]").enter();
        keys.awaitOn(".confirm select");
        keys.press("Returns");
        gallery.look("panel-confirm-move");
        keys.press(Keys.TAB).enter();
        page.awaitText(".word", "Done.");
        centre.awaitWaiting("returns", 1);
        order("withdraw", "Done.", "");
        centre.awaitWaiting("returns", 0);
        await().until(() -> page.text(".story").contains("taken out of the line"));
        assertThat(page.text(".story"))
                .as("a stay in the second line, and the whole wait")
                .contains(" (counted as ");
        gallery.look("panel-contact-gone");
        keys.to(".panel header button:first-child").enter(); // back
        keys.awaitOn("#panel-title");
        keys.escape();
        await().until(() -> !page.present(".panel"));
        keys.awaitOn(BILLING + " .opens");
        lookAfterAnAgent();
    }

    private void lookAfterAnAgent() throws Exception {
        centre.api.logIn("anna", "agent1");
        centre.talk("anna", "agent1");
        keys.to("[data-agent=anna] .opens").enter();
        keys.awaitOn("#panel-title");
        await().until(() -> page.present("[data-part=listen] [data-order=spy]"));
        gallery.look("panel-agent");
        keys.to("[data-order=pause]").enter();
        keys.awaitOn(".confirm select");
        keys.press("lunch");
        gallery.look("panel-confirm-pause");
        keys.press(Keys.TAB).enter();
        page.awaitText(".word", "Accepted: it takes effect after what is going on now.");
        keys.assertKept("after an order");
        for (String mode : List.of("spy", "whisper", "barge")) {
            keys.to("[data-part=listen] [data-order=" + mode + "]").enter();
            keys.awaitOn(".confirm select");
            keys.press("agent8");
            gallery.look("panel-confirm-" + mode);
            keys.escape();
        }
        keys.to("[data-go=contact]").enter();
        await().until(() -> page.text(".story").contains("still does"));
        gallery.look("panel-story");
        keys.to(".panel header button:first-child").enter();
        centre.phone("agent1", PhoneOrder.HANG_UP);
        await().until(() -> page.present("[data-order=finish]"));
        gallery.look("panel-agent-wrap-up");
        order("finish", "Done.", "");
        await().until(() -> page.text(".part p").startsWith("Paused (lunch)"));
        order("resume", "Done.", "");
        order("logout", "Done.", "panel-confirm-logout");
        keys.to(".panel header button:last-child").enter(); // close
        await().until(() -> !page.present(".panel"));
        keys.awaitOn("[data-agent=anna] .opens");
    }

    @Test
    void shouldDoAnAgentsMorning() throws Exception {
        new DeskMorning(centre, page, keys, gallery, callers).work();
    }

    @Test
    void shouldChatWithTwoCustomersAtOnce() throws Exception {
        logIn("hugo", "agent");
        keys.awaitOn("[name=phones]");
        keys.overwrite("1/agent8").enter();
        page.awaitText(".state h2", "Ready");
        new ChatHour(centre, page, keys, gallery).pass(String.valueOf(page.driver.getWindowHandle()));
    }

    @Test
    void shouldSayWhatIsLostAndComeBack() throws Exception {
        logIn("sofia", "agent");
        await().until(() -> page.text(".loading").contains("but as no agent"));
        gallery.look("desk-nobodys");
        page.forget();

        centre.api.logIn("anna", "agent1");
        callers.add(centre.call("support", "+4930111", ""));
        centre.talk("anna", "agent1");
        logIn("hugo", "agent");
        keys.awaitOn("[name=phones]");
        keys.overwrite("1/agent8").enter();
        page.awaitText(".state h2", "Ready");
        centre.pbxGone();
        await().until(() -> !centre.api.check("pbx.office").path("up").asBoolean());
        gallery.look("desk-pbx-lost");
        open("");
        await().until(() -> page.text(".alarms").contains("office"));
        gallery.look("wallboard-pbx-lost");
        centre.pbxBack();
        await().until(() -> !page.present(".alarms"));
        centre.stop();
        await().until(() -> page.present(".connection.lost"));
        gallery.look("wallboard-stale");
        centre.startAgain();
        await().until(() -> page.present(".connection.live"));
        open("agent");
        await().until(() -> page.present(".desk"));
        centre.stop();
        await().until(() -> page.present(".connection.lost"));
        gallery.look("desk-stale");
        centre.startAgain();
        await().until(() -> page.present(".connection.live"));
    }

    /** Asks for it, and says yes. */
    private void order(String name, String word, String picture) throws Exception {
        keys.to("[data-order=" + name + "]").enter();
        await().until(() -> page.present(".confirm"));
        if (!picture.isEmpty()) {
            gallery.look(picture);
        }
        if (!keys.isOn(".confirm button[type=submit]")) {
            keys.to(".confirm button[type=submit]");
        }
        keys.enter();
        page.awaitText(".word", word);
        keys.assertKept("after " + name);
    }

    private void openWithTheLobbysToken() {
        keys.to("[name=token]").press(SmallCentre.LOBBY).enter();
        awaitAddress("");
    }

    private void open(String path) {
        page.driver.get("about:blank"); // or a change of the fragment alone would be no new page
        page.driver.get(centre.address() + path);
    }

    private void logIn(String name, String path) {
        page.forget();
        open("login#next=/" + path);
        keys.awaitOn("[name=name]");
        keys.press(name, Keys.TAB, Api.CHOSEN).enter();
        awaitAddress(path);
    }

    private void awaitAddress(String path) {
        await().untilAsserted(() -> assertThat(page.driver.getCurrentUrl()).isEqualTo(centre.address() + path));
    }
}

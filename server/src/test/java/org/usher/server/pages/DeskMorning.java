package org.usher.server.pages;

import static org.usher.server.pages.SmallCentre.await;

import java.util.List;
import org.openqa.selenium.Keys;
import org.usher.server.acceptance.Api;
import org.usher.server.api.Chromium;
import org.usher.telephony.sim.PhoneOrder;

/** All that an agent can do at the desk, one thing after the other, and what the desk looks like meanwhile. */
final class DeskMorning {
    private static final String STATE = ".state h2 [role=status]";
    private static final String PHASE = ".contact .phase";

    private final SmallCentre centre;
    private final Chromium page;
    private final Keyboard keys;
    private final Gallery gallery;
    private final List<String> callers;

    DeskMorning(SmallCentre centre, Chromium page, Keyboard keys, Gallery gallery, List<String> callers) {
        this.centre = centre;
        this.page = page;
        this.keys = keys;
        this.gallery = gallery;
        this.callers = callers;
    }

    void work() throws Exception {
        goesToWork();
        takesACall();
        writesWhatItCameTo();
        consultsAndConfers();
        givesCallersAway();
        restsAndGoesHome();
    }

    private void goesToWork() throws Exception {
        page.forget();
        page.driver.get(centre.address() + "agent");
        await().until(() -> page.driver.getCurrentUrl().endsWith("/login#next=%2Fagent"));
        keys.awaitOn("[name=name]");
        keys.press("hugo", Keys.TAB, Api.CHOSEN).enter();
        page.awaitText(STATE, "Logged out");
        keys.awaitOn("[name=phones]");
        gallery.look("desk-logged-out");
        keys.press("1/agent99").enter();
        await().until(() -> !page.text("[role=alert].wrong").isEmpty());
        gallery.look("desk-refused");
        keys.assertKept("after a refusal");
        keys.overwrite("1/agent8").enter();
        page.awaitText(STATE, "Ready");
        keys.assertKept("after the log-in at the phone");
        gallery.look("desk-ready");
    }

    private void takesACall() throws Exception {
        ring("+49301234567", "Ada Arlt");
        page.awaitText("[role=alert][aria-live]", "Offer: Ada Arlt, Technical support. Answer at your phone.");
        keys.awaitOn("#contact-who");
        gallery.look("desk-ringing");
        keys.alt("x");
        page.awaitText(STATE, "Not responding");
        keys.assertKept("after an offer was declined");
        gallery.look("desk-declined");
        keys.alt("r");
        answer();
        gallery.look("desk-talk");
        keys.alt("h");
        page.awaitText(PHASE, "On hold");
        keys.assertKept("on hold");
        gallery.look("desk-hold");
        await().until(() -> page.text(".orders.call").contains("Back from hold"));
        keys.alt("h");
        page.awaitText(PHASE, "Talking");
        keys.alt("m");
        await().until(() -> page.text(".orders.call").contains("Be heard again"));
        gallery.look("desk-muted");
        keys.alt("m");
        await().until(() -> page.text(".orders.call").contains("Mute"));
        keys.alt("t");
        keys.awaitOn("[name=target]");
        gallery.look("desk-transfer");
        keys.escape();
        keys.assertKept("after a transfer was left");
    }

    private void writesWhatItCameTo() throws Exception {
        keys.alt("n");
        keys.awaitOn("[name=disposition]");
        keys.press("To be", Keys.TAB, "wants a better price");
        page.driver.navigate().refresh();
        await().until(() -> value("textarea").equals("wants a better price"));
        await().until(() -> page.text(".orders.call").contains("Hang up"));
        keys.alt("q");
        page.awaitText(STATE, "Wrap-up");
        keys.awaitOn("[name=disposition]");
        gallery.look("desk-wrap-up");
        keys.press(Keys.TAB, Keys.END, " and soon").alt("s");
        await().until(() -> page.text(".note-form").contains("Saved at"));
        keys.alt("w");
        page.awaitText(STATE, "Ready");
        keys.assertKept("after the wrap-up");
    }

    private void consultsAndConfers() throws Exception {
        centre.api.logIn("anna", "agent1");
        centre.api.pause("anna", "meeting"); // to be asked by colleagues, but not by callers
        ring("+49301234567", "Ada Arlt");
        answer();
        await().until(() -> page.text(".earlier").contains("and soon"));
        consult("anna");
        await().until(() -> page.text(".orders.call").contains("Consulting anna: calling"));
        gallery.look("desk-consult-calling");
        centre.phone("agent1", PhoneOrder.ANSWER);
        await().until(() -> page.text(".orders.call").contains("Consulting anna: talking"));
        page.awaitText(STATE, "Consulting");
        gallery.look("desk-consult");
        keys.alt("y");
        await().until(() -> page.text(".orders.call").contains("you hear the customer"));
        keys.alt("b");
        await().until(() -> page.text(".orders.call").contains("Hold"));
        consult("anna");
        centre.phone("agent1", PhoneOrder.ANSWER);
        await().until(() -> page.text(".orders.call").contains("Consulting anna: talking"));
        keys.alt("j");
        await().until(() -> page.text(".orders.call").contains("Conference: all three talk."));
        gallery.look("desk-conference");
        centre.phone("agent1", PhoneOrder.HANG_UP);
        await().until(() -> !page.text(".orders.call").contains("Conference: all three talk."));
        consult("anna");
        centre.phone("agent1", PhoneOrder.ANSWER);
        await().until(() -> page.text(".orders.call").contains("Consulting anna: talking"));
        keys.alt("k");
        page.awaitText(STATE, "Wrap-up");
        keys.alt("w");
        page.awaitText(STATE, "Ready");
        // for the customer: a colleague who hangs up in the half second that Asterisk needs to join the two gives him
        // back to waiting
        centre.hangUp(callers.getLast());
        centre.awaitState("anna", "WRAP_UP");
    }

    private void consult(String whom) {
        keys.alt("c");
        keys.awaitOn("[name=target]");
        submit(whom);
    }

    private void submit(String whom) {
        keys.press(whom);
        await().until(() -> page.present(".to-whom button:not([aria-disabled])"));
        keys.enter();
    }

    private void givesCallersAway() throws Exception {
        for (String to : List.of("returns", "+49 89 1234")) {
            ring("+49301234567", "");
            answer();
            keys.alt("t");
            keys.awaitOn("[name=target]");
            submit(to);
            page.awaitText(STATE, "Wrap-up");
            keys.alt("w");
            page.awaitText(STATE, "Ready");
        }
    }

    private void restsAndGoesHome() throws Exception {
        ring("", "");
        page.awaitText("#contact-who", "Number withheld");
        answer();
        keys.alt("2");
        await().until(() -> page.text(".state").contains("You will be paused when this is done: lunch."));
        gallery.look("desk-pause-pending");
        callers.forEach(centre::hangUp);
        page.awaitText(STATE, "Wrap-up");
        keys.alt("w");
        page.awaitText(STATE, "Paused: lunch");
        gallery.look("desk-paused");
        keys.alt("r");
        page.awaitText(STATE, "Ready");
        page.driver.get("about:blank");
        centre.awaitState("hugo", "PAUSED");
        page.driver.get(centre.address() + "agent");
        page.awaitText(STATE, "Paused: away from desk");
        gallery.look("desk-away");
        keys.alt("o");
        page.awaitText(STATE, "Logged out");
        keys.awaitOn("[name=phones]");
        keys.to(".me button").enter();
        await().until(() -> page.driver.getCurrentUrl().endsWith("/login#next=%2Fagent"));
    }

    private void ring(String number, String name) {
        callers.add(centre.call("support", number, name));
        page.awaitText(STATE, "Ringing");
        // the browser learns of it a moment after the page has changed
        await().until(() -> page.driver.getTitle().startsWith("☎"));
    }

    private void answer() {
        centre.phone("agent8", PhoneOrder.ANSWER);
        page.awaitText(PHASE, "Talking");
        await().until(() -> page.text(".orders.call").contains("Hang up"));
    }

    private String value(String selector) {
        return String.valueOf(page.driver.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.value : ''", selector));
    }
}

package org.usher.server.acceptance;

import static org.usher.server.acceptance.Office.patiently;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.usher.server.api.Chromium;

/** Somebody at a browser of his own: he logs in by the form, presses buttons by what is written on them, and his screen can be looked at. */
class Visitor implements AutoCloseable {
    private static final String BUTTON =
            "return [...document.querySelectorAll('button')].find(button => button.firstChild"
                    + " && button.firstChild.textContent.trim() === arguments[0] && !button.disabled"
                    + " && button.getAttribute('aria-disabled') !== 'true') || null";

    final Chromium page = new Chromium();
    final String name;
    private final String address;

    Visitor(String name, String address) {
        this.name = name;
        this.address = address;
    }

    /** Goes there, logs in by the form with the password that he was given, chooses his own, and is there. */
    void logsIn(String path, String given) {
        page.driver.get(address + "login#next=%2F" + path);
        type("[name=name]", name);
        type("[name=password]", given, Keys.ENTER);
        String own = "correct horse battery"; // which does not name her, as a password must not
        type("[name=next]", own);
        type("[name=again]", own, Keys.ENTER);
        patiently()
                .alias(name + " is at /" + path)
                .until(() -> page.driver.getCurrentUrl().equals(address + path));
    }

    void type(String field, CharSequence... keys) {
        element(field).sendKeys(keys);
    }

    void choose(String field, String value) {
        element(field);
        element(field + " option[value='" + value + "']").click();
    }

    WebElement element(String selector) {
        return patiently()
                .alias(name + " sees " + selector)
                .ignoreExceptions()
                .until(() -> page.driver.findElement(By.cssSelector(selector)), WebElement::isDisplayed);
    }

    boolean has(String selector) {
        return !page.driver.findElements(By.cssSelector(selector)).isEmpty();
    }

    /** Presses the button with these words as soon as it can be pressed. */
    void press(String words) {
        patiently().alias(name + " presses \"" + words + "\"").until(() -> pressed(words));
    }

    private boolean pressed(String words) {
        if (!(page.driver.executeScript(BUTTON, words) instanceof WebElement button)) {
            return false;
        }
        try {
            button.click();
            return true;
        } catch (StaleElementReferenceException e) {
            return false; // it was drawn anew
        }
    }

    /** Waits until this is to be read there. */
    void reads(String selector, String text) {
        patiently()
                .alias(name + " reads \"" + text + "\"")
                .until(() -> page.text(selector).contains(text));
    }

    /** In both themes. */
    void shoot(String picture) throws Exception {
        page.driver.executeScript("scrollTo(0, 0)");
        page.shoot(picture, "light", 1366, 900);
        page.shoot(picture, "dark", 1366, 900);
    }

    /** The lid is closed: nothing of the browser runs, and its sockets say nothing. */
    void closesTheLid() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void opensTheLid() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        processes().map(process -> String.valueOf(process.pid())).forEach(command::add);
        int code = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(command + " ended with " + code);
        }
    }

    /** The browser that has this one's profile, and all that it has started. */
    private Stream<ProcessHandle> processes() {
        String profile = String.valueOf(((Map<?, ?>)
                        Objects.requireNonNull(page.driver.getCapabilities().getCapability("chrome")))
                .get("userDataDir"));
        ProcessHandle browser = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(profile) && !line.contains("--type="))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no browser with the profile " + profile));
        return Stream.concat(Stream.of(browser), browser.descendants());
    }

    @Override
    public void close() {
        page.close();
    }
}

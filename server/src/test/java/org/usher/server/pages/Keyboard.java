package org.usher.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.pages.SmallCentre.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;
import org.usher.server.api.Chromium;

/** Hands on a keyboard, with no mouse beside it: only what has the focus can be used, and only Tab, keys and shortcuts move it. */
final class Keyboard {
    private static final int MOST_STOPS = 120;
    private final Chromium page;

    Keyboard(Chromium page) {
        this.page = page;
    }

    /** Tab until this has the focus; where it is must be seen. */
    Keyboard to(String selector) {
        return to(selector, () -> press(Keys.TAB));
    }

    /** As {@link #to}, the other way round. */
    Keyboard backTo(String selector) {
        return to(selector, () -> with(Keys.SHIFT, Keys.TAB));
    }

    private Keyboard to(String selector, Runnable step) {
        List<String> stops = new ArrayList<>();
        await().until(() -> page.present(selector));
        while (!isOn(selector)) {
            assertThat(stops.size())
                    .as("%s can be reached by Tab; it stopped at %s", selector, stops)
                    .isLessThan(MOST_STOPS);
            step.run();
            stops.add(focus());
        }
        assertThat(page.driver.executeScript("""
                        const style = getComputedStyle(document.activeElement);
                        return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
                        """))
                .as("one sees that %s has the focus", selector)
                .isEqualTo(true);
        return this;
    }

    Keyboard press(CharSequence... keys) {
        new Actions(page.driver).sendKeys(keys).perform();
        return this;
    }

    Keyboard enter() {
        return press(Keys.ENTER);
    }

    Keyboard escape() {
        return press(Keys.ESCAPE);
    }

    /** A shortcut of the desk, as soon as what it does can be done: while an order runs the desk takes no other. */
    Keyboard alt(String letter) {
        String button = "[aria-keyshortcuts='Alt+" + letter.toUpperCase(Locale.ROOT) + "']:not([aria-disabled])";
        await().until(() -> page.present(button));
        return with(Keys.ALT, letter);
    }

    /** All that is written where the focus is gives way to this. */
    Keyboard overwrite(String text) {
        return with(Keys.CONTROL, "a").press(text);
    }

    private Keyboard with(Keys held, CharSequence key) {
        new Actions(page.driver).keyDown(held).sendKeys(key).keyUp(held).perform();
        return this;
    }

    boolean isOn(String selector) {
        return Boolean.TRUE.equals(
                page.driver.executeScript("return document.activeElement.matches(arguments[0])", selector));
    }

    void awaitOn(String selector) {
        await().untilAsserted(() -> assertThat(isOn(selector))
                .as("%s has the focus, not %s", selector, focus())
                .isTrue());
    }

    /** What has the focus is still there: the page has not taken it away. */
    void assertKept(String when) {
        assertThat(focus()).as("the focus %s", when).doesNotStartWith("<body");
    }

    /** The beginning of what has the focus. */
    String focus() {
        return String.valueOf(
                page.driver.executeScript("return document.activeElement.cloneNode(false).outerHTML.slice(0, 100)"));
    }
}

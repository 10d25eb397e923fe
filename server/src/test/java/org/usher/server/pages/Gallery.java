package org.usher.server.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.usher.server.api.Chromium;

/** Looks at a page in one of its states: in both themes, at three widths, with axe-core; keeps pictures, and what is wrong. */
final class Gallery {
    /** In the folder of all tests' pictures; nobody else writes there. */
    private static final String FOLDER = "pages/";

    private static final int LAPTOP = 1366;
    private static final int TABLET = 768;
    private static final int PHONE = 390;
    private static final String CROWDING = script();

    private final Chromium page;
    private final List<String> wrong = new ArrayList<>();

    Gallery(Chromium page) throws IOException {
        this.page = page;
        Chromium.forgetPictures(FOLDER);
        page.theme("light");
    }

    /** What is wrong with what was looked at, and forgets it. */
    List<String> wrong() {
        List<String> all = List.copyOf(wrong);
        wrong.clear();
        return all;
    }

    void look(String name) throws IOException {
        page.theme("light");
        page.size(LAPTOP, 768);
        note(name, "light", page.faults());
        crowding(name, LAPTOP);
        page.picture(FOLDER + name + "-light");
        page.theme("dark");
        note(name, "dark", page.faultsOfColour());
        page.picture(FOLDER + name + "-dark");
        page.size(TABLET, 1024);
        crowding(name, TABLET);
        page.size(PHONE, 844);
        crowding(name, PHONE);
        page.theme("light");
        page.picture(FOLDER + name + "-phone");
        page.size(LAPTOP, 768);
    }

    private void crowding(String name, int width) {
        Object found = page.driver.executeScript(CROWDING);
        note(
                name,
                width + " px",
                found instanceof List<?> list
                        ? list.stream().map(String::valueOf).toList()
                        : List.of());
    }

    private void note(String name, String how, List<String> faults) {
        faults.forEach(fault -> wrong.add(name + ", " + how + ": " + fault));
    }

    private static String script() {
        try (InputStream script = Gallery.class.getResourceAsStream("/pages/crowding.js")) {
            return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

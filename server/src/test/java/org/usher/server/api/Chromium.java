package org.usher.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A real Chromium in which a test looks at a page. Debian's packages chromium and chromium-driver must be installed. */
public final class Chromium implements AutoCloseable {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final String AXE = axe();
    public final ChromeDriver driver = start();

    private static ChromeDriver start() {
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

    public void shoot(String name, String theme, int width, int height) throws Exception {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
        driver.manage().window().setSize(new Dimension(width, height));
        Files.createDirectories(SCREENSHOTS);
        Files.write(SCREENSHOTS.resolve(name + "-" + theme + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Light or dark, as the system has it; and nothing moves, so that a picture shows all of what is there. */
    public void theme(String theme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of("name", "prefers-color-scheme", "value", theme),
                                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    /** So wide, and at least so high: as high as there is something to see. */
    public void size(int width, int leastHeight) {
        view(width, leastHeight);
        Object height = driver.executeScript("""
                const dialog = document.querySelector('dialog[open]');
                return Math.ceil(Math.max(document.documentElement.scrollHeight, dialog ? dialog.scrollHeight : 0));
                """);
        if (height instanceof Number needed && needed.intValue() > leastHeight) {
            view(width, needed.intValue());
        }
    }

    private void view(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** Keeps what is seen now under this name. */
    public void picture(String name) throws IOException {
        Path file = SCREENSHOTS.resolve(name + ".png");
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    /** What an earlier run left in this folder of the pictures. */
    public static void forgetPictures(String folder) throws IOException {
        Path place = SCREENSHOTS.resolve(folder);
        if (Files.exists(place)) {
            try (DirectoryStream<Path> pictures = Files.newDirectoryStream(place, "*.png")) {
                for (Path picture : pictures) {
                    Files.delete(picture);
                }
            }
        }
    }

    /** As a browser that was never here: no cookies, nothing stored, no page. */
    public void forget() {
        if (String.valueOf(driver.getCurrentUrl()).startsWith("http")) {
            driver.executeScript("sessionStorage.clear(); localStorage.clear()");
        }
        driver.executeCdpCommand("Network.clearBrowserCookies", Map.of());
        driver.get("about:blank");
    }

    public boolean present(String selector) {
        return Boolean.TRUE.equals(
                driver.executeScript("return document.querySelector(arguments[0]) !== null", selector));
    }

    public void awaitText(String selector, String expected) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(text(selector)).isEqualTo(expected));
    }

    /** The text of the only element, or nothing while there is none. */
    public String text(String selector) {
        return String.valueOf(driver.executeScript(
                "const found = document.querySelector(arguments[0]); return found ? found.innerText.trim() : '';",
                selector));
    }

    /** What axe-core finds on the page that keeps people from using it: its rules that are broken seriously or critically, and where. */
    public List<String> barriers() {
        return faults("").stream()
                .filter(fault -> fault.startsWith("serious") || fault.startsWith("critical"))
                .toList();
    }

    /** All that axe-core finds wrong, the little things, too. */
    public List<String> faults() {
        return faults("");
    }

    /** Of that what another theme can change. */
    public List<String> faultsOfColour() {
        return faults("runOnly: ['color-contrast', 'link-in-text-block'],");
    }

    private List<String> faults(String options) {
        if (!Boolean.TRUE.equals(driver.executeScript("return 'axe' in window"))) {
            driver.executeScript(AXE);
        }
        Object found = driver.executeAsyncScript("const done = arguments[0];"
                + "axe.run({" + options + "resultTypes: ['violations']}).then(result => done(result.violations"
                + ".map(one => one.impact + ' ' + one.id + ' (' + one.help + '): '"
                + " + one.nodes.map(node => node.target + ' ' + (node.any[0] || {message: ''}).message)"
                + ".slice(0, 5).join('; '))), failure => done(['critical: axe failed: ' + failure]));");
        return ((List<?>) Objects.requireNonNull(found))
                .stream().map(String::valueOf).toList();
    }

    private static String axe() {
        try (InputStream script = Chromium.class.getResourceAsStream("/axe.min.js")) {
            return new String(
                    Objects.requireNonNull(script, "axe-core is on the tests' class path")
                            .readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }
}

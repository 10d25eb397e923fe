package org.usher.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.pages.SmallCentre.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.SearchContext;
import org.openqa.selenium.WindowType;
import org.usher.server.acceptance.Api;
import org.usher.server.api.Chromium;

/** A shop has Usher's chat on its pages, which are another site's: localhost is one, 127.0.0.1 is another. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class WidgetIT {
    private static final String WIDGET = "document.querySelector('[data-usher-chat]').shadowRoot";
    /** As strict a shop as there is: it lets in our script and our frame, and nothing of its own. */
    private static String policy(String usher) {
        return "default-src 'none'; require-trusted-types-for 'script'; script-src " + usher + "; frame-src " + usher;
    }

    private final HttpServer shop = site();
    private final HttpServer stranger = site();
    private final GreenMail mailServer = mailServer();
    private final SmallCentre centre = new SmallCentre("widget", """
            [chat]
            from_web = true
            sites = ["%s"]
            [mail]
            host = "127.0.0.1"
            port = %d
            tls = "none"
            from = "chat@shop.example"
            """.formatted(
                    address(shop).replaceAll("/$", ""), mailServer.getSmtp().getPort()));
    private final Chromium page = new Chromium();
    private final Keyboard keys = new Keyboard(page);

    @BeforeAll
    static void forgetPictures() throws Exception {
        Chromium.forgetPictures("widget");
    }

    WidgetIT() throws Exception {
        serve(shop);
        serve(stranger);
        centre.api.as("hugo", "{\"name\":\"hugo\",\"roles\":[\"AGENT\"],\"agent\":\"hugo\"}");
    }

    @AfterEach
    void close() {
        page.close();
        centre.close();
        mailServer.stop();
        shop.stop(0);
        stranger.stop(0);
    }

    private static GreenMail mailServer() {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    private static HttpServer site() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    }

    private static String address(HttpServer site) {
        return "http://localhost:" + site.getAddress().getPort() + "/";
    }

    private void serve(HttpServer site) {
        String usher = centre.address();
        byte[] html = """
                <!doctype html><html lang="en"><head><title>Lamps</title><meta name="viewport" content="width=device-width">
                <script src="%1$schat/widget.js" data-queue="support" data-label="Ask us" async></script>
                <script src="%1$schat/widget.js" data-queue="support" data-label="Ask us" async></script></head>
                <body><main><h1>Lamps</h1><p><a href="/other">Other lamps</a></p></main></body></html>
                """.formatted(usher).getBytes(StandardCharsets.UTF_8);
        site.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("content-type", "text/html");
            exchange.getResponseHeaders().add("content-security-policy", policy(usher.replaceAll("/$", "")));
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        site.start();
    }

    @Test
    void shouldChatOnAShopsPagesFromOneToTheNextAndLetTheShopSeeNothingOfIt() throws Exception {
        String desk = agentIsReady();
        page.driver.switchTo().newWindow(WindowType.TAB);
        String customer = page.driver.getWindowHandle();
        page.driver.get(address(shop));
        await().until(() -> page.present("[data-usher-chat]"));
        assertThat(page.driver.executeScript("return document.querySelectorAll('[data-usher-chat]').length"))
                .as("the script is there twice")
                .isEqualTo(1L);
        assertThat(widget("querySelector('iframe')"))
                .as("nobody asked for it yet")
                .isNull();
        keys.press(Keys.TAB, Keys.TAB).enter();
        intoFrame();
        await().until(() -> page.present("[name=queue]"));
        assertThat(page.driver.executeScript("return document.querySelector('[name=queue]').value"))
                .isEqualTo("support");
        picture("opening");
        keys.to("[name=name]").press("Eva");
        keys.to("[name=text]").press("which lamp is brightest?");
        keys.to("button.main").enter();
        await().until(() -> page.present("[name=message]"));
        picture("waiting");

        page.driver.switchTo().window(desk);
        await().until(() -> page.present("[aria-label='Chat offered']"));
        keys.alt("a");
        await().until(() -> page.text(".chat-panel .lines").contains("which lamp is brightest?"));
        keys.to(".chat-panel [name=message]").press("the blue one", Keys.ENTER);

        page.driver.switchTo().window(customer);
        intoFrame();
        await().until(() -> page.text(".lines").contains("the blue one"));
        picture("talking");
        shopSeesNothing();

        keys.press(Keys.ESCAPE); // within the frame
        page.driver.switchTo().defaultContent();
        await().until(() -> "false".equals(widget("querySelector('button').getAttribute('aria-expanded')")));
        assertThat(widget("activeElement.localName")).isEqualTo("button");
        page.driver.get(address(shop) + "other"); // with the panel closed
        page.driver.switchTo().window(desk);
        keys.to(".chat-panel [name=message]").press("and it is cheap", Keys.ENTER);
        keys.press("really cheap", Keys.ENTER);
        page.driver.switchTo().window(customer);
        awaitUnread("2");
        picture("unread");
        page.driver.navigate().refresh();
        awaitUnread("2");
        page.driver.executeScript("postMessage({usher: 'chat', going: true, unread: 99}, '*')");
        page.driver.executeAsyncScript("setTimeout(arguments[0])");
        awaitUnread("2"); // the shop itself said 99
        keys.press(Keys.TAB, Keys.TAB).enter();
        awaitUnread("");
        intoFrame();
        await().until(() -> page.text(".lines").contains("really cheap"));
        assertThat(page.text(".lines")).contains("which lamp is brightest?", "the blue one", "and it is cheap");
        page.driver.navigate().refresh(); // with the panel open
        await().until(() -> "true".equals(widget("querySelector('button').getAttribute('aria-expanded')")));
        intoFrame();
        await().until(() -> page.text(".lines").contains("really cheap"));
        page.driver.switchTo().window(desk);
        await().until(() -> page.text(".chat-panel .lines li:last-child .mark").contains("read"));
        keys.to(".chat-panel > .orders.call button").enter();

        page.driver.switchTo().window(customer);
        intoFrame();
        page.awaitText(".stage strong", "This chat is over.");
        picture("over");
        keys.to("[data-focus=by-mail]").enter();
        keys.press("eva@home.example");
        picture("by-mail");
        keys.enter();
        page.awaitText(".by-mail [role=status]", "The mail is sent.");
        assertThat(mailServer.getReceivedMessages()).hasSize(1);
        assertThat(mailServer.getReceivedMessages()[0].getContent().toString()).contains("Hugo Martin: really cheap");
        picture("mailed");
        keys.to("main > .leave button").enter(); // another chat
        await().until(() -> page.present("[name=queue]"));
        assertThat(page.complaints().stream()
                        .filter(words -> !words.contains("favicon") && !words.contains("/ws/agent/")))
                .isEmpty();
    }

    @Test
    void shouldShowNothingOnASiteThatIsNotNamed() {
        page.driver.get(address(stranger));
        await().until(() -> page.present("[data-usher-chat]"));
        keys.press(Keys.TAB, Keys.TAB).enter();
        await().until(() -> String.join(" ", page.complaints()).contains("frame-ancestors"));
        intoFrame();
        assertThat(page.present(".opening")).isFalse();
        page.driver.switchTo().defaultContent();
        await().until(() -> Boolean.TRUE.equals(widget("querySelector('.panel').classList.contains('silent')")));
        assertThat(widget("querySelector('a').href")).isEqualTo(centre.address() + "chat#queue=support");
    }

    private String agentIsReady() {
        page.driver.get(centre.address() + "login#next=%2Fagent");
        keys.awaitOn("[name=name]");
        keys.press("hugo", Keys.TAB, Api.CHOSEN).enter();
        keys.awaitOn("[name=phones]");
        keys.overwrite("1/agent8").enter();
        page.awaitText(".state h2", "Ready");
        return page.driver.getWindowHandle();
    }

    private void shopSeesNothing() {
        page.driver.switchTo().defaultContent();
        assertThat(widget("querySelector('iframe').contentDocument")).isNull();
        assertThat(page.driver.executeScript(
                        "try { return " + WIDGET + ".querySelector('iframe').contentWindow.location.href }"
                                + " catch (refused) { return refused.name }"))
                .isEqualTo("SecurityError");
        assertThat(String.valueOf(page.driver.executeScript("""
                        return JSON.stringify([performance.getEntriesByType('resource').map(one => one.name),
                            {...localStorage}, {...sessionStorage}, document.cookie])
                        """)))
                .as("the link of the chat")
                .doesNotContain("/chat/" + linkWithin());
        page.driver.switchTo().defaultContent();
        assertThat(page.driver.executeScript(
                        "return Object.keys(window).filter(name => /usher|chat/i.test(name)).length"))
                .isEqualTo(0L);
        intoFrame();
    }

    private String linkWithin() {
        intoFrame();
        String link = String.valueOf(page.driver.executeScript("return location.pathname.split('/')[2]"));
        assertThat(link).hasSizeGreaterThan(20);
        return link;
    }

    private @Nullable Object widget(String what) {
        return page.driver.executeScript("return " + WIDGET + "." + what);
    }

    private void intoFrame() {
        page.driver.switchTo().defaultContent();
        await().until(() -> widget("querySelector('iframe')") != null);
        SearchContext root =
                page.driver.findElement(By.cssSelector("[data-usher-chat]")).getShadowRoot();
        page.driver.switchTo().frame(root.findElement(By.cssSelector("iframe")));
    }

    private void awaitUnread(String number) {
        page.driver.switchTo().defaultContent();
        await().untilAsserted(() ->
                assertThat(widget("querySelector('.unread').textContent")).isEqualTo(number));
    }

    /** Without a word of axe-core's against it, on a laptop and on a phone; where it looked before it looks again. */
    private void picture(String name) throws IOException {
        assertThat(page.faults()).as(name).isEmpty();
        boolean within = !Objects.equals(page.driver.executeScript("return window === top"), true);
        page.driver.switchTo().defaultContent();
        view(1366, 768);
        page.picture("widget/" + name + "-laptop");
        view(390, 844);
        page.picture("widget/" + name + "-phone");
        page.driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
        if (within) {
            intoFrame();
        }
    }

    private void view(int width, int height) {
        page.driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }
}

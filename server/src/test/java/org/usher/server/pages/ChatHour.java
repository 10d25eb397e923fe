package org.usher.server.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.server.pages.SmallCentre.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WindowType;
import org.usher.server.api.Chromium;
import org.usher.server.chat.Samples;
import tools.jackson.databind.JsonNode;

/** Two customers and one agent write to each other, through a lost server and a reload, and nothing is lost or said twice. */
final class ChatHour {
    private static final String LINES = """
            return [...document.querySelectorAll(arguments[0] + ' .lines li:not(.pending) .text')]
                .map(line => line.innerText).join('|');
            """;

    /** A room's feed on a socket of ours, which keeps what it is sent, and a clock that goes by hand. */
    private static final String ROOM = """
            const done = arguments[0];
            (async () => {
              const own = [window.setTimeout, window.clearTimeout, window.WebSocket]; // who looks at the page next needs them
              const timers = new Map();
              let timer = 0;
              window.setTimeout = (work, ms) => { timers.set(++timer, { work, ms }); return timer; };
              window.clearTimeout = id => timers.delete(id);
              const passes = ms => [...timers].filter(([, one]) => one.ms === ms).forEach(([id, one]) => { timers.delete(id); one.work(); });
              const sent = [];
              let socket;
              window.WebSocket = class { static OPEN = 1; readyState = 1; constructor() { socket = this; } close() {} send(text) { sent.push(JSON.parse(text)); } };
              const hears = message => socket.onmessage({ data: JSON.stringify(message) });
              const room = stage => ({ type: 'room', atMs: 1, sequence: 0, room: { stage }, lines: [] });
              const said = () => sent.filter(one => one.say).map(one => one.say.text).join(' ');
              const lastId = () => sent.findLast(one => one.say).say.id;
              let sequence = 0;
              const back = () => hears({ ...room('TALKING'), sequence: ++sequence, lines: [{ sequence, mine: true, id: lastId(), text: '' }] });
              const { RoomFeed } = await import('/web/kit/room.js');
              let told;
              const feed = new RoomFeed({ path: () => '/', key: 'test', isRefused: () => true, onChange: next => { told = next; } });
              feed.start();
              const seen = [];
              for (let i = 1; i <= 30; i++) feed.say(String(i));
              sent.length = 0;
              hears(room('TALKING'));
              seen.push('first: ' + said());
              back();
              seen.push('when it is back: ' + said());
              hears({ type: 'refused', id: lastId(), why: 'TOO_FAST' });
              feed.say('31');
              seen.push('too fast: ' + said());
              passes(5000);
              seen.push('in a while: ' + said());
              back();
              hears({ type: 'refused', id: lastId(), why: 'NO_TEXT' });
              seen.push('after what is none: ' + said());
              sent.length = 0;
              socket.onclose({ code: 4001 });
              seen.push('replaced: ' + told.connection + ' ' + [...timers.values()].some(one => one.ms < 1000));
              dispatchEvent(new Event('focus'));
              passes(0);
              hears(room('TALKING'));
              seen.push('turned to: ' + told.connection + ' ' + said());
              [window.setTimeout, window.clearTimeout, window.WebSocket] = own;
              done(seen.join('\\n'));
            })().catch(failed => done(String(failed.stack)));
            """;

    private final SmallCentre centre;
    private final Chromium page;
    private final Keyboard keys;
    private final Gallery gallery;

    /** A customer with a page of his own. */
    private record Customer(String name, String contact, String window) {
        String panel() {
            return ".chat-panel[data-chat='" + contact + "']";
        }
    }

    ChatHour(SmallCentre centre, Chromium page, Keyboard keys, Gallery gallery) {
        this.centre = centre;
        this.page = page;
        this.keys = keys;
        this.gallery = gallery;
    }

    /** @param desk the window in which Hugo is at his desk, ready */
    void pass(String desk) throws Exception {
        Customer eva = opens("Eva");
        writes("where is my parcel?");
        gallery.look("chat-offered");
        Customer ida = opens("Ida");
        writes("my lamp is broken");

        takes(desk, eva);
        takes(desk, ida);
        awaitLines(eva.panel(), "where is my parcel?");
        awaitLines(ida.panel(), "my lamp is broken");
        gallery.look("desk-chats");
        answers(eva, "I look at once");
        keys.to(ida.panel() + " [name=reply]").press("A moment");
        keys.to(ida.panel() + " .replies button").enter();
        assertThat(page.driver.switchTo().activeElement().getDomProperty("value"))
                .isEqualTo("A moment, please: I look it up.");
        answers(ida, " we send another");
        awaitLines(ida.panel(), "my lamp is broken|A moment, please: I look it up. we send another");

        breaksOff(ida);
        page.driver.switchTo().window(eva.window);
        awaitLines(".chat", "where is my parcel?|I look at once");
        sendsAPicture(desk, eva);
        page.awaitText(".stage strong", "You are talking with Hugo Martin.");
        gallery.look("chat-talking");
        centre.stop();
        await().until(() -> page.present(".connection.lost"));
        writes("are you still there?");
        assertThat(page.text(".pending .mark")).isEqualTo("will be sent when the connection is back");
        page.driver.navigate().refresh(); // in vain, and what was written is not lost by it
        centre.startAgain();
        page.driver.get(centre.address() + "chat"); // a browser gives up on a page that could not be loaded
        page.driver.navigate().back();
        String all = "where is my parcel?|I look at once|are you still there?";
        awaitLines(".chat", all);
        page.driver.navigate().refresh();
        awaitLines(".chat", all);
        assertThat(page.present(".pending")).as("nothing waits any more").isFalse();
        seesPicture(".chat");
        forgetsWhatItHolds();

        page.driver.switchTo().window(desk);
        awaitLines(eva.panel(), all);
        seesPicture(eva.panel());
        arrivesOnce(desk, ida);
        page.driver.navigate().refresh();
        awaitLines(eva.panel(), all);
        notes(eva);
        closes(eva);
        closes(ida);
        page.driver.switchTo().window(ida.window);
        page.awaitText(".stage strong", "This chat is over.");
        awaitLines(".chat", "my lamp is broken|A moment, please: I look it up. we send another");
        says("4");
        keepsItsOrder();
        gallery.look("chat-over");
        page.driver.close();
        page.driver.switchTo().window(eva.window);
        page.driver.close();
        page.driver.switchTo().window(desk);
    }

    /** One tap, once, also after a reload. */
    private void says(String score) throws Exception {
        await().until(() -> page.present(".survey [data-score='" + score + "']"));
        page.driver.navigate().refresh();
        await().until(() -> page.present(".survey [data-score='" + score + "']"));
        gallery.look("chat-survey");
        keys.to(".survey [data-score='" + score + "']").enter();
        page.awaitText(".survey [role=status]", "Thank you.");
        await().until(() -> !page.present(".survey [data-score]"));
        page.driver.navigate().refresh();
        page.awaitText(".stage strong", "This chat is over.");
        awaitLines(".chat", "my lamp is broken|A moment, please: I look it up. we send another");
        assertThat(page.present(".survey")).as("asked once").isFalse();
    }

    /** A file is on its way over a slow line when the server goes. */
    private void breaksOff(Customer ida) throws Exception {
        page.driver.switchTo().window(ida.window);
        slow(true);
        choose(".chat", "story.txt", "the story of a lamp\n".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        page.awaitText(".pending .mark", "sending…");
    }

    /** It came all the same, as it was, and once. */
    private void arrivesOnce(String desk, Customer ida) {
        page.driver.switchTo().window(ida.window);
        slow(false);
        await().until(() -> !page.present(".pending"));
        page.driver.switchTo().window(desk);
        await().until(() -> page.present(ida.panel() + " .file a"));
        assertThat(page.text(ida.panel() + " .file .name")).isEqualTo("story.txt");
        assertThat(page.driver.findElements(By.cssSelector(ida.panel() + " .file")))
                .hasSize(1);
        assertThat(page.driver.executeAsyncScript(
                        "fetch(arguments[0]).then(it => it.text()).then(arguments[1])",
                        page.driver
                                .findElement(By.cssSelector(ida.panel() + " .file a"))
                                .getDomProperty("href")))
                .isEqualTo("the story of a lamp\n".repeat(50_000));
    }

    private void sendsAPicture(String desk, Customer eva) throws Exception {
        choose(".chat", "parcel.png", Samples.PNG);
        seesPicture(".chat");
        choose(".chat", "drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8));
        await().until(() -> page.text(".pending .mark").startsWith("not sent: Only pictures"));
        keys.to(".pending button").enter();
        await().until(() -> !page.present(".pending"));
        page.driver.switchTo().window(desk);
        seesPicture(eva.panel());
        choose(eva.panel(), "where.txt", "at the depot".getBytes(StandardCharsets.UTF_8));
        await().until(() -> page.driver
                        .findElements(By.cssSelector(eva.panel() + " .mine .file a"))
                        .size()
                == 1);
        gallery.look("desk-chat-files");
        page.driver.switchTo().window(eva.window);
        await().until(() -> page.text(".theirs .file .name").equals("where.txt"));
    }

    /** What a page had not sent when it was left can not be sent by the next one, which says so. */
    private void forgetsWhatItHolds() throws Exception {
        slow(true);
        choose(".chat", "long.txt", "never sent\n".repeat(80_000).getBytes(StandardCharsets.UTF_8));
        page.awaitText(".pending .mark", "sending…");
        page.driver.navigate().refresh();
        slow(false);
        page.awaitText(".pending .mark", "not sent: this page was left before; choose the file again");
        keys.to(".pending button").enter();
        await().until(() -> !page.present(".pending"));
    }

    private void seesPicture(String within) {
        await().until(() -> Boolean.TRUE.equals(page.driver.executeScript(
                "const picture = document.querySelector(arguments[0] + ' .file img');"
                        + " return !!picture && picture.complete && picture.naturalWidth === 1;",
                within)));
    }

    private void choose(String within, String name, byte[] content) throws Exception {
        Path file = Files.createTempDirectory(Files.createDirectories(Path.of("target/pages")), "chosen")
                .resolve(name);
        Files.write(file, content);
        page.driver
                .findElement(By.cssSelector(within + " [name=attachment]"))
                .sendKeys(String.valueOf(file.toAbsolutePath()));
    }

    /** The line of the page that is looked at carries 20 kB a second, or what it can. */
    private void slow(boolean slow) {
        page.driver.executeCdpCommand("Network.enable", Map.of());
        page.driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        false,
                        "latency",
                        0,
                        "downloadThroughput",
                        -1,
                        "uploadThroughput",
                        slow ? 20_000 : -1));
    }

    /** A page says one line after the other, and gives way to newer ones. */
    private void keepsItsOrder() {
        assertThat(String.valueOf(page.driver.executeAsyncScript(ROOM))).isEqualTo("""
                first: 1
                when it is back: 1 2
                too fast: 1 2
                in a while: 1 2 2
                after what is none: 1 2 2 3 4
                replaced: replaced false
                turned to: live 4""");
        page.driver.executeScript("sessionStorage.removeItem('usher.chat.test')");
    }

    private Customer opens(String name) {
        JsonNode chat = centre.api
                .post("api/v1/chats", "{\"queue\":\"support\",\"name\":\"" + name + "\"}")
                .json();
        page.driver.switchTo().newWindow(WindowType.TAB);
        page.driver.get(centre.address() + chat.path("link").asString().substring(1));
        await().until(() -> page.present(".stage"));
        return new Customer(name, chat.path("contactId").asString(), String.valueOf(page.driver.getWindowHandle()));
    }

    private void writes(String text) {
        keys.to("[name=message]").press(text).enter();
        await().until(() -> lines(".chat").endsWith(text) || page.present(".pending"));
    }

    private void takes(String desk, Customer customer) {
        page.driver.switchTo().window(desk);
        await().until(() -> page.present("[aria-label='Chat offered'][data-chat='" + customer.contact + "']"));
        keys.alt("a");
        await().until(() -> page.present(customer.panel()));
    }

    private void answers(Customer customer, String text) {
        keys.to(customer.panel() + " [name=message]").press(text, Keys.ENTER);
    }

    private void notes(Customer customer) throws Exception {
        keys.to(customer.panel() + " summary").enter();
        keys.to(customer.panel() + " [name=note]").press("parcel is on its way");
        gallery.look("desk-chat-note");
        keys.to(customer.panel() + " .note-form .orders button").enter();
        await().until(() -> page.text(customer.panel() + " .note-form .why").startsWith("Saved"));
        await().untilAsserted(() -> assertThat(
                        centre.api.get("api/v1/contacts/" + customer.contact).body())
                .contains("parcel is on its way"));
    }

    private void closes(Customer customer) {
        keys.to(customer.panel() + " > .orders.call button").enter();
        await().until(() -> !page.present(customer.panel()));
    }

    private String lines(String within) {
        return String.valueOf(page.driver.executeScript(LINES, within));
    }

    private void awaitLines(String within, String expected) {
        await().untilAsserted(
                        () -> assertThat(List.of(lines(within).split("\\|"))).containsExactly(expected.split("\\|")));
    }
}

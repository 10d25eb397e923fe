package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.awaitility.core.ConditionFactory;
import org.usher.telephony.rig.RealAsterisk;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** A small contact center on the real thing: one Asterisk, one Usher, a wallboard, and phones that each play a tone of their own. */
final class Office implements AutoCloseable {
    private static final List<String> AGENTS = List.of("anna", "bela");

    final RealAsterisk asterisk;
    final UsherProcess usher;
    private final HttpClient http = HttpClient.newHttpClient();
    private Api api;
    private Wallboard wallboard;
    private int callers;

    private Office(RealAsterisk asterisk, UsherProcess usher) {
        this.asterisk = asterisk;
        this.usher = usher;
        api = new Api(http, usher.address());
        wallboard = Wallboard.watch(http, usher.address());
    }

    /**
     * Opens on files of this name.
     *
     * @param deadAfterSeconds how long the dialplan waits for a sign of life before callers go to the fallback
     * @param dialplan of the operator, beside what the tests' operator has
     */
    static Office open(String name, int deadAfterSeconds, String dialplan) {
        return open(name, deadAfterSeconds, dialplan, "");
    }

    /** The same, with more in usher.toml. */
    static Office open(String name, int deadAfterSeconds, String dialplan, String wiring) {
        return open(name, deadAfterSeconds, dialplan, wiring, RealAsterisk.builder());
    }

    /** The same, with more at the end of centre.toml. */
    static Office open(String name, int deadAfterSeconds, String dialplan, String wiring, String centre) {
        return on(pbx(deadAfterSeconds, dialplan, RealAsterisk.builder()), name, wiring, centre);
    }

    /** With an Asterisk that is as shipped but for what is said of it. */
    static Office open(String name, int deadAfterSeconds, String dialplan, String wiring, RealAsterisk.Builder pbx) {
        return on(pbx(deadAfterSeconds, dialplan, pbx), name, wiring, "");
    }

    private static RealAsterisk pbx(int deadAfterSeconds, String dialplan, RealAsterisk.Builder pbx) {
        return pbx.agents("anna", "anna_soft", "bela", "carla", "lobby")
                .deadAfterSeconds(deadAfterSeconds)
                .dialplan(dialplan)
                .start();
    }

    private static Office on(RealAsterisk asterisk, String name, String wiring, String centre) {
        try {
            UsherFiles files = UsherFiles.fresh(name)
                    .wiredTo(asterisk, RealAsterisk.USHER_SECRET, wiring)
                    .moreInCentre(centre);
            Office office = new Office(asterisk, UsherProcess.start(files));
            office.awaitOpen();
            return office;
        } catch (RuntimeException | AssertionError e) {
            asterisk.close();
            throw e;
        }
    }

    /** The dialplan has seen Usher's heartbeat. */
    private void awaitOpen() {
        patiently().until(() -> asterisk.cli("dialplan show globals").contains("USHER_DEAD=0"));
    }

    /** For what no feed announces. */
    static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
    }

    Api api() {
        return api;
    }

    Wallboard wallboard() {
        return wallboard;
    }

    /** kill -9 of Usher. */
    void killUsher() {
        usher.kill();
        wallboard.close();
    }

    /** Asks Usher to stop, as its operators do. */
    void stopUsher() {
        usher.stop();
        wallboard.close();
    }

    /** Starts Usher again on the data it had. */
    void startUsherAgain() {
        usher.start();
        api = new Api(http, usher.address());
        wallboard = Wallboard.watch(http, usher.address());
        awaitOpen();
    }

    /** A caller with a number and a tone that nobody else has. */
    SippPhone.Caller caller() {
        callers++;
        return SippPhone.caller(asterisk, 425 + 30 * (callers % 8)).from(String.valueOf(5_550 + callers), "Caller");
    }

    /** The number of the caller made last. */
    String lastNumber() {
        return String.valueOf(5_550 + callers);
    }

    SippPhone.Agent anna() {
        return SippPhone.agent(asterisk, "anna", 750);
    }

    SippPhone.Agent annaSoft() {
        return SippPhone.agent(asterisk, "anna_soft", 1_300);
    }

    SippPhone.Agent bela() {
        return SippPhone.agent(asterisk, "bela", 1_100);
    }

    SippPhone.Agent carla() {
        return SippPhone.agent(asterisk, "carla", 1_500);
    }

    /** Somebody dials this on the phone of that name. */
    SippPhone dials(String phone, String number) {
        return SippPhone.ownCall(asterisk, phone, 620, number);
    }

    /** Dials this on that phone and listens to the end. */
    void dialsAndHears(String phone, String number) {
        try (SippPhone call = dials(phone, number)) {
            assertThat(call.endedWell()).as("%s on %s", number, phone).isTrue();
            assertThat(call.audio().framesReceived()).isGreaterThan(50);
        }
    }

    /** Logs in on that phone by agent number and PIN, and listens to the end. */
    void keysIn(String phone, String number, String pin) {
        try (SippPhone call = dials(phone, "*5*1*" + number)) {
            patiently().until(() -> call.audio().framesReceived() > 10); // the prompt has begun
            call.press(pin + "#");
            assertThat(call.endedWell()).as("log-in of %s on %s", number, phone).isTrue();
        }
    }

    /** Logs the agent in on the phone of his name, and waits until the wallboard says READY. */
    void isReady(String agent) {
        api.logIn(agent, agent);
        wallboard.awaitAgent(agent, "READY");
    }

    /** Logs an agent in for whom a contact waits already: he is offered it at once. */
    void isReadyForTheWaiting(String agent) {
        api.logIn(agent, agent);
        wallboard.awaitAgent(agent, "OFFERED");
    }

    /** Picks the phone up when it rings for this call, its first, its second, …. */
    static void pickUp(SippPhone phone, int call) {
        patiently().until(() -> phone.messages().split("SIP/2.0 180 Ringing", -1).length > call);
        phone.answer();
    }

    static void awaitBothHear(SippPhone one, SippPhone other) {
        patiently().untilAsserted(() -> {
            assertThat(one.audio().hears(other.audio()))
                    .as("%s hears %s; has %s", one.name(), other.name(), one.audio())
                    .isTrue();
            assertThat(other.audio().hears(one.audio()))
                    .as("%s hears %s; has %s", other.name(), one.name(), other.audio())
                    .isTrue();
        });
    }

    /** What the history says of this caller's contact when it fits. */
    JsonNode awaitHistory(String queue, String number, Predicate<JsonNode> fits) {
        return patiently()
                .until(
                        () -> api.contacts(queue).stream()
                                .filter(contact ->
                                        contact.path("caller").asString().equals(number))
                                .findFirst(),
                        found -> found.isPresent() && fits.test(found.get()))
                .orElseThrow();
    }

    /** What the history says of this caller when his contact has ended. */
    JsonNode awaitEnded(String queue, String number) {
        return awaitHistory(queue, number, contact -> !contact.path("endedAtMs").isNull());
    }

    /** Everybody goes home and nobody stays stuck. */
    void clear() {
        patiently().until(() -> {
            List<String> channels = asterisk.cli("core show channels concise")
                    .lines()
                    .filter(line -> line.startsWith("PJSIP/"))
                    .map(line -> line.substring(0, line.indexOf('!')))
                    .toList();
            channels.forEach(channel -> asterisk.cli("channel request hangup " + channel));
            return channels.isEmpty();
        });
        for (String agent : AGENTS) {
            goesHome(agent);
        }
        for (String queue : List.of("billing", "hasty", "orders", "brief")) {
            wallboard.awaitWaiting(queue, 0);
        }
    }

    /** Logs him out, if he is at work, and waits until he is. */
    void goesHome(String agent) {
        if (!wallboard.stateOf(agent).equals("LOGGED_OUT")) {
            api.logOut(agent);
            // whose call has just ended does his after-call work first
            if (wallboard
                    .awaitAgent(agent, "LOGGED_OUT", "WRAP_UP")
                    .path("state")
                    .asString()
                    .equals("WRAP_UP")) {
                api.endWrapUp(agent);
            }
        }
        wallboard.awaitAgent(agent, "LOGGED_OUT");
    }

    @Override
    public void close() {
        wallboard.close();
        http.close();
        try {
            usher.close();
        } finally {
            asterisk.close();
        }
    }
}

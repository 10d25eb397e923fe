package org.usher.server.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.usher.server.acceptance.Office.awaitBothHear;
import static org.usher.server.acceptance.Office.patiently;
import static org.usher.server.acceptance.Office.pickUp;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.usher.server.api.Chromium;
import org.usher.telephony.rig.AmiClient;
import org.usher.telephony.rig.SippPhone;
import tools.jackson.databind.JsonNode;

/** Customers who are called back by a real Asterisk, whatever becomes of the server meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
final class CallbackIT {
    private static final String WIRING = "[callback]\nnumbers = [\"0170*\"]\n";

    /** A queue and an agent of the key's stories alone: who is offered whom in the other ones stays as it is. */
    private static final String CENTRE = """
            [[queue]]
            name = "keyed"
            title = "Keyed"
            ring = "60s"
            wrap_up = "0s"
            short_abandon = "0s"
            offer_callback_after = "1s"
            callback_ring = "5s"
            callback_retry = ["1s", "1s"]
            [[device]]
            pbx = 1
            endpoint = "lobby"
            [[agent]]
            name = "dora"
            title = "Dora Lind"
            queues = ["keyed", "written", "windowed"]
            chats = 1
            [[queue]]
            name = "written"
            title = "Written"
            ring = "60s"
            wrap_up = "0s"
            short_abandon = "0s"
            offer_chat_after = "1s"
            [[queue]]
            name = "windowed"
            title = "Windowed"
            ring = "60s"
            wrap_up = "0s"
            short_abandon = "0s"
            offer_callback_after = "1s"
            callback_agents = 10
            callback_window = "15m"
            """;

    private final Office office = Office.open("callback", 600, "", WIRING, CENTRE);

    /** As an operator does, before the offer of a callback can be heard. */
    @BeforeAll
    void makeSounds() throws Exception {
        Process script = new ProcessBuilder(
                        "sh",
                        "../conf/asterisk/make-sounds.sh",
                        office.asterisk.sounds().toString(),
                        "en",
                        "de")
                .inheritIO()
                .start();
        assertThat(script.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(script.exitValue()).isZero();
    }

    @AfterEach
    void everybodyGoesHome() {
        office.clear();
        office.goesHome("dora");
        office.wallboard().awaitWaiting("keyed", 0);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private JsonNode ask(String number) {
        Api.Answer answer = office.api()
                .post("api/v1/callbacks", "{\"queue\":\"billing\",\"number\":\"" + number + "\",\"name\":\"Eva\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    private JsonNode pending() {
        return office.api().get("api/v1/callbacks").json().path("callbacks");
    }

    /** A phone outside, which the trunk reaches. */
    private SippPhone reachable(SippPhone.Agent customer) {
        SippPhone phone = customer.switchOn();
        try (AmiClient ami = office.asterisk.rigAmi()) {
            ami.action("Setvar", "Variable", "OUTSIDE_PORT", "Value", String.valueOf(phone.port()));
        }
        return phone;
    }

    @Test
    void shouldKeepItsWordThoughItIsKilledBeforeTheCall() {
        JsonNode asked = ask("0170555001");
        office.wallboard().awaitWaiting("billing", 1);
        office.killUsher();
        office.startUsherAgain();
        office.wallboard().awaitWaiting("billing", 1);
        assertThat(pending().path(0)).isEqualTo(asked);
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReadyForTheWaiting("anna");
            assertThat(customer.messages()).as("not before she picks up").doesNotContain("INVITE");
            pickUp(anna, 1);
            assertThat(anna.messages()).contains("Callback").contains("0170555001");
            pickUp(customer, 1);
            awaitBothHear(anna, customer);
            assertThat(pending()).isEmpty();
            customer.hangUp();
            JsonNode contact = office.awaitEnded("billing", "0170555001");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(contact.path("agent").asString()).isEqualTo("anna");
            assertThat(contact.path("id").asLong())
                    .isEqualTo(asked.path("contactId").asLong());
        }
    }

    @Test
    void shouldNotCallAgainWhomTheyTalkToThoughItIsKilledMeanwhile() {
        ask("0170555002");
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReadyForTheWaiting("anna");
            pickUp(anna, 1);
            patiently().until(() -> customer.messages().contains("SIP/2.0 180 Ringing"));
            office.killUsher();
            customer.answer();
            awaitBothHear(anna, customer);
            office.startUsherAgain();
            office.wallboard().awaitAgent("anna", "ON_CONTACT");
            patiently().until(() -> pending().isEmpty());
            anna.hangUp();
            JsonNode contact = office.awaitEnded("billing", "0170555002");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(customer.messages().split("INVITE sip:", -1))
                    .as("called once")
                    .hasSize(2);
        }
    }

    @Test
    void shouldFreeTheAgentAndTryAgainLaterWhenTheCustomerIsBusy() {
        JsonNode asked = ask("0170555003");
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).rejects("486 Busy Here"));
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.isReadyForTheWaiting("anna");
            pickUp(anna, 1);
            patiently().until(() -> pending().path(0).path("notReached").asInt() == 1);
            office.wallboard().awaitAgent("anna", "READY");
            assertThat(customer.messages()).contains("486");
            assertThat(office.api()
                            .delete("api/v1/callbacks/"
                                    + asked.path("contactId").asLong())
                            .status())
                    .isEqualTo(200);
            patiently().until(() -> pending().isEmpty());
            assertThat(office.api().get("metrics").body()).contains("usher_callbacks_given_up_total");
        }
    }

    @Test
    void shouldServeWhoRingsAgainInHisOldPlaceAndNotCallHim() {
        try (SippPhone first = office.caller().dial("billing")) {
            office.wallboard().awaitWaiting("billing", 1);
            ask("0170555004");
            office.wallboard().awaitWaiting("billing", 2);
            try (SippPhone second = office.caller().dial("billing")) {
                office.wallboard().awaitWaiting("billing", 3);
                try (SippPhone again = office.caller().from("0170555004", "Eva").dial("billing");
                        SippPhone anna = office.anna().onlyOnOrder().register()) {
                    patiently().until(() -> pending().isEmpty());
                    office.wallboard().awaitWaiting("billing", 3);
                    office.isReadyForTheWaiting("anna");
                    pickUp(anna, 1);
                    awaitBothHear(first, anna);
                    first.hangUp();
                    if (office.wallboard()
                            .awaitAgent("anna", "WRAP_UP", "OFFERED")
                            .path("state")
                            .asString()
                            .equals("WRAP_UP")) {
                        office.api().endWrapUp("anna");
                    }
                    pickUp(anna, 2);
                    awaitBothHear(again, anna);
                    again.hangUp();
                    second.hangUp();
                }
            }
        }
    }

    /** What has become of promises so far. */
    private JsonNode promises() {
        return office.api().get("api/v1/callbacks").json().path("promises");
    }

    /** A promise of a call in a window that opens in less than a minute, or as soon as this machine starts Usher. */
    private JsonNode promise(String number) throws IOException {
        UsherFiles files = office.usher.files();
        String centre = Files.readString(files.home().resolve("centre.toml"));
        files.write(
                "centre.toml",
                centre.replace(
                        "title = \"Billing\"", "title = \"Billing\"\ncallback_agents = 10\ncallback_window = \"15m\""));
        Api.Answer answer;
        int aheadS = 30;
        do {
            Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(aheadS);
            office.stopUsher();
            office.usher.inTimeZone(whereItIsNoon(from));
            office.startUsherAgain();
            answer = office.api()
                    .post(
                            "api/v1/callbacks",
                            "{\"queue\":\"billing\",\"number\":\"" + number + "\",\"from\":\"" + from + "\"}");
            aheadS *= 2;
        } while (aheadS < 300 && answer.body().contains("window-over"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json();
    }

    /** Windows begin at round times of the clock. */
    private static String whereItIsNoon(Instant at) {
        int aheadS = LocalTime.NOON.toSecondOfDay()
                - at.atZone(ZoneOffset.UTC).toLocalTime().toSecondOfDay();
        return "GMT" + (aheadS < 0 ? "-" : "+")
                + LocalTime.ofSecondOfDay(Math.abs(aheadS)).format(DateTimeFormatter.ISO_LOCAL_TIME);
    }

    @Test
    void shouldCallWithinThePromisedWindowThoughItIsKilledBeforeItOpens() throws IOException {
        JsonNode before = promises();
        JsonNode asked = promise("0170555005");
        long fromMs = asked.path("fromMs").asLong();
        long untilMs = asked.path("untilMs").asLong();
        assertThat(untilMs - fromMs).isEqualTo(900_000);
        office.killUsher();
        office.startUsherAgain();
        assertThat(pending().path(0)).isEqualTo(asked);
        try (SippPhone customer =
                        reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                SippPhone anna = office.anna().onlyOnOrder().register()) {
            office.api().logIn("anna", "anna");
            await().atMost(Duration.ofMinutes(5))
                    .until(() -> office.wallboard().stateOf("anna").equals("OFFERED"));
            pickUp(anna, 1);
            pickUp(customer, 1);
            awaitBothHear(anna, customer);
            long kept = promises().path("kept").asLong();
            assertThat(kept).isEqualTo(before.path("kept").asLong() + 1);
            assertThat(promises().path("attempts").asLong())
                    .isEqualTo(before.path("attempts").asLong() + 1);
            customer.hangUp();
            JsonNode contact = office.awaitEnded("billing", "0170555005");
            assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
            assertThat(contact.path("id").asLong())
                    .isEqualTo(asked.path("contactId").asLong());
            assertThat(office.api().get("metrics").body())
                    .contains("usher_callbacks_promises_total{outcome=\"kept\"} " + kept + ".0");
            JsonNode talk = office.api()
                    .get("api/v1/contacts/" + contact.path("id").asLong())
                    .json()
                    .path("steps")
                    .valueStream()
                    .filter(step -> step.path("what").asString().equals("TALKED"))
                    .findFirst()
                    .orElseThrow();
            assertThat(talk.path("atMs").asLong()).isBetween(fromMs, untilMs);
        }
    }

    @Test
    void shouldCallNobodyWhomTheOperatorDoesNotAllow() {
        assertThat(office.api()
                        .post("api/v1/callbacks", "{\"queue\":\"billing\",\"number\":\"0900123456\"}")
                        .status())
                .isEqualTo(403);
        assertThat(pending()).isEmpty();
    }

    // ---- asked for by a key in the line

    private SippPhone dora() {
        return SippPhone.agent(office.asterisk, "lobby", 1_700).onlyOnOrder().register();
    }

    private void doraIsReadyForTheWaiting() {
        office.api().logIn("dora", "lobby");
        office.wallboard().awaitAgent("dora", "OFFERED");
    }

    /** Picks up, and sees who is called back; {@code call} counts her calls. */
    private static void takes(SippPhone dora, int call, String number) {
        pickUp(dora, call);
        assertThat(dora.messages()).contains("Callback").contains(number);
    }

    /** Dials, and asks by two keys to be called back. */
    private KeyedCaller confirms(String number) {
        return KeyedCaller.dials(office, "keyed", number)
                .isOffered()
                .press("1")
                .isAskedWhetherItIs("digits/0&digits/1&digits/7")
                .press("1")
                .isTold("CONFIRMED");
    }

    @Test
    void shouldSpeakGermanWithAGermanCustomerWhoIsCalledBackThoughItIsKilledMeanwhile() {
        String number = "0170555031";
        try (KeyedCaller eva = KeyedCaller.dials(office, "keyed", number, "de-AT")
                .isOffered()
                .press("1")
                .isAskedWhetherItIs("digits/0&digits/1&digits/7")
                .press("1")
                .isTold("CONFIRMED")) {
            eva.isHungUp();
            office.killUsher();
            office.startUsherAgain();
            office.wallboard().awaitWaiting("keyed", 1);
            try (SippPhone customer =
                            reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                    SippPhone dora = dora()) {
                doraIsReadyForTheWaiting();
                takes(dora, 1, number);
                pickUp(customer, 1);
                awaitBothHear(dora, customer);
                assertThat(spokenInPlaceOfTheCustomer()).isEqualTo("de_AT");
                customer.hangUp();
                office.awaitEnded("keyed", number);
            }
        }
        assertThat(office.asterisk.log()).doesNotContain("File usher/", "File digits/");
    }

    /** The language of the half that waits once more if it has to. */
    private String spokenInPlaceOfTheCustomer() {
        String channel = office.asterisk
                .cli("core show channels concise")
                .lines()
                .map(line -> line.substring(0, Math.max(0, line.indexOf('!'))))
                .filter(name -> name.startsWith("Local/far@usher-callback-") && name.endsWith(";1"))
                .findFirst()
                .orElseThrow();
        try (AmiClient ami = office.asterisk.rigAmi()) {
            return ami.action("Getvar", "Channel", channel, "Variable", "CHANNEL(language)")
                    .get("Value");
        }
    }

    private double counted(String metric) {
        return office.api()
                .get("metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .sum();
    }

    @Test
    void shouldCallInTurnWhoPressedOneThoughItIsKilledMeanwhile() {
        String number = "0170555011";
        try (KeyedCaller eva = confirms(number);
                SippPhone next = office.caller().dial("keyed")) {
            office.wallboard().awaitWaiting("keyed", 2);
            eva.isHungUp();
            JsonNode promised = pending();
            assertThat(promised).hasSize(1);
            office.killUsher();
            office.startUsherAgain();
            office.wallboard().awaitWaiting("keyed", 2);
            assertThat(pending()).isEqualTo(promised);
            try (SippPhone customer =
                            reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                    SippPhone dora = dora()) {
                doraIsReadyForTheWaiting();
                takes(dora, 1, number);
                pickUp(customer, 1);
                awaitBothHear(dora, customer);
                customer.hangUp();
                JsonNode contact = office.awaitEnded("keyed", number);
                assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
                assertThat(contact.path("id").asLong())
                        .isEqualTo(promised.path(0).path("contactId").asLong());
                pickUp(dora, 2);
                awaitBothHear(dora, next);
                next.hangUp();
            }
        }
        assertThat(office.asterisk.log()).doesNotContain("File usher/");
    }

    @Test
    void shouldCallInTheWindowThatHeChoseByAKeyThoughItIsKilledBeforeItOpens() {
        String number = "0170555061";
        String noon = "usher/callback-today&usher/callback-between&usher/time-1200&usher/callback-and&usher/time-1215";
        Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(90);
        office.stopUsher();
        office.usher.inTimeZone(whereItIsNoon(from));
        office.startUsherAgain();
        try (KeyedCaller eva = KeyedCaller.dials(office, "windowed", number)
                .isOffered()
                .press("1")
                .isAskedWhetherItIs("digits/0&digits/1&digits/7")
                .press("1")
                .isAskedWhen(noon + "&usher/callback-press-2")
                .press("2")
                .isPromisedACall(noon)) {
            eva.isHungUp();
            JsonNode promised = pending();
            assertThat(promised).hasSize(1);
            assertThat(promised.path(0).path("fromMs").asLong()).isEqualTo(from.toEpochMilli());
            office.killUsher();
            office.startUsherAgain();
            assertThat(pending()).isEqualTo(promised);
            try (SippPhone customer =
                            reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                    SippPhone dora = dora()) {
                office.api().logIn("dora", "lobby");
                await().atMost(Duration.ofMinutes(2))
                        .until(() -> office.wallboard().stateOf("dora").equals("OFFERED"));
                assertThat(Instant.now()).isAfterOrEqualTo(from);
                takes(dora, 1, number);
                pickUp(customer, 1);
                awaitBothHear(dora, customer);
                customer.hangUp();
                JsonNode contact = office.awaitEnded("windowed", number);
                assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
                assertThat(contact.path("id").asLong())
                        .isEqualTo(promised.path(0).path("contactId").asLong());
                assertThat(office.api().get("metrics").body())
                        .contains("usher_callbacks_promises_total{outcome=\"kept\"}");
            }
        }
        assertThat(office.asterisk.log()).doesNotContain("File usher/");
    }

    /** In the history he stands by the number from which he called, under which nobody could call him back. */
    @Test
    void shouldTakeAnotherNumberAndTryAgainWhoIsBusyAndWhoDoesNotAnswer() {
        String number = "0900123456";
        double accepted = counted("usher_callbacks_keyed_accepted_total");
        double notAllowed = counted("usher_callbacks_refused_total{reason=\"not_allowed\"}");
        try (KeyedCaller eva = KeyedCaller.dials(office, "keyed", number);
                SippPhone dora = dora()) {
            eva.isOffered()
                    .press("1")
                    .isAskedForAnother()
                    .press("0900555#")
                    .isAskedWhetherItIs("digits/0&digits/9")
                    .press("1")
                    .isTold("NOT_ALLOWED")
                    .isAskedForAnother()
                    .press("0170555012#")
                    .isAskedWhetherItIs("digits/0&digits/1&digits/7")
                    .press("1")
                    .isTold("CONFIRMED");
            assertThat(counted("usher_callbacks_keyed_accepted_total")).isEqualTo(accepted + 1);
            assertThat(counted("usher_callbacks_refused_total{reason=\"not_allowed\"}"))
                    .isEqualTo(notAllowed + 1);
            JsonNode promised = pending();
            try (SippPhone busy =
                    reachable(SippPhone.outside(office.asterisk, 1_900).rejects("486 Busy Here"))) {
                doraIsReadyForTheWaiting();
                takes(dora, 1, "0170555012");
                patiently().until(() -> pending().path(0).path("notReached").asInt() == 1);
                assertThat(busy.messages()).contains("486");
            }
            try (SippPhone silent =
                    reachable(SippPhone.outside(office.asterisk, 1_900).onlyOnOrder())) {
                takes(dora, 2, "0170555012");
                patiently().until(() -> pending().path(0).path("notReached").asInt() == 2);
                assertThat(silent.messages()).contains("180 Ringing").contains("CANCEL");
            }
            try (SippPhone there = reachable(SippPhone.outside(office.asterisk, 1_900))) {
                takes(dora, 3, "0170555012");
                awaitBothHear(dora, there);
                there.hangUp();
            }
            JsonNode contact = office.awaitEnded("keyed", number);
            assertThat(contact.path("agent").asString()).isEqualTo("dora");
            assertThat(contact.path("id").asLong())
                    .isEqualTo(promised.path(0).path("contactId").asLong());
        }
    }

    /** He hangs up before he has heard all that he is told. */
    @Test
    void shouldServeInHisPlaceAndNotCallWhoPressedOneAndRingsAgain() {
        String number = "0170555013";
        confirms(number).close();
        try (SippPhone next = office.caller().dial("keyed")) {
            office.wallboard().awaitWaiting("keyed", 2);
            assertThat(pending()).hasSize(1);
            try (SippPhone again = office.caller().from(number, "Eva").dial("keyed");
                    SippPhone dora = dora()) {
                patiently().until(() -> pending().isEmpty());
                office.wallboard().awaitWaiting("keyed", 2);
                doraIsReadyForTheWaiting();
                pickUp(dora, 1);
                awaitBothHear(again, dora);
                again.hangUp();
                pickUp(dora, 2);
                awaitBothHear(next, dora);
                next.hangUp();
            }
        }
    }

    /** Usher dies before it can answer. The next one finds him in the line, has promised him nothing, and is the only one he listens to. */
    @Test
    void shouldKeepThePlaceOfWhomItCouldNotAnswerAndHearNoAnswerOfAnEarlierReign() {
        try (KeyedCaller eva = KeyedCaller.dials(office, "keyed", "0170555014")) {
            eva.isOffered().press("1").isAskedWhetherItIs("digits/0&digits/1&digits/7");
            JsonNode line = office.wallboard().awaitWaiting("keyed", 1);
            String before = eva.global("USHER_EPOCH");
            office.usher.freeze();
            eva.press("1").hasConfirmed();
            office.killUsher();
            office.startUsherAgain();
            eva.isTold("AWAY").joinsAgain().waits();
            assertThat(eva.global("USHER_EPOCH")).isNotEqualTo(before);
            assertThat(office.wallboard().awaitWaiting("keyed", 1).path("oldestEnqueuedAtMs"))
                    .isEqualTo(line.path("oldestEnqueuedAtMs"));
            assertThat(pending()).isEmpty();

            eva.press("1").isAskedWhetherItIs("digits/0&digits/1&digits/7");
            office.usher.freeze();
            String question = eva.press("1").hasConfirmed();
            eva.isNotMovedBy(before + "," + question + ",CONFIRMED");
            office.usher.wake();
            eva.isTold("CONFIRMED");
            JsonNode promised = pending();
            assertThat(promised).hasSize(1);
            assertThat(promised.path(0).path("enqueuedAtMs")).isEqualTo(line.path("oldestEnqueuedAtMs"));
            assertThat(office.api()
                            .delete("api/v1/callbacks/"
                                    + promised.path(0).path("contactId").asLong())
                            .status())
                    .isEqualTo(200);
        }
    }

    /** As a person does it, on the chat's page. His call has ended by then, and the server has died; he is called at the number he rang from. */
    @Test
    void shouldServeInThePlaceOfHisCallWhoWentOnInAChatAndAsksToBeCalled() throws Exception {
        String number = "0170555015";
        try (Chromium page = new Chromium();
                KeyedCaller eva = KeyedCaller.dials(office, "written", number)) {
            JsonNode line = office.wallboard().awaitWaiting("written", 1);
            try (SippPhone next = office.caller().dial("written")) {
                office.wallboard().awaitWaiting("written", 2);
                String code = eva.isOfferedAChat().press("2").hearsACode();
                page.driver.get(office.usher.address() + "chat");
                types(page, code.charAt(0) == '0' ? "1" + code.substring(1) : "0" + code.substring(1));
                page.awaitText(
                        ".wrong",
                        "This code is none, was used, or is too old, or the call is over. Press the key again to hear one.");
                assertThat(page.faults()).isEmpty();
                page.driver.findElement(By.name("code")).clear();
                types(page, code);
                page.awaitText(".stage strong", "You are next.");
                eva.isHungUp();
                assertThat(office.wallboard().awaitWaiting("written", 2).path("oldestEnqueuedAtMs"))
                        .isEqualTo(line.path("oldestEnqueuedAtMs"));
                office.killUsher();
                office.startUsherAgain();
                office.wallboard().awaitWaiting("written", 2);
                String link =
                        URI.create(String.valueOf(page.driver.getCurrentUrl())).getPath();
                page.driver.get(office.usher.address() + link.substring(1)); // it has another port now
                asksToBeCalled(page);
                assertThat(pending()).hasSize(1);
                assertThat(pending().path(0).path("enqueuedAtMs")).isEqualTo(line.path("oldestEnqueuedAtMs"));
                JsonNode promised = pending().path(0);
                try (SippPhone customer = reachable(
                                SippPhone.outside(office.asterisk, 1_900).onlyOnOrder());
                        SippPhone dora = dora()) {
                    doraIsReadyForTheWaiting();
                    takes(dora, 1, number);
                    pickUp(customer, 1);
                    awaitBothHear(dora, customer);
                    customer.hangUp();
                    JsonNode contact = office.awaitEnded("written", number);
                    assertThat(contact.path("outcome").asString()).isEqualTo("ANSWERED");
                    assertThat(contact.path("id").asLong())
                            .isEqualTo(promised.path("contactId").asLong());
                    pickUp(dora, 2);
                    awaitBothHear(dora, next);
                    next.hangUp();
                }
            }
        }
        assertThat(office.asterisk.log()).doesNotContain("File usher/");
    }

    private static void types(Chromium page, String code) {
        patiently().until(() -> page.present("[name=code]"));
        page.driver.findElement(By.name("code")).sendKeys(code, Keys.ENTER);
    }

    private static void asksToBeCalled(Chromium page) throws Exception {
        patiently().until(() -> page.present("[data-focus=call-me]"));
        page.driver.findElement(By.cssSelector("[data-focus=call-me]")).sendKeys(Keys.ENTER);
        patiently().until(() -> page.present("[name=number]"));
        assertThat(page.faults()).isEmpty();
        page.picture("chat-call-me");
        page.driver.findElement(By.name("number")).sendKeys(Keys.ENTER);
        page.awaitText(".stage strong", "We will call you when it is your turn. You keep your place.");
    }
}

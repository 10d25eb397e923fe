package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** In which language callers hear what they hear, on the real Asterisk with the shipped files: each recording is a tone of its own. */
final class LanguageDialplanIT extends DialplanCase {
    private static final int RATE_HZ = 8_000;
    /** Longer than half a second is looked for on a slow machine. */
    private static final int SECONDS = 20;

    @BeforeAll
    void record() throws IOException {
        tone("en", "consent", 500);
        tone("en", "notice", 600);
        tone("en", "prompt", 700);
        tone("de", "consent", 900);
        tone("de", "notice", 1_000);
        tone("de", "prompt", 1_200);
        tone("de_CH", "prompt", 1_300);
        router.global("USHER_Q_asked", "entry:OPEN:usher/consent:usher/notice");
        router.global("USHER_Q_early", "agent:OPEN::usher/notice");
        router.global("USHER_EMERGENCY", "usher/prompt");
        router.global("USHER_Q_shut", "entry:EMERGENCY");
    }

    /** As an operator puts recordings of his own there. */
    private void tone(String language, String name, double hz) throws IOException {
        ByteBuffer samples = ByteBuffer.allocate(2 * SECONDS * RATE_HZ).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < SECONDS * RATE_HZ; i++) {
            samples.putShort((short) (8_000 * Math.sin(2 * Math.PI * hz * i / RATE_HZ)));
        }
        Path directory =
                Files.createDirectories(asterisk.sounds().resolve(language).resolve("usher"));
        AudioSystem.write(
                new AudioInputStream(
                        new ByteArrayInputStream(samples.array()),
                        new AudioFormat(RATE_HZ, 16, 1, true, false),
                        SECONDS * RATE_HZ),
                AudioFileFormat.Type.WAVE,
                directory.resolve(name + ".wav").toFile());
    }

    @ParameterizedTest
    @CsvSource({"de,900,1000,1200", "DE-at,900,1000,1200", "de-CH,900,1000,1300", ",500,600,700", "fr,500,600,700"})
    void shouldSpeakWithTheCallerInHisLanguage(
            @Nullable String language, double consent, double notice, double prompt) {
        try (SippPhone caller = speaks(language).dial("asked")) {
            awaitHears(caller, consent);
            caller.audio().press('5'); // no refusal
            String channel = ami.awaitEvent("UsherJoin", p -> true).get("Channel");
            awaitHears(caller, notice);
            caller.audio().press('5');
            router.awaitWaiting(channel);
            hears(caller, channel, prompt);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldSpeakWithOneWhoseCallIsNotAnswered() {
        try (SippPhone caller = speaks("de").dial("early")) {
            String channel = ami.awaitEvent("UsherJoin", p -> true).get("Channel");
            awaitHears(caller, 1_000);
            caller.audio().press('5');
            router.awaitWaiting(channel);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldSayInHisLanguageThatThereIsAnEmergency() {
        try (SippPhone caller = speaks("de").dial("shut")) {
            awaitHears(caller, 1_200);
            caller.hangUp();
        }
        awaitRest();
    }

    @Test
    void shouldLetHimInByOneStepWhoBringsNoLanguage() {
        try (SippPhone caller = speaks(null).dial("billing")) {
            String channel = router.awaitCaller();
            assertThat(atTheDoor(channel)).containsExactly("Gosub", "GotoIf", "Answer", "MSet", "UserEvent", "Goto");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldLookForTheSoundsOnlyOfHimWhoBringsALanguage() {
        try (SippPhone caller = speaks("de").dial("billing")) {
            String channel = router.awaitCaller();
            assertThat(atTheDoor(channel))
                    .containsExactly("Gosub", "GotoIf", "Gosub", "Return", "Answer", "MSet", "UserEvent", "Goto");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldSayOnceThatALanguageHasNoSounds() {
        for (int i = 0; i < 2; i++) {
            try (SippPhone caller = speaks("pl-PL").dial("billing")) {
                String channel = router.awaitCaller();
                hears(caller, channel, 700);
                hangUp(caller, channel);
            }
            awaitRest();
            forgetEarlierMessages();
        }
        assertThat(asterisk.log().lines().filter(line -> line.contains("sounds/pl_PL for USHER_LANGUAGE")))
                .hasSize(1)
                .allMatch(line -> line.endsWith("Who comes with it hears en_US_f_Allison"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../de", "de_", "d\"e", "${EPOCH}", "1234", "de-abcdefghijabcdefghijabcdefghijabcdefghij"})
    void shouldServeHimWhoseLanguageIsNone(String odd) {
        try (SippPhone caller = speaks(odd).dial("billing")) {
            String channel = router.awaitCaller();
            hears(caller, channel, 700);
            hangUp(caller, channel);
        }
        awaitRest();
        assertThat(asterisk.log().lines().filter(line -> line.contains("USHER_LANGUAGE is to be as de or de-DE, 35")))
                .hasSize(1);
    }

    @Test
    void shouldKeepTheLanguageOfACustomerWhoIsCalledBackAndHasToWaitOnceMore() {
        try (SippPhone customer = SippPhone.outside(asterisk, 1_900).switchOn();
                SippPhone alice = alice().onlyOnOrder().register()) {
            router.global("OUTSIDE_PORT", String.valueOf(customer.port()));
            callBack(71, "de");
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            alice.answer();
            awaitBothHear(alice, customer);
            ami.mark();
            alice.switchOff();
            AmiPacket waits = ami.awaitEvent("UsherWait", p -> p.is("Uniqueid", "usher-callback-71"));
            assertThat(waits.get("Language")).isEqualTo("de");
            customer.hangUp();
            ami.awaitEvent("Hangup", p -> p.is("Uniqueid", "usher-callback-71"));
        }
        awaitRest();
    }

    private void callBack(long offerId, String language) {
        assertThat(ami.action(
                                "Originate",
                                "Channel",
                                "Local/far@usher-callback/n",
                                "ChannelId",
                                "usher-callback-" + offerId,
                                "Context",
                                "usher-callback",
                                "Exten",
                                "near",
                                "Priority",
                                "1",
                                "Timeout",
                                "5000",
                                "Async",
                                "true",
                                "Variable",
                                "USHER_CALLBACK=" + offerId + ",USHER_LANGUAGE=" + language
                                        + ",USHER_TO=0170555,USHER_TO_RING=30,USHER_SHOWN=0301000,USHER_RETRY=-1,"
                                        + "USHER_CONTACT=5,USHER_QUEUE=billing,USHER_ENQUEUED=1700000000000,USHER_ARGS="
                                        + offerId + "\\," + HandRouter.EPOCH + "\\,20000\\,PJSIP/alice\\,Billing\\,42")
                        .get("Response"))
                .isEqualTo("Success");
    }

    private SippPhone.Caller speaks(@Nullable String language) {
        return language == null ? caller() : caller().header("X-Language", language);
    }

    /** Has Asterisk play the prompt to one who waits. */
    private void hears(SippPhone phone, String channel, double hz) {
        ami.mark();
        router.set(channel, "USHER_SAY", HandRouter.EPOCH + ",usher/prompt");
        ami.action("Redirect", "Channel", channel, "Context", "usher-say", "Exten", "s", "Priority", "1");
        ami.awaitEvent("UsherSay", p -> p.is("Channel", channel));
        awaitHears(phone, hz);
    }

    private static void awaitHears(SippPhone phone, double hz) {
        await().atMost(15, TimeUnit.SECONDS)
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .untilAsserted(() -> assertThat(phone.audio().shareAt(hz))
                        .as("%s at %s Hz", phone.audio(), hz)
                        .isGreaterThan(0.8));
    }

    /** The operator's step to the door, whose context is told as that to which it leads, and those of usher-in. */
    private List<String> atTheDoor(String channel) {
        // the observer has a connection of its own, which may be behind the router's
        observer.awaitEvent("Newexten", p -> p.is("Channel", channel) && p.is("Context", "usher-wait"));
        return observer.sinceMark().stream()
                .filter(p -> p.event().equals("Newexten") && p.is("Channel", channel) && p.is("Context", "usher-in"))
                .map(p -> p.get("Application"))
                .toList();
    }

    @Override
    RealAsterisk.Builder configured() {
        return super.configured().edit("pjsip-usher.conf", text -> text.replace("rtp_timeout = 30", "rtp_timeout = 2"));
    }
}

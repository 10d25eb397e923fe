package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers of a queue with a notice hear, and how it ends, on the real Asterisk with the shipped files. */
final class NoticeDialplanIT extends DialplanCase {
    /** Thirty seconds. */
    private static final String LONG = "demo-congrats";

    private static final String SHORT = "beep";

    @BeforeAll
    void publish() {
        router.global("USHER_Q_long", "entry:OPEN::" + LONG);
        router.global("USHER_Q_short", "entry:OPEN::" + SHORT);
        router.global("USHER_Q_early", "agent:OPEN::" + LONG);
        router.global("USHER_Q_unheard", "entry:OPEN::custom/not-there");
        router.global("USHER_Q_asked", "entry:OPEN:beep:" + SHORT);
    }

    @Test
    void shouldOfferACallerWhenTheNoticeIsOver() {
        try (SippPhone alice = alice().onlyOnOrder().register();
                SippPhone caller = caller().dial("short")) {
            String channel = router.awaitCaller();
            awaitStep(channel, "WaitExten", "3600");
            assertThat(steps(channel))
                    .containsSubsequence(
                            "UserEvent UsherSay",
                            "BackGround beep,n",
                            "StartMusicOnHold ",
                            "UserEvent UsherWait",
                            "WaitExten 3600")
                    .as("redirected nowhere before")
                    .containsOnlyOnce("UserEvent UsherWait");
            router.offer(channel, 41, 10_000, List.of("PJSIP/alice"));
            ami.awaitEvent("DialState", p -> p.is("DialStatus", "RINGING"));
            alice.answer();
            awaitBothHear(caller, alice);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldPlayItToAnUnansweredCallerAndEndItWithAKey() {
        try (SippPhone caller = caller().dial("early")) {
            String channel = ami.awaitEvent("UsherJoin", p -> true).get("Channel");
            awaitStep(channel, "BackGround", LONG + ",n");
            awaitSound(caller);
            assertThat(waits(channel)).isZero();
            caller.audio().press('5');
            assertThat(ami.awaitEvent("UsherDigit", p -> p.is("Channel", channel))
                            .get("Digit"))
                    .isEqualTo("5");
            awaitWaits(channel, 1);
            assertThat(ami.sinceMark())
                    .as("answered")
                    .noneMatch(
                            p -> p.event().equals("Newstate") && p.is("Channel", channel) && p.is("ChannelState", "6"));
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldLetACallerWaitWhoseNoticeAsteriskDoesNotHave() {
        try (SippPhone caller = caller().dial("unheard")) {
            String channel = router.awaitCaller();
            awaitSound(caller); // the music
            assertThat(asterisk.log()).contains("custom/not-there");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldAskForConsentBeforeTheNotice() {
        try (SippPhone caller = caller().dial("asked")) {
            String channel = router.awaitCaller();
            awaitStep(channel, "WaitExten", "3600");
            assertThat(steps(channel)).containsSubsequence("Read USHER_KEY,beep,1,n,1,2", "BackGround beep,n");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    private void awaitStep(String channel, String application, String data) {
        observer.awaitEvent(
                "Newexten", p -> p.is("Channel", channel) && p.is("Application", application) && p.is("AppData", data));
    }

    /** What the dialplan has done on the channel, application and its arguments. */
    private List<String> steps(String channel) {
        return observer.sinceMark().stream()
                .filter(p -> p.event().equals("Newexten") && p.is("Channel", channel))
                .map(p -> p.get("Application") + " " + p.get("AppData"))
                .toList();
    }

    private void awaitWaits(String channel, int times) {
        ami.await(
                times + " UsherWait",
                p -> p.event().equals("UsherWait") && p.is("Channel", channel) && waits(channel) >= times);
    }

    private static void awaitSound(SippPhone caller) {
        long before = caller.audio().framesReceived();
        await().atMost(10, TimeUnit.SECONDS).until(() -> caller.audio().framesReceived() > before + 25);
    }

    private long waits(String channel) {
        return ami.sinceMark().stream()
                .filter(p -> p.event().equals("UsherWait") && p.is("Channel", channel))
                .count();
    }
}

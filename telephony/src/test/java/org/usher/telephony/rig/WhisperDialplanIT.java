package org.usher.telephony.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the agent is shown and hears before he hears the caller, on the real Asterisk with the shipped dialplan. */
final class WhisperDialplanIT extends DialplanCase {
    private static final String SOUND = "hello-world";

    private List<String> whispered() {
        return observer.sinceMark().stream()
                .filter(p -> p.event().equals("Newexten") && p.is("Context", "usher-answered"))
                .filter(p -> p.is("Application", "Playback") || p.is("Application", "SayNumber"))
                .map(p -> p.get("AppData"))
                .toList();
    }

    private void awaitWhisper(String sound) {
        observer.awaitEvent("Newexten", p -> p.is("Context", "usher-answered") && p.is("AppData", sound));
    }

    @Test
    void shouldWhisperToTheAgentAloneAndThenConnect() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 81, "PJSIP/alice", 245, SOUND, "");
            awaitWhisper(SOUND);
            assertThat(ami.sinceMark()).noneMatch(p -> p.event().equals("BridgeEnter"));
            awaitBothHear(caller, alice);
            assertThat(whispered()).containsExactly(SOUND, "4", "minutes");
            assertThat(alice.messages()).contains("Billing desk 4:05").doesNotContain("answer-after");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldNotSpeakOfAWaitThatWasNone() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 82, "PJSIP/alice", 59, SOUND, "");
            awaitBothHear(caller, alice);
            assertThat(whispered()).containsExactly(SOUND);
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldBeepAtAPhoneThatPicksUpByItselfAndAskNoOtherTo() {
        try (SippPhone alice = alice().register();
                SippPhone bob = bob().onlyOnOrder().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 83, "PJSIP/bob&PJSIP/alice", 3_725, "", "carol&alice");
            awaitBothHear(caller, alice);
            assertThat(whispered()).containsExactly("beep");
            assertThat(alice.messages())
                    .contains("Alert-Info: <http://usher.invalid>;info=alert-autoanswer;delay=0")
                    .contains("Call-Info: <sip:usher.invalid>;answer-after=0")
                    .contains(" 1:02:05\"");
            assertThat(bob.messages()).contains("INVITE").doesNotContain("answer-after", "Alert-Info");
            hangUp(caller, channel);
        }
        awaitRest();
    }

    @Test
    void shouldFreeTheAgentSoonWhenTheCallerLeavesDuringTheWhisper() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 84, "PJSIP/alice", 600, SOUND, "");
            awaitWhisper(SOUND);
            hangUp(caller, channel);
            assertThat(alice.messages()).contains("BYE");
            assertThat(whispered()).as("not whispered to the end").containsExactly(SOUND);
        }
        finish("whisper-caller-leaves");
    }

    @Test
    void shouldTakeTheCallerBackToWaitingWhenTheAgentHangsUpDuringTheWhisper() {
        try (SippPhone alice = alice().register();
                SippPhone caller = caller().dial("billing")) {
            String channel = router.awaitCaller();
            router.offer(channel, 85, "PJSIP/alice", 600, SOUND, "");
            awaitWhisper(SOUND);
            alice.hangUp();
            AmiPacket result = ami.awaitEvent("UsherDialResult", p -> p.is("Offer", "85"));
            assertThat(result.get("DialStatus")).isEqualTo("CONGESTION");
            int after = ami.sinceMark().indexOf(result);
            ami.await(
                    "UsherWait after the whisper",
                    p -> p.event().equals("UsherWait") && ami.sinceMark().lastIndexOf(p) > after);
            hangUp(caller, channel);
        }
        finish("whisper-agent-hangs-up");
    }
}

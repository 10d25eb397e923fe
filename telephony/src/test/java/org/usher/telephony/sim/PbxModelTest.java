package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.AmiMessage;

/** The orders of events are those that a real Asterisk 22 was recorded with. */
class PbxModelTest {
    private final ModelDriver driver = ModelDriver.withOpenQueue();

    private String callerWaits(CallerScript script) {
        driver.model.call(script);
        driver.run(10);
        assertThat(driver.story()).containsExactly("Newchannel c", "Newstate c Up", "UsherJoin c", "UsherWait c");
        String channel = driver.lastCaller();
        driver.received.clear();
        return channel;
    }

    @Test
    void shouldConnectCallerAndAgentAndEndWhenCallerHangsUp() {
        driver.model.phone("alice", new PhoneBehaviour.Answers(500, PhoneBehaviour.NEVER));
        String caller = callerWaits(CallerScript.forQueue("billing").withTalkMs(3_000));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(4_000);
        assertThat(driver.story())
                .containsExactly(
                        "Newchannel g",
                        "DialBegin c",
                        "Newstate g Ringing",
                        "DialState RINGING",
                        "Newstate g Up",
                        "UsherAnswered g",
                        "DialEnd ANSWER",
                        "BridgeEnter g",
                        "BridgeEnter c",
                        "HangupRequest c",
                        "BridgeLeave c",
                        "SoftHangupRequest c 16",
                        "BridgeLeave g",
                        "Hangup c 16",
                        "Hangup g 16");
        assertThat(driver.model.channels()).isZero();
    }

    @Test
    void shouldReturnToOperatorWhenAgentHangsUp() {
        driver.model.phone("alice", new PhoneBehaviour.Answers(500, 2_000));
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(600);
        driver.received.clear();
        driver.run(4_000);
        assertThat(driver.story())
                .containsExactly(
                        "HangupRequest g",
                        "BridgeLeave g",
                        "BridgeLeave c",
                        "UsherDialResult c ANSWER",
                        "UsherLeft c ANSWERED",
                        "SoftHangupRequest c 16",
                        "Hangup g 16",
                        "Hangup c 16");
    }

    @Test
    void shouldGoBackToWaitingWhenNobodyAnswers() {
        driver.model.phone("alice", new PhoneBehaviour.RingsOut());
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 2_000, "PJSIP/alice");
        driver.run(5_000);
        assertThat(driver.story())
                .containsExactly(
                        "Newchannel g",
                        "DialBegin c",
                        "Newstate g Ringing",
                        "DialState RINGING",
                        "DialEnd NOANSWER",
                        "UsherDialResult c NOANSWER",
                        "UsherWait c",
                        "Hangup g 0");
    }

    @Test
    void shouldTellBusyFromDeclinedFromUnregistered() {
        driver.model.phone("busy", new PhoneBehaviour.Busy());
        driver.model.phone("declines", new PhoneBehaviour.Declines(0));
        driver.model.phone("gone", List.of());
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 1, 2_000, "PJSIP/busy");
        driver.run(100);
        assertThat(driver.story())
                .containsExactly(
                        "Newchannel g",
                        "DialBegin c",
                        "HangupRequest g",
                        "DialEnd BUSY",
                        "UsherDialResult c BUSY",
                        "UsherWait c",
                        "Hangup g 17");
        driver.received.clear();
        driver.offer(caller, 2, 2_000, "PJSIP/declines");
        driver.run(100);
        assertThat(driver.story()).contains("DialEnd NOANSWER", "UsherDialResult c CHANUNAVAIL", "Hangup g 21");
        driver.received.clear();
        driver.offer(caller, 3, 2_000, "PJSIP/gone");
        driver.run(100);
        assertThat(driver.story()).containsExactly("UsherDialResult c CHANUNAVAIL", "UsherWait c");
    }

    @Test
    void shouldRingAllContactsAndStopTheOthersWhenOneAnswers() {
        driver.model.phone(
                "alice",
                List.of(PhoneBehaviour.RingsOut::new, () -> new PhoneBehaviour.Answers(700, PhoneBehaviour.NEVER)));
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(1_000);
        assertThat(driver.story())
                .startsWith("Newchannel g", "Newchannel g", "DialBegin c", "DialBegin c")
                .contains("DialEnd CANCEL", "Hangup g 26", "DialEnd ANSWER")
                .doesNotContain("DialEnd NOANSWER");
    }

    @Test
    void shouldCancelTheRingingWhenCallerHangsUp() {
        driver.model.phone("alice", new PhoneBehaviour.RingsOut());
        String caller = callerWaits(CallerScript.forQueue("billing").withPatienceMs(2_000));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(100);
        driver.received.clear();
        driver.run(3_000);
        assertThat(driver.story())
                .containsExactly(
                        "HangupRequest c", "DialEnd CANCEL", "SoftHangupRequest c 16", "Hangup c 0", "Hangup g 16");
    }

    @Test
    void shouldAbandonWhileWaiting() {
        callerWaits(CallerScript.forQueue("billing").withPatienceMs(2_000));
        driver.run(3_000);
        assertThat(driver.story()).containsExactly("HangupRequest c", "SoftHangupRequest c 16", "Hangup c 0");
    }

    @Test
    void shouldWithdrawAnOfferWithoutDialResult() {
        driver.model.phone("alice", new PhoneBehaviour.RingsOut());
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(500);
        driver.received.clear();
        driver.act("Redirect", "Channel", caller, "Context", "usher-wait", "Exten", "s", "Priority", "1");
        driver.run(500);
        assertThat(driver.story()).containsExactlyInAnyOrder("DialEnd CANCEL", "Hangup g 16", "UsherWait c");
    }

    @Test
    void shouldPlayNothingOnAnotherServersOrder() {
        String caller = callerWaits(CallerScript.forQueue("billing"));
        for (String order : List.of("8,beep", ",beep", "beep")) {
            driver.received.clear();
            driver.act("Setvar", "Channel", caller, "Variable", "USHER_SAY", "Value", order);
            driver.act("Redirect", "Channel", caller, "Context", "usher-say", "Exten", "s", "Priority", "1");
            driver.run(500);
            assertThat(driver.story()).containsExactly("UsherWait c");
        }
        driver.received.clear();
        driver.act("Setvar", "Channel", caller, "Variable", "USHER_SAY", "Value", "7,beep");
        driver.act("Redirect", "Channel", caller, "Context", "usher-say", "Exten", "s", "Priority", "1");
        driver.run(500);
        assertThat(driver.story()).containsExactly("UsherSay c", "UsherWait c");
    }

    @Test
    void shouldNotRingForAnotherServersOffer() {
        driver.model.phone("alice", new PhoneBehaviour.RingsOut());
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.act("Setvar", "Variable", "USHER_EPOCH", "Value", "8");
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(500);
        assertThat(driver.story()).containsExactly("UsherDialResult c STALE", "UsherWait c");
    }

    @Test
    void shouldRefuseBeforeAnswering() {
        driver.act("Setvar", "Variable", "USHER_Q_closed", "Value", "entry:CLOSED");
        driver.model.call(CallerScript.forQueue("closed"));
        driver.model.call(CallerScript.forQueue("nonsense"));
        driver.model.call(CallerScript.forQueue("x").withVariables(Map.of()));
        driver.run(100);
        assertThat(driver.story())
                .contains("UsherLeft c CLOSED", "UsherLeft c UNKNOWN_QUEUE", "UsherLeft c INVALID")
                .doesNotContain("Newstate c Up", "UsherJoin c");
        assertThat(driver.model.channels()).isZero();
    }

    @Test
    void shouldLeaveTheTrunkUnansweredUntilTheAgentAnswers() {
        driver.act("Setvar", "Variable", "USHER_Q_early", "Value", "agent:OPEN");
        driver.model.phone("alice", new PhoneBehaviour.Answers(500, PhoneBehaviour.NEVER));
        driver.model.call(CallerScript.forQueue("early"));
        driver.run(10);
        assertThat(driver.story()).containsExactly("Newchannel c", "UsherJoin c", "UsherWait c");
        driver.offer(driver.lastCaller(), 42, 15_000, "PJSIP/alice");
        driver.run(1_000);
        assertThat(driver.story())
                .containsSubsequence("UsherAnswered g", "DialEnd ANSWER", "Newstate c Up", "BridgeEnter c");
    }

    @Test
    void shouldSweepWaitingCallersToTheFallbackWhenTheHeartStopsAndTakeNewOnesAgainLater() {
        callerWaits(CallerScript.forQueue("billing"));
        driver.heartStops();
        driver.run(7_000);
        assertThat(driver.story()).containsExactly("UsherFallback c");
        assertThat(driver.received.stream().map(p -> p.get("State"))).contains("dead");
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(100);
        assertThat(driver.story())
                .containsExactly("UsherFallback c", "Newchannel c", "UsherFallback c", "Newstate c Up");
        driver.heartBeatsAgain();
        driver.run(1_500);
        assertThat(driver.received.stream().map(p -> p.get("State"))).contains("up");
        driver.received.clear();
        callerWaits(CallerScript.forQueue("billing"));
    }

    @Test
    void shouldReportDigitsAndWaitAgain() {
        callerWaits(CallerScript.forQueue("billing").withDigits(List.of(new CallerScript.Press(500, "1"))));
        driver.run(1_000);
        assertThat(driver.story()).containsExactly("UsherDigit c", "UsherWait c");
    }

    @Test
    void shouldKeepTheCallersPlaceWhenTheOperatorSendsHimBack() {
        String caller = callerWaits(CallerScript.forQueue("billing").withComebacks(1));
        String enqueued = driver.model.variable(caller, "USHER_ENQUEUED");
        driver.act("Setvar", "Channel", caller, "Variable", "USHER_CONTACT", "Value", "99");
        driver.act("Setvar", "Channel", caller, "Variable", "USHER_STATUS", "Value", "TIMEOUT");
        driver.act("Redirect", "Channel", caller, "Context", "usher-out", "Exten", "s", "Priority", "1");
        driver.run(100);
        assertThat(driver.story()).containsExactly("UsherLeft c TIMEOUT", "UsherJoin c", "UsherWait c");
        AmiMessage join = driver.received.stream()
                .filter(p -> p.get("UserEvent").equals("UsherJoin"))
                .findFirst()
                .orElseThrow();
        assertThat(join.get("Contact")).isEqualTo("99");
        assertThat(join.get("Enqueued")).isEqualTo(enqueued);
        assertThat(join.get("ChanVariable")).isEqualTo("USHER_CONTACT=99");
    }

    @Test
    void shouldTellDeviceStates() {
        driver.model.phone("alice", new PhoneBehaviour.Answers(500, 1_000));
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(5_000);
        driver.model.phone("alice", List.of());
        assertThat(driver.received.stream()
                        .filter(p -> p.get("Device").equals("PJSIP/alice"))
                        .map(p -> p.get("State")))
                .containsExactly("RINGING", "INUSE", "NOT_INUSE", "UNAVAILABLE");
    }

    @Test
    void shouldTakeTheCallerBackFromADeadPhoneWhenItsMediaIsMissed() {
        driver.model.phone("alice", new PhoneBehaviour.Answers(500, 5_000));
        String caller = callerWaits(CallerScript.forQueue("billing"));
        driver.offer(caller, 42, 15_000, "PJSIP/alice");
        driver.run(1_000);
        driver.model.inject(new Fault.PhoneDies("alice"));
        driver.received.clear();
        driver.run(29_000);
        assertThat(driver.story()).isEmpty();
        driver.run(2_000);
        assertThat(driver.story()).contains("Hangup g 44", "UsherDialResult c ANSWER", "UsherWait c");
    }
}

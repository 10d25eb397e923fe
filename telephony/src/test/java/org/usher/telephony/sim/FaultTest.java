package org.usher.telephony.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.telephony.ami.AmiMessage;

/** Each fault strikes once, at its occasion, and does what it says and no more. */
class FaultTest {
    private final ModelDriver driver = ModelDriver.withOpenQueue();

    private String callerWaits() {
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(10);
        String channel = driver.lastCaller();
        driver.received.clear();
        return channel;
    }

    private List<AmiMessage> redirectToAlice(String channel) {
        driver.model.phone("alice", new PhoneBehaviour.RingsOut());
        driver.act("Setvar", "Channel", channel, "Variable", "USHER_ARGS", "Value", "1,7,15000,PJSIP/alice,Billing,3");
        driver.received.clear();
        return driver.act("Redirect", "Channel", channel, "Context", "usher-connect", "Exten", "o1", "Priority", "1");
    }

    @Test
    void shouldDropOneMessageOnly() {
        driver.model.inject(new Fault.DropMessage("UsherJoin"));
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(10);
        assertThat(driver.story()).containsExactly("Newchannel c", "Newstate c Up", "UsherWait c");
        driver.received.clear();
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(10);
        assertThat(driver.story()).contains("UsherJoin c");
        assertThat(driver.model.faultsWaiting()).isZero();
    }

    @Test
    void shouldDuplicateAMessage() {
        driver.model.inject(new Fault.DuplicateMessage("UsherWait"));
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(10);
        assertThat(driver.story())
                .containsExactly("Newchannel c", "Newstate c Up", "UsherJoin c", "UsherWait c", "UsherWait c");
    }

    @Test
    void shouldLetOthersOvertakeADelayedMessage() {
        driver.model.inject(new Fault.DelayMessage("UsherJoin", 500));
        driver.model.call(CallerScript.forQueue("billing"));
        driver.run(1_000);
        assertThat(driver.story()).containsExactly("Newchannel c", "Newstate c Up", "UsherWait c", "UsherJoin c");
    }

    @Test
    void shouldCarryOutAnActionWhoseResponseIsLost() {
        driver.model.inject(new Fault.LoseResponse("Redirect"));
        List<AmiMessage> answer = redirectToAlice(callerWaits());
        assertThat(answer).isEmpty();
        driver.run(100);
        assertThat(driver.story()).contains("DialBegin c");
    }

    @Test
    void shouldSayThatASwallowedRedirectSucceeded() {
        driver.model.inject(new Fault.SwallowRedirect());
        List<AmiMessage> answer = redirectToAlice(callerWaits());
        assertThat(answer).singleElement().extracting(m -> m.get("Response")).isEqualTo("Success");
        driver.run(100);
        assertThat(driver.story()).isEmpty();
    }

    @Test
    void shouldTearTheCallerWithTheSignatureOfTheRace() {
        driver.model.inject(new Fault.RedirectHangsUp());
        List<AmiMessage> answer = redirectToAlice(callerWaits());
        assertThat(answer).singleElement().extracting(m -> m.get("Response")).isEqualTo("Success");
        driver.run(100);
        assertThat(driver.story()).containsExactly("SoftHangupRequest c 16", "Hangup c 0");
    }

    @Test
    void shouldEndTheConnectionInMidActionWithTheActionDoneOrNot() {
        String channel = callerWaits();
        driver.model.inject(new Fault.Disconnect("Redirect", true));
        redirectToAlice(channel);
        assertThat(driver.closedByPbx()).isTrue();
        ModelDriver second = new ModelDriver(driver.model);
        driver.run(100);
        assertThat(second.story()).contains("DialBegin c");
    }

    @Test
    void shouldHoldBackEverythingWhileStalledAndKeepTheOrder() {
        driver.model.inject(new Fault.StallSessions(2_000));
        driver.model.call(CallerScript.forQueue("billing"));
        driver.act("Ping");
        driver.run(1_900);
        assertThat(driver.received).isEmpty();
        driver.run(200);
        assertThat(driver.story()).containsExactly("Newchannel c", "Newstate c Up", "UsherJoin c", "UsherWait c");
        assertThat(driver.received.stream().map(m -> m.get("Ping"))).contains("Pong");
    }

    @Test
    void shouldCarryOutLateWhatStoodInAStalledConnectionAndLetNobodyInMeanwhile() {
        driver.model.inject(new Fault.StallSessions(3_000));
        driver.act("Setvar", "Variable", "ORDER", "Value", "late");
        driver.hangUp();
        ModelDriver second = new ModelDriver(driver.model);
        driver.run(1_500);
        assertThat(second.received.stream().map(m -> m.get("Message"))).contains("Login Already In Use");
        assertThat(second.closedByPbx()).isTrue();
        assertThat(driver.model.global("ORDER")).isEmpty();
        driver.run(2_000);
        assertThat(driver.model.global("ORDER")).isEqualTo("late");
        ModelDriver third = new ModelDriver(driver.model);
        assertThat(third.received.stream().map(m -> m.get("Message"))).contains("Authentication accepted");
    }

    @Test
    void shouldGiveACallerBackOnceMoreWhenAnOrderComesTooLate() {
        String channel = callerWaits();
        driver.heartStops();
        driver.run(10_000);
        assertThat(driver.story()).contains("UsherFallback c");
        for (String context : List.of("usher-wait", "usher-out", "usher-fallback")) {
            driver.received.clear();
            driver.act("Redirect", "Channel", channel, "Context", context, "Exten", "s", "Priority", "1");
            driver.run(1_000);
            assertThat(driver.story()).as(context).isEmpty();
        }
        driver.received.clear();
        driver.offer(channel, 77, 5_000, "PJSIP/alice");
        driver.run(1_000);
        assertThat(driver.story()).containsExactly("UsherDialResult c STALE");
        assertThat(driver.model.channels()).isPositive();
    }

    @Test
    void shouldForgetEverythingInARestartAndComeBack() {
        callerWaits();
        driver.model.inject(new Fault.RestartPbx(350));
        assertThat(driver.closedByPbx()).isTrue();
        assertThat(driver.story()).isEmpty();
        assertThat(driver.model.up()).isFalse();
        assertThat(driver.model.call(CallerScript.forQueue("billing"))).isEmpty();
        driver.heartStops();
        driver.run(400);
        assertThat(driver.model.up()).isTrue();
        ModelDriver second = new ModelDriver(driver.model);
        assertThat(second.received).last().extracting(m -> m.get("Uptime")).isEqualTo("0");
        assertThat(driver.model.channels()).isZero();
        assertThat(driver.model.global("USHER_EPOCH")).isEmpty();
    }

    @Test
    void shouldGiveTheSameMessagesForTheSameSeed() {
        assertThat(tape(4711)).isEqualTo(tape(4711)).isNotEqualTo(tape(4712)).hasSizeGreaterThan(50);
    }

    private static List<String> tape(long seed) {
        ModelDriver driver = ModelDriver.withOpenQueue();
        SimulatedCentre centre = SimulatedCentre.sized("usher", "usher", List.of("billing"), List.of("alice", "bob"));
        Traffic.start(driver.model, centre, seed, 100);
        driver.run(120_000);
        return driver.received.stream().map(AmiMessage::toString).toList();
    }
}

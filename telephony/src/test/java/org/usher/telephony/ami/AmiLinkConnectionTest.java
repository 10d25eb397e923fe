package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Effect;
import org.usher.core.api.QueueStatus;
import org.usher.core.api.ReleaseStatus;
import org.usher.telephony.ami.LinkStatus.State;

/** With whom the link connects, and what each side knows of the other then. */
final class AmiLinkConnectionTest extends LinkStory {
    @Test
    void shouldShowItsSignsOfLifeAndItsQueuesOnceItIsUp() {
        link.perform(new Effect.PublishQueue(Centre.BILLING, AnswerMode.WITH_AGENT, QueueStatus.OPEN));
        up();
        assertThat(asterisk.expectVariable("USHER_EPOCH").get("Value")).isEqualTo("7");
        assertThat(asterisk.expectVariable("USHER_Q_billing").get("Value")).isEqualTo("agent:OPEN");
        String first = asterisk.expectVariable("USHER_BEAT").get("Value");
        assertThat(asterisk.expectVariable("USHER_BEAT").get("Value")).isNotEqualTo(first);
        assertThat(link.metrics().connects()).isEqualTo(1);
    }

    @Test
    void shouldSayWhereCallersAreDivertedWhenThatChangesAndTakeBackWhatAServerBeforeSaid() {
        up();
        assertThat(asterisk.expectVariable("USHER_OVERFLOW_billing").get("Value"))
                .isEmpty();
        diversions = Map.of(
                "billing",
                new Diversion("+4930123", 30, "+49301000", List.of(ReleaseStatus.FULL, ReleaseStatus.LONG_WAIT)));
        assertThat(asterisk.expectVariable("USHER_OVERFLOW_billing").get("Value"))
                .isEqualTo("+4930123,30,+49301000,&FULL&LONG_WAIT&");
        diversions = Map.of("billing", new Diversion("0170555", 5, "", List.of(ReleaseStatus.TIMEOUT)));
        assertThat(asterisk.expectVariable("USHER_OVERFLOW_billing").get("Value"))
                .isEqualTo("0170555,5,,&TIMEOUT&");
        diversions = Map.of();
        assertThat(asterisk.expectVariable("USHER_OVERFLOW_billing").get("Value"))
                .isEmpty();
    }

    @Test
    void shouldSayWhoseCallersAreAskedAndTakeBackWhatAServerBeforeSaid() {
        up();
        assertThat(asterisk.expectVariable("USHER_SURVEY_billing").get("Value")).isEmpty();
        surveys = Set.of("billing");
        assertThat(asterisk.expectVariable("USHER_SURVEY_billing").get("Value")).isEqualTo("1");
        surveys = Set.of();
        assertThat(asterisk.expectVariable("USHER_SURVEY_billing").get("Value")).isEmpty();
    }

    @Test
    void shouldKeepTheConnectionButShowNoSignOfLifeWhileTheEngineIsDead() {
        engineAlive.set(false);
        up();
        asterisk.drain();
        asterisk.expect("Ping");
        asterisk.expect("Ping");
        assertThat(asterisk.drain()).noneMatch(action -> action.get("Variable").equals("USHER_BEAT"));
        engineAlive.set(true);
        asterisk.expectVariable("USHER_BEAT");
        assertThat(link.metrics().connects()).isEqualTo(1);
    }

    @Test
    void shouldSayClearlyThatTheSecretIsWrongAndTryAgain() {
        link.close();
        link = linkWith("wrong", fast());
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason())
                .contains("usher", "Authentication failed", "manager.conf")
                .doesNotContain("wrong");
        asterisk.expect("Login");
        asterisk.expect("Login");
        assertThat(link.metrics().loginsRefused()).isPositive();
    }

    @Test
    void shouldComeBackSoonWhenItsOwnLastSessionIsStillLoggedIn() {
        link.close();
        link = linkWith("right", LinkSettings.Timings.DEFAULT);
        AtomicBoolean inUse = new AtomicBoolean(true);
        asterisk.answer(
                "Login",
                action -> inUse.get()
                        ? "Response: Error\r\nMessage: Login Already In Use\r\n"
                        : "Response: Success\r\nMessage: Authentication accepted\r\n");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("logged in already", "standby_user");
        inUse.set(false);
        awaitState(State.UP);
    }

    @Test
    void shouldSayThatTheDialplanIsNotWatched() {
        up();
        assertThat(link.metrics().unwatched()).isEqualTo(1);
        asterisk.channels(
                "Event: Status\nChannel: Local/run@usher-watch-00000000;2\nUniqueid: 0.1\nContext: usher-watch\n");
        asterisk.disconnect();
        await().until(() -> link.metrics().connects() == 2 && link.status().state() == State.UP);
        assertThat(link.metrics().unwatched()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnUnsupportedAsteriskAndTakeItOnceItIsUpgraded() {
        asterisk.version("18.26.0");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("18.26.0", "20 and 22");
        asterisk.version("20.9.3");
        awaitState(State.UP);
    }

    @Test
    void shouldRefuseWhatIsNoAsteriskAtAll() {
        asterisk.banner("SSH-2.0-OpenSSH_9.9\r\n");
        link.start();
        awaitState(State.REFUSED);
        assertThat(link.status().reason()).contains("not Asterisk's AMI");
    }

    @Test
    void shouldConnectOnceAsteriskIsThere() throws Exception {
        int port = asterisk.port();
        asterisk.close();
        link.start();
        awaitState(State.CONNECTING);
        awaitState(State.DOWN);
        asterisk = new ScriptedAsterisk(port);
        awaitState(State.UP);
    }

    @Test
    void shouldConnectAnewWhenAsteriskFallsSilent() {
        up();
        asterisk.answer("Setvar", action -> null);
        asterisk.answer("Status", action -> null);
        awaitState(State.SUSPECT);
        awaitState(State.DOWN);
    }
}

package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Event;
import org.usher.core.api.WaitEstimate;
import org.usher.server.caller.SpokenWait.Cause;

final class SpokenWaitTest {
    private final SpokenWait caller = new SpokenWait(queued(1, 100_000, 0, 0));

    private static Event.ContactQueued queued(long contactId, long atMs, int priority, long creditMs) {
        return new Event.ContactQueued(
                atMs, contactId, contactId, 7, Channel.VOICE, priority, contactId, atMs, creditMs, ContactDetails.NONE);
    }

    private static WaitEstimate of(int p10S, int p50S, int p90S) {
        return new WaitEstimate(1_000L * p50S, 1_000L * p10S, 1_000L * p50S, 1_000L * p90S);
    }

    private static Event.AgentStateChanged agent(AgentState from, AgentState to) {
        return new Event.AgentStateChanged(0, 3, from, to, 0, null);
    }

    private String says(WaitEstimate estimate) {
        return caller.say(estimate).words().text();
    }

    private static String saysFirst(int p50S, int p90S) {
        return new SpokenWait(queued(1, 0, 0, 0)).say(of(0, p50S, p90S)).words().text();
    }

    @Test
    void shouldSpeakInRoundWords() {
        assertThat(saysFirst(10, 60)).isEqualTo("less than a minute");
        assertThat(saysFirst(30, 61)).isEqualTo("about 2 minutes");
        assertThat(saysFirst(100, 170)).isEqualTo("about 3 minutes");
        assertThat(saysFirst(100, 420)).isEqualTo("between 2 and 7 minutes");
        assertThat(saysFirst(290, 901)).isEqualTo("more than 5 minutes");
        assertThat(saysFirst(901, 2_000)).isEqualTo("more than 15 minutes");
    }

    @Test
    void shouldFollowAWaitThatGetsShorter() {
        assertThat(says(of(100, 170, 230))).isEqualTo("about 4 minutes");
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");
        assertThat(says(of(1, 20, 50))).isEqualTo("less than a minute");
    }

    @Test
    void shouldNeverTakeAPromiseBackWhileNothingHappened() {
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");
        assertThat(says(of(100, 170, 230))).isEqualTo("about 2 minutes");
        assertThat(says(of(500, 1_000, 2_000))).isEqualTo("about 2 minutes");
        assertThat(caller.say(of(500, 1_000, 2_000)).cause()).isNull();
    }

    @Test
    void shouldSayMoreOnceAfterAnAgentLeftAndTellWhy() {
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");
        caller.happened(agent(AgentState.READY, AgentState.PAUSED));

        SpokenWait.Said said = caller.say(of(100, 170, 230));

        assertThat(said.words().text()).isEqualTo("about 4 minutes");
        assertThat(said.cause()).isEqualTo(Cause.AGENT_LEFT);
        assertThat(says(of(400, 500, 600))).as("one cause is no leave for ever").isEqualTo("about 4 minutes");
    }

    @Test
    void shouldSayMoreAfterSomebodyWithPrecedenceCameButNotAfterAnybody() {
        says(of(20, 70, 110));
        caller.happened(queued(2, 130_000, 0, 0));
        caller.happened(queued(3, 130_000, 0, 20_000));
        caller.happened(agent(AgentState.READY, AgentState.ON_CONTACT));
        caller.happened(agent(AgentState.PAUSED, AgentState.LOGGED_OUT));
        assertThat(says(of(100, 170, 230))).isEqualTo("about 2 minutes");

        caller.happened(queued(4, 130_000, 0, 40_000));
        SpokenWait.Said said = caller.say(of(100, 170, 230));
        assertThat(said.words().text()).isEqualTo("about 4 minutes");
        assertThat(said.cause()).isEqualTo(Cause.PRECEDENCE_CAME);
    }

    @Test
    void shouldTellAPlaceOnlyInALineOfOneClassAndNeverAHigherOne() {
        assertThat(caller.position(4, true)).contains(4);
        assertThat(caller.position(3, false)).isEmpty();
        assertThat(caller.position(2, true)).contains(2);
        assertThat(caller.position(3, true))
                .as("somebody came back in front of him")
                .contains(2);
        assertThat(caller.position(1, true)).contains(1);
    }
}

package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Event;

/** What calls take their agents, in virtual time. */
final class HandlingPaceTest {
    private static final int SALES = 1;
    private static final int ANNA = 7;

    private final HandlingPace pace = new HandlingPace();
    private long nowMs = 1_000_000;

    private void picksUp(int agentId, int queueId) {
        becomes(agentId, AgentState.OFFERED, AgentState.ON_CONTACT);
        pace.happened(new Event.ContactConnected(nowMs, 1, 1, 1, queueId, agentId, 0, nowMs));
    }

    private void becomes(int agentId, AgentState from, AgentState to) {
        pace.happened(new Event.AgentStateChanged(nowMs, agentId, from, to, 0, null));
    }

    private void handles(int agentId, int queueId, int talkS, int wrapUpS) {
        picksUp(agentId, queueId);
        nowMs += talkS * 1_000L;
        becomes(agentId, AgentState.ON_CONTACT, AgentState.WRAP_UP);
        nowMs += wrapUpS * 1_000L;
        becomes(agentId, AgentState.WRAP_UP, AgentState.READY);
    }

    private double handlingS() {
        return pace.handlingMs(SALES, nowMs).orElseThrow() / 1_000.0;
    }

    @Test
    void shouldCountTalkAndWrapUpByCallsOnceEnoughAreKnown() {
        for (int i = 0; i < 3; i++) {
            assertThat(pace.handlingMs(SALES, nowMs)).isEmpty();
            handles(ANNA, SALES, 80, 20);
        }
        assertThat(pace.handlingMs(SALES, nowMs))
                .as("the first has faded a little")
                .isEmpty();
        handles(ANNA, SALES, 80, 20);
        assertThat(handlingS()).isCloseTo(100, within(8.0));
        assertThat(pace.handlingMs(2, nowMs)).isEmpty();
    }

    @Test
    void shouldRiseWhileLongCallsGoOn() {
        for (int i = 0; i < 20; i++) {
            handles(ANNA, SALES, 80, 20);
        }
        double before = handlingS();
        picksUp(ANNA, SALES);
        nowMs += 60_000;
        double early = handlingS();
        nowMs += 540_000;
        assertThat(early).isGreaterThan(before).isLessThan(before * 1.2);
        assertThat(handlingS()).isGreaterThan(before * 1.5);
    }

    @Test
    void shouldCountNoChatsAndNothingOfWhatItHasForgotten() {
        for (int i = 0; i < 20; i++) {
            handles(ANNA, SALES, 80, 20);
        }
        pace.happened(
                new Event.ContactConnected(nowMs, 2, 2, 2, SALES, 8, 0, nowMs)); // no agent's state changes by a chat
        nowMs += 60_000;
        assertThat(handlingS()).isCloseTo(100, within(8.0));
        pace.forget();
        assertThat(pace.handlingMs(SALES, nowMs)).isEmpty();
        becomes(ANNA, AgentState.ON_CONTACT, AgentState.READY);
        assertThat(pace.handlingMs(SALES, nowMs)).isEmpty();
    }
}

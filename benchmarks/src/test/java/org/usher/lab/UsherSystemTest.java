package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.core.api.Routing;
import org.usher.lab.peer.ListRouting;

class UsherSystemTest {

    @Test
    void shouldServeCallersInASmallCentre() {
        assertThat(new Script()
                        .line(1)
                        .line(1)
                        .agents(1, 0, 1)
                        .call(0, 0, 10)
                        .call(1, 1_000, 5)
                        .call(0, 2_000, 5)
                        .offersOf(scenario -> UsherSystem.create()))
                .containsExactly("0: call 0 to agent 1", "10000: call 1 to agent 1", "15000: call 2 to agent 1");
    }

    @Test
    void shouldOfferTheNextCallerWhenTheFirstHangsUpWhileThePhoneRings() {
        // call 1 loses patience in the millisecond in which the agent turns idle and is offered to him
        assertThat(new Script()
                        .line(1)
                        .agents(1, 0)
                        .call(0, 0, 10)
                        .call(0, 1_000, 5, 9_000, 0)
                        .call(0, 2_000, 5)
                        .offersOf(scenario -> UsherSystem.create()))
                .endsWith("10000: call 2 to agent 1");
    }

    @Test
    void shouldDecideOverADayAsTheIndependentLongestWaitPeerDoes() {
        // two implementations that share no code, over shifts, abandons and overload: every offer the same
        Scenario day = ReferenceCases.a().scenario();
        Routing longestWait = new Routing(
                Routing.ContactRule.LONGEST_WAIT,
                Routing.AgentRule.LONGEST_IDLE,
                Routing.ContactWeights.DEFAULT,
                Routing.AgentWeights.DEFAULT,
                60_000);
        assertThat(Script.offersOf(day, scenario -> UsherSystem.create(longestWait)))
                .hasSizeGreaterThan(1_000)
                .isEqualTo(Script.offersOf(day, ListRouting::longestWaitLongestIdle));
    }
}

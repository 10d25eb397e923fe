package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.usher.lab.peer.AppQueue;
import org.usher.lab.peer.AppQueue.Strategy;
import org.usher.lab.peer.ListRouting;
import org.usher.lab.peer.ModCallcenter;
import org.usher.lab.peer.OpensipsCallCenter;
import org.usher.lab.peer.TaskRouterLike;

/** Each peer against an example worked out by hand from its source. */
class PeerTest {

    private static Function<Scenario, SystemUnderTest> appQueue(Strategy strategy) {
        return scenario -> new AppQueue(scenario, new AppQueue.Settings(strategy, false, false, true));
    }

    private static Function<Scenario, SystemUnderTest> appQueue(
            Strategy strategy, boolean penalties, boolean weights, boolean autofill) {
        return scenario -> new AppQueue(scenario, new AppQueue.Settings(strategy, penalties, weights, autofill));
    }

    // app_queue

    @Test
    void shouldLetAsteriskCallersLookEachSecondInTheirOwnRhythm() {
        // the agent is free at 5.5 s, the caller looks at 0.7, 1.7, … 5.7 s
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 5.5)
                .call(0, 700, 1)
                .offersOf(appQueue(Strategy.LEASTRECENT));
        assertThat(offers).containsExactly("0: call 0 to agent 1", "5700: call 1 to agent 1");
    }

    @Test
    void shouldLetAsteriskServeWhoLooksFirstNotWhoWaitedLongest() {
        // free at 10.0 s; call 1 looks at 10.3 s, call 2 of the other queue at 10.1 s
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 0, 1)
                .call(0, 0, 10)
                .call(0, 1_300, 1)
                .call(1, 2_100, 5)
                .offersOf(appQueue(Strategy.LEASTRECENT));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "10100: call 2 to agent 1", "15300: call 1 to agent 1");
    }

    @Test
    void shouldMakeAsteriskCallersRestFiveSecondsWhenAHeavierQueueClaimsTheAgent() {
        // call 1 looks at 10.1 s, may try, but the heavier queue has a caller: next look at 15.1 s; call 2 looks at
        // 10.3 s
        List<String> offers = new Script()
                .line(1)
                .line(2)
                .agents(1, 0, 1)
                .call(0, 0, 10)
                .call(0, 1_100, 1)
                .call(1, 2_300, 2)
                .offersOf(appQueue(Strategy.LEASTRECENT, false, true, true));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "10300: call 2 to agent 1", "15100: call 1 to agent 1");
    }

    @Test
    void shouldLetOnlyTheHeadOfTheLineTryWithoutAutofill() {
        Script script = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 10)
                .call(0, 0, 10)
                .call(0, 1_100, 5)
                .call(0, 2_050, 5);
        // both agents are free at 10.0 s: call 3 looks at 10.05 s, call 2 at 10.1 s
        assertThat(script.offersOf(appQueue(Strategy.LINEAR)))
                .endsWith("10050: call 3 to agent 1", "10100: call 2 to agent 2");
        assertThat(script.offersOf(appQueue(Strategy.LINEAR, false, false, false)))
                .endsWith("10100: call 2 to agent 1", "11050: call 3 to agent 2");
    }

    @Test
    void shouldGoRoundWithMemory() {
        List<String> offers = new Script()
                .line(1)
                .agents(3, 0)
                .call(0, 0, 1)
                .call(0, 5_000, 1)
                .call(0, 10_000, 1)
                .call(0, 15_000, 1)
                .offersOf(appQueue(Strategy.RRMEMORY));
        assertThat(offers)
                .containsExactly(
                        "0: call 0 to agent 1",
                        "5000: call 1 to agent 2",
                        "10000: call 2 to agent 3",
                        "15000: call 3 to agent 1");
    }

    @Test
    void shouldPreferTheFewestCallsAndTheLastOfEquals() {
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 1)
                .call(0, 5_000, 1)
                .call(0, 10_000, 1)
                .offersOf(appQueue(Strategy.FEWESTCALLS));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 2", "5000: call 1 to agent 1", "10000: call 2 to agent 2");
    }

    @Test
    void shouldPreferWhoseLastCallIsLongestAgo() {
        // agent 2 (last of equals) ends at 1 s, agent 1 at 6 s: the next call is for agent 2
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 1)
                .call(0, 5_000, 1)
                .call(0, 10_000, 1)
                .offersOf(appQueue(Strategy.LEASTRECENT));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 2", "5000: call 1 to agent 1", "10000: call 2 to agent 2");
    }

    @Test
    void shouldCallAPenalisedMemberOnlyWhenNobodyElseIsFree() {
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 1)
                .offersOf(appQueue(Strategy.LEASTRECENT, true, false, true));
        assertThat(offers).containsExactly("0: call 0 to agent 2", "1000: call 1 to agent 1");
    }

    @Test
    void shouldRingAllForTheHeadAndSetTheOthersFreeAgain() {
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 1)
                .offersOf(appQueue(Strategy.RINGALL));
        assertThat(offers).hasSize(3).startsWith(offers.get(0), offers.get(1));
        assertThat(offers.subList(0, 2)).containsExactlyInAnyOrder("0: call 0 to agent 1", "0: call 0 to agent 2");
        String answered = offers.get(0).substring(offers.get(0).length() - 1);
        assertThat(offers.get(2)).isEqualTo("1000: call 1 to agent " + ("1".equals(answered) ? "2" : "1"));
    }

    @Test
    void shouldPutAsteriskCallersWithPriorityFirst() {
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 1)
                .call(0, 2_000, 1, Call.FOREVER, 90_000)
                .offersOf(appQueue(Strategy.LINEAR));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "10000: call 2 to agent 1", "11000: call 1 to agent 1");
    }

    // mod_callcenter

    @Test
    void shouldLetFreeswitchLookEveryTenthOfASecondAndForgetTheRunningSecond() {
        // first look at 0.1 s; the end at 5.13 s is seen at 5.2 s, and second 5 must be over
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 30, 5.03)
                .call(0, 1_000, 1)
                .offersOf(scenario -> new ModCallcenter(ModCallcenter.Tiers.NONE));
        assertThat(offers).containsExactly("100: call 0 to agent 1", "6000: call 1 to agent 1");
    }

    @Test
    void shouldLetFreeswitchTakeTheLongestIdleOverQueues() {
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 8)
                .call(0, 0, 3)
                .call(0, 15_000, 1)
                .offersOf(scenario -> new ModCallcenter(ModCallcenter.Tiers.NONE));
        assertThat(offers).endsWith("15000: call 2 to agent 2");
    }

    @Test
    void shouldKeepFreeswitchCallersWithTheirTierUntilTheyWaitedLongEnough() {
        // agent 1 has the line as second skill: level 2, after 2 × 10 s
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(1, 0)
                .call(0, 0, 60)
                .call(0, 1_000, 1)
                .offersOf(scenario -> new ModCallcenter(new ModCallcenter.Tiers(true, 10)));
        assertThat(offers).containsExactly("0: call 0 to agent 2", "21000: call 1 to agent 1");
    }

    // OpenSIPS call_center

    @Test
    void shouldLetOpensipsHandOutQueuedCallsOnTheSecond() {
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 5.13)
                .call(0, 1_200, 1)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers).containsExactly("0: call 0 to agent 1", "6000: call 1 to agent 1");
    }

    @Test
    void shouldLetOpensipsTryAgentsInTheOrderInWhichTheyBecameFree() {
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 1)
                .call(0, 5_000, 1)
                .call(0, 10_000, 1)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "5000: call 1 to agent 2", "10000: call 2 to agent 1");
    }

    @Test
    void shouldLetOpensipsTakeTheFirstCallInTheOneQueueThatTheAgentCanServe() {
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 0)
                .agents(1, 1)
                .call(0, 0, 30)
                .call(1, 0, 10)
                .call(0, 1_000, 1)
                .call(1, 2_000, 1)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers).endsWith("11000: call 3 to agent 2", "31000: call 2 to agent 1");
    }

    // TaskRouter-like

    @Test
    void shouldMoveATaskToTheNextTargetWhenItsTimeIsUp() {
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(1, 0)
                .call(0, 0, 60)
                .call(0, 1_000, 1)
                .offersOf(scenario -> new TaskRouterLike(20_000));
        assertThat(offers).containsExactly("0: call 0 to agent 2", "21000: call 1 to agent 1");
    }

    @Test
    void shouldAssignTheOldestTaskOfTheHighestPriorityToTheLongestIdle() {
        List<String> offers = new Script()
                .line(1)
                .agents(2, 0)
                .call(0, 0, 10)
                .call(0, 0, 10)
                .call(0, 1_000, 5)
                .call(0, 2_000, 5, Call.FOREVER, 90_000)
                .offersOf(scenario -> new TaskRouterLike(0));
        assertThat(offers).endsWith("10000: call 3 to agent 1", "10000: call 2 to agent 2");
    }

    // lists

    @Test
    void shouldTryTheListedGroupsFirstAndThenTheLargestWeightedWait() {
        List<String> offers = new Script()
                .line(3)
                .line(0.8)
                .agents(1, 0, 1)
                .agents(1, 0)
                .call(0, 0, 60)
                .call(0, 1_000, 20)
                .call(1, 2_000, 1)
                .call(0, 15_000, 1)
                .offersOf(scenario ->
                        new ListRouting(scenario, List.of(List.of(1, 0), List.of(0, 0)), List.of(3.0, 0.8)));
        // specialist first; at 21 s weights: 0.8 × 19 s for call 2 against 3 × 6 s for call 3
        assertThat(offers)
                .containsExactly(
                        "0: call 0 to agent 2",
                        "1000: call 1 to agent 1",
                        "21000: call 3 to agent 1",
                        "22000: call 2 to agent 1");
    }
}

package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.usher.lab.peer.AppQueue;
import org.usher.lab.peer.AppQueue.Option;
import org.usher.lab.peer.AppQueue.Strategy;
import org.usher.lab.peer.ListRouting;
import org.usher.lab.peer.ModCallcenter;
import org.usher.lab.peer.OpensipsCallCenter;
import org.usher.lab.peer.TaskRouterLike;

/** Each peer against an example worked out by hand from its source. */
class PeerTest {

    private static Function<Scenario, SystemUnderTest> appQueue(Strategy strategy) {
        return appQueue(strategy, Option.AUTOFILL);
    }

    private static Function<Scenario, SystemUnderTest> appQueue(Strategy strategy, Option... options) {
        return scenario -> new AppQueue(scenario, AppQueue.Settings.of(strategy, options));
    }

    private static SystemUnderTest taskRouter(long firstTargetMs, boolean orderBySkill) {
        return new TaskRouterLike(new TaskRouterLike.Workflow(firstTargetMs, orderBySkill));
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
                .offersOf(appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.WEIGHTS));
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
        assertThat(script.offersOf(appQueue(Strategy.LINEAR, new Option[0])))
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
                .offersOf(appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.PENALTIES));
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

    @Test
    void shouldLetOnlyAsManyAsteriskCallersTryAsMembersAreFree() {
        // is_our_turn: one member is free at 10 s; call 2 looks first, at 10.1 s, but call 1 stands before him; call 1
        // looks at 10.9 s, and call 2 waits for the next free member, whom it finds at 15.1 s (free at 12.9 + 2 s)
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 900, 4)
                .call(0, 1_100, 1)
                .offersOf(appQueue(Strategy.LEASTRECENT));
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "10900: call 1 to agent 1", "15100: call 2 to agent 1");
    }

    @Test
    void shouldGoRoundAgainWhenTheMemoryHasPassedTheLastFreeMember() {
        // store_next_rr keeps the best of those not tried: after agent 1 that is agent 2, who is busy when call 2
        // comes:
        // he is tried first and in vain (can_ring_entry), then agent 3, after whom agent 1 is next (metric 1000)
        List<String> offers = new Script()
                .line(1)
                .agents(3, 0)
                .call(0, 0, 1)
                .call(0, 2_000, 60)
                .call(0, 4_000, 1)
                .call(0, 6_000, 1)
                .call(0, 8_000, 1)
                .offersOf(appQueue(Strategy.RRMEMORY));
        assertThat(offers)
                .containsExactly(
                        "0: call 0 to agent 1",
                        "2000: call 1 to agent 2",
                        "4000: call 2 to agent 3",
                        "6000: call 3 to agent 1",
                        "8000: call 4 to agent 3");
    }

    @Test
    void shouldBeginALinearCallersNextTryAtTheFirstMemberAgain() {
        // call 4 tries at 1 s: agent 1 is claimed by the heavier queue (compare_weight: two callers, one member free),
        // agent
        // 2 talks; store_next_lin finds nobody left, and as members stand behind the first, begins at 0 again. Call 2
        // has
        // taken agent 1 at 1.4 s, call 3 looks at 3.45 s and finds both; agent 1, first in the list, is free at 5.45 s
        List<String> offers = new Script()
                .line(1)
                .line(2)
                .agents(2, 0, 1)
                .call(0, 0, 0.5)
                .call(0, 0, 3)
                .call(1, 400, 2)
                .call(1, 450, 2)
                .call(0, 1_000, 1)
                .offersOf(appQueue(Strategy.LINEAR, Option.AUTOFILL, Option.WEIGHTS));
        assertThat(offers)
                .containsExactly(
                        "0: call 0 to agent 1",
                        "0: call 1 to agent 2",
                        "1400: call 2 to agent 1",
                        "3450: call 3 to agent 1",
                        "6000: call 4 to agent 1");
    }

    @Test
    void shouldCountAMembersCallsInAllHisQueuesWhenLastCallsAreShared() {
        // update_queue: call 0 went to agent 2 (the last of equals) in queue 0; in queue 1 agent 2 is the last of
        // equals
        // again, unless calls are shared: then agent 1 has had none
        Script script =
                new Script().line(1).line(1).agents(2, 0, 1).call(0, 0, 1).call(1, 5_000, 1);
        assertThat(script.offersOf(appQueue(Strategy.LEASTRECENT))).endsWith("5000: call 1 to agent 2");
        assertThat(script.offersOf(appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.SHARED_LASTCALL)))
                .endsWith("5000: call 1 to agent 1");
    }

    @Test
    void shouldLetNobodyPassWhoWaitsLongerInAnotherQueueWhenThatIsForced() {
        // is_longest_waiting_caller: free at 10 s; call 2 looks at 10.1 s, but call 1 of the other queue came earlier:
        // he
        // rests 5 s; call 1 looks at 10.3 s, and call 2 again at 15.1 s
        Script script = new Script()
                .line(1)
                .line(1)
                .agents(1, 0, 1)
                .call(0, 0, 10)
                .call(0, 1_300, 1)
                .call(1, 2_100, 5);
        assertThat(script.offersOf(
                        appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.FORCE_LONGEST_WAITING_CALLER)))
                .containsExactly("0: call 0 to agent 1", "10300: call 1 to agent 1", "15100: call 2 to agent 1");
    }

    @Test
    void shouldForceTheOrderByWholeSecondsAndPriorityFirst() {
        // both came in second 1: neither "waits longer"; call 2 looks first, at 10.1 s
        List<String> sameSecond = new Script()
                .line(1)
                .line(1)
                .agents(1, 0, 1)
                .call(0, 0, 10)
                .call(1, 1_100, 5)
                .call(0, 1_900, 1)
                .offersOf(appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.FORCE_LONGEST_WAITING_CALLER));
        assertThat(sameSecond).startsWith("0: call 0 to agent 1", "10100: call 1 to agent 1");
        // call 2 came later, but with a priority: call 1 rests, call 2 looks at 10.5 s
        List<String> priority = new Script()
                .line(1)
                .line(1)
                .agents(1, 0, 1)
                .call(0, 0, 10)
                .call(1, 1_100, 5)
                .call(0, 3_500, 1, Call.FOREVER, 90_000)
                .offersOf(appQueue(Strategy.LEASTRECENT, Option.AUTOFILL, Option.FORCE_LONGEST_WAITING_CALLER));
        assertThat(priority)
                .containsExactly("0: call 0 to agent 1", "10500: call 2 to agent 1", "15100: call 1 to agent 1");
    }

    // mod_callcenter

    @Test
    void shouldOrderFreeswitchCallersOfAllQueuesByWholeSecondsOfWaitAndScore() {
        // cc_agent_dispatch_thread_run: ORDER BY score DESC; at 20 s call 1 scores 20 - 5, call 2 (90 s of base score)
        // 20 - 9 + 90, call 3 20 - 5 as well, made after call 1. The agent ends at 19.95 s, seen at 20.0 s (his talk
        // began
        // at 0.1 s... 20.0 s), and must let second 20 pass: 21 s, then each a second later
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 0, 1)
                .call(0, 100, 19.85)
                .call(1, 5_100, 0.95)
                .call(0, 9_000, 0.95, Call.FOREVER, 90_000)
                .call(0, 5_900, 0.95)
                .offersOf(scenario -> new ModCallcenter(ModCallcenter.Tiers.NONE));
        assertThat(offers)
                .containsExactly(
                        "100: call 0 to agent 1",
                        "21000: call 2 to agent 1",
                        "23000: call 1 to agent 1",
                        "25000: call 3 to agent 1");
    }

    @Test
    void shouldPassAFreeswitchTierWhereNobodyIsLoggedIn() {
        // agents_callback, tier-rule-no-agent-no-wait: the only agent whose first skill it is goes home at 1 s
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(List.of(new Scenario.Shift(0, 1), new Scenario.Shift(1_000, 0)), 0)
                .call(0, 2_000, 1)
                .offersOf(scenario -> new ModCallcenter(new ModCallcenter.Tiers(true, 10)));
        assertThat(offers).containsExactly("2000: call 0 to agent 1");
    }

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
    void shouldPutOpensipsAgentsWhoLogInOnTopOfTheList() {
        // agent_switch_login, add_cc_agent_top: 1, 2, 3 log in one after the other, so 3 is on top
        List<String> offers = new Script()
                .line(1)
                .agents(3, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 10)
                .call(0, 2_000, 10)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers)
                .containsExactly("0: call 0 to agent 3", "1000: call 1 to agent 2", "2000: call 2 to agent 1");
    }

    @Test
    void shouldEndOpensipsWalkWhereTheHeadOfTheListIsMoved() {
        // the list is 3, 2, 1; all three end in second 5. cc_timer_agents at 6 s moves 3 to the end and goes on behind
        // him,
        // where nobody is: only call 3 is served. At 7 s the same befalls 2, at 8 s 1
        List<String> offers = new Script()
                .line(1)
                .agents(3, 0)
                .call(0, 0, 5.1)
                .call(0, 0, 5.2)
                .call(0, 0, 5.3)
                .call(0, 1_000, 60)
                .call(0, 2_000, 60)
                .call(0, 3_000, 60)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers).endsWith("6000: call 3 to agent 3", "7000: call 4 to agent 2", "8000: call 5 to agent 1");
    }

    @Test
    void shouldFindOpensipsAgentsBehindAHeadWhoStillTalksAtOnce() {
        // the list is 3, 2, 1; 3 still talks, 2 and 1 end in second 5: both are free at 6 s, 2 moved to the end first
        List<String> offers = new Script()
                .line(1)
                .agents(3, 0)
                .call(0, 0, 60)
                .call(0, 0, 5.2)
                .call(0, 0, 5.3)
                .call(0, 1_000, 60)
                .call(0, 2_000, 60)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers).endsWith("6000: call 3 to agent 2", "6000: call 4 to agent 1");
    }

    @Test
    void shouldPutOpensipsCallsOfAFlowWithPriorityBeforeTheOthers() {
        // cc_queue_push_call: behind those of the same or a higher priority
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 5)
                .call(0, 1_000, 1)
                .call(0, 2_000, 1, Call.FOREVER, 90_000)
                .call(0, 3_000, 1, Call.FOREVER, 90_000)
                .offersOf(scenario -> new OpensipsCallCenter());
        assertThat(offers)
                .containsExactly(
                        "0: call 0 to agent 1",
                        "6000: call 2 to agent 1",
                        "8000: call 3 to agent 1",
                        "10000: call 1 to agent 1");
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
                .containsExactly("0: call 0 to agent 2", "5000: call 1 to agent 1", "10000: call 2 to agent 2");
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
                .offersOf(scenario -> taskRouter(20_000, false));
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
                .offersOf(scenario -> taskRouter(0, false));
        assertThat(offers).endsWith("10000: call 3 to agent 1", "10000: call 2 to agent 2");
    }

    @Test
    void shouldAddUpTheTimeoutsOfTargetsFromTheTasksCreation() {
        // "timeout evaluation": the first target's 20 s run from 1 s on, though the specialist was busy all the while;
        // at
        // 21 s the task is put to all, and the only one who fits ends at 30 s
        List<String> offers = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(1, 0)
                .call(1, 0, 30)
                .call(0, 0, 60)
                .call(0, 1_000, 1)
                .offersOf(scenario -> taskRouter(20_000, false));
        assertThat(offers).containsExactly("0: call 0 to agent 1", "0: call 1 to agent 2", "30000: call 2 to agent 1");
    }

    @Test
    void shouldOrderWorkersBySkillBeforeTheTimeTheyAreUnoccupied() {
        // "Ordering Workers": agent 1 is unoccupied as long as agent 2 and numbered before him, but has the skill
        // second
        Script script = new Script()
                .line(1)
                .line(1)
                .agents(1, 1, 0)
                .agents(1, 0)
                .call(0, 1_000, 10)
                .call(0, 2_000, 10);
        assertThat(script.offersOf(scenario -> taskRouter(0, false)))
                .containsExactly("1000: call 0 to agent 1", "2000: call 1 to agent 2");
        assertThat(script.offersOf(scenario -> taskRouter(0, true)))
                .containsExactly("1000: call 0 to agent 2", "2000: call 1 to agent 1");
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

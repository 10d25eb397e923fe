package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.usher.core.engine.Centre.FRENCH;
import static org.usher.core.engine.Centre.GERMAN;
import static org.usher.core.engine.Centre.level;
import static org.usher.core.engine.Centre.needs;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Configuration.Employment;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.PromiseBreach;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.AgentWeights;
import org.usher.core.api.Routing.ContactRule;
import org.usher.core.api.Routing.ContactWeights;
import org.usher.core.api.Urgency;
import org.usher.core.api.Urgency.Point;
import org.usher.core.api.WaitingCost;

/** Whom an agent takes, and who takes a contact, by each of the rules. */
final class RoutingStoryTest {
    private static final Urgency STEEP = new Urgency(List.of(new Point(1_000, 60_000)), 0);

    private static Settings by(ContactRule contacts, AgentRule agents) {
        return Settings.DEFAULT.with(new Routing(
                contacts, agents, ContactWeights.DEFAULT, AgentWeights.DEFAULT, Routing.DEFAULT.occupancyMemoryMs()));
    }

    private static Settings byIndex(ContactWeights contacts, AgentWeights agents) {
        return Settings.DEFAULT.with(new Routing(ContactRule.INDEX, AgentRule.INDEX, contacts, agents, 60_000));
    }

    /** Queue 1 ages as it waits, queue 2 is steep and has the shorter target; agents 1 to 3 serve both, agent 4 only queue 2. */
    private static Centre two(Settings settings) {
        return new Centre()
                .settings(settings)
                .queue(1)
                .urgency(STEEP)
                .target(new ServiceLevelTarget(80, 5_000))
                .queue(2)
                .agent(1, List.of(1, 2))
                .agent(2, List.of(1, 2))
                .agent(3, List.of(1, 2))
                .agent(4, List.of(2));
    }

    /** 101 came to queue 1, then 102 and 103 to queue 2; the first agent comes a while later. */
    private static Scenario threeWait(Settings settings) {
        return Scenario.in(two(settings))
                .waits(101, 1)
                .passes(1_000)
                .waits(102, 2)
                .passes(1_000)
                .waits(103, 2)
                .passes(3_000)
                .logsIn(1);
    }

    @Test
    void shouldTakeWhoeverWaitedLongestOrWhoseWaitCountsMost() {
        assertThat(threeWait(by(ContactRule.LONGEST_WAIT, AgentRule.LONGEST_IDLE))
                        .agentOf(101))
                .isEqualTo(1);
        assertThat(threeWait(by(ContactRule.WEIGHTED_WAIT, AgentRule.LONGEST_IDLE))
                        .agentOf(102))
                .isEqualTo(1);
        assertThat(threeWait(by(ContactRule.TARGET_RATIO, AgentRule.LONGEST_IDLE))
                        .agentOf(102))
                .as("4 s of 5 s against 5 s of 20 s")
                .isEqualTo(1);
    }

    @Test
    void shouldTakeFromTheLineWithMoreThanItsShare() throws IOException {
        Scenario story = threeWait(by(ContactRule.QUEUE_RATIO, AgentRule.LONGEST_IDLE));
        assertThat(story.agentOf(102))
                .as("two of three, where half is its share")
                .isEqualTo(1);
        story.restarts().answers(1).logsIn(2);
        assertThat(story.agentOf(101)).as("one of two each: the longer wait").isEqualTo(2);
    }

    @Test
    void shouldWeighLinesByTheIndex() {
        ContactWeights byLength = new ContactWeights(0, 1_000, 0);
        assertThat(threeWait(byIndex(byLength, AgentWeights.DEFAULT)).agentOf(102))
                .isEqualTo(1);
        ContactWeights byWait = new ContactWeights(100, 0, 0);
        assertThat(threeWait(byIndex(byWait, AgentWeights.DEFAULT)).agentOf(102))
                .as("the queue that ages")
                .isEqualTo(1);
        Scenario scarce = Scenario.in(two(byIndex(new ContactWeights(0, 0, 1_000), AgentWeights.DEFAULT)))
                .logsIn(4)
                .waits(100, 2)
                .waits(102, 2)
                .waits(101, 1)
                .logsIn(1);
        assertThat(scarce.agentOf(102))
                .as("two for two agents, one for one: the longer wait")
                .isEqualTo(1);
    }

    /** Waiting in queue 1 is cheap for two seconds, then dearer than in queue 2, where each call keeps an agent twice as long. */
    private static Scenario costly(ContactWeights weights) {
        Centre centre = new Centre()
                .settings(byIndex(weights, AgentWeights.DEFAULT))
                .urgency(costs(new WaitingCost(
                        List.of(
                                new WaitingCost.Rate(0, 10),
                                new WaitingCost.Rate(2_000, 10),
                                new WaitingCost.Rate(3_000, 30)),
                        60_000)))
                .queue(1)
                .urgency(costs(new WaitingCost(List.of(new WaitingCost.Rate(500, 40)), 120_000)))
                .queue(2)
                .agent(1, List.of(1, 2));
        return Scenario.in(centre).waits(101, 1).waits(102, 2);
    }

    private static Urgency costs(WaitingCost cost) {
        return new Urgency(List.of(), 0, 1, cost);
    }

    @Test
    void shouldWeighWhatWaitingCostsAndHowLongTheCallWillTake() {
        ContactWeights byCost = new ContactWeights(0, 0, 0, 1_000);
        assertThat(costly(byCost).logsIn(1).agentOf(102)).as("20 against 10").isEqualTo(1);
        assertThat(costly(byCost).passes(2_499).logsIn(1).agentOf(102))
                .as("20 against 19.98")
                .isEqualTo(1);
        assertThat(costly(byCost).passes(2_501).logsIn(1).agentOf(101))
                .as("20.02 against 20")
                .isEqualTo(1);
        assertThat(costly(new ContactWeights(100, 0, 0)).logsIn(1).agentOf(101))
                .as("nobody asks what it costs")
                .isEqualTo(1);
        Scenario story = costly(byCost).passes(2_501);
        assertThat(story.explainContact(101).orElseThrow().terms().ruleMs()).isEqualTo(20_020);
    }

    @Test
    void shouldTakeTheCheaperAgentByTheIndex() {
        Centre centre = new Centre()
                .settings(byIndex(ContactWeights.DEFAULT, new AgentWeights(1, 0, 0, 0, 2)))
                .queue(1)
                .agent(1, List.of(1), new Employment(4), level(GERMAN, 9))
                .agent(2, List.of(1), new Employment(1), level(GERMAN, 4));
        assertThat(taken(Scenario.in(centre).logsIn(1, 2)))
                .as("8 - 9 against 2 - 4")
                .isEqualTo(2);
    }

    @Test
    void shouldSayThatTheRuleBrokeAPromise() {
        Settings byLength = byIndex(new ContactWeights(0, 1_000, 0), AgentWeights.DEFAULT);
        Centre centre = new Centre()
                .settings(byLength)
                .urgency(new Urgency(List.of(), 1_000))
                .queue(1)
                .queue(2)
                .agent(1, List.of(1, 2));
        Scenario story = Scenario.in(centre)
                .waits(101, 1)
                .passes(2_000)
                .waits(102, 2)
                .waits(103, 2)
                .logsIn(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.last(Event.PromiseBroken.class).contactId()).isEqualTo(story.idOf(101));
        assertThat(story.last(Event.PromiseBroken.class).cause()).isEqualTo(PromiseBreach.POLICY);
    }

    /** 1 has German alone and well, 2 German and French, 3 German least, 1 and 3 serve two queues; they become idle in this order. */
    private static Scenario threeIdle(AgentRule rule) {
        return Scenario.in(skilled(by(ContactRule.WEIGHTED_WAIT, rule))).logsIn(2, 1, 3);
    }

    private static Centre skilled(Settings settings) {
        return new Centre()
                .settings(settings)
                .queue(1)
                .queue(2)
                .agent(1, List.of(1, 2), level(GERMAN, 9))
                .agent(2, List.of(1), level(GERMAN, 6), level(FRENCH, 5))
                .agent(3, List.of(1, 2), level(GERMAN, 3));
    }

    @Test
    void shouldChooseTheAgentByTheRule() {
        assertThat(taken(threeIdle(AgentRule.LONGEST_IDLE))).isEqualTo(2);
        assertThat(taken(threeIdle(AgentRule.BEST_PROFICIENCY))).isEqualTo(1);
        assertThat(taken(threeIdle(AgentRule.FEWEST_SKILLS)))
                .as("1 and 3 have one skill, 1 is idle longer")
                .isEqualTo(1);
        assertThat(taken(threeIdle(AgentRule.MOST_REPLACEABLE)))
                .as("who has French alone is kept free")
                .isEqualTo(1);
    }

    @Test
    void shouldChooseTheAgentByTheIndex() {
        assertThat(taken(indexed(new AgentWeights(1, 0, 0, 0)))).isEqualTo(1);
        assertThat(taken(indexed(new AgentWeights(1, 4, 0, 0))))
                .as("9 - 4 against 6 - 8 and 3 - 4")
                .isEqualTo(1);
        assertThat(taken(indexed(AgentWeights.DEFAULT)))
                .as("without weights, longest idle")
                .isEqualTo(2);
    }

    private static Scenario indexed(AgentWeights weights) {
        return Scenario.in(skilled(byIndex(ContactWeights.DEFAULT, weights))).logsIn(2, 1, 3);
    }

    private static int taken(Scenario story) {
        return story.waits(101, 1, needs(GERMAN, 1)).agentOf(101);
    }

    @Test
    void shouldSpareWhoWorkedMostLately() throws IOException {
        Scenario story = Scenario.in(skilled(by(ContactRule.WEIGHTED_WAIT, AgentRule.LEAST_OCCUPIED)))
                .logsIn(1, 2)
                .waits(101, 1)
                .answers(1)
                .passes(600_000)
                .talkEnds(1, EndedBy.AGENT)
                .legEnds(1)
                .passes(10_000)
                .waits(102, 1)
                .answers(2)
                .passes(60_000)
                .talkEnds(2, EndedBy.AGENT)
                .legEnds(2)
                .passes(20_000);
        assertThat(story.restarts().waits(103, 1).agentOf(103))
                .as("1 is idle longer, and worked ten times as long")
                .isEqualTo(2);
    }

    @Test
    void shouldLetNobodyPassWhoCameAQuarterOfAnHourLater() {
        Centre centre = new Centre()
                .settings(Settings.DEFAULT)
                .queue(1)
                .queue(2)
                .agent(1, List.of(1, 2))
                .agent(2, List.of(1, 2));
        Scenario story = Scenario.in(centre).waits(101, 1).passes(410_000);
        for (int call = 102; call <= 120; call++) {
            story.waits(call, 2);
        }
        assertThat(story.logsIn(1).agentOf(102))
                .as("the line of 19 counts for 405 s more than that of one, as one agent is logged in")
                .isZero();
        assertThat(story.agentOf(101)).isEqualTo(1);
        Scenario sooner = Scenario.in(centre).waits(101, 1).passes(10_000);
        for (int call = 102; call <= 120; call++) {
            sooner.waits(call, 2);
        }
        assertThat(sooner.logsIn(1).agentOf(102)).isEqualTo(1);
    }

    /** Queues 1 to 3, by default routing; all agents of queue 1, the last ones idle longest. */
    private static Centre covered(Rules rules) {
        return new Centre()
                .settings(Settings.DEFAULT)
                .rules(rules)
                .queue(1)
                .queue(2)
                .queue(3)
                .agent(1, List.of(1, 2))
                .agent(2, List.of(1, 3))
                .agent(3, List.of(1, 3));
    }

    @Test
    void shouldTakeTheAgentWhomTheNextCallersMissLeast() throws IOException {
        Scenario story = Scenario.in(covered(Rules.DEFAULT)).logsIn(1, 2, 3).waits(101, 1);
        assertThat(story.agentOf(101)).as("1 is the last one for queue 2").isEqualTo(2);
        story.restarts().waits(102, 1);
        assertThat(story.agentOf(102))
                .as("now each is the last one for something: the longest idle")
                .isEqualTo(1);
        assertThat(story.waits(103, 3).agentOf(103)).isEqualTo(3);
    }

    @Test
    void shouldRingAGroupInTheOrderInWhichTheyAreMissed() {
        Scenario story = Scenario.in(covered(new Rules(2, true, -1, true)))
                .logsIn(1, 2, 3)
                .waits(101, 1);
        assertThat(story.events(Event.OfferMade.class).stream().map(Event.OfferMade::agentId))
                .contains(2)
                .hasSize(2);
    }

    @Test
    void shouldLookAtTheEightLongestIdleAndSaySo() {
        Centre centre = new Centre().settings(Settings.DEFAULT).queue(1).queue(2);
        for (int agent = 1; agent <= 8; agent++) {
            centre.agent(agent, List.of(1, 2));
        }
        Scenario story = Scenario.in(centre.agent(9, List.of(1)))
                .logsIn(1, 2, 3, 4, 5, 6, 7, 8, 9)
                .arrives(101, 1);
        assertThat(story.explainContact(101).orElseThrow().candidates())
                .extracting(candidate -> candidate.agentId() + ": " + candidate.rank())
                .startsWith("1: 236111", "2: 236111")
                .endsWith("9: " + Explanation.NOT_LOOKED_AT);
        story.reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.waits(102, 1).agentOf(102))
                .as("among the eight, and serves queue 1 alone")
                .isEqualTo(9);
    }

    /** Agents 1, 2 and 3 are of a pool with two shares of three, 4 and 5 of none; all idle in the order of their numbers. */
    private static Centre pooled(Rules rules) {
        Routing routing = new Routing(
                ContactRule.QUEUE_RATIO,
                AgentRule.IDLENESS_RATIO,
                ContactWeights.DEFAULT,
                AgentWeights.DEFAULT,
                60_000,
                List.of(new Routing.Pool("seniors", 2)));
        return new Centre()
                .settings(Settings.DEFAULT.with(routing))
                .rules(rules)
                .queue(1)
                .agent(1, List.of(1), new Employment(0, null, 1))
                .agent(2, List.of(1), new Employment(0, null, 1))
                .agent(3, List.of(1), new Employment(0, null, 1))
                .agent(4, List.of(1))
                .agent(5, List.of(1), new Employment(0, null, 9));
    }

    @Test
    void shouldTakeTheAgentOfThePoolThatIsIdleBeyondItsShare() throws IOException {
        Scenario story = Scenario.in(pooled(Rules.DEFAULT)).logsIn(1, 2, 3, 4, 5);
        story.waits(101, 1);
        assertThat(story.agentOf(101))
                .as("two of five, where a third is their share")
                .isEqualTo(4);
        story.restarts().waits(102, 1);
        assertThat(story.agentOf(102)).as("three of four, where two thirds are").isEqualTo(1);
        story.waits(103, 1);
        assertThat(story.agentOf(103))
                .as("both as is their share: the longer idle")
                .isEqualTo(2);
        story.waits(104, 1);
        assertThat(story.agentOf(104)).as("one of two, where a third is").isEqualTo(5);
        assertThat(story.waits(105, 1).agentOf(105)).isEqualTo(3);
    }

    @Test
    void shouldRingAGroupInTheOrderOfItsPools() {
        Scenario story = Scenario.in(pooled(new Rules(4, true, -1, true)))
                .logsIn(1, 2, 3, 4, 5)
                .waits(101, 1);
        assertThat(story.events(Event.OfferMade.class).stream().map(Event.OfferMade::agentId))
                .containsExactly(4, 5, 1, 2);
    }

    @Test
    void shouldExplainByPoolsWhoComesFirst() {
        Scenario story = Scenario.in(pooled(Rules.DEFAULT)).logsIn(1, 2, 3, 4).arrives(101, 1);
        assertThat(story.explainContact(101).orElseThrow().candidates())
                .extracting(candidate -> candidate.agentId() + ": " + candidate.rank())
                .containsExactly("1: -1", "2: -1", "3: -1", "4: 1", "5: 1");
    }

    @Test
    void shouldKeepEverybodysPlaceWhenTheRuleChanges() {
        Scenario story = Scenario.in(two(by(ContactRule.LONGEST_WAIT, AgentRule.LONGEST_IDLE)))
                .waits(101, 2)
                .passes(1_000)
                .waits(102, 2)
                .passes(1_000)
                .adopts(two(by(ContactRule.QUEUE_RATIO, AgentRule.LEAST_OCCUPIED)))
                .waits(103, 2)
                .passes(1_000)
                .adopts(two(by(ContactRule.TARGET_RATIO, AgentRule.MOST_REPLACEABLE)))
                .logsIn(1, 2, 3);
        assertThat(List.of(story.agentOf(101), story.agentOf(102), story.agentOf(103)))
                .containsExactly(1, 2, 3);
    }

    @Test
    void shouldRefuseWeightsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactWeights(1_001, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactWeights(0, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactWeights(0, 0, 3_600_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new AgentWeights(0, 0, 0, 1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new Urgency(List.of(), 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactWeights(0, 0, 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new ContactWeights(0, 0, 0, 0, 3_600_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new AgentWeights(0, 0, 0, 0, 1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new Employment(1_001));
        assertThatIllegalArgumentException().isThrownBy(() -> new Routing.Pool("seniors", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new WaitingCost(List.of(), 999));
        assertThatIllegalArgumentException().isThrownBy(() -> new WaitingCost.Rate(0, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new WaitingCost(List.of(new WaitingCost.Rate(0, 2), new WaitingCost.Rate(1_000, 1)), 60_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Routing(
                        ContactRule.INDEX, AgentRule.INDEX, ContactWeights.DEFAULT, AgentWeights.DEFAULT, 59_999));
    }
}

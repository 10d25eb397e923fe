package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.BurnoutGuard.Limits;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Employment;
import org.usher.core.api.Configuration.ServiceLevelTarget;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation.Verdict;
import org.usher.core.api.GoneCause;
import org.usher.core.api.HeldBackCause;
import org.usher.core.api.ReplyCode;
import org.usher.core.api.Routing;
import org.usher.core.api.Urgency;

/** Who worked too much is held back, until he has rested or somebody is in danger. */
final class GuardStoryTest {
    private static final long BREATH_MS = 60_000;
    private static final long MEMORY_MS = 30 * 60_000;

    /** Two contacts, then a minute; in danger is who has waited 15 s of 20 s. */
    private static final BurnoutGuard TWO_IN_ROW = new BurnoutGuard(new Limits(100, 2, BREATH_MS), 75);

    private static final BurnoutGuard CEILING = new BurnoutGuard(new Limits(25, 0, 0), 75);

    private static Centre guarded(BurnoutGuard guard) {
        return new Centre()
                .settings(Settings.DEFAULT.with(guard))
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1));
    }

    /** The agent answers the call, talks so long, and has done his after-call work of 10 s. */
    private static void serves(Scenario story, int agentId, long call, long talkMs) {
        story.waits(call, 1)
                .answers(agentId)
                .passes(talkMs)
                .talkEnds(agentId, EndedBy.CALLER)
                .legEnds(agentId)
                .goes(call, GoneCause.HUNG_UP)
                .passes(10_000);
    }

    private static Scenario afterTwoInARow(BurnoutGuard guard) {
        Scenario story = Scenario.in(guarded(guard)).logsIn(1);
        serves(story, 1, 101, 30_000);
        assertThat(story.agent(1).heldBackUntilMs()).as("one is no row of two").isZero();
        serves(story, 1, 102, 30_000);
        return story;
    }

    @Test
    void shouldGiveABreathAfterSoManyInARow() throws IOException {
        Scenario story = afterTwoInARow(TWO_IN_ROW);
        long untilMs = story.nowMs() + BREATH_MS;
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.last(Event.AgentHeldBack.class))
                .isEqualTo(new Event.AgentHeldBack(story.nowMs(), 1, HeldBackCause.CONTACTS_IN_ROW, untilMs));
        assertThat(story.agent(1).heldBackUntilMs()).isEqualTo(untilMs);
        story.restarts().passes(BREATH_MS - 2).waits(103, 1);
        assertThat(story.agentOf(103)).as("not in danger").isZero();
        assertThat(story.explainContact(103).orElseThrow().candidates())
                .extracting(candidate -> candidate.verdict())
                .containsExactly(Verdict.HELD_BACK, Verdict.NOT_IDLE);
        assertThat(story.explainAgent(1).orElseThrow().heldBackCause()).isEqualTo(HeldBackCause.CONTACTS_IN_ROW);
        assertThat(story.explainAgent(1).orElseThrow().contactsInRow()).isEqualTo(2);
        story.passes(1);
        assertThat(story.agentOf(103)).isZero();
        story.passes(1);
        assertThat(story.agentOf(103)).isEqualTo(1);
        assertThat(story.events(Event.GuardGaveWay.class)).isEmpty();
        serves(story.goes(103, GoneCause.HUNG_UP), 1, 104, 1_000);
        assertThat(story.agent(1).heldBackUntilMs()).as("the row began anew").isZero();
    }

    @Test
    void shouldCountAnyRestAsABreath() {
        Scenario story = Scenario.in(guarded(TWO_IN_ROW)).logsIn(1);
        serves(story, 1, 101, 30_000);
        story.asks(new Command.Pause(7, 1, Centre.LUNCH), ReplyCode.ACCEPTED)
                .passes(BREATH_MS)
                .asks(new Command.Resume(8, 1), ReplyCode.ACCEPTED);
        serves(story, 1, 102, 30_000);
        assertThat(story.agent(1).heldBackUntilMs()).isZero();
        serves(story, 1, 103, 30_000);
        assertThat(story.agent(1).heldBackUntilMs()).isNotZero();
    }

    @Test
    void shouldCountNoCallOfHisOwnAsABreath() {
        Scenario story = Scenario.in(guarded(TWO_IN_ROW)).logsIn(1);
        serves(story, 1, 101, 30_000);
        story.phone(1, DeviceState.IN_USE).passes(BREATH_MS).phone(1, DeviceState.NOT_IN_USE);
        serves(story, 1, 102, 30_000);
        assertThat(story.agent(1).heldBackUntilMs()).isEqualTo(story.nowMs() + BREATH_MS);
    }

    @Test
    void shouldHoldBackWhoIsOverTheCeilingUntilHisShareHasFallenToIt() throws IOException {
        Scenario story = Scenario.in(guarded(CEILING)).logsIn(1);
        serves(story, 1, 101, 15 * 60_000L);
        double work = 1 - Math.exp(-(15 * 60_000L + 10_000.0) / MEMORY_MS);
        long expectedMs = Math.round(MEMORY_MS * Math.log(work / 0.25));
        Event.AgentHeldBack held = story.last(Event.AgentHeldBack.class);
        assertThat(held.cause()).isEqualTo(HeldBackCause.CEILING);
        assertThat(held.untilMs() - held.atMs()).isCloseTo(expectedMs, within(2L));
        story.restarts().passes(held.untilMs() - held.atMs() - 1).waits(102, 1);
        assertThat(story.agentOf(102)).isZero();
        story.passes(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.events(Event.AgentHeldBack.class)).hasSize(1);
    }

    @Test
    void shouldGiveWayToWhoIsInDangerAndSaySo() throws IOException {
        Scenario story = afterTwoInARow(TWO_IN_ROW);
        long untilMs = story.agent(1).heldBackUntilMs();
        story.waits(103, 1).passes(5_000).waits(104, 1).restarts().passes(9_999);
        assertThat(story.explainContact(103).orElseThrow().inDangerAtMs()).isEqualTo(story.nowMs() + 1);
        assertThat(story.agentOf(103)).isZero();
        story.nextDeadline();
        assertThat(story.agentOf(103)).isEqualTo(1);
        assertThat(story.last(Event.GuardGaveWay.class))
                .isEqualTo(new Event.GuardGaveWay(
                        story.nowMs(), story.idOf(103), 1, 15_000, 1, HeldBackCause.CONTACTS_IN_ROW, untilMs));
        story.answers(1).passes(1_000).talkEnds(1, EndedBy.CALLER).legEnds(1).goes(103, GoneCause.HUNG_UP);
        story.passes(10_000);
        assertThat(story.agentOf(104))
                .as("in danger by now: no breath before it")
                .isEqualTo(1);
        assertThat(story.events(Event.GuardGaveWay.class)).hasSize(2);
    }

    @Test
    void shouldGiveWayToTheFirstOfThoseInDangerFromOneMomentOn() {
        Scenario story = afterTwoInARow(TWO_IN_ROW).waits(104, 1).waits(103, 1).passes(15_000);
        assertThat(story.agentOf(104)).as("in line before the other").isEqualTo(1);
        assertThat(story.agentOf(103)).isZero();
    }

    @Test
    void shouldAskWhoIsIdleBeforeWhoIsHeldBack() {
        Scenario story = afterTwoInARow(TWO_IN_ROW).waits(103, 1).passes(14_999).logsIn(2);
        assertThat(story.agentOf(103)).isEqualTo(2);
        story.waits(104, 1).passes(15_000);
        assertThat(story.agentOf(104)).isEqualTo(1);
    }

    @Test
    void shouldNeverGiveWayIfToldSo() {
        Scenario story = afterTwoInARow(new BurnoutGuard(new Limits(100, 2, BREATH_MS), 0))
                .waits(103, 1)
                .passes(BREATH_MS - 1);
        assertThat(story.agentOf(103)).isZero();
        assertThat(story.explainContact(103).orElseThrow().inDangerAtMs()).isZero();
        assertThat(story.passes(1).agentOf(103)).isEqualTo(1);
    }

    @Test
    void shouldNotLetAPromiseBeBrokenByABreath() {
        Centre centre = guarded(TWO_IN_ROW)
                .target(new ServiceLevelTarget(80, 600_000))
                .urgency(new Urgency(List.of(), 8_000))
                .queue(2)
                .agent(3, List.of(1, 2));
        Scenario story = Scenario.in(centre).logsIn(3);
        serves(story, 3, 101, 30_000);
        serves(story, 3, 102, 30_000);
        story.waits(103, 2).passes(7_999);
        assertThat(story.agentOf(103)).isZero();
        story.passes(1);
        assertThat(story.agentOf(103))
                .as("as long as its queue promises at most")
                .isEqualTo(3);
        assertThat(story.events(Event.PromiseBroken.class)).isEmpty();
    }

    @Test
    void shouldKeepWhoAsksForWorkHeldBackAndTakeHimBackAfterARungPhone() {
        Scenario story = afterTwoInARow(TWO_IN_ROW);
        long untilMs = story.agent(1).heldBackUntilMs();
        story.asks(new Command.Resume(9, 1), ReplyCode.UNCHANGED)
                .waits(103, 1)
                .passes(15_000)
                .rings(1)
                .goes(103, GoneCause.HUNG_UP);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.agent(1).heldBackUntilMs())
                .as("the ringing was no work")
                .isEqualTo(untilMs);
    }

    @Test
    void shouldGoByTheAgentsOwnLimitsAndByNewOnesAtOnce() {
        Centre own = new Centre()
                .settings(Settings.DEFAULT.with(TWO_IN_ROW))
                .queue(1)
                .agent(1, List.of(1), new Employment(0, new Limits(100, 1, 10_000)));
        Scenario story = Scenario.in(own).logsIn(1);
        serves(story, 1, 101, 30_000);
        assertThat(story.agent(1).heldBackUntilMs()).isEqualTo(story.nowMs() + 10_000);
        long backMs = story.nowMs();
        story.passes(1_000)
                .adopts(new Centre()
                        .settings(Settings.DEFAULT.with(TWO_IN_ROW))
                        .queue(1)
                        .agent(1, List.of(1), new Employment(0, new Limits(100, 1, 20_000))));
        assertThat(story.agent(1).heldBackUntilMs()).isEqualTo(backMs + 20_000);
        story.adopts(new Centre().queue(1).agent(1, List.of(1)));
        assertThat(story.agent(1).heldBackUntilMs()).isZero();
        assertThat(story.last(Event.AgentHeldBack.class).untilMs())
                .as("no longer")
                .isEqualTo(story.nowMs());
        assertThat(story.waits(102, 1).agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldHoldBackWhoIsIdleWhenACeilingComesDown() {
        Settings lately = Settings.DEFAULT.with(new Routing(
                Routing.ContactRule.WEIGHTED_WAIT,
                Routing.AgentRule.LEAST_OCCUPIED,
                Routing.ContactWeights.DEFAULT,
                Routing.AgentWeights.DEFAULT,
                MEMORY_MS));
        Centre before = new Centre().settings(lately).queue(1).agent(1, List.of(1));
        Scenario story = Scenario.in(before).logsIn(1);
        serves(story, 1, 101, 15 * 60_000L);
        assertThat(story.agent(1).heldBackUntilMs()).isZero();
        story.adopts(new Centre().settings(lately.with(CEILING)).queue(1).agent(1, List.of(1)));
        assertThat(story.agent(1).heldBackUntilMs()).isGreaterThan(story.nowMs());
        assertThat(story.waits(102, 1).agentOf(102)).isZero();
    }

    @Test
    void shouldHoldBackWhoChatsWhenACeilingComesDown() {
        Centre centre = new Centre().queue(1).agent(1, List.of(1), 2);
        Scenario story = Scenario.in(centre.settings(Settings.DEFAULT.with(new BurnoutGuard(new Limits(99, 0, 0), 0))))
                .logsIn(1);
        serves(story, 1, 101, 30_000);
        story.writes(102, 1).accepts(102);
        assertThat(story.agent(1).chats()).hasSize(1);
        story.adopts(centre.settings(Settings.DEFAULT.with(new BurnoutGuard(new Limits(1, 0, 0), 0))));
        assertThat(story.agent(1).heldBackUntilMs()).isGreaterThan(story.nowMs());
        story.writes(103, 1);
        assertThat(story.agentOf(103)).as("he had room for another chat").isZero();
    }

    @Test
    void shouldRefuseLimitsOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(101, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(100, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Limits(100, 0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new BurnoutGuard(Limits.NONE, 1_001));
    }
}

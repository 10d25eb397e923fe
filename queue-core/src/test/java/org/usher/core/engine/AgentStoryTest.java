package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.LUNCH;
import static org.usher.core.engine.Centre.TRAINING;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReplyCode;

final class AgentStoryTest {
    private static Scenario twoAgents() {
        return Scenario.in(
                new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)).phone(10));
    }

    @Test
    void shouldAnswerEveryLogIn() {
        Scenario story = twoAgents()
                .asks(new Command.LogIn(1, 9, List.of(1)), ReplyCode.UNKNOWN_AGENT)
                .asks(new Command.LogIn(2, 1, List.of(77)), ReplyCode.UNKNOWN_DEVICE)
                .asks(new Command.LogIn(3, 1, List.of()), ReplyCode.UNKNOWN_DEVICE)
                .asks(new Command.LogIn(4, 1, List.of(10, 1, 10)), ReplyCode.ACCEPTED)
                .asks(new Command.LogIn(5, 1, List.of(10, 1)), ReplyCode.UNCHANGED)
                .asks(new Command.LogIn(6, 1, List.of(1)), ReplyCode.LOGGED_IN_ELSEWHERE)
                .asks(new Command.LogIn(7, 2, List.of(2, 10)), ReplyCode.DEVICE_IN_USE);
        assertThat(story.agent(1).deviceIds()).containsExactly(10, 1);
        assertThat(story.state(2)).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void shouldHandAPhoneOnWhenItsAgentLogsOut() {
        Scenario story = twoAgents()
                .asks(new Command.LogIn(1, 1, List.of(10)), ReplyCode.ACCEPTED)
                .asks(new Command.LogOut(2, 1), ReplyCode.ACCEPTED)
                .asks(new Command.LogOut(3, 1), ReplyCode.UNCHANGED)
                .asks(new Command.LogIn(4, 2, List.of(10)), ReplyCode.ACCEPTED)
                .waits(101, 1);
        assertThat(story.lastEffect(Effect.Offer.class).rung().getFirst().agentId())
                .isEqualTo(2);
        assertThat(story.lastEffect(Effect.Offer.class).rung().getFirst().deviceIds())
                .containsExactly(10);
    }

    @Test
    void shouldNotAnswerWhereNobodyAsked() {
        Scenario story = twoAgents().tell(new Command.LogIn(0, 1, List.of(1)));
        assertThat(story.effects(Effect.Reply.class)).isEmpty();
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldRefuseToLoggedOutAgentsWhatOnlyWorkingOnesCanDo() {
        twoAgents()
                .asks(new Command.Pause(1, 1, LUNCH), ReplyCode.NOT_LOGGED_IN)
                .asks(new Command.Resume(2, 1), ReplyCode.NOT_LOGGED_IN)
                .asks(new Command.EndWrapUp(3, 1), ReplyCode.NOT_LOGGED_IN);
    }

    @Test
    void shouldOfferNothingDuringAPause() {
        Scenario story = twoAgents()
                .logsIn(1)
                .asks(new Command.Pause(1, 1, 9), ReplyCode.UNKNOWN_REASON)
                .asks(new Command.Pause(2, 1, LUNCH), ReplyCode.ACCEPTED)
                .asks(new Command.Pause(3, 1, LUNCH), ReplyCode.UNCHANGED)
                .waits(101, 1);
        assertThat(story.agentOf(101)).isZero();
        story.asks(new Command.Pause(4, 1, TRAINING), ReplyCode.ACCEPTED);
        assertThat(story.agent(1).reasonId()).isEqualTo(TRAINING);
        assertThat(story.last(Event.AgentStateChanged.class).reasonId()).isEqualTo(TRAINING);
        story.asks(new Command.Resume(5, 1), ReplyCode.ACCEPTED);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.asks(new Command.Resume(6, 1), ReplyCode.UNCHANGED);
    }

    @Test
    void shouldPauseAfterTheCallAndItsWrapUp() {
        Scenario story = twoAgents()
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .asks(new Command.Pause(1, 1, LUNCH), ReplyCode.ACCEPTED_PENDING)
                .asks(new Command.Pause(2, 1, LUNCH), ReplyCode.UNCHANGED);
        assertThat(story.agent(1).pending()).isEqualTo(PendingChange.PAUSE);
        story.goes(101, GoneCause.HUNG_UP).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.agent(1).reasonId()).isEqualTo(LUNCH);
        assertThat(story.agent(1).pending()).isEqualTo(PendingChange.NONE);
    }

    @Test
    void shouldTakeBackWhatIsPending() {
        Scenario story = twoAgents()
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .asks(new Command.LogOut(1, 1), ReplyCode.ACCEPTED_PENDING)
                .asks(new Command.Resume(2, 1), ReplyCode.ACCEPTED);
        assertThat(story.last(Event.AgentPending.class).pending()).isEqualTo(PendingChange.NONE);
        story.asks(new Command.LogOut(3, 1), ReplyCode.ACCEPTED_PENDING)
                .asks(new Command.LogIn(4, 1, List.of(1)), ReplyCode.ACCEPTED)
                .goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldGoHomeAfterTheOfferThatRings() {
        Scenario story = twoAgents()
                .logsIn(1)
                .waits(101, 1)
                .asks(new Command.LogOut(1, 1), ReplyCode.ACCEPTED_PENDING)
                .offerFails(1, OfferOutcome.TIMED_OUT);
        assertThat(story.state(1)).isEqualTo(AgentState.LOGGED_OUT);
        story.logsIn(1);
        assertThat(story.state(1)).as("a new day").isEqualTo(AgentState.READY);
    }

    @Test
    void shouldSpareWhoIsInACallOfHisOwn() {
        Scenario story = twoAgents().logsIn(1).phone(1, DeviceState.IN_USE).waits(101, 1);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        assertThat(story.agentOf(101)).isZero();
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldNotHoldOurOwnCallAgainstTheAgent() {
        Scenario story = twoAgents()
                .logsIn(1)
                .waits(101, 1)
                .phone(1, DeviceState.RINGING)
                .answers(1)
                .phone(1, DeviceState.IN_USE)
                .goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000);
        assertThat(story.state(1)).as("the phone is slow to report").isEqualTo(AgentState.READY);
        story.phone(1, DeviceState.NOT_IN_USE).phone(1, DeviceState.RINGING);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
    }

    @Test
    void shouldNoticeAnOwnCallBegunDuringWrapUp() {
        Scenario story = twoAgents()
                .logsIn(1)
                .waits(101, 1)
                .phone(1, DeviceState.RINGING)
                .answers(1)
                .goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .phone(1, DeviceState.NOT_IN_USE)
                .phone(1, DeviceState.IN_USE)
                .passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
    }

    @Test
    void shouldReachAnAgentWhileOneOfHisPhonesIsThere() {
        Scenario story = twoAgents()
                .asks(new Command.LogIn(1, 1, List.of(1, 10)), ReplyCode.ACCEPTED)
                .phone(1, DeviceState.UNAVAILABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.phone(10, DeviceState.UNAVAILABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        assertThat(story.last(Event.AgentStateChanged.class).cause()).isNull();
        story.passes(3_600_000);
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        story.phone(10, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }
}

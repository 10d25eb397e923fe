package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.DeviceState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReplyCode;

/** The agent's leg dies in mid-talk: the caller is back in the waiting room and that agent's for a while. */
final class LostAgentStoryTest {
    private static Scenario talking() {
        return Scenario.in(new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .waits(102, 1)
                .answers(1)
                .passes(30_000);
    }

    /** The phone of agent 1 is out of reach, agent 2 is ready, caller 102 still waits. */
    private static Scenario lost() {
        return talking()
                .phone(1, DeviceState.UNAVAILABLE)
                .talkEnds(1, EndedBy.SYSTEM)
                .legEnds(1)
                .reaches(101);
    }

    @Test
    void shouldStandAtTheHeadOfTheLineInANewEntry() {
        Scenario story = lost();
        assertThat(story.events(Event.Repaired.class)).isEmpty();
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(story.nowMs());
        assertThat(story.last(Event.ContactQueued.class).creditMs()).isEqualTo(QueueEntry.HEAD_CREDIT_MS);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.SYSTEM);
        assertThat(story.queue(1).offered()).isEqualTo(3);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(101)).as("though 102 has waited longer").isEqualTo(1);
    }

    @Test
    void shouldSpareTheAgentHisAfterCallWorkUntilTheyHaveFinished() {
        Scenario story = talking().talkEnds(1, EndedBy.SYSTEM).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story = talking().talkEnds(1, EndedBy.SYSTEM).reaches(101);
        assertThat(story.agentOf(101)).isZero();
        story.legEnds(1);
        assertThat(story.agentOf(101)).as("told in another order").isEqualTo(1);
    }

    @Test
    void shouldGiveAfterCallWorkWhenTheCallerIsGoneInstead() {
        Scenario story = talking().talkEnds(1, EndedBy.SYSTEM).legEnds(1).goes(101, GoneCause.HUNG_UP);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.SYSTEM);
    }

    @Test
    void shouldWaitForThatAgentAloneAndThenForAnybody() {
        Scenario story = lost().logsIn(2);
        assertThat(story.agentOf(102)).as("anybody's").isEqualTo(2);
        story.offerFails(2, OfferOutcome.CALLER_LEFT)
                .goes(102, GoneCause.HUNG_UP)
                .passes(19_999);
        assertThat(story.agentOf(101)).isZero();
        story.passes(1);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldAskAnybodyAtOnceWhenTheAgentHangsUpBeforeHeHearsTheCaller() {
        Scenario story = lost().phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.goes(102, GoneCause.HUNG_UP)
                .logsIn(2)
                .picksUp(1)
                .offerFails(1, OfferOutcome.REJECTED)
                .reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldAskAnybodyAtOnceWhenTheAgentCannotCome() {
        Scenario story = lost().waits(103, 1)
                .asks(new Command.LogOut(1, 1), ReplyCode.ACCEPTED)
                .logsIn(2);
        assertThat(story.agentOf(101)).as("at the head of the line").isEqualTo(2);
        story = lost().asks(new Command.Pause(1, 1, Centre.LUNCH), ReplyCode.ACCEPTED)
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
        story = talking().asks(new Command.LogOut(1, 1), ReplyCode.ACCEPTED_PENDING);
        story.talkEnds(1, EndedBy.SYSTEM).reaches(101).logsIn(2);
        assertThat(story.agentOf(101)).as("he goes home after the call").isEqualTo(2);
    }

    @Test
    void shouldAskAnybodyWhenTheAgentDoesNotTakeTheCallerBack() {
        Scenario story = talking()
                .talkEnds(1, EndedBy.SYSTEM)
                .legEnds(1)
                .reaches(101)
                .offerFails(1, OfferOutcome.REJECTED)
                .reaches(101)
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldKeepWaitingForAnAgentWhosePhoneIsNotThereYet() {
        Scenario story = talking()
                .talkEnds(1, EndedBy.SYSTEM)
                .legEnds(1)
                .reaches(101)
                .offerFails(1, OfferOutcome.UNREACHABLE)
                .reaches(101)
                .logsIn(2);
        assertThat(story.agentOf(102)).isEqualTo(2);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldNotWaitForAnAgentWhoLeavesTooManyCallsUnanswered() {
        Settings strict = new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 1, 30_000, 20_000, 60_000, 0, 60_000);
        Scenario story = Scenario.in(new Centre()
                        .settings(strict)
                        .queue(1)
                        .agent(1, List.of(1))
                        .agent(2, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .waits(102, 1)
                .talkEnds(1, EndedBy.SYSTEM)
                .phone(1, DeviceState.UNAVAILABLE)
                .legEnds(1)
                .reaches(101)
                .leavesRoom(101)
                .phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(102)).as("while 101 listens to a prompt").isEqualTo(1);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(101).logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldNotCutTheAfterCallWorkOfAnotherCallShort() {
        Scenario story = talking().talkEnds(1, EndedBy.SYSTEM).legEnds(1);
        story.asks(new Command.EndWrapUp(1, 1), ReplyCode.ACCEPTED)
                .answers(1)
                .goes(102, GoneCause.HUNG_UP)
                .legEnds(1)
                .reaches(101);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(10_000);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldForgetTheAgentWhoMayNotServeTheQueueAnyMore() {
        Scenario story = lost();
        story.adopts(new Centre().queue(1).agent(1, List.of()).agent(2, List.of(1)))
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldForgetTheAgentWhoMayNotServeTheQueueAnyMoreThoughHeIsOnAnotherCall() {
        Scenario story = lost().leavesRoom(101)
                .phone(1, DeviceState.NOT_IN_USE)
                .answers(1)
                .reaches(101);
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.adopts(new Centre().queue(1).agent(1, List.of()).agent(2, List.of(1)))
                .logsIn(2);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldWaitForThatAgentThroughARestart() throws IOException {
        Scenario story = lost().restarts().logsIn(2).goes(102, GoneCause.HUNG_UP);
        assertThat(story.agentOf(101)).isZero();
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldTakeForARepairWhatComesWithoutTheEndOfTheTalk() {
        Scenario story = talking().legEnds(1).reaches(101);
        assertThat(story.events(Event.Repaired.class)).hasSize(1);
        assertThat(story.contact(101).enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        assertThat(story.last(Event.ContactQueued.class).creditMs()).isZero();
    }

    @Test
    void shouldServeTwoWhoLostTheirAgentsInTheOrderInWhichTheyLostThem() {
        Scenario story = Scenario.in(new Centre()
                        .queue(1)
                        .agent(1, List.of(1))
                        .agent(2, List.of(1))
                        .agent(3, List.of(1)))
                .logsIn(1, 2)
                .waits(101, 1)
                .waits(102, 1)
                .answers(1)
                .answers(2)
                .waits(103, 1);
        story.talkEnds(2, EndedBy.SYSTEM)
                .phone(2, DeviceState.UNAVAILABLE)
                .legEnds(2)
                .reaches(102);
        story.passes(1)
                .talkEnds(1, EndedBy.SYSTEM)
                .phone(1, DeviceState.UNAVAILABLE)
                .legEnds(1)
                .reaches(101);
        story.passes(20_000).logsIn(3);
        assertThat(story.agentOf(102)).isEqualTo(3);
    }
}

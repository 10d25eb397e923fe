package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.usher.core.engine.Centre.LUNCH;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.PauseReason;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReplyCode;

/** Agents who work with a page: it may vanish, and takes down what they say of their contacts. */
final class DeskStoryTest {
    private static final int AWAY = PauseReason.AWAY_FROM_DESK.reasonId();

    private static Scenario atDesk() {
        return Scenario.in(new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)))
                .logsIn(1)
                .asks(new Command.DeskChanged(90, 1, true), ReplyCode.ACCEPTED);
    }

    private static Command.NoteContact note(long requestId, int agentId, long contactId) {
        return new Command.NoteContact(requestId, agentId, contactId, "sold", "wants two more");
    }

    @Test
    void shouldPauseWhoseDeskIsGoneAndMakeHimReadyWhenHeAsks() {
        Scenario story = atDesk().asks(new Command.DeskChanged(1, 1, true), ReplyCode.UNCHANGED)
                .asks(new Command.DeskChanged(2, 1, false), ReplyCode.ACCEPTED);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.agent(1).reasonId()).isEqualTo(AWAY);
        assertThat(story.last(Event.AgentStateChanged.class).reasonId()).isEqualTo(AWAY);
        story.waits(101, 1);
        assertThat(story.agentOf(101)).as("nobody is rung for").isZero();
        story.asks(new Command.DeskChanged(3, 1, false), ReplyCode.UNCHANGED)
                .asks(new Command.DeskChanged(4, 1, true), ReplyCode.ACCEPTED);
        assertThat(story.state(1))
                .as("the page alone makes nobody ready: he may not sit there")
                .isEqualTo(AgentState.PAUSED);
        story.asks(new Command.Resume(5, 1), ReplyCode.ACCEPTED);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldNotPauseAgainWhoWentOnByHisPhone() {
        Scenario story = atDesk().asks(new Command.DeskChanged(1, 1, false), ReplyCode.ACCEPTED)
                .asks(new Command.Resume(2, 1), ReplyCode.ACCEPTED);
        assertThat(story.agent(1).atDesk())
                .as("a server that starts waits for no page of his")
                .isFalse();
        story.asks(new Command.DeskChanged(3, 1, false), ReplyCode.UNCHANGED);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldLetHimFinishTheCallWhosePageDiesInIt() {
        Scenario story = atDesk().waits(101, 1)
                .answers(1)
                .asks(new Command.DeskChanged(1, 1, false), ReplyCode.ACCEPTED_PENDING);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.agent(1).pending()).isEqualTo(PendingChange.PAUSE);
        assertThat(story.last(Event.AgentPending.class).reasonId()).isEqualTo(AWAY);
        story.goes(101, GoneCause.HUNG_UP).legEnds(1).passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.agent(1).reasonId()).isEqualTo(AWAY);
    }

    @Test
    void shouldTakeBackAPauseThatWaitsForTheEndOfTheCallWhenHeIsThereAgain() {
        Scenario story = atDesk().waits(101, 1)
                .answers(1)
                .asks(new Command.DeskChanged(1, 1, false), ReplyCode.ACCEPTED_PENDING)
                .asks(new Command.Resume(2, 1), ReplyCode.ACCEPTED)
                .goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldPauseInPlaceOfRingingOnWhoDoesNotComeBackToAnOffer() {
        Scenario story = atDesk().waits(101, 1)
                .asks(new Command.DeskChanged(1, 1, false), ReplyCode.ACCEPTED_PENDING)
                .offerFails(1, OfferOutcome.TIMED_OUT);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.agent(1).reasonId()).isEqualTo(AWAY);
    }

    @Test
    void shouldLeaveAloneWhoWorksByHisPhoneAlone() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .asks(new Command.DeskChanged(1, 1, true), ReplyCode.NOT_LOGGED_IN)
                .asks(new Command.DeskChanged(2, 1, false), ReplyCode.NOT_LOGGED_IN)
                .logsIn(1)
                .asks(new Command.DeskChanged(3, 1, false), ReplyCode.UNCHANGED);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldForgetTheDeskOfWhoGoesHome() {
        Scenario story = atDesk().asks(new Command.LogOut(1, 1), ReplyCode.ACCEPTED)
                .logsIn(1)
                .asks(new Command.DeskChanged(2, 1, false), ReplyCode.UNCHANGED);
        assertThat(story.agent(1).atDesk()).isFalse();
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldKeepThePauseOrLogOutThatHeHadChosenHimself() {
        Scenario story = atDesk().asks(new Command.Pause(1, 1, LUNCH), ReplyCode.ACCEPTED)
                .asks(new Command.DeskChanged(2, 1, false), ReplyCode.UNCHANGED);
        assertThat(story.agent(1).reasonId()).isEqualTo(LUNCH);
        story.asks(new Command.Resume(3, 1), ReplyCode.ACCEPTED)
                .waits(101, 1)
                .answers(1)
                .asks(new Command.LogOut(4, 1), ReplyCode.ACCEPTED_PENDING)
                .asks(new Command.DeskChanged(5, 1, false), ReplyCode.UNCHANGED);
        assertThat(story.agent(1).pending()).isEqualTo(PendingChange.LOG_OUT);
    }

    @Test
    void shouldKnowWhoWasAtADeskAfterARestart() throws IOException {
        Scenario story = atDesk().restarts();
        assertThat(story.agent(1).atDesk()).isTrue();
        assertThat(story.agent(2).atDesk()).isFalse();
        story.asks(new Command.DeskChanged(1, 1, false), ReplyCode.ACCEPTED).restarts();
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.agent(1).reasonId()).isEqualTo(AWAY);
    }

    @Test
    void shouldTakeDownWhatAnAgentSaysOfHisContactInTheTalkAndAfterIt() {
        Scenario story = atDesk().waits(101, 1);
        long contactId = story.contact(101).contactId();
        story.asks(note(1, 1, contactId), ReplyCode.NOT_HIS_CONTACT) // it only rings
                .answers(1)
                .asks(note(2, 1, contactId), ReplyCode.ACCEPTED);
        assertThat(story.last(Event.ContactNoted.class))
                .isEqualTo(new Event.ContactNoted(story.nowMs(), contactId, 1, "sold", "wants two more"));
        story.goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .asks(note(3, 1, contactId), ReplyCode.ACCEPTED)
                .passes(10_000)
                .asks(note(4, 1, contactId), ReplyCode.ACCEPTED)
                .asks(new Command.LogOut(5, 1), ReplyCode.ACCEPTED)
                .asks(note(6, 1, contactId), ReplyCode.ACCEPTED);
        assertThat(story.events(Event.ContactNoted.class)).hasSize(4);
    }

    @Test
    void shouldTakeDownNothingOfOthersContacts() {
        Scenario story = atDesk().logsIn(2).waits(101, 1).answers(1);
        long contactId = story.contact(101).contactId();
        story.asks(note(1, 2, contactId), ReplyCode.NOT_HIS_CONTACT)
                .asks(note(2, 1, 0), ReplyCode.NOT_HIS_CONTACT)
                .asks(note(3, 1, Long.MAX_VALUE), ReplyCode.NOT_HIS_CONTACT)
                .asks(note(4, 7, contactId), ReplyCode.UNKNOWN_AGENT);
        assertThat(story.events(Event.ContactNoted.class)).isEmpty();
    }

    @Test
    void shouldTakeDownNothingOfTheContactBeforeLast() {
        Scenario story = atDesk().waits(101, 1).answers(1);
        long first = story.contact(101).contactId();
        story.goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000)
                .waits(102, 1)
                .answers(1)
                .asks(note(1, 1, first), ReplyCode.ACCEPTED)
                .goes(102, GoneCause.HUNG_UP)
                .asks(note(2, 1, first), ReplyCode.NOT_HIS_CONTACT);
    }

    @Test
    void shouldTakeDownWhatIsSaidOfAChatBesideOthers() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1), 2))
                .logsIn(1)
                .writes(101, 1)
                .accepts(101)
                .writes(102, 1)
                .accepts(102);
        long first = story.contact(101).contactId();
        story.asks(note(1, 1, first), ReplyCode.ACCEPTED)
                .closes(102, EndedBy.CALLER)
                .asks(note(2, 1, first), ReplyCode.ACCEPTED);
    }
}

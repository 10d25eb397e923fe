package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReplyCode;

/** Calls of agents that are not Usher's, and phones of which nothing is known. */
final class OwnCallStoryTest {
    private static final Settings WITH_WRAP_UP =
            new Settings(3_000, 10_000, 5_000, 5_000, 10_000, 3, 30_000, 20_000, 60_000, 15_000, 60_000);

    private static Centre centre() {
        return new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1));
    }

    private static Scenario withWrapUp() {
        return Scenario.in(centre().settings(WITH_WRAP_UP)).logsIn(1);
    }

    @Test
    void shouldGiveAfterCallWorkAfterACallOfHisOwn() {
        Scenario story = withWrapUp().phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.waits(101, 1).passes(14_999);
        assertThat(story.agentOf(101)).isZero();
        story.passes(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story = withWrapUp()
                .phone(1, DeviceState.IN_USE)
                .phone(1, DeviceState.NOT_IN_USE)
                .asks(new Command.EndWrapUp(9, 1), ReplyCode.ACCEPTED);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTakeDownWhatHeSaysOfHisLastContactAfterACallOfHisOwnToo() throws IOException {
        Scenario story = withWrapUp().waits(101, 1).answers(1);
        long contactId = story.contact(101).contactId();
        story.goes(101, GoneCause.HUNG_UP)
                .legEnds(1)
                .passes(10_000)
                .phone(1, DeviceState.IN_USE)
                .asks(note(1, contactId), ReplyCode.ACCEPTED)
                .phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.asks(note(2, contactId), ReplyCode.ACCEPTED).restarts();
        story.asks(note(3, contactId), ReplyCode.ACCEPTED)
                .passes(15_000)
                .asks(note(4, contactId), ReplyCode.ACCEPTED)
                .asks(note(5, contactId + 1), ReplyCode.NOT_HIS_CONTACT);
    }

    private static Command.NoteContact note(long requestId, long contactId) {
        return new Command.NoteContact(requestId, 1, contactId, "sold", "wants two more");
    }

    @Test
    void shouldGiveNoneAfterAFeatureCodeThoughHeIsBusyWhileItLasts() {
        Scenario story = withWrapUp().phone(1, DeviceState.IN_USE).tell(new Command.OwnCallExcused(1));
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).as("after the next call").isEqualTo(AgentState.WRAP_UP);
        story.tell(new Command.OwnCallExcused(1))
                .phone(1, DeviceState.IN_USE)
                .asks(new Command.EndWrapUp(9, 1), ReplyCode.ACCEPTED);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).as("said before the phone said it").isEqualTo(AgentState.READY);
    }

    @Test
    void shouldGiveNoneAfterACallThatHeDidNotTake() {
        Scenario story = withWrapUp().phone(1, DeviceState.RINGING);
        assertThat(story.state(1)).as("rung by somebody else").isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldGiveNoneWhereTheCentreHasNone() {
        Scenario story =
                Scenario.in(centre()).logsIn(1).phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldGiveNoneToWhoPausedOrWhosePhoneIsGone() {
        Scenario story = withWrapUp().phone(1, DeviceState.IN_USE).phone(1, DeviceState.UNAVAILABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        story = withWrapUp()
                .phone(1, DeviceState.IN_USE)
                .asks(new Command.Pause(9, 1, Centre.LUNCH), ReplyCode.ACCEPTED)
                .phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
    }

    @Test
    void shouldTakeTheOfferBackFromAnAgentWhoBeginsACallOfHisOwn() {
        Scenario story = withWrapUp().waits(101, 1);
        long offerId = story.offerTo(1);
        story.phone(1, DeviceState.RINGING).phone(1, DeviceState.IN_USE).passes(2_999);
        assertThat(story.state(1)).as("may have picked up").isEqualTo(AgentState.OFFERED);
        story.passes(1);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.WITHDRAWN);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        story.logsIn(2).reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(2);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
    }

    @Test
    void shouldOfferNothingDuringACallOfHisOwnThatBeganWhileHisPhoneRangAndWasBusy() {
        for (boolean toldLate : new boolean[] {false, true}) {
            Scenario story = Scenario.in(centre()).logsIn(1).waits(101, 1).phone(1, DeviceState.RINGING);
            story = toldLate ? story : story.phone(1, DeviceState.IN_USE);
            story.tell(new Command.OfferFailed(story.offerTo(1), OfferOutcome.BUSY))
                    .reaches(101);
            story = toldLate ? story.phone(1, DeviceState.IN_USE) : story;
            story.passes(60_000);
            assertThat(story.state(1)).as("told late: " + toldLate).isEqualTo(AgentState.BUSY_ELSEWHERE);
            story.phone(1, DeviceState.NOT_IN_USE);
            assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        }
    }

    @Test
    void shouldLetTheOfferRingOnWhenThePhoneIsPutDownAgain() {
        Scenario story = withWrapUp()
                .waits(101, 1)
                .phone(1, DeviceState.IN_USE)
                .passes(1_000)
                .phone(1, DeviceState.RINGING)
                .passes(10_000);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        assertThat(story.answers(1).passes(10_000).state(1)).isEqualTo(AgentState.ON_CONTACT);
    }

    @Test
    void shouldBelieveThePickUpThatIsToldLate() {
        Scenario story = withWrapUp().waits(101, 1).phone(1, DeviceState.IN_USE);
        long offerId = story.offerTo(1);
        story.passes(4_000).tell(new Command.OfferAccepted(offerId, 1));
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldRingTheOthersOnWhenOneOfAGroupBeginsACallOfHisOwn() {
        Scenario story = Scenario.in(new Centre()
                        .rules(new Rules(2, true, -1, true))
                        .queue(1)
                        .agent(1, List.of(1))
                        .agent(2, List.of(1)))
                .logsIn(1, 2)
                .waits(101, 1)
                .phone(1, DeviceState.IN_USE)
                .passes(3_000);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        assertThat(story.effects(Effect.Withdraw.class)).isEmpty();
        assertThat(story.answers(2).agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldAlwaysTakeANumberOutsideForAvailable() {
        Scenario story = Scenario.in(centre().outside(10))
                .asks(new Command.LogIn(1, 1, List.of(10)), ReplyCode.ACCEPTED)
                .phone(10, DeviceState.UNAVAILABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.phone(10, DeviceState.IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(story.events(Event.DeviceStateNoted.class)).isEmpty();
        story.waits(101, 1).phone(10, DeviceState.RINGING).passes(5_000);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
    }

    @Test
    void shouldKnowAPhoneThatBecameANumberOutside() {
        Scenario story = Scenario.in(centre().phone(10))
                .asks(new Command.LogIn(1, 1, List.of(10)), ReplyCode.ACCEPTED)
                .phone(10, DeviceState.UNAVAILABLE);
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        assertThat(story.adopts(centre().outside(10)).state(1)).isEqualTo(AgentState.READY);
        assertThat(story.adopts(centre().phone(10)).state(1)).isEqualTo(AgentState.UNREACHABLE);
    }
}

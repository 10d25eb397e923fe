package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.RepairKind;
import org.usher.core.api.ReplyCode;

/** A queue that rings up to three agents at once. */
final class GroupOfferStoryTest {
    private static final long OWN_DEADLINE_MS = 23_000;

    private static Centre centre() {
        return new Centre()
                .rules(new Rules(3, true, -1, true))
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1))
                .agent(3, List.of(1))
                .agent(4, List.of(1))
                .phone(10);
    }

    /** Agents 3, 1 and 2, idle in this order, are rung for caller 101; agent 4 is idle. */
    private static Scenario ringing() {
        return Scenario.in(centre()).logsIn(3, 1, 2, 4).waits(101, 1);
    }

    @Test
    void shouldRingTheLongestIdleAgentsAtOnce() {
        Scenario story = ringing();
        Effect.Offer offer = story.lastEffect(Effect.Offer.class);
        assertThat(offer.rung())
                .containsExactly(
                        new Effect.Rung(3, List.of(3)), new Effect.Rung(1, List.of(1)), new Effect.Rung(2, List.of(2)));
        assertThat(story.events(Event.OfferMade.class).stream().map(Event.OfferMade::agentId))
                .containsExactly(3, 1, 2);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        assertThat(story.state(4)).isEqualTo(AgentState.READY);
        assertThat(story.waits(102, 1).agentOf(102))
                .as("alone: nobody else is free")
                .isEqualTo(4);
        assertThat(story.lastEffect(Effect.Offer.class).rung()).hasSize(1);
    }

    @Test
    void shouldHaveOneWinnerAndFreeTheOthersInTheirTurn() {
        Scenario story = ringing().rings(1).picksUp(1);
        assertThat(outcomes(story)).containsExactly("1 ACCEPTED", "3 TAKEN_BY_OTHER", "2 TAKEN_BY_OTHER");
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.waits(102, 1);
        assertThat(story.lastEffect(Effect.Offer.class).rung().stream().map(Effect.Rung::agentId))
                .as("idle as long as before")
                .containsExactly(3, 2, 4);
        story.tell(new Command.OfferConnected(story.contact(101).offerId()));
        assertThat(story.last(Event.ContactConnected.class).agentId()).isEqualTo(1);
    }

    @Test
    void shouldBlameTheOneWhoDeclinesAtOnceAndRingTheOthersOn() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferLegEnded(offerId, 3, OfferOutcome.REJECTED));
        assertThat(story.state(3)).isEqualTo(AgentState.NOT_RESPONDING);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.tell(new Command.OfferLegEnded(offerId, 1, OfferOutcome.UNREACHABLE));
        assertThat(story.state(1)).isEqualTo(AgentState.UNREACHABLE);
        story.passes(5_000);
        assertThat(story.state(3)).as("its back-off is over").isEqualTo(AgentState.READY);
        story.offerFails(2, OfferOutcome.TIMED_OUT);
        assertThat(outcomes(story)).containsExactly("3 REJECTED", "1 UNREACHABLE", "2 TIMED_OUT");
        assertThat(story.last(Event.AgentStateChanged.class).cause()).isEqualTo(OfferOutcome.TIMED_OUT);
        assertThat(story.reaches(101).agentOf(101)).isEqualTo(4);
    }

    @Test
    void shouldTakeTheLastPhonesOwnWordForHowTheOfferEnded() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        for (int agent = 1; agent <= 3; agent++) {
            story.tell(new Command.OfferLegEnded(offerId, agent, OfferOutcome.BUSY));
        }
        assertThat(story.state(3)).as("until the offer is over").isEqualTo(AgentState.OFFERED);
        story.offerFails(3, OfferOutcome.TIMED_OUT);
        assertThat(outcomes(story)).containsExactly("1 BUSY", "2 BUSY", "3 BUSY");
    }

    @Test
    void shouldRingAnAgentOnWhileAnotherPhoneOfHisRings() {
        Scenario story = Scenario.in(centre())
                .asks(new Command.LogIn(1, 1, List.of(10, 1)), ReplyCode.ACCEPTED)
                .logsIn(2)
                .waits(101, 1);
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferLegEnded(offerId, 10, OfferOutcome.UNREACHABLE));
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        story.tell(new Command.OfferLegEnded(offerId, 1, OfferOutcome.REJECTED));
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
    }

    @Test
    void shouldLetAllBearWhatNobodyAnswered() {
        Scenario story = ringing().offerFails(1, OfferOutcome.TIMED_OUT);
        assertThat(outcomes(story)).containsExactly("3 TIMED_OUT", "1 TIMED_OUT", "2 TIMED_OUT");
        for (int agent = 1; agent <= 3; agent++) {
            assertThat(story.state(agent)).isEqualTo(AgentState.NOT_RESPONDING);
        }
    }

    @Test
    void shouldFreeAllWhenTheCallerHangsUp() {
        Scenario story = ringing().goes(101, GoneCause.HUNG_UP).waits(102, 1);
        assertThat(outcomes(story)).containsExactly("3 CALLER_LEFT", "1 CALLER_LEFT", "2 CALLER_LEFT");
        assertThat(story.lastEffect(Effect.Offer.class).rung().stream().map(Effect.Rung::agentId))
                .containsExactly(3, 1, 2);
    }

    @Test
    void shouldTakeBackTheWholeOfferWithOneWord() {
        Scenario story = ringing().passes(OWN_DEADLINE_MS);
        assertThat(story.effects(Effect.Withdraw.class)).hasSize(1);
        story.reaches(101);
        assertThat(outcomes(story)).containsExactly("3 WITHDRAWN", "1 WITHDRAWN", "2 WITHDRAWN");
        assertThat(story.lastEffect(Effect.Offer.class).rung())
                .as("offered anew")
                .hasSize(3);
    }

    @Test
    void shouldBelieveTheLateAnswerOfOneOfThem() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.passes(OWN_DEADLINE_MS).nextDeadline();
        assertThat(story.state(2)).isEqualTo(AgentState.READY);
        story.tell(new Command.OfferAccepted(offerId, 2));
        assertThat(story.last(Event.Repaired.class).kind()).isEqualTo(RepairKind.LATE_ANSWER);
        assertThat(story.agentOf(101)).isEqualTo(2);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(outcomes(story)).containsExactly("3 WITHDRAWN", "1 WITHDRAWN", "2 WITHDRAWN");
    }

    @Test
    void shouldBelieveWhoDeclinedAndPickedUpAfterAll() {
        Scenario story = ringing();
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferLegEnded(offerId, 3, OfferOutcome.REJECTED))
                .tell(new Command.OfferAccepted(offerId, 3));
        assertThat(story.agentOf(101)).isEqualTo(3);
        assertThat(outcomes(story)).containsExactly("3 REJECTED", "1 TAKEN_BY_OTHER", "2 TAKEN_BY_OTHER");
    }

    @Test
    void shouldKnowTheColleagueWhoTookTheCallFromARingingPhone() {
        Scenario story = ringing();
        story.tell(new Command.OfferAccepted(story.offerTo(1), 4));
        assertThat(story.agentOf(101)).isEqualTo(4);
        assertThat(story.state(4)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(outcomes(story)).containsExactly("3 TAKEN_BY_OTHER", "1 TAKEN_BY_OTHER", "2 TAKEN_BY_OTHER");
    }

    @Test
    void shouldLookForAPhoneInUseWhenTheWinnerIsNotNamed() {
        Scenario story = ringing().phone(1, DeviceState.RINGING).phone(3, DeviceState.RINGING);
        story.phone(2, DeviceState.IN_USE).tell(new Command.OfferConnected(story.offerTo(1)));
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldTakeBackOnlyHisPartOfWhoGetsAnotherCall() {
        Scenario story = ringing().waits(102, 1).answers(4).waits(103, 1);
        story.givesAway(4).hears(102, "leg", 1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.effects(Effect.Withdraw.class)).isEmpty();
        assertThat(outcomes(story)).containsExactly("4 ACCEPTED", "1 WITHDRAWN");
        story.picksUp(3);
        assertThat(story.agentOf(101)).isEqualTo(3);
        assertThat(story.agentOf(103)).as("was not picked").isEqualTo(2);
    }

    @Test
    void shouldTakeBackThePartOfAnAgentWhoVanished() {
        Scenario story = ringing();
        story.adopts(new Centre()
                .rules(new Rules(3, true, -1, true))
                .queue(1)
                .agent(1, List.of(1))
                .agent(2, List.of(1))
                .agent(4, List.of(1))
                .phone(3));
        assertThat(outcomes(story)).containsExactly("3 WITHDRAWN");
        assertThat(story.effects(Effect.Withdraw.class)).isEmpty();
        assertThat(story.picksUp(2).agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldRingOnlyWhomTheCallerWaitsForAlone() {
        Scenario story = ringing().answers(1).passes(1_000);
        story.tell(new Command.TalkEnded(story.offerTo(1), org.usher.core.api.EndedBy.SYSTEM))
                .legEnds(1)
                .reaches(101);
        assertThat(story.lastEffect(Effect.Offer.class).rung()).containsExactly(new Effect.Rung(1, List.of(1)));
    }

    @Test
    void shouldNotRingMoreThanSixteen() {
        Centre large = new Centre().rules(new Rules(100, true, -1, true)).queue(1);
        List<Integer> ids = new ArrayList<>();
        for (int agent = 1; agent <= 20; agent++) {
            large.agent(agent, List.of(1));
            ids.add(agent);
        }
        Scenario story = Scenario.in(large)
                .logsIn(ids.stream().mapToInt(id -> id).toArray())
                .waits(101, 1);
        assertThat(story.lastEffect(Effect.Offer.class).rung()).hasSize(OfferRecord.MAX_RUNG);
        assertThat(story.picksUp(16).agentOf(101)).isEqualTo(16);
    }

    private static List<String> outcomes(Scenario story) {
        return story.events(Event.OfferEnded.class).stream()
                .map(ended -> ended.agentId() + " " + ended.outcome())
                .toList();
    }

    @Test
    void shouldRingEachAgentOnUntilTheLastOfHisOwnPhonesHasEnded() {
        Scenario story = Scenario.in(centre().phone(11).phone(12))
                .asks(new Command.LogIn(71, 1, List.of(1, 11)), ReplyCode.ACCEPTED)
                .asks(new Command.LogIn(72, 2, List.of(2, 12)), ReplyCode.ACCEPTED)
                .waits(101, 1);
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferLegEnded(offerId, 1, OfferOutcome.BUSY))
                .tell(new Command.OfferLegEnded(offerId, 12, OfferOutcome.BUSY));
        assertThat(outcomes(story)).as("a phone of each rings on").isEmpty();
        story.tell(new Command.OfferLegEnded(offerId, 2, OfferOutcome.REJECTED));
        assertThat(outcomes(story)).containsExactly("2 REJECTED");
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        story.tell(new Command.OfferLegEnded(offerId, 11, OfferOutcome.BUSY));
        assertThat(outcomes(story)).as("the last one's end is the offer's").hasSize(1);
        story.tell(new Command.OfferFailed(offerId, OfferOutcome.TIMED_OUT));
        assertThat(outcomes(story)).containsExactly("2 REJECTED", "1 BUSY");
    }
}

package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;

/** Talks that began or ended while nobody listened, and are told of later with the time at which it happened. */
final class LateWordStoryTest {
    private static Scenario rung() {
        return Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .passes(4_000);
    }

    private static Scenario talking() {
        return rung().answers(1);
    }

    @Test
    void shouldCountATalkFromWhenItBegan() {
        Scenario story = rung();
        long offerId = story.offerTo(1);
        long beganMs = story.nowMs() + 1_000;
        story.passes(3_000).tell(new Command.OfferConnected(offerId, beganMs));
        Event.ContactConnected connected = story.last(Event.ContactConnected.class);
        assertThat(connected.connectedAtMs()).isEqualTo(beganMs);
        assertThat(connected.waitedMs()).isEqualTo(5_000);
        assertThat(story.last(Event.EntryEnded.class).waitedMs()).isEqualTo(5_000);
        story.passes(7_000).talkEnds(1, EndedBy.AGENT);
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(9_000);
    }

    @Test
    void shouldCountATalkUntilItEndedAndAfterCallWorkFromThen() {
        Scenario story = talking().passes(30_000);
        long offerId = story.offerTo(1);
        long endedMs = story.nowMs();
        story.passes(4_000)
                .tell(new Command.TalkEnded(offerId, EndedBy.CALLER, endedMs))
                .tell(new Command.AgentLegEnded(offerId, endedMs + 1));
        assertThat(story.last(Event.TalkEnded.class))
                .isEqualTo(
                        new Event.TalkEnded(story.nowMs(), story.idOf(101), offerId, 1, 1, EndedBy.CALLER, 30_000, 0));
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(6_000);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(1);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldGiveNoAfterCallWorkThatIsOverAlready() {
        Scenario story = talking().passes(30_000);
        long offerId = story.offerTo(1);
        long endedMs = story.nowMs();
        story.passes(10_000)
                .tell(new Command.TalkEnded(offerId, EndedBy.AGENT, endedMs))
                .tell(new Command.AgentLegEnded(offerId, endedMs));
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTellOfATalkThatBeganAndEndedUnheard() {
        Scenario story = rung();
        long offerId = story.offerTo(1);
        long ringsMs = story.nowMs();
        story.passes(9_000)
                .tell(new Command.OfferConnected(offerId, ringsMs + 2_000))
                .tell(new Command.TalkEnded(offerId, EndedBy.CALLER, ringsMs + 7_000))
                .tell(new Command.AgentLegEnded(offerId, ringsMs + 7_000));
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(5_000);
        story.goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.ContactEnded.class).endedBy()).isEqualTo(EndedBy.CALLER);
        assertThat(story.last(Event.ContactEnded.class).talkMs()).isEqualTo(5_000);
        assertThat(story.queue(1).answered()).isEqualTo(1);
    }

    @Test
    void shouldEndTheAgentsPartWhenHeGaveTheCallAway() {
        Scenario story = talking().passes(5_000);
        long offerId = story.offerTo(1);
        long endedMs = story.nowMs();
        story.passes(2_000).tell(new Command.TalkTransferred(offerId, endedMs));
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(5_000);
        assertThat(story.last(Event.TalkEnded.class).endedBy()).isEqualTo(EndedBy.TRANSFER);
    }

    @Test
    void shouldCountHoldOnlyUntilTheTalkEnded() {
        Scenario story = talking().passes(5_000);
        long offerId = story.offerTo(1);
        story.tell(new Command.HoldChanged(offerId, true)).passes(3_000);
        long endedMs = story.nowMs() - 1_000;
        story.tell(new Command.TalkEnded(offerId, EndedBy.CALLER, endedMs));
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(5_000);
        assertThat(story.last(Event.TalkEnded.class).holdMs()).isEqualTo(2_000);
    }

    @Test
    void shouldNotBelieveATimeBeforeTheOfferOrInTheFuture() {
        Scenario story = rung();
        long offerId = story.offerTo(1);
        long madeMs = story.last(Event.OfferMade.class).atMs();
        story.tell(new Command.OfferConnected(offerId, 1));
        assertThat(story.last(Event.ContactConnected.class).connectedAtMs()).isEqualTo(madeMs);
        story.passes(1_000).tell(new Command.TalkEnded(offerId, EndedBy.AGENT, Long.MAX_VALUE));
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(story.nowMs() - madeMs);
    }

    @Test
    void shouldKnowWhenATalkEndedThoughItIsToldAfterARestart() throws IOException {
        Scenario story = talking().passes(5_000);
        long offerId = story.offerTo(1);
        story.tell(new Command.AgentLegEnded(offerId, story.nowMs() - 500)).passes(1_000);
        story.restarts().goes(101, GoneCause.HUNG_UP);
        assertThat(story.last(Event.TalkEnded.class).talkMs()).isEqualTo(4_500);
    }

    /** A server that was away: the wrap-up was over long before anybody could be rung. */
    @Test
    void shouldRingWhoTurnedFreeLongAgoForAsLongAsAnybody() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)))
                .logsIn(1)
                .waits(101, 1)
                .answers(1)
                .waits(102, 1)
                .talkEnds(1, EndedBy.AGENT)
                .legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        story.passes(3_600_000);

        Event.OfferMade made = story.last(Event.OfferMade.class);
        assertThat(made.contactId()).isEqualTo(story.idOf(102));
        assertThat(made.atMs()).isEqualTo(story.nowMs());
        assertThat(story.stateOf(102)).isEqualTo(EngineView.ContactState.OFFERED);
        assertThat(story.events(Event.OfferEnded.class))
                .as("none was made and over while nobody could be rung")
                .hasSize(1);
    }
}

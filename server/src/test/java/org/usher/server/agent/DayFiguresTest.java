package org.usher.server.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.server.Story;

final class DayFiguresTest {
    private static final long MORNING_MS = Instant.parse("2026-03-02T08:00:00Z").toEpochMilli();
    private static final long MINUTE_MS = 60_000;

    private final DayFigures figures = new DayFigures(ZoneOffset.UTC);
    private final Story story = new Story(MORNING_MS, figures).adopt(Story.CENTRE);

    private FiguresRow row() {
        return figures.of(Story.ALICE, story.nowMs());
    }

    private void turns(AgentState from, AgentState to) {
        story.state(Story.ALICE, from, to);
    }

    private void offer(long contact) {
        story.say(new Event.OfferMade(story.nowMs(), contact, contact << 20, Story.BILLING, Story.ALICE, 0));
        turns(AgentState.READY, AgentState.OFFERED);
    }

    private void offerEnds(long contact, OfferOutcome outcome) {
        story.say(new Event.OfferEnded(
                story.nowMs(), contact, contact << 20, Story.BILLING, Story.ALICE, outcome, 10_000));
    }

    @Test
    void shouldCountTalksWrapUpAndOccupancy() {
        turns(AgentState.LOGGED_OUT, AgentState.READY);
        story.after(9 * MINUTE_MS);
        offer(2);
        story.after(MINUTE_MS);
        offerEnds(2, OfferOutcome.ACCEPTED);
        turns(AgentState.OFFERED, AgentState.ON_CONTACT);
        story.after(7 * MINUTE_MS);
        turns(AgentState.ON_CONTACT, AgentState.WRAP_UP);
        story.say(new Event.TalkEnded(
                story.nowMs(), 2, 2L << 20, Story.BILLING, Story.ALICE, EndedBy.CALLER, 6 * MINUTE_MS, MINUTE_MS));
        story.after(3 * MINUTE_MS);

        FiguresRow inWrapUp = row();
        assertThat(inWrapUp.handled()).isEqualTo(1);
        assertThat(inWrapUp.talkMs()).isEqualTo(6 * MINUTE_MS);
        assertThat(inWrapUp.holdMs()).isEqualTo(MINUTE_MS);
        assertThat(inWrapUp.wrapUpMs()).as("what goes on counts").isEqualTo(3 * MINUTE_MS);
        assertThat(inWrapUp.ahtMs()).isEqualTo(10 * MINUTE_MS);
        assertThat(inWrapUp.busyMs()).isEqualTo(11 * MINUTE_MS);
        assertThat(inWrapUp.readyMs()).isEqualTo(9 * MINUTE_MS);
        assertThat(inWrapUp.occupancy()).isEqualTo(0.55);

        turns(AgentState.WRAP_UP, AgentState.PAUSED);
        story.after(30 * MINUTE_MS);
        assertThat(row().occupancy()).as("a pause is neither").isEqualTo(0.55);
    }

    @Test
    void shouldCountOffersThatCameToNothing() {
        turns(AgentState.LOGGED_OUT, AgentState.READY);
        for (OfferOutcome outcome : OfferOutcome.values()) {
            offer(2);
            offerEnds(2, outcome);
            turns(AgentState.OFFERED, AgentState.READY);
        }
        assertThat(row().offers()).isEqualTo(OfferOutcome.values().length);
        assertThat(row().notAnswered()).isEqualTo(1);
        assertThat(row().declined()).as("declined, and busy").isEqualTo(2);
    }

    @Test
    void shouldNotTakeTheTimeAfterACallOfHisOwnForWork() {
        turns(AgentState.LOGGED_OUT, AgentState.BUSY_ELSEWHERE);
        story.after(5 * MINUTE_MS);
        turns(AgentState.BUSY_ELSEWHERE, AgentState.WRAP_UP);
        story.after(MINUTE_MS);
        assertThat(row().wrapUpMs()).isZero();
        assertThat(row().occupancy()).isNull();
    }

    @Test
    void shouldBeginAnewAtMidnightWithWhatGoesOn() {
        turns(AgentState.LOGGED_OUT, AgentState.READY);
        offer(2);
        offerEnds(2, OfferOutcome.ACCEPTED);
        turns(AgentState.OFFERED, AgentState.ON_CONTACT);
        story.after(15 * 60 * MINUTE_MS + 59 * MINUTE_MS); // 23:59
        assertThat(row().offers()).isEqualTo(1);
        story.after(11 * MINUTE_MS); // nothing has happened since
        assertThat(row().offers()).isZero();
        assertThat(row().busyMs()).as("since midnight").isEqualTo(10 * MINUTE_MS);
        turns(AgentState.ON_CONTACT, AgentState.WRAP_UP);
        assertThat(row().busyMs()).isEqualTo(10 * MINUTE_MS);
        assertThat(row().offers()).isZero();
    }
}

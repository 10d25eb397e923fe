package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;

/** Customers who are called before the agent is rung who is reserved for them. */
final class CustomerFirstStoryTest {
    private static final ContactDetails CALL =
            new ContactDetails(1, "usher-callback-1", "Local/far@usher-callback-1;1", "110", "", "", "", "", "");
    private static final long CALL_KEY = 501;

    private long contactId;
    private long offerId;

    /** Agent 1 is reserved for a customer whose phone rings; he came 2 s before caller 102. */
    private Scenario customerRings() {
        Scenario story = Scenario.in(new Centre().queue(1).agent(1, List.of(1)).agent(2, List.of(1)));
        story.tell(
                new Command.ContactArrived(0, Channel.CALLBACK, 1, 0, Scenario.START_MS - 60_000, 0, List.of(), CALL));
        contactId = story.last(Event.ContactQueued.class).contactId();
        story.logsIn(1);
        offerId = story.offerTo(1);
        story.tell(new Command.CustomerCalled(offerId, CALL_KEY, CALL));
        return story;
    }

    @Test
    void shouldKeepTheAgentReservedWhileTheCustomersPhoneRings() throws IOException {
        Scenario story = customerRings().restarts().passes(40_000);
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.OFFERED);
        assertThat(story.events(Event.OfferEnded.class)).isEmpty();
    }

    @Test
    void shouldLetThemTalkWhenTheAgentPicksUp() {
        Scenario story = customerRings().passes(30_000).tell(new Command.CustomerReached(offerId));
        assertThat(story.contact(CALL_KEY).channel()).isEqualTo(Channel.VOICE);
        assertThat(story.lastEffect(Effect.MarkCall.class).callKey()).isEqualTo(CALL_KEY);
        story.passes(10_000);
        assertThat(story.stateOf(CALL_KEY)).isEqualTo(ContactState.OFFERED);
        story.picksUp(1).tell(new Command.OfferConnected(offerId));
        assertThat(story.stateOf(CALL_KEY)).isEqualTo(ContactState.TALKING);
        assertThat(story.last(Event.ContactConnected.class).waitedMs()).isEqualTo(100_000);
        story.passes(5_000).goes(CALL_KEY, GoneCause.HUNG_UP).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
    }

    @Test
    void shouldFreeTheAgentAtOnceAndWithoutBlameWhenTheCustomerIsNotReached() {
        Scenario story = customerRings().waits(102, 1).passes(20_000);
        story.tell(new Command.CustomerNotReached(offerId, 60_000));
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.CALLER_LEFT);
        assertThat(story.last(Event.CustomerNotReached.class).agentId()).isEqualTo(1);
        assertThat(story.agentOf(102)).as("no after-call work, no pause").isEqualTo(1);
        assertThat(story.knows(CALL_KEY)).isFalse();
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.WAITING);
        story.answers(1).logsIn(2);
        assertThat(story.state(2)).as("not yet").isEqualTo(AgentState.READY);
        story.passes(60_000);
        assertThat(story.contactById(contactId).agentId()).isEqualTo(2);
        assertThat(story.contactById(contactId).enqueuedAtMs()).isEqualTo(Scenario.START_MS - 60_000);
    }

    @Test
    void shouldGiveUpTheCustomerAfterTheLastAttempt() {
        Scenario story = customerRings().tell(new Command.CustomerNotReached(offerId, -1));
        assertThat(story.queue(1).abandoned()).isEqualTo(1);
        assertThat(story.last(Event.ContactEnded.class).contactId()).isEqualTo(contactId);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldLetTheCustomerWaitOnTheLineAtHisPlaceWhenTheAgentDoesNotPickUp() {
        Scenario story = customerRings().waits(102, 1).tell(new Command.CustomerReached(offerId));
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(CALL_KEY);
        assertThat(story.stateOf(CALL_KEY)).isEqualTo(ContactState.WAITING);
        assertThat(story.contact(CALL_KEY).enqueuedAtMs()).isEqualTo(Scenario.START_MS - 60_000);
        story.logsIn(2);
        assertThat(story.agentOf(CALL_KEY)).as("before who came later").isEqualTo(2);
        assertThat(story.lastEffect(Effect.Offer.class).callKey()).isEqualTo(CALL_KEY);
        assertThat(story.lastEffect(Effect.Offer.class).channel()).isEqualTo(Channel.VOICE);
    }

    @Test
    void shouldEndWithTheCustomersCallWhileTheAgentRings() {
        Scenario story = customerRings().tell(new Command.CustomerReached(offerId));
        story.goes(CALL_KEY, GoneCause.HUNG_UP);
        assertThat(story.queue(1).abandoned()).isEqualTo(1);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
    }

    @Test
    void shouldTakeItBackWhenNoWordComesOfTheCustomer() {
        Scenario story = customerRings().passes(60_000);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        story.tell(new Command.OfferFailed(offerId, OfferOutcome.WITHDRAWN));
        assertThat(story.knows(CALL_KEY)).isFalse();
        story.then().passes(1);
        assertThat(story.last(Event.OfferMade.class).offerId())
                .as("called again")
                .isGreaterThan(offerId);
    }

    @Test
    void shouldStopCallingTheCustomerWhoCancels() {
        Scenario story = customerRings().tell(new Command.CancelCallback(0, contactId));
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        assertThat(story.lastEffect(Effect.Withdraw.class).callKey()).isEqualTo(CALL_KEY);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.tell(new Command.CustomerReached(offerId));
        assertThat(story.knows(CALL_KEY)).isFalse();
    }
}

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
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/** Callers who leave the line and keep their place: virtual hold. */
final class CallbackStoryTest {
    private static final ContactDetails CALL_BACK =
            new ContactDetails(1, "1700000000.99", "PJSIP/trunk-99", "110", "", "", "", "", "");

    private static Centre centre() {
        return new Centre().queue(1).queue(2).agent(1, List.of(1, 2));
    }

    private static Scenario withCallback() {
        return Scenario.in(centre()).waits(101, 1).passes(1_000).waits(102, 1).passes(1_000);
    }

    private static Scenario converts(long call, Scenario story) {
        return story.asks(call, id -> new Command.ConvertToCallback(71, id, "110"), ReplyCode.ACCEPTED);
    }

    @Test
    void shouldKeepAPlaceInLineWithoutACall() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).goes(101, GoneCause.LEFT_TO_DIALPLAN);
        ContactView callback = story.contactById(contactId);
        assertThat(callback.channel()).isEqualTo(Channel.CALLBACK);
        assertThat(callback.callKey()).isZero();
        assertThat(callback.enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        assertThat(callback.details().caller()).isEqualTo("110");
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.CONVERTED);
        assertThat(story.last(Event.ContactQueued.class).channel()).isEqualTo(Channel.CALLBACK);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.CALLBACK);
        assertThat(story.lastEffect(Effect.Release.class).callKey()).isEqualTo(101);
        assertThat(story.queue(1).waiting()).isEqualTo(2);

        story.logsIn(1);
        assertThat(story.offerTo(1))
                .as("first come, first called back")
                .isEqualTo(story.contactById(contactId).offerId());
        assertThat(story.lastEffect(Effect.Offer.class).channel()).isEqualTo(Channel.CALLBACK);
        assertThat(story.lastEffect(Effect.Offer.class).callKey()).isZero();
    }

    @Test
    void shouldSendOffNoCallThatIsNotInTheWaitingRoom() {
        Scenario story = withCallback().leavesRoom(101);
        converts(101, story);
        assertThat(story.effects(Effect.Release.class))
                .as("the dialplan has it already")
                .isEmpty();
        assertThat(story.knows(101)).isFalse();
    }

    @Test
    void shouldTalkToWhoIsCalledBackAsToAnyCaller() throws IOException {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).picksUp(1);
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferConnected(offerId));
        assertThat(story.contactById(contactId).state())
                .as("nobody is called yet")
                .isEqualTo(ContactState.CONNECTING);
        story.tell(new Command.CustomerCalled(offerId, 501, CALL_BACK))
                .restarts()
                .passes(40_000);
        assertThat(story.stateOf(501)).isEqualTo(ContactState.CONNECTING);
        story.tell(new Command.OfferConnected(offerId));
        assertThat(story.stateOf(501)).isEqualTo(ContactState.TALKING);
        assertThat(story.idOf(501)).isEqualTo(contactId);
        assertThat(story.contact(501).channel()).isEqualTo(Channel.VOICE);
        assertThat(story.contact(501).details()).isEqualTo(CALL_BACK);
        assertThat(story.last(Event.ContactConnected.class).waitedMs()).isEqualTo(42_000);
        assertThat(story.lastEffect(Effect.MarkCall.class).callKey()).isEqualTo(501);
        story.passes(5_000).goes(501, GoneCause.HUNG_UP).legEnds(1);
        assertThat(story.last(Event.ContactEnded.class).talkMs()).isEqualTo(5_000);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.queue(1).answered()).isEqualTo(1);
        assertThat(story.queue(1).converted()).isEqualTo(1);
    }

    @Test
    void shouldBeBackInPlaceAtOnceWhenTheAgentDoesNotPickUp() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).offerFails(1, OfferOutcome.REJECTED);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.WAITING);
        story.then().passes(5_000);
        assertThat(story.contactById(contactId).agentId()).isEqualTo(1);
    }

    @Test
    void shouldTryACustomerAgainLaterAtHisPlace() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).picksUp(1);
        long offerId = story.offerTo(1);
        story.tell(new Command.CustomerCalled(offerId, 501, CALL_BACK));
        story.tell(new Command.CustomerNotReached(offerId, 60_000));
        assertThat(story.knows(501)).as("the call is none of his any more").isFalse();
        assertThat(story.last(Event.CustomerNotReached.class).retryAtMs()).isEqualTo(story.nowMs() + 60_000);
        story.legEnds(1);
        assertThat(story.agentOf(102)).as("nobody waits for him").isEqualTo(1);
        story.answers(1).passes(59_000).goes(102, GoneCause.HUNG_UP).legEnds(1);
        story.passes(1_000).waits(103, 1).passes(9_000);
        assertThat(story.contactById(contactId).agentId())
                .as("before who came later")
                .isEqualTo(1);
        assertThat(story.contactById(contactId).enqueuedAtMs()).isEqualTo(Scenario.START_MS);
    }

    @Test
    void shouldGiveUpACustomerWhoIsNotReached() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).picksUp(1);
        story.tell(new Command.CustomerNotReached(story.offerTo(1), -1)).legEnds(1);
        assertThat(story.queue(1).abandoned()).isEqualTo(1);
        assertThat(story.events(Event.ContactEnded.class))
                .extracting(Event.ContactEnded::contactId)
                .containsExactly(contactId);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldCallBackAgainWhenNoWordComesOfTheCustomer() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).picksUp(1).passes(54_999);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.CONNECTING);
        story.passes(1);
        assertThat(story.contactById(contactId).state())
                .as("a talk is not taken for granted where nobody was called")
                .isEqualTo(ContactState.WAITING);
        assertThat(story.events(Event.ContactConnected.class)).isEmpty();
    }

    @Test
    void shouldEndWhenTheCustomerCancels() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1);
        long offerId = story.offerTo(1);
        story.asks(new Command.CancelCallback(72, contactId), ReplyCode.ACCEPTED);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        assertThat(story.last(Event.OfferEnded.class).outcome()).isEqualTo(OfferOutcome.CALLER_LEFT);
        assertThat(story.queue(1).abandoned()).isEqualTo(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.asks(new Command.CancelCallback(73, contactId), ReplyCode.UNKNOWN_CONTACT);
    }

    @Test
    void shouldNotCancelWhatAnAgentHasPickedUpOrWhatIsNoCallback() {
        Scenario story = withCallback();
        long contactId = story.idOf(101);
        converts(101, story).logsIn(1).picksUp(1);
        story.asks(new Command.CancelCallback(72, contactId), ReplyCode.NOT_WAITING);
        story.asks(102, id -> new Command.CancelCallback(73, id), ReplyCode.WRONG_CHANNEL);
    }

    @Test
    void shouldConvertOnlyWhoWaitsOnTheLine() {
        Scenario story = withCallback().writes(103, 1);
        long contactId = story.idOf(101);
        story.asks(103, id -> new Command.ConvertToCallback(72, id, ""), ReplyCode.WRONG_CHANNEL);
        story.logsIn(1);
        story.asks(101, id -> new Command.ConvertToCallback(73, id, ""), ReplyCode.ON_OFFER);
        converts(102, story);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.OFFERED);
        long callbackId = story.last(Event.ContactQueued.class).contactId();
        story.asks(new Command.ConvertToCallback(74, callbackId, ""), ReplyCode.UNCHANGED);
    }

    @Test
    void shouldStandInLineWhenAskedForWithoutACall() {
        Scenario story = Scenario.in(centre()).logsIn(1);
        story.tell(new Command.ContactArrived(
                0, Channel.CALLBACK, 1, 0, Scenario.START_MS - 60_000, 0, List.of(), CALL_BACK));
        assertThat(story.agent(1).contactId())
                .isEqualTo(story.last(Event.ContactQueued.class).contactId());
        assertThat(story.last(Event.OfferMade.class).waitedMs()).isEqualTo(60_000);
        story.tell(new Command.ContactArrived(0, Channel.CALLBACK, 9, 0, 0, 0, List.of(), CALL_BACK));
        assertThat(story.last(Event.ContactRefused.class).status()).isEqualTo(ReleaseStatus.UNKNOWN_QUEUE);
        assertThat(story.effects(Effect.Release.class)).as("there is no call").isEmpty();
    }

    @Test
    void shouldOutlastTheLimitOnTheWaitAndMoveWithItsTime() {
        Scenario story =
                Scenario.in(new Centre().queue(1, 0, 20_000, 0).queue(2).agent(1, List.of(1, 2)));
        story.waits(101, 1).passes(10_000);
        long contactId = story.idOf(101);
        converts(101, story).passes(100_000);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.WAITING);
        story.asks(new Command.MoveContact(72, contactId, 2), ReplyCode.ACCEPTED);
        assertThat(story.contactById(contactId).queueId()).isEqualTo(2);
        assertThat(story.contactById(contactId).enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        story.asks(new Command.WithdrawContact(73, contactId), ReplyCode.ACCEPTED);
        assertThat(story.queue(2).overflowed()).isEqualTo(1);
        assertThat(story.last(Event.ContactEnded.class).contactId()).isEqualTo(contactId);
    }

    @Test
    void shouldComeBackToTheHeadAsACallWhenTheAgentIsLost() {
        Scenario story = withCallback();
        converts(101, story).logsIn(1).picksUp(1);
        long offerId = story.offerTo(1);
        story.tell(new Command.CustomerCalled(offerId, 501, CALL_BACK)).tell(new Command.OfferConnected(offerId));
        story.tell(new Command.TalkEnded(offerId, EndedBy.SYSTEM)).legEnds(1).reaches(501);
        assertThat(story.agentOf(501)).isEqualTo(1);
        assertThat(story.lastEffect(Effect.Offer.class).channel())
                .as("he is on the line")
                .isEqualTo(Channel.VOICE);
        assertThat(story.lastEffect(Effect.Offer.class).callKey()).isEqualTo(501);
    }
}

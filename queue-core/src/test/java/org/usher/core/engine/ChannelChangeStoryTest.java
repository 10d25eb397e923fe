package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.Effect;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.EngineView.ContactView;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.core.api.ReleaseStatus;
import org.usher.core.api.ReplyCode;

/** Callers who go on in a chat, and back: one contact, in one place. */
final class ChannelChangeStoryTest {
    private static final int CHATS = 64;
    private static final long CHAT = 9_001;
    private static final ContactDetails EVA =
            new ContactDetails(1, "1700000000.7", "PJSIP/trunk-7", "+4930123", "Eva", "100", "de", "C17", "order 5");

    private static Centre centre() {
        return new Centre().queue(1).queue(2).agent(1, List.of(1, 2), 1);
    }

    /** Eva calls first, with a priority of her own; then two others. */
    private static Scenario line() {
        Scenario story = Scenario.in(centre());
        story.tell(new Command.ContactArrived(101, Channel.VOICE, 1, 0, 0, 0, List.of(), EVA))
                .reaches(101)
                .passes(60_000);
        return story.waits(102, 1).passes(1_000).writes(103, 1).passes(1_000);
    }

    private static Scenario opensChat(Scenario story) {
        return story.asks(101, id -> new Command.ConvertToChat(81, id, CHAT, CHATS, "token"), ReplyCode.ACCEPTED);
    }

    @Test
    void shouldServeAChatInThePlaceThatItsCallerHad() throws IOException {
        Scenario story = line();
        long contactId = story.idOf(101);
        opensChat(story);
        assertThat(story.last(Event.EntryEnded.class).outcome()).isEqualTo(EntryOutcome.CONVERTED);
        ContactView chat = story.contactById(contactId);
        assertThat(chat.channel()).isEqualTo(Channel.CHAT);
        assertThat(chat.callKey()).isEqualTo(CHAT);
        assertThat(chat.enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        assertThat(chat.details())
                .isEqualTo(new ContactDetails(CHATS, "token", "", "+4930123", "Eva", "100", "de", "C17", "order 5"));
        Effect.Release release = story.lastEffect(Effect.Release.class);
        assertThat(release.status()).isEqualTo(ReleaseStatus.CHAT);
        assertThat(release.callKey()).isEqualTo(101);

        story.goes(101, GoneCause.HUNG_UP);
        assertThat(story.contactById(contactId).state())
                .as("hanging up costs nothing")
                .isEqualTo(ContactState.WAITING);
        story.logsIn(1);
        assertThat(story.agentOf(CHAT)).as("she came first").isEqualTo(1);
        assertThat(story.lastEffect(Effect.Offer.class).channel()).isEqualTo(Channel.CHAT);
        story.accepts(CHAT);
        assertThat(story.last(Event.ContactConnected.class).contactId()).isEqualTo(contactId);
        assertThat(story.queue(1).answered()).isEqualTo(1);
    }

    /** The order that ends the call is given once, and is lost if Usher is killed just then: the call is found in the waiting room. */
    @Test
    void shouldSendOffTheCallOfWhoChatsWhenItIsFoundAgainInsteadOfQueueingItTwice() throws IOException {
        Scenario story = line();
        long contactId = story.idOf(101);
        opensChat(story).restarts();
        int sentBefore = story.effects(Effect.Release.class).size();
        int queuedBefore = story.events(Event.ContactQueued.class).size();
        story.arrives(101, 1, 0, Scenario.START_MS, contactId).reaches(101);
        assertThat(story.events(Event.ContactQueued.class)).hasSize(queuedBefore);
        assertThat(story.knows(101)).isFalse();
        assertThat(story.effects(Effect.Release.class)).hasSize(sentBefore + 1);
        Effect.Release again = story.lastEffect(Effect.Release.class);
        assertThat(again.status()).isEqualTo(ReleaseStatus.CHAT);
        assertThat(again.callKey()).isEqualTo(101);
        story.goes(101, GoneCause.LEFT_TO_DIALPLAN).logsIn(1);
        assertThat(story.agentOf(CHAT)).as("she is served where she went").isEqualTo(1);
    }

    @Test
    void shouldReleaseNoCallThatIsNotInTheWaitingRoom() {
        Scenario story = line().leavesRoom(101);
        opensChat(story);
        assertThat(story.effects(Effect.Release.class)).isEmpty();
        assertThat(story.knows(101)).isFalse();
        assertThat(story.stateOf(CHAT)).isEqualTo(ContactState.WAITING);
    }

    @Test
    void shouldGoBackToACallInTheSamePlace() {
        Scenario story = opensChat(line());
        long contactId = story.idOf(CHAT);
        story.asks(CHAT, id -> new Command.ConvertChatToCallback(82, id, 1, ""), ReplyCode.ACCEPTED);
        ContactView callback = story.contactById(contactId);
        assertThat(callback.channel()).isEqualTo(Channel.CALLBACK);
        assertThat(callback.callKey()).isZero();
        assertThat(callback.enqueuedAtMs()).isEqualTo(Scenario.START_MS);
        assertThat(callback.details())
                .isEqualTo(new ContactDetails(1, "", "", "+4930123", "Eva", "100", "de", "C17", "order 5"));
        assertThat(story.knows(CHAT)).as("the chat carries nobody any more").isFalse();
        story.goes(CHAT, GoneCause.HUNG_UP).goes(101, GoneCause.HUNG_UP).logsIn(1);
        assertThat(story.offerTo(1)).isEqualTo(story.contactById(contactId).offerId());
        assertThat(story.lastEffect(Effect.Offer.class).channel()).isEqualTo(Channel.CALLBACK);
    }

    @Test
    void shouldCountTheLimitOfTheWaitFromItsBeginning() {
        Scenario story = Scenario.in(centre().queue(3, 0, 90_000, 0).agent(2, List.of(3), 1));
        story.waits(101, 3).passes(60_000);
        story.asks(101, id -> new Command.ConvertToChat(81, id, CHAT, CHATS, "token"), ReplyCode.ACCEPTED);
        long contactId = story.idOf(CHAT);
        story.passes(30_000);
        assertThat(story.contactById(contactId).state()).isEqualTo(ContactState.RELEASING);
        assertThat(story.lastEffect(Effect.Release.class).status()).isEqualTo(ReleaseStatus.TIMEOUT);
    }

    @Test
    void shouldRefuseWhatMakesNoSense() {
        Scenario story = line();
        story.asks(101, id -> new Command.ConvertToChat(1, id, 0, CHATS, "token"), ReplyCode.UNCHANGED);
        story.asks(101, id -> new Command.ConvertToChat(2, id, 103, CHATS, "token"), ReplyCode.UNCHANGED);
        story.asks(103, id -> new Command.ConvertToChat(3, id, CHAT, CHATS, "token"), ReplyCode.UNCHANGED);
        story.asks(101, id -> new Command.ConvertChatToCallback(4, id, 1, "110"), ReplyCode.WRONG_CHANNEL);
        story.asks(new Command.ConvertToChat(5, 77_777, CHAT, CHATS, "token"), ReplyCode.UNKNOWN_CONTACT);
        story.logsIn(1);
        story.asks(101, id -> new Command.ConvertToChat(6, id, CHAT, CHATS, "token"), ReplyCode.ON_OFFER);
        assertThat(story.contact(101).channel()).isEqualTo(Channel.VOICE);
        long callbackId = story.idOf(102);
        story.asks(102, id -> new Command.ConvertToCallback(7, id, "110"), ReplyCode.ACCEPTED);
        story.asks(new Command.ConvertToChat(8, callbackId, CHAT, CHATS, "token"), ReplyCode.WRONG_CHANNEL);
        story.asks(new Command.ConvertChatToCallback(9, callbackId, 1, ""), ReplyCode.UNCHANGED);
    }
}

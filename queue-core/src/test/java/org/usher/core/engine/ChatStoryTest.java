package org.usher.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.AgentState;
import org.usher.core.api.Channel;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Command;
import org.usher.core.api.Configuration;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.DeviceState;
import org.usher.core.api.Effect;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EngineView.ChatView;
import org.usher.core.api.EngineView.ContactState;
import org.usher.core.api.Event;
import org.usher.core.api.Explanation;
import org.usher.core.api.GoneCause;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.api.ReplyCode;

/** Chats beside each other and beside calls. */
final class ChatStoryTest {
    private static final Configuration.Channels WITH_WRAP_UP = new Configuration.Channels(30_000, 45_000);

    private static Centre centre(int chatCapacity) {
        return new Centre().queue(1).queue(2).agent(1, List.of(1, 2), chatCapacity);
    }

    private static Configuration.Settings callsDuringChats() {
        return Configuration.Settings.DEFAULT.with(Centre.PLAIN).withCallsDuringChats(true);
    }

    private static List<Long> chatsOf(int agentId, Scenario story) {
        return story.agent(agentId).chats().stream().map(ChatView::contactId).toList();
    }

    @Test
    void shouldGiveAnAgentChatsUpToHisCapacityOneAtATime() {
        Scenario story = Scenario.in(centre(2)).writes(101, 1).writes(102, 2).writes(103, 1);
        story.logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        assertThat(story.stateOf(102)).as("nobody is asked two things at once").isEqualTo(ContactState.WAITING);
        Effect.Offer offer = story.lastEffect(Effect.Offer.class);
        assertThat(offer.channel()).isEqualTo(Channel.CHAT);
        assertThat(offer.rung()).containsExactly(new Effect.Rung(1, List.of()));
        assertThat(story.state(1)).isEqualTo(AgentState.OFFERED);

        story.accepts(101);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.accepts(102);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        assertThat(chatsOf(1, story)).containsExactly(story.idOf(101), story.idOf(102));
        assertThat(story.stateOf(103)).as("two are as many as he takes").isEqualTo(ContactState.WAITING);

        story.closes(101, EndedBy.AGENT);
        assertThat(story.agentOf(103)).isEqualTo(1);
        assertThat(story.queue(1).answered()).isEqualTo(1);
    }

    @Test
    void shouldOfferNoChatToWhoTakesNone() {
        Scenario story = Scenario.in(centre(0)).logsIn(1).writes(101, 1);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.WAITING);
        assertThat(story.explainContact(101).orElseThrow().candidates())
                .extracting(Explanation.Candidate::verdict)
                .containsExactly(Explanation.Verdict.TAKES_NO_CHATS);
        story.waits(102, 1);
        assertThat(story.agentOf(102)).as("a call is his").isEqualTo(1);
    }

    @Test
    void shouldMakeWhoAsksForAnAgentWithoutChatsNotWaitForHim() {
        Scenario story = Scenario.in(centre(0).agent(2, List.of(1), 1)).logsIn(1, 2);
        story.tell(new Command.ContactArrived(
                        101, Channel.CHAT, 1, 0, 0, 0, List.of(), List.of(), 1, ContactDetails.NONE))
                .reaches(101);
        assertThat(story.agentOf(101)).isEqualTo(2);
    }

    @Test
    void shouldOfferNoCallBesideChatsUnlessTheCentreSaysSo() {
        Scenario story = Scenario.in(centre(3)).logsIn(1).writes(101, 1).accepts(101);
        story.waits(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        assertThat(story.explainAgent(1).orElseThrow().takesChats()).isTrue();
        assertThat(story.explainAgent(1).orElseThrow().idle()).isFalse();

        story.adopts(centre(3).settings(callsDuringChats()));
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.answers(1);
        assertThat(story.state(1)).isEqualTo(AgentState.ON_CONTACT);
        assertThat(story.stateOf(101)).as("the chat goes on").isEqualTo(ContactState.TALKING);
    }

    @Test
    void shouldOfferNoChatDuringACallAndItsWrapUp() {
        Scenario story = Scenario.in(centre(3).settings(callsDuringChats())).logsIn(1);
        story.waits(101, 1).answers(1).writes(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.goes(101, GoneCause.HUNG_UP).legEnds(1);
        assertThat(story.state(1)).isEqualTo(AgentState.WRAP_UP);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.passes(10_000);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldServeFirstComeFirstAcrossChannels() {
        Scenario story = Scenario.in(centre(1)).writes(101, 1).passes(1_000).waits(102, 1);
        story.logsIn(1);
        assertThat(story.agentOf(101)).isEqualTo(1);
        story.offerFails(1, OfferOutcome.CALLER_LEFT).goes(101, GoneCause.HUNG_UP);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldCountTheWrapUpOfEachChatAgainstTheCapacity() throws IOException {
        Scenario story =
                Scenario.in(new Centre().channels(WITH_WRAP_UP).queue(1).agent(1, List.of(1), 1));
        story.logsIn(1).writes(101, 1).accepts(101).passes(5_000);
        long offerId = story.contact(101).offerId();
        story.writes(102, 1).closes(101, EndedBy.CALLER);
        assertThat(story.agent(1).chats()).extracting(ChatView::wrapUp).containsExactly(true);
        assertThat(story.state(1)).as("he is not kept from anything else").isEqualTo(AgentState.READY);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.restarts().passes(29_999);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.passes(1);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.last(Event.ChatClosed.class).offerId()).isEqualTo(offerId);
        assertThat(story.last(Event.ChatClosed.class).wrapUpMs()).isEqualTo(30_000);
    }

    @Test
    void shouldMakeRoomWhenTheAgentHasFinishedTheWrapUp() {
        Scenario story =
                Scenario.in(new Centre().channels(WITH_WRAP_UP).queue(1).agent(1, List.of(1), 1));
        story.logsIn(1).writes(101, 1).accepts(101);
        long offerId = story.contact(101).offerId();
        story.asks(new Command.EndChatWrapUp(51, 1, offerId), ReplyCode.NOT_IN_WRAP_UP);
        story.closes(101, EndedBy.AGENT).writes(102, 1).passes(4_000);
        story.asks(new Command.EndChatWrapUp(52, 1, offerId), ReplyCode.ACCEPTED);
        assertThat(story.last(Event.ChatClosed.class).wrapUpMs()).isEqualTo(4_000);
        assertThat(story.agentOf(102)).isEqualTo(1);
        story.asks(new Command.EndChatWrapUp(53, 1, offerId), ReplyCode.NOT_IN_WRAP_UP);
    }

    @Test
    void shouldSpreadChatsOverWhoHasFewest() {
        Scenario story = Scenario.in(centre(3).agent(2, List.of(1), 3)).logsIn(1, 2);
        story.writes(101, 1)
                .accepts(101)
                .writes(102, 1)
                .accepts(102)
                .writes(103, 1)
                .accepts(103);
        assertThat(List.of(story.agentOf(101), story.agentOf(102), story.agentOf(103)))
                .containsExactly(1, 2, 1);
        story.writes(104, 1).accepts(104);
        assertThat(story.agentOf(104)).isEqualTo(2);
        story.closes(101, EndedBy.AGENT).closes(103, EndedBy.AGENT).writes(105, 1);
        assertThat(story.agentOf(105)).isEqualTo(1);
    }

    @Test
    void shouldGiveCallsToWhoHasNoChatsFirst() {
        Centre centre = centre(3).agent(2, List.of(1), 3).settings(callsDuringChats());
        Scenario story = Scenario.in(centre).logsIn(1, 2).writes(101, 1).accepts(101);
        assertThat(story.agentOf(101)).as("the longest idle").isEqualTo(1);
        story.waits(102, 1);
        assertThat(story.agentOf(102)).isEqualTo(2);
        story.waits(103, 1);
        assertThat(story.agentOf(103)).isEqualTo(1);
    }

    @Test
    void shouldHoldOffAnAgentWhoLetsAChatRing() {
        Scenario story =
                Scenario.in(centre(3)).logsIn(1).writes(101, 1).accepts(101).writes(102, 1);
        story.offerFails(1, OfferOutcome.TIMED_OUT).reaches(102);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        assertThat(chatsOf(1, story)).as("those he has go on").containsExactly(story.idOf(101));
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.passes(10_000);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldWithdrawAChatOfferNobodySpeaksOfAndNotBelieveALateAnswer() {
        Scenario story = Scenario.in(centre(1)).logsIn(1).writes(101, 1);
        long offerId = story.offerTo(1);
        story.passes(23_000);
        assertThat(story.lastEffect(Effect.Withdraw.class).offerId()).isEqualTo(offerId);
        story.tell(new Command.OfferAccepted(offerId, 0));
        assertThat(story.stateOf(101)).isEqualTo(ContactState.OFFERED);
        story.tell(new Command.OfferFailed(offerId, OfferOutcome.TIMED_OUT)).reaches(101);
        assertThat(story.state(1)).isEqualTo(AgentState.NOT_RESPONDING);
        assertThat(chatsOf(1, story)).isEmpty();
    }

    @Test
    void shouldLetAnAgentGoHomeWhenHisChatsAreOver() {
        Scenario story = Scenario.in(centre(3)).logsIn(1).writes(101, 1).accepts(101);
        story.asks(new Command.LogOut(51, 1), ReplyCode.ACCEPTED_PENDING);
        story.writes(102, 1);
        assertThat(story.stateOf(102)).as("no other comes").isEqualTo(ContactState.WAITING);
        story.phone(1, DeviceState.IN_USE).phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.state(1)).isEqualTo(AgentState.READY);
        story.closes(101, EndedBy.CALLER);
        assertThat(story.state(1)).isEqualTo(AgentState.LOGGED_OUT);
    }

    @Test
    void shouldGoOnTakingChatsWhenAnAgentStaysAfterAll() {
        Scenario story = Scenario.in(centre(3)).logsIn(1).writes(101, 1).accepts(101);
        story.asks(new Command.LogOut(51, 1), ReplyCode.ACCEPTED_PENDING).writes(102, 1);
        story.asks(new Command.LogIn(52, 1, List.of(1)), ReplyCode.ACCEPTED);
        assertThat(story.agentOf(102)).isEqualTo(1);
        assertThat(story.agent(1).pending()).isEqualTo(PendingChange.NONE);
    }

    @Test
    void shouldLetAnAgentPauseBesideHisChats() {
        Scenario story = Scenario.in(centre(3)).logsIn(1).writes(101, 1).accepts(101);
        story.asks(new Command.Pause(51, 1, Centre.LUNCH), ReplyCode.ACCEPTED).writes(102, 1);
        assertThat(story.state(1)).isEqualTo(AgentState.PAUSED);
        assertThat(story.stateOf(101)).isEqualTo(ContactState.TALKING);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.closes(101, EndedBy.CALLER);
        story.asks(new Command.Resume(52, 1), ReplyCode.ACCEPTED);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldBringAChatBackToTheHeadWhenTheAgentIsLost() {
        Scenario story =
                Scenario.in(new Centre().channels(WITH_WRAP_UP).queue(1).agent(1, List.of(1), 1));
        story.logsIn(1).writes(101, 1).accepts(101).passes(60_000);
        story.tell(new Command.TalkEnded(story.contact(101).offerId(), EndedBy.SYSTEM));
        story.reaches(101);
        assertThat(story.agentOf(101))
                .as("the same agent, whose after-call work has not begun")
                .isEqualTo(1);
        assertThat(story.last(Event.ContactQueued.class).creditMs()).isEqualTo(QueueEntry.HEAD_CREDIT_MS);
    }

    @Test
    void shouldTransferAChatIntoAnotherQueue() {
        Scenario story = Scenario.in(centre(1).agent(2, List.of(2), 1))
                .logsIn(1)
                .writes(101, 1)
                .accepts(101);
        long contactId = story.idOf(101);
        story.logsIn(2).tell(new Command.TalkTransferred(story.contact(101).offerId()));
        assertThat(story.agent(1).chats()).isEmpty();
        story.writes(101, 2);
        assertThat(story.idOf(101)).isEqualTo(contactId);
        assertThat(story.agentOf(101)).isIn(1, 2);
        assertThat(story.last(Event.ContactTransferred.class).fromAgentId()).isEqualTo(1);
    }

    @Test
    void shouldSpareAnAgentWhoseAcceptedChatCameToNothing() {
        Scenario story = Scenario.in(centre(1)).logsIn(1).writes(101, 1);
        long offerId = story.offerTo(1);
        story.tell(new Command.OfferAccepted(offerId, 0)).tell(new Command.OfferFailed(offerId, OfferOutcome.FAILED));
        assertThat(story.agent(1).chats()).isEmpty();
        story.reaches(101);
        assertThat(story.stateOf(101)).as("a moment's rest").isEqualTo(ContactState.WAITING);
        story.passes(1_000);
        assertThat(story.agentOf(101)).isEqualTo(1);
    }

    @Test
    void shouldTakeAPrivateCallDuringAChatOfferForWhatItIs() {
        Scenario story = Scenario.in(centre(2)).logsIn(1).writes(101, 1);
        story.phone(1, DeviceState.IN_USE).accepts(101);
        assertThat(story.state(1)).isEqualTo(AgentState.BUSY_ELSEWHERE);
        story.writes(102, 1);
        assertThat(story.stateOf(102)).isEqualTo(ContactState.WAITING);
        story.phone(1, DeviceState.NOT_IN_USE);
        assertThat(story.agentOf(102)).isEqualTo(1);
    }

    @Test
    void shouldKeepChatsThroughALowerCapacity() {
        Scenario story = Scenario.in(centre(2))
                .logsIn(1)
                .writes(101, 1)
                .accepts(101)
                .writes(102, 1)
                .accepts(102);
        story.adopts(centre(1)).writes(103, 1);
        assertThat(chatsOf(1, story)).hasSize(2);
        story.closes(101, EndedBy.AGENT);
        assertThat(story.stateOf(103)).isEqualTo(ContactState.WAITING);
        story.closes(102, EndedBy.AGENT);
        assertThat(story.agentOf(103)).isEqualTo(1);
    }

    @Test
    void shouldPassOnWhatIsSaidAsLongAsTheChatLasts() {
        Scenario story = Scenario.in(centre(1)).writes(101, 1).waits(102, 1);
        long contactId = story.idOf(101);
        story.tell(new Command.ChatSaid(101, 0, "c1", "hello?"));
        story.logsIn(1).accepts(101).passes(1_000);
        story.tell(new Command.ChatSaid(101, 1, "a1", "here I am"));
        story.tell(new Command.ChatSaid(102, 0, "c2", "a call has no room"));
        story.closes(101, EndedBy.AGENT).tell(new Command.ChatSaid(101, 0, "c3", "one more thing"));
        assertThat(story.events(Event.ChatSaid.class))
                .extracting(Event.ChatSaid::contactId, Event.ChatSaid::agentId, Event.ChatSaid::messageId)
                .containsExactly(tuple(contactId, 0, "c1"), tuple(contactId, 1, "a1"));
    }

    @Test
    void shouldPassOnWhatIsSentAsLongAsTheChatLasts() {
        Scenario story = Scenario.in(centre(1)).writes(101, 1).waits(102, 1);
        ChatFile photo = new ChatFile("0a1b", "lamp.png", "image/png", 7_000);
        story.tell(new Command.ChatAttached(101, 0, "f1", photo));
        story.tell(new Command.ChatAttached(102, 0, "f2", photo));
        story.logsIn(1).accepts(101).passes(1_000).closes(101, EndedBy.AGENT);
        story.tell(new Command.ChatAttached(101, 0, "f3", photo));
        assertThat(story.events(Event.ChatAttached.class))
                .extracting(Event.ChatAttached::messageId, Event.ChatAttached::file)
                .containsExactly(tuple("f1", photo));
    }

    @Test
    void shouldMarkNoCallForAChat() {
        Scenario story = Scenario.in(centre(1)).writes(101, 1);
        assertThat(story.effects(Effect.MarkCall.class)).isEmpty();
    }
}

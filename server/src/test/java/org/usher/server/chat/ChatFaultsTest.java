package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.server.Story;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.security.Digests;

/** Chats in which something goes wrong: pages that fail or are too many, people who go without a word, an engine with too much to do. */
final class ChatFaultsTest {
    private final Rooms rooms = new Rooms(2);

    @AfterEach
    void close() {
        rooms.close();
    }

    private long talks() {
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        long contact = rooms.opens("Eva").room().contactId();
        rooms.desk.accept(rooms.room(contact), Story.ALICE);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.TALKING);
        return contact;
    }

    private Rooms.Page page(long contact, int agentId) {
        Rooms.Page page = new Rooms.Page();
        rooms.feed.welcome(page, contact, agentId, 0);
        return page;
    }

    @Test
    void shouldTellWhoWroteWhileHisChatWasClosedThatItWasNotSaid() {
        long contact = talks();
        Rooms.Page eva = page(contact, 0);
        rooms.atOnce = false;
        ChatRoom room = rooms.room(contact);
        rooms.tell(
                new Command.ChatSaid(room.callKey(), 0, "c1", "in time"),
                new Command.TalkEnded(room.offerId(), EndedBy.AGENT),
                new Command.ContactGone(room.callKey(), GoneCause.LEFT_TO_DIALPLAN));
        rooms.feed.say(eva, contact, 0, "c2", "thank you");
        rooms.catchUp();
        rooms.passes(2_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OVER);
        assertThat(eva.sent)
                .filteredOn(message -> message.contains("refused"))
                .singleElement()
                .asString()
                .contains("c2")
                .contains("OVER");
    }

    @Test
    void shouldTellTheEngineThatAChatWaitsAsSoonAsItHasRoomForThat() {
        rooms.full = command -> command instanceof Command.ContactReachable;
        long contact = rooms.opens("Eva").room().contactId();
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        rooms.passes(2_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
        rooms.full = command -> false;
        rooms.passes(1_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OFFERED);

        rooms.full = command -> command instanceof Command.ContactReachable;
        rooms.desk.decline(rooms.room(contact));
        rooms.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
        rooms.full = command -> false;
        rooms.passes(1_000);
        assertThat(rooms.room(contact).agentId()).isEqualTo(Story.BOB);
    }

    @Test
    void shouldCloseAChatOfWhichOnlyTheTalkWasOverWhenTheServerStopped() throws Exception {
        long contact = talks();
        rooms.tell(new Command.TalkEnded(rooms.room(contact).offerId(), EndedBy.AGENT));
        rooms.restart();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OVER);
        assertThat(rooms.events(Event.ContactEnded.class).getLast().endedBy()).isEqualTo(EndedBy.AGENT);
    }

    @Test
    void shouldShowAChatToNoAgentWhoseItIsNoMore() {
        long contact = talks();
        Rooms.Page alices = page(contact, Story.ALICE);
        rooms.passes(1_000);
        assertThat(alices.dropped).isEmpty();
        rooms.tell(new Command.LogOut(0, Story.ALICE)); // after this one
        rooms.tell(new Command.ContactReachable(rooms.room(contact).callKey()));
        rooms.desk.words().say(contact, 0, "c1", "not for Alice");
        rooms.passes(1_000);
        assertThat(alices.dropped).isNotEmpty();
        assertThat(alices.sent).noneMatch(message -> message.contains("not for Alice"));
    }

    @Test
    void shouldDropAPageThatCanNotBeTold() {
        long contact = talks();
        Rooms.Page broken = new Rooms.Page() {
            @Override
            public void send(byte[] message) {
                throw new IllegalStateException("broken");
            }
        };
        try {
            rooms.feed.welcome(broken, contact, 0, 0);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("broken"); // the feed's own thread drops it then
        }
        rooms.passes(6_000);
        assertThat(broken.dropped).isNotEmpty();
    }

    @Test
    void shouldHaveTheOldestOfTooManyPagesGiveWayForGood() {
        long contact = talks();
        Rooms.Page first = page(contact, 0);
        for (int i = 0; i < 4; i++) {
            rooms.passes(1_000);
            page(contact, 0);
        }
        assertThat(first.dropped).isEmpty();
        page(contact, 0);
        assertThat(first.dropped).isEqualTo("replaced");
    }

    @Test
    void shouldTakeNobodyForAForgerWhoseChatIsLongOver() {
        ChatDesk.Opening.Opened opened = rooms.opens("Eva");
        rooms.desk.leave(rooms.room(opened.room().contactId()));
        rooms.passes(ChatBook.KEPT_AFTER_END_MS + 1_000);
        rooms.opens("Ida"); // something happens
        assertThat(rooms.desk.enter(opened.token())).isEmpty();
        assertThat(rooms.desk.forged()).isZero();
        assertThat(rooms.desk.enter(Digests.random())).isEmpty();
        assertThat(rooms.desk.forged()).isEqualTo(1);
    }

    @Test
    void shouldPutTheCustomerBackInLineWhenHisAgentHasGoneWithoutAWord() {
        long contact = talks();
        long enqueuedAtMs = rooms.room(contact).enqueuedAtMs();
        page(contact, 0);
        Rooms.Page alices = page(contact, Story.ALICE);
        rooms.tell(new Command.LogOut(0, Story.ALICE));
        rooms.passes(120_000);
        assertThat(rooms.room(contact).stage()).as("she is there").isEqualTo(Stage.TALKING);
        rooms.feed.farewell(alices);
        rooms.passes(59_000);
        assertThat(rooms.room(contact).stage()).as("she may come back").isEqualTo(Stage.TALKING);
        rooms.passes(3_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
        assertThat(rooms.room(contact).enqueuedAtMs()).as("his place").isEqualTo(enqueuedAtMs);
        rooms.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        assertThat(rooms.room(contact).agentId()).isEqualTo(Story.BOB);
    }

    @Test
    void shouldPromiseAChatNotBeforeTheDiskHoldsItsOwnEntry() {
        rooms.atOnce = false;
        rooms.certainAtOnce = false;
        long before = rooms.lastIndex();
        CompletableFuture<ChatDesk.Opening> opening =
                rooms.desk.open(Story.BILLING, "Eva", "").toCompletableFuture();
        assertThat(rooms.lastIndex()).as("it stands in line").isGreaterThan(before);
        rooms.settle(before);
        assertThat(opening).isNotDone();
        rooms.settle();
        assertThat(opening).isCompletedWithValueMatching(ChatDesk.Opening.Opened.class::isInstance);
    }

    @Test
    void shouldWorkOutWhatDesksShowOnlyWhenSomethingChanged() {
        long contact = talks();
        page(contact, Story.ALICE);
        page(contact, 0);
        long changes = rooms.feed.changes();
        rooms.passes(10_000);
        assertThat(rooms.feed.changes()).isEqualTo(changes);
        rooms.desk.words().say(contact, 0, "c1", "hello");
        long said = rooms.feed.changes();
        assertThat(said).isGreaterThan(changes);
        assertThat(rooms.feed.unread(rooms.room(contact))).isEqualTo(1);
        long sequence = rooms.room(contact).lines().getLast().sequence();
        rooms.feed.seen(contact, Story.ALICE, sequence, sequence);
        assertThat(rooms.feed.changes()).isGreaterThan(said);
        assertThat(rooms.feed.unread(rooms.room(contact))).isZero();
    }
}

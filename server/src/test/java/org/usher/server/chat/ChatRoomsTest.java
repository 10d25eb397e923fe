package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.ReleaseStatus;
import org.usher.server.Story;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.chat.ChatWords.Word;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/** Chats from their opening to their end, in virtual time, by a real engine. */
final class ChatRoomsTest {
    private final Rooms rooms = new Rooms(2);

    @AfterEach
    void close() {
        rooms.close();
    }

    private long opens() {
        return rooms.opens("Eva").room().contactId();
    }

    private void aliceIsThere() {
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
    }

    /** A chat in which Alice talks. */
    private long talks() {
        aliceIsThere();
        long contact = opens();
        assertThat(rooms.desk
                        .accept(rooms.room(contact), Story.ALICE)
                        .toCompletableFuture()
                        .join())
                .isTrue();
        return contact;
    }

    private List<String> texts(long contact) {
        return rooms.room(contact).lines().stream().map(ChatLine::text).toList();
    }

    @Test
    void shouldGoFromTheLineToTheAgentAndToItsEnd() {
        long contact = opens();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
        aliceIsThere();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OFFERED);
        assertThat(rooms.room(contact).agentId()).isEqualTo(Story.ALICE);
        rooms.desk.accept(rooms.room(contact), Story.ALICE);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.TALKING);
        rooms.passes(5_000);
        assertThat(rooms.desk.close(rooms.room(contact)).toCompletableFuture().join())
                .isTrue();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OVER);
        assertThat(rooms.room(contact).agentId())
                .as("its after-call work is Alice's")
                .isEqualTo(Story.ALICE);
        assertThat(rooms.events(Event.ContactEnded.class).getLast().endedBy()).isEqualTo(EndedBy.AGENT);
        rooms.passes(31_000);
        assertThat(rooms.room(contact).agentId()).as("that is over, too").isZero();
    }

    @Test
    void shouldSayEachMessageOnceAndInOneOrder() {
        long contact = talks();
        assertThat(rooms.desk.words().say(contact, 0, "c1", " hello ")).isEqualTo(Word.TAKEN);
        assertThat(rooms.desk.words().say(contact, 0, "c1", "hello"))
                .as("once more")
                .isEqualTo(Word.TAKEN);
        assertThat(rooms.desk.words().say(contact, Story.ALICE, "c1", "good morning"))
                .as("ids are each writer's own")
                .isEqualTo(Word.TAKEN);
        rooms.desk.words().say(contact, 0, "c2", "<script>alert(1)</script>");
        assertThat(texts(contact)).containsExactly("hello", "good morning", "<script>alert(1)</script>");
        assertThat(rooms.room(contact).lines()).extracting(ChatLine::sequence).isSorted();
    }

    @Test
    void shouldRefuseWhatIsNoLine() {
        long contact = talks();
        assertThat(rooms.desk.words().say(contact, 0, "c1", "  ")).isEqualTo(Word.NO_TEXT);
        assertThat(rooms.desk.words().say(contact, 0, "c1", "x".repeat(ChatWords.MAX_TEXT + 1)))
                .isEqualTo(Word.NO_TEXT);
        assertThat(rooms.desk.words().say(contact, 0, "c1", "a bell: \u0007")).isEqualTo(Word.NO_TEXT);
        assertThat(rooms.desk.words().say(contact, 0, "'; DROP", "hello")).isEqualTo(Word.NO_ID);
        assertThat(rooms.desk.words().say(contact, Story.BOB, "b1", "may I?")).isEqualTo(Word.NOT_YOURS);
        assertThat(rooms.desk.words().say(4_711, 0, "c1", "anybody?")).isEqualTo(Word.OVER);
        assertThat(rooms.desk.words().refused()).isEqualTo(6);
        assertThat(texts(contact)).isEmpty();
    }

    @Test
    void shouldSlowDownWhoSaysTooMuch() {
        long contact = talks();
        int taken = 0;
        while (taken < 1_000 && rooms.desk.words().say(contact, 0, "c" + taken, "more") == Word.TAKEN) {
            taken++;
        }
        assertThat(taken).as("lines a minute").isBetween(30, 35);
        assertThat(rooms.desk.words().say(contact, Story.ALICE, "a1", "one by one, please"))
                .as("the other side may speak")
                .isEqualTo(Word.TAKEN);
    }

    @Test
    void shouldFillNobodysRoomButOnesOwn() {
        long talkative = talks();
        long other = opens();
        String words = "x".repeat(ChatWords.MAX_TEXT);
        int taken = 0;
        while (taken < 1_000
                && rooms.desk.words().say(talkative, taken % 2 * Story.ALICE, "m" + taken, words) == Word.TAKEN) {
            taken++;
        }
        assertThat(taken).isEqualTo(ChatWords.MAX_ROOM_CHARACTERS / ChatWords.MAX_TEXT);
        assertThat(rooms.desk.words().say(talkative, 0, "more", "more")).isEqualTo(Word.ROOM_FULL);

        rooms.tell(new Command.ChatSaid(rooms.room(talkative).callKey(), 0, "all", "x".repeat(32_000_000)));
        assertThat(rooms.desk.words().say(other, 0, "c1", "and I?")).isEqualTo(Word.TAKEN);
        assertThat(texts(other)).containsExactly("and I?");
        assertThat(rooms.desk
                        .open(Story.BILLING, "Ida", "")
                        .toCompletableFuture()
                        .join())
                .as("no more rooms, though")
                .isEqualTo(new ChatDesk.Opening.TooMuch());
    }

    @Test
    void shouldShowNobodyWhatIsNotCertain() {
        long contact = talks();
        Rooms.Page page = new Rooms.Page();
        rooms.certainAtOnce = false;
        rooms.feed.welcome(page, contact, Story.ALICE, 0);
        rooms.desk.words().say(contact, 0, "c1", "the disk is slow");
        rooms.passes(2_000);
        assertThat(page.sent).isNotEmpty().noneMatch(message -> message.contains("slow"));
        rooms.settle();
        rooms.passes(1_000);
        assertThat(page.sent).filteredOn(message -> message.contains("slow")).hasSize(1);
    }

    @Test
    void shouldForgetNoRoomAndNoWordWhenTheServerBeginsAnew() throws Exception {
        ChatDesk.Opening.Opened waiting = rooms.opens("Eva");
        aliceIsThere();
        long contact = waiting.room().contactId();
        rooms.desk.accept(rooms.room(contact), Story.ALICE);
        rooms.desk.words().say(contact, 0, "c1", "hello");
        long second = opens();
        ChatRoom before = rooms.room(contact);
        ChatBook.Figures figures = rooms.book.figures();

        rooms.restart();

        assertThat(rooms.room(contact)).isEqualTo(before);
        assertThat(rooms.room(second).stage()).isEqualTo(Stage.OFFERED);
        assertThat(rooms.book.figures()).isEqualTo(figures);
        assertThat(rooms.desk.enter(waiting.token())).contains(before);
        assertThat(rooms.desk.words().say(contact, 0, "c1", "hello")).isEqualTo(Word.TAKEN);
        assertThat(texts(contact)).as("sent again by a page that did not know").containsExactly("hello");
        rooms.desk.words().say(contact, 0, "c2", "are you there?");
        assertThat(texts(contact)).containsExactly("hello", "are you there?");
    }

    @Test
    void shouldKeepThePlaceOfWhoWaitsWhenTheServerBeginsAnew() throws Exception {
        long contact = opens();
        rooms.tell(new Command.ContactUnreachable(rooms.room(contact).callKey())); // as every start says of all
        rooms.restart();
        aliceIsThere();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OFFERED);
    }

    @Test
    void shouldAskAnotherWhenAnAgentDoesNotAnswer() {
        aliceIsThere();
        long contact = opens();
        rooms.passes(19_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OFFERED);
        rooms.passes(1_000);
        assertThat(rooms.events(Event.OfferEnded.class).getLast().outcome()).isEqualTo(OfferOutcome.TIMED_OUT);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
        rooms.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        assertThat(rooms.room(contact).agentId()).isEqualTo(Story.BOB);
    }

    @Test
    void shouldAskAnotherWhenAnAgentDeclines() {
        aliceIsThere();
        rooms.tell(new Command.LogIn(0, Story.BOB, List.of(22)));
        long contact = opens();
        int asked = rooms.room(contact).agentId();
        assertThat(rooms.desk.decline(rooms.room(contact)).toCompletableFuture().join())
                .isTrue();
        assertThat(rooms.room(contact).agentId()).isNotIn(0, asked);
    }

    @Test
    void shouldNotTakeTheAnswerOfWhoIsAskedNoMore() {
        aliceIsThere();
        long contact = opens();
        ChatRoom asked = rooms.room(contact);
        rooms.passes(20_000);
        assertThat(rooms.desk.accept(asked, Story.ALICE).toCompletableFuture().join())
                .isFalse();
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void shouldLetGoOfWhoLeavesTheLineWithoutAWord() {
        long contact = opens();
        Rooms.Page page = new Rooms.Page();
        rooms.feed.welcome(page, contact, 0, 0);
        rooms.passes(300_000);
        assertThat(rooms.room(contact).stage()).as("he is there").isEqualTo(Stage.WAITING);
        rooms.feed.farewell(page);
        rooms.passes(59_000);
        assertThat(rooms.room(contact).stage()).as("he may come back").isEqualTo(Stage.WAITING);
        rooms.passes(3_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OVER);
        assertThat(rooms.events(Event.EntryEnded.class).getLast().outcome()).isEqualTo(EntryOutcome.ABANDONED);
    }

    @Test
    void shouldFreeTheAgentOfWhoLeftATalkWithoutAWord() {
        long contact = talks();
        rooms.feed.welcome(new Rooms.Page(), contact, Story.ALICE, 0);
        rooms.passes(299_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.TALKING);
        rooms.passes(3_000);
        assertThat(rooms.room(contact).stage()).isEqualTo(Stage.OVER);
        assertThat(rooms.events(Event.TalkEnded.class).getLast().endedBy()).isEqualTo(EndedBy.CALLER);
    }

    @Test
    void shouldRefuseWhenThereAreTooManyOrTheQueueTakesNobody() {
        rooms.tell(new Command.SetQueueDoor(1, Story.SALES, false));
        assertThat(rooms.desk.open(Story.SALES, "Eva", "").toCompletableFuture().join())
                .isEqualTo(new ChatDesk.Opening.Refused(ReleaseStatus.CLOSED));
        for (int i = 0; i < Rooms.SETTINGS.maxRooms(); i++) {
            opens();
        }
        assertThat(rooms.desk
                        .open(Story.BILLING, "Eva", "")
                        .toCompletableFuture()
                        .join())
                .isEqualTo(new ChatDesk.Opening.TooMuch());
    }

    @Test
    void shouldLetNobodyInByALinkThatWasMadeUp() {
        ChatDesk.Opening.Opened opened = rooms.opens("Eva");
        assertThat(opened.room().tokenHash())
                .as("what is kept opens nothing")
                .isNotEqualTo(opened.token().reveal())
                .isEqualTo(Digests.of(opened.token()));
        assertThat(rooms.desk.enter(opened.token())).isPresent();
        assertThat(rooms.desk.enter(Secret.of(opened.room().tokenHash()))).isEmpty();
        assertThat(rooms.desk.enter(Digests.random())).isEmpty();
        assertThat(rooms.desk.forged()).isEqualTo(2);
    }

    @Test
    void shouldForgetWhatHasBeenOverForHalfAnHour() {
        long contact = talks();
        rooms.desk.words().say(contact, 0, "c1", "hello");
        rooms.desk.close(rooms.room(contact));
        rooms.passes(ChatBook.KEPT_AFTER_END_MS - 5_000);
        assertThat(texts(contact)).containsExactly("hello");
        rooms.passes(10_000);
        rooms.opens("Ida"); // something happens
        assertThat(rooms.book.of(contact)).isEmpty();
        assertThat(rooms.book.characters()).isZero();
    }

    @Test
    void shouldTellASlowPageAllThatItMissed() {
        long contact = talks();
        Rooms.Page page = new Rooms.Page();
        rooms.feed.welcome(page, contact, Story.ALICE, 0);
        rooms.passes(1_000);
        page.ready = false;
        rooms.desk.words().say(contact, 0, "c1", "first");
        rooms.passes(10_000);
        rooms.desk.words().say(contact, 0, "c2", "second");
        rooms.passes(1_000);
        int before = page.sent.size();
        page.ready = true;
        rooms.passes(1_000);
        assertThat(page.sent).hasSize(before + 1);
        assertThat(page.sent.getLast()).contains("first").contains("second");
    }
}

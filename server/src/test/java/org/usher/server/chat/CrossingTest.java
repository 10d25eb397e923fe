package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Channel;
import org.usher.core.api.Command;
import org.usher.core.api.ContactDetails;
import org.usher.core.api.EntryOutcome;
import org.usher.core.api.Event;
import org.usher.core.api.GoneCause;
import org.usher.server.Story;
import org.usher.server.chat.ChatDesk.Crossing;
import org.usher.server.chat.ChatRoom.Stage;
import org.usher.server.security.Secret;

/** Callers in line who go on in a chat by a code, and back, before a real engine. */
final class CrossingTest {
    private static final long CALL = 4_711;
    private static final ContactDetails EVA =
            new ContactDetails(1, "1700000000.1", "PJSIP/eva-1", "+4930123", "Eva", "100", "", "", "");

    private final Rooms rooms = new Rooms(2);
    private final List<String> heard = new ArrayList<>();

    @AfterEach
    void close() {
        rooms.close();
    }

    private long calls() {
        rooms.tell(
                new Command.ContactArrived(CALL, Channel.VOICE, Story.BILLING, 0, 0, 0, List.of(), EVA),
                new Command.ContactReachable(CALL));
        rooms.passes(60_000);
        return rooms.events(Event.ContactQueued.class).getLast().contactId();
    }

    /** The code that this caller hears when he presses the key. */
    private String hears(long contactId) {
        heard.clear();
        boolean told = new ChatKey(rooms.desk.codes(), id -> true)
                .pressed(contactId, ChatKey.KEY, sounds -> {
                    heard.add(sounds);
                    return CompletableFuture.completedFuture(true);
                })
                .toCompletableFuture()
                .join();
        assertThat(told).isTrue();
        String digits = heard.getLast().replace("silence/1", "").replaceAll("[^0-9]", "");
        assertThat(digits.substring(0, 9)).as("said twice").isEqualTo(digits.substring(9));
        return digits.substring(0, 9);
    }

    private Crossing types(String code) {
        return rooms.desk
                .cross("192.0.2.1", code, rooms::ask)
                .toCompletableFuture()
                .join();
    }

    @Test
    void shouldServeInAChatInThePlaceThatTheFirstMinuteOfTheCallEarned() {
        long eva = calls();
        long laterOne = rooms.opens("Ida").room().contactId();
        Crossing crossing = types(hears(eva));
        assertThat(crossing).isInstanceOfSatisfying(Crossing.Crossed.class, crossed -> {
            assertThat(crossed.room().contactId()).as("one contact").isEqualTo(eva);
            assertThat(crossed.room().name()).isEqualTo("Eva");
            assertThat(rooms.desk.enter(crossed.token())).contains(rooms.room(eva));
        });
        rooms.tell(new Command.ContactGone(CALL, GoneCause.HUNG_UP));
        assertThat(rooms.room(eva).stage()).as("hanging up costs nothing").isEqualTo(Stage.WAITING);
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(rooms.room(eva).stage()).as("before who came later").isEqualTo(Stage.OFFERED);
        assertThat(rooms.room(laterOne).stage()).isEqualTo(Stage.WAITING);
        rooms.desk.accept(rooms.room(eva), Story.ALICE);
        assertThat(rooms.room(eva).stage()).isEqualTo(Stage.TALKING);
        assertThat(rooms.desk.crossed()).isEqualTo(1);
    }

    @Test
    void shouldGiveTheSameRoomAgainWhenTheAnswerWasLost() {
        long eva = calls();
        String code = hears(eva);
        Crossing.Crossed first = (Crossing.Crossed) types(code);
        rooms.tell(new Command.ContactGone(CALL, GoneCause.HUNG_UP));
        assertThat(types(code)).isInstanceOfSatisfying(Crossing.Crossed.class, again -> {
            assertThat(again.token()).isEqualTo(first.token());
            assertThat(again.room().contactId()).isEqualTo(eva);
        });
        assertThat(rooms.desk
                        .cross("198.51.100.1", code, rooms::ask)
                        .toCompletableFuture()
                        .join())
                .as("for nobody else")
                .isEqualTo(new Crossing.Unknown());
        assertThat(rooms.desk.crossed()).isEqualTo(1);
    }

    @Test
    void shouldNotCountACodeThatIsTypedTwiceAtOnceAsWrong() {
        String code = hears(calls());
        rooms.certainAtOnce = false;
        CompletableFuture<Crossing> first =
                rooms.desk.cross("192.0.2.1", code, rooms::ask).toCompletableFuture();
        CompletableFuture<Crossing> second =
                rooms.desk.cross("192.0.2.1", code, rooms::ask).toCompletableFuture();
        rooms.settle();
        assertThat(second.join()).isEqualTo(first.join()).isInstanceOf(Crossing.Crossed.class);
        assertThat(rooms.desk.codes().wrong()).isZero();
        assertThat(rooms.desk.crossed()).isEqualTo(1);
    }

    /** The links that went out; {@code reached} says whether they do. */
    private ChatKey linking(List<String> links, boolean reached) {
        ChatLinkSettings settings = new ChatLinkSettings("https://usher.example", 60_000);
        ChatLinks.Way way = new ChatLinks.Way() {
            @Override
            public boolean leadsTo(long contactId) {
                return true;
            }

            @Override
            public CompletableFuture<Boolean> send(long contactId, String link) {
                links.add(link);
                return CompletableFuture.completedFuture(reached);
            }
        };
        return new ChatKey(rooms.desk.codes(), id -> true, new ChatLinks(rooms.desk.codes(), settings, way));
    }

    private String presses(ChatKey key, long contactId) {
        heard.clear();
        key.pressed(contactId, ChatKey.KEY, sounds -> {
                    heard.add(sounds);
                    return CompletableFuture.completedFuture(true);
                })
                .toCompletableFuture()
                .join();
        return heard.getLast();
    }

    @Test
    void shouldLeadByALinkIntoTheSamePlace() {
        long eva = calls();
        long laterOne = rooms.opens("Ida").room().contactId();
        List<String> links = new ArrayList<>();
        ChatKey key = linking(links, true);
        assertThat(presses(key, eva)).isEqualTo("usher/chat-link-sent");
        assertThat(links).singleElement().asString().matches("https://usher\\.example/chat#link=[A-Za-z0-9_-]{22}");
        assertThat(presses(key, eva)).as("no link has come").startsWith("usher/chat-code");
        assertThat(links).hasSize(1);
        assertThat(rooms.book.of(eva)).as("he is a caller until he goes").isEmpty();
        Secret link = Secret.of(links.getFirst().replaceAll(".*=", ""));
        assertThat(opens(link))
                .isInstanceOfSatisfying(
                        Crossing.Crossed.class,
                        crossed -> assertThat(crossed.room().contactId()).isEqualTo(eva));
        rooms.tell(new Command.ContactGone(CALL, GoneCause.HUNG_UP));
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(rooms.room(eva).stage()).as("before who came later").isEqualTo(Stage.OFFERED);
        assertThat(rooms.room(laterOne).stage()).isEqualTo(Stage.WAITING);
    }

    private Crossing opens(Secret link) {
        return rooms.desk
                .crossByLink("192.0.2.1", link, rooms::ask)
                .toCompletableFuture()
                .join();
    }

    @Test
    void shouldReadOutACodeWhenTheLinkCannotBeSent() {
        long eva = calls();
        assertThat(presses(linking(new ArrayList<>(), false), eva)).startsWith("usher/chat-code");
    }

    @Test
    void shouldRefuseAForgedLinkAndCountIt() {
        calls();
        assertThat(opens(Secret.of("AAAAAAAAAAAAAAAAAAAAAA"))).isEqualTo(new Crossing.Unknown());
        assertThat(rooms.desk.wrongLinks()).isEqualTo(1);
        assertThat(rooms.book.all()).isEmpty();
    }

    @Test
    void shouldKeepThePlaceOfACallWhoseCodeNobodyTypes() {
        long eva = calls();
        hears(eva);
        assertThat(types("000000000")).isEqualTo(new Crossing.Unknown());
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(rooms.events(Event.OfferMade.class).getLast().contactId()).isEqualTo(eva);
        assertThat(rooms.book.of(eva)).isEmpty();
    }

    @Test
    void shouldAdmitNobodyByTheCodeOfACallThatIsOver() {
        long eva = calls();
        String code = hears(eva);
        rooms.tell(new Command.ContactGone(CALL, GoneCause.HUNG_UP));
        assertThat(types(code)).isEqualTo(new Crossing.Unknown());
        assertThat(rooms.book.all()).isEmpty();
    }

    @Test
    void shouldKeepTheCodeWhileAnAgentIsRung() {
        long eva = calls();
        String code = hears(eva);
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(types(code)).isEqualTo(new Crossing.OnOffer());
        assertThat(types(code)).as("it still holds").isEqualTo(new Crossing.OnOffer());
    }

    @Test
    void shouldKeepTheCodeWhenTheEngineHasTooMuchToDo() {
        long eva = calls();
        String code = hears(eva);
        rooms.full = Command.ConvertToChat.class::isInstance;
        Assertions.assertThatThrownBy(() -> types(code))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        rooms.full = command -> false;
        assertThat(types(code)).isInstanceOf(Crossing.Crossed.class);
    }

    @Test
    void shouldPromiseTheChatWhenTheDiskHoldsItAndNotBefore() {
        long eva = calls();
        String code = hears(eva);
        rooms.certainAtOnce = false;
        CompletableFuture<Crossing> crossing =
                rooms.desk.cross("192.0.2.1", code, rooms::ask).toCompletableFuture();
        assertThat(crossing).isNotDone();
        rooms.settle();
        assertThat(crossing.join()).isInstanceOf(Crossing.Crossed.class);
    }

    @Test
    void shouldStillBeThereAfterARestart() throws Exception {
        long eva = calls();
        Crossing.Crossed crossed = (Crossing.Crossed) types(hears(eva));
        rooms.restart();
        assertThat(rooms.desk.enter(crossed.token()).orElseThrow().contactId()).isEqualTo(eva);
        assertThat(rooms.room(eva).stage()).isEqualTo(Stage.WAITING);
    }

    @Test
    void shouldCloseTheRoomOfWhoIsToBeCalledInstead() {
        long eva = calls();
        types(hears(eva));
        assertThat(rooms.ask(id -> new Command.ConvertChatToCallback(id, eva, 1, ""))
                        .join())
                .isEqualTo(org.usher.core.api.ReplyCode.ACCEPTED);
        assertThat(rooms.room(eva).stage()).isEqualTo(Stage.OVER);
        rooms.tell(new Command.LogIn(0, Story.ALICE, List.of(21)));
        assertThat(rooms.events(Event.OfferMade.class).getLast().contactId()).isEqualTo(eva);
        assertThat(rooms.room(eva).stage()).as("he is served elsewhere").isEqualTo(Stage.OVER);
        List<Event.ContactQueued> entries = rooms.events(Event.ContactQueued.class);
        assertThat(entries)
                .extracting(Event.ContactQueued::channel)
                .containsExactly(Channel.VOICE, Channel.CHAT, Channel.CALLBACK);
        assertThat(entries).extracting(Event.ContactQueued::contactId).containsOnly(eva);
        assertThat(entries)
                .extracting(Event.ContactQueued::enqueuedAtMs)
                .containsOnly(entries.getFirst().enqueuedAtMs());
        assertThat(rooms.events(Event.EntryEnded.class))
                .extracting(Event.EntryEnded::outcome)
                .containsOnly(EntryOutcome.CONVERTED);
    }

    @Test
    void shouldTellWhoIsToBeCalledThatHeIsWhateverPageHeOpens() throws Exception {
        long eva = calls();
        types(hears(eva));
        assertThat(pageOf(eva)).contains("\"stage\":\"WAITING\"").contains("\"called\":false");
        rooms.ask(id -> new Command.ConvertChatToCallback(id, eva, 1, "")).join();
        assertThat(pageOf(eva)).contains("\"stage\":\"OVER\"").contains("\"called\":true");
        rooms.restart();
        assertThat(pageOf(eva)).contains("\"stage\":\"OVER\"").contains("\"called\":true");
        rooms.ask(id -> new Command.CancelCallback(id, eva)).join();
        assertThat(pageOf(eva)).as("nobody calls any more").contains("\"called\":false");
    }

    private String pageOf(long contactId) {
        Rooms.Page page = new Rooms.Page();
        rooms.feed.welcome(page, contactId, 0, 0);
        return page.sent.getFirst();
    }

    @Test
    void shouldHearNothingForAnotherKey() {
        long eva = calls();
        assertThat(new ChatKey(rooms.desk.codes(), id -> true)
                        .pressed(eva, '5', sounds -> {
                            throw new AssertionError("plays " + sounds);
                        })
                        .toCompletableFuture()
                        .join())
                .isFalse();
        assertThat(rooms.desk.codes().issued()).isZero();
    }
}

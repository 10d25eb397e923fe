package org.usher.server.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Command;
import org.usher.core.api.EndedBy;
import org.usher.core.api.GoneCause;
import org.usher.server.Story;
import org.usher.server.chat.ChatAttachments.Sender;
import org.usher.server.chat.ChatAttachments.Word;
import org.usher.server.chat.ChatRoom.Stage;

/** Files in chats: a real engine and a real disk, which does its work when the story says so. */
final class ChatAttachmentsTest {
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

    private CompletableFuture<Word> sends(long contact, int agentId, String id, String name, byte[] content) {
        return rooms.desk
                .attachments()
                .take(new Sender(contact, agentId, id, agentId == 0 ? "192.0.2.1" : ""), name, content)
                .toCompletableFuture();
    }

    private Word sent(long contact, int agentId, String id, byte[] content) {
        CompletableFuture<Word> word = sends(contact, agentId, id, "lamp.png", content);
        rooms.writes();
        return word.join();
    }

    private List<String> files() {
        try (Stream<Path> all = Files.list(rooms.directory)) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChatFile last(long contact) {
        return Objects.requireNonNull(rooms.room(contact).lines().getLast().file());
    }

    /** The feed has gone its rounds and the disk followed. */
    private void passes(long ms) {
        rooms.passes(ms);
        rooms.writes();
    }

    @Test
    void shouldNameAFileByALineWhenTheDiskHasItAndNotBefore() throws Exception {
        long contact = talks();
        CompletableFuture<Word> word = sends(contact, 0, "f1", "../../lamp.exe", Samples.PNG);
        assertThat(word).isNotDone();
        assertThat(rooms.room(contact).lines()).isEmpty();
        rooms.writes();
        assertThat(word).isCompletedWithValue(Word.TAKEN);
        ChatFile file = last(contact);
        assertThat(file)
                .extracting(ChatFile::name, ChatFile::type, ChatFile::bytes)
                .containsExactly("lamp.exe.png", "image/png", (long) Samples.PNG.length);
        assertThat(files()).containsExactly(file.fileId() + ".unsaid");
        passes(1_000);
        assertThat(files()).containsExactly(file.fileId());
        assertThat(Files.readAllBytes(
                        rooms.desk.attachments().open(file.fileId()).orElseThrow()))
                .isEqualTo(Samples.PNG);
        assertThat(rooms.desk.attachments().count(Word.TAKEN)).isEqualTo(1);
    }

    @Test
    void shouldTakeOnceWhatIsSentTwice() {
        long contact = talks();
        CompletableFuture<Word> first = sends(contact, 0, "f1", "lamp.png", Samples.PNG);
        CompletableFuture<Word> atOnce = sends(contact, 0, "f1", "lamp.png", Samples.PNG);
        rooms.writes();
        assertThat(List.of(first.join(), atOnce.join())).containsOnly(Word.TAKEN);
        assertThat(sent(contact, 0, "f1", Samples.PNG)).as("and later").isEqualTo(Word.TAKEN);
        passes(1_000);
        assertThat(sent(contact, 0, "f1", Samples.GIF)).as("and much later").isEqualTo(Word.TAKEN);
        assertThat(sent(contact, Story.ALICE, "f1", Samples.PDF))
                .as("ids are each sender's own")
                .isEqualTo(Word.TAKEN);
        passes(1_000);
        assertThat(rooms.room(contact).lines()).hasSize(2);
        assertThat(files()).hasSize(2);
    }

    @Test
    void shouldRefuseWhatIsNotToBeSent() {
        long contact = talks();
        assertThat(sent(contact, 0, "f1", new byte[0])).isEqualTo(Word.EMPTY);
        assertThat(sent(contact, 0, "f1", new byte[10_001])).isEqualTo(Word.TOO_LARGE);
        assertThat(sent(contact, 0, "f1", Samples.utf8("<svg/>"))).isEqualTo(Word.WRONG_TYPE);
        assertThat(sent(contact, 0, "../f1", Samples.PNG)).isEqualTo(Word.NO_ID);
        assertThat(sent(contact, Story.BOB, "f1", Samples.PNG)).isEqualTo(Word.NOT_YOURS);
        assertThat(sent(4_711, 0, "f1", Samples.PNG)).isEqualTo(Word.OVER);
        assertThat(files()).isEmpty();
        assertThat(rooms.room(contact).lines()).isEmpty();
        assertThat(rooms.desk.attachments().count(Word.WRONG_TYPE)).isEqualTo(1);
    }

    @Test
    void shouldTakeSoManyOfOneChatAndSoFast() {
        long contact = talks();
        int taken = 0;
        while (sent(contact, 0, "c" + taken, Samples.PNG) == Word.TAKEN) {
            taken++;
        }
        assertThat(taken).as("files a minute").isBetween(10, 11);
        assertThat(rooms.desk.attachments().count(Word.TOO_FAST)).isEqualTo(1);
        while (sent(contact, Story.ALICE, "a" + taken, Samples.PNG) == Word.TAKEN) {
            taken++;
        }
        assertThat(taken).isEqualTo(AttachmentSettings.MAX_FILES);
        passes(1_000);
        assertThat(rooms.desk.attachments().count(Word.TOO_MANY)).isEqualTo(1);
        assertThat(sent(contact, Story.ALICE, "more", Samples.PNG)).isEqualTo(Word.TOO_MANY);
        assertThat(rooms.room(contact).lines()).hasSize(AttachmentSettings.MAX_FILES);
    }

    @Test
    void shouldFillNoDisk() {
        long contact = talks();
        for (int i = 0; i < 4; i++) {
            assertThat(sent(contact, 0, "c" + i, large())).isEqualTo(Word.TAKEN);
            assertThat(sent(contact, Story.ALICE, "a" + i, large())).isEqualTo(Word.TAKEN);
        }
        assertThat(sent(contact, 0, "more", large())).isEqualTo(Word.NO_SPACE);
        assertThat(files()).hasSize(8);
        assertThat(rooms.desk.attachments().total()).isEqualTo(98_304);
    }

    /** Three blocks. */
    private static byte[] large() {
        return Samples.utf8("words ".repeat(1_600));
    }

    @Test
    void shouldKeepNoFileOfWhichTheEngineIsNotTold() {
        long contact = talks();
        rooms.full = command -> command instanceof Command.ChatAttached;
        assertThat(sent(contact, 0, "f1", Samples.PNG)).isEqualTo(Word.OVERLOADED);
        assertThat(files()).isEmpty();
        rooms.full = command -> false;
        assertThat(sent(contact, 0, "f1", Samples.PNG))
                .as("the page tries again")
                .isEqualTo(Word.TAKEN);
        assertThat(rooms.room(contact).lines()).hasSize(1);
    }

    @Test
    void shouldTellWhoSentAFileWhileHisChatWasClosedThatItWasNotSent() {
        long contact = talks();
        Rooms.Page eva = new Rooms.Page();
        rooms.feed.welcome(eva, contact, 0, 0);
        ChatRoom room = rooms.room(contact);
        rooms.atOnce = false;
        rooms.tell(
                new Command.TalkEnded(room.offerId(), EndedBy.AGENT),
                new Command.ContactGone(room.callKey(), GoneCause.LEFT_TO_DIALPLAN));
        assertThat(sent(contact, 0, "f1", Samples.PNG)).isEqualTo(Word.TAKEN);
        rooms.catchUp();
        passes(2_000);
        assertThat(rooms.room(contact).lines()).isEmpty();
        assertThat(eva.sent)
                .filteredOn(message -> message.contains("refused"))
                .singleElement()
                .asString()
                .contains("f1")
                .contains("OVER");
        assertThat(files()).as("it belongs to no line").isEmpty();
    }

    @Test
    void shouldWriteNothingForWhomNobodyWaits() {
        long contact = talks();
        CompletableFuture<Word> late = sends(contact, 0, "f1", "lamp.png", Samples.PNG);
        Runnable write = rooms.disk.removeFirst();
        rooms.desk.close(rooms.room(contact));
        passes(1_000); // a round passes before the disk comes to it
        write.run();
        assertThat(late).isCompletedWithValue(Word.OVER);
        assertThat(files()).isEmpty();
    }

    @Test
    void shouldLoseTheFileWithTheLineInACrash() throws Exception {
        long contact = talks();
        sent(contact, 0, "f1", Samples.PNG);
        String kept = last(contact).fileId();
        rooms.settle();
        rooms.certainAtOnce = false;
        CompletableFuture<Word> word = sends(contact, 0, "f2", "lamp.png", Samples.PNG);
        rooms.full = command -> true; // the machine stops between the file and the line
        Runnable write = rooms.disk.removeFirst();
        ChatFile orphan = orphan();
        rooms.restart();
        assertThat(files()).as("what the log names is kept, and nothing else").containsExactly(kept);
        assertThat(rooms.files.find(orphan.fileId())).isEmpty();
        assertThat(write).isNotNull();
        assertThat(word).isNotDone();
    }

    /** A file that was written by a server which died before it could tell the engine. */
    private ChatFile orphan() throws Exception {
        ChatFile file = new ChatFile("e".repeat(32), "lamp.png", "image/png", Samples.PNG.length);
        rooms.files.keep(file.fileId(), Samples.PNG);
        return file;
    }

    @Test
    void shouldNotCallAFileSaidBeforeTheLogHoldsItsLine() {
        long contact = talks();
        rooms.certainAtOnce = false;
        sent(contact, 0, "f1", Samples.PNG);
        passes(3_000);
        ChatLine line = rooms.room(contact).lines().getLast();
        assertThat(files()).containsExactly(last(contact).fileId() + ".unsaid");
        assertThat(rooms.desk.attachments().sent(rooms.room(contact), line.sequence()))
                .as("nor is it handed out")
                .isEmpty();
        rooms.settle();
        passes(1_000);
        assertThat(files()).containsExactly(last(contact).fileId());
        assertThat(rooms.desk.attachments().sent(rooms.room(contact), line.sequence()))
                .contains(last(contact));
    }

    @Test
    void shouldRememberWhatWasSentThroughARestart() throws Exception {
        long contact = talks();
        rooms.desk.words().say(contact, 0, "c1", "look:");
        sent(contact, 0, "f1", Samples.PNG);
        rooms.desk.words().say(contact, 0, "c2", "is it this one?");
        ChatRoom before = rooms.room(contact);
        rooms.restart();
        assertThat(rooms.room(contact).lines()).isEqualTo(before.lines());
        assertThat(rooms.room(contact).characters()).isEqualTo(before.characters());
        assertThat(files()).as("it was not yet called said").containsExactly(second(before));
        assertThat(sent(contact, 0, "f1", Samples.PNG)).isEqualTo(Word.TAKEN);
        assertThat(rooms.room(contact).lines()).hasSize(3);
    }

    private static String second(ChatRoom room) {
        return Objects.requireNonNull(room.lines().get(1).file()).fileId();
    }

    @Test
    void shouldWriteSnapshotsAsBeforeWhereNoFileWasSent() throws Exception {
        long contact = talks();
        rooms.desk.words().say(contact, 0, "c1", "hello");
        byte[] without = rooms.book.remembered();
        sent(contact, 0, "f1", Samples.PNG);
        byte[] with = rooms.book.remembered();
        assertThat(ChatMemory.read(without).rooms().getFirst().lines()).hasSize(1);
        assertThat(ChatMemory.read(with).rooms().getFirst().files()).isEqualTo(1);
        assertThat(ChatMemory.written(
                        ChatMemory.read(without).figures(),
                        ChatMemory.read(without).rooms()))
                .isEqualTo(without);
    }

    @Test
    void shouldSayThatAFileIsNotHereAnyMore() throws Exception {
        long contact = talks();
        sent(contact, 0, "f1", Samples.PNG);
        passes(1_000);
        Rooms.Page alice = new Rooms.Page();
        rooms.feed.welcome(alice, contact, Story.ALICE, 0);
        assertThat(alice.sent.getLast()).contains("\"name\":\"lamp.png\"", "\"image\":true", "\"here\":true");
        Files.delete(rooms.directory.resolve(last(contact).fileId()));
        Rooms.Page again = new Rooms.Page();
        rooms.feed.welcome(again, contact, Story.ALICE, 0);
        assertThat(again.sent.getLast()).contains("\"name\":\"lamp.png\"", "\"here\":false");
        assertThat(rooms.desk.attachments().open(last(contact).fileId())).isEmpty();
        assertThat(rooms.desk.attachments().lost()).isEqualTo(1);
        assertThat(rooms.feed.transcript(rooms.room(contact))).contains("[file: lamp.png, ");
    }
}

package org.usher.server.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.ChatFile;
import org.usher.core.api.Command;

/**
 * The files that are sent in chats. One is on the disk before the line that names it goes to the engine, so what is shown can be fetched; and a
 * file whose line was never said, as its chat was over by then or a server crashed between the two, is removed. Safe from any thread.
 */
public final class ChatAttachments {
    private static final Logger LOG = LoggerFactory.getLogger(ChatAttachments.class);
    private static final int FILES_A_MINUTE = 10;
    private static final int FILES_AN_HOUR_FROM_ONE_NETWORK = 100;
    private static final int MAX_COUNTED = 20_000;
    /** What the engine has not said by then it has passed over. */
    private static final long UNDER_WAY_MS = 60_000;

    private static final long PRUNE_EVERY_MS = 3_600_000;

    private final ChatBook book;
    private final Predicate<Command> engine;
    private final AttachmentSettings settings;
    private final AttachmentFiles files;
    private final Executor disk;
    private final LongSupplier durableUpTo;
    private final SecureRandom random = new SecureRandom();
    private final Map<Word, LongAdder> counts = new EnumMap<>(Word.class);
    private final LongAdder lost = new LongAdder();
    /** From when a file is written until its line is certain; each is bounded by its sender's pace. */
    private final ConcurrentMap<Message, UnderWay> underWay = new ConcurrentHashMap<>();

    private final AtomicBoolean settling = new AtomicBoolean();
    private volatile long prunedAtMs = Long.MIN_VALUE;
    private final Cache<String, Bucket> pace = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();
    private final Cache<String, Bucket> networks = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofHours(2))
            .build();

    /**
     * Who sends a file.
     *
     * @param agentId 0 for the customer
     * @param messageId the sender's own, by which one that is sent again is known
     * @param network of a customer, empty for an agent
     */
    public record Sender(long contactId, int agentId, String messageId, String network) {}

    private record Message(long contactId, int agentId, String messageId) {}

    private record UnderWay(String fileId, long sinceNanos) {}

    /** What has become of a file; {@link #TAKEN} also if it had been taken before. */
    public enum Word {
        TAKEN,
        NOT_ALLOWED,
        NO_ID,
        EMPTY,
        TOO_LARGE,
        WRONG_TYPE,
        TOO_MANY,
        TOO_FAST,
        ROOM_FULL,
        OVER,
        NOT_YOURS,
        /** All files together have as much room as they may. */
        NO_SPACE,
        /** It could not be written. */
        DISK,
        OVERLOADED
    }

    /**
     * @param engine takes commands; false if it has too much to do
     * @param durableUpTo the last line of which it is certain that it was said
     */
    ChatAttachments(
            ChatBook book,
            Predicate<Command> engine,
            AttachmentSettings settings,
            Disk disk,
            LongSupplier durableUpTo) {
        this.book = book;
        this.engine = engine;
        this.settings = settings;
        this.files = disk.files;
        this.disk = disk.worker;
        this.durableUpTo = durableUpTo;
        for (Word word : Word.values()) {
            counts.put(word, new LongAdder());
        }
    }

    /**
     * Where files are kept.
     *
     * @param worker on which they are written, one at a time
     */
    public record Disk(AttachmentFiles files, Executor worker) {}

    public AttachmentSettings settings() {
        return settings;
    }

    /** How many files had this answer. */
    public long count(Word word) {
        LongAdder count = counts.get(word);
        return count == null ? 0 : count.sum();
    }

    /** Room that all take on the disk, in bytes. */
    public long total() {
        return files.total();
    }

    /** Files that were asked for, of lines that were said, and are not here any more. */
    public long lost() {
        return lost.sum();
    }

    /**
     * Somebody sends a file; done when it is kept and its line on its way. The same message once more changes nothing.
     *
     * @param name what the sender calls it
     */
    public CompletionStage<Word> take(Sender sender, String name, byte[] content) {
        return taken(sender, name, content).thenApply(word -> {
            counts.computeIfAbsent(word, key -> new LongAdder()).increment();
            return word;
        });
    }

    private CompletionStage<Word> taken(Sender sender, String name, byte[] content) {
        ChatRoom room = book.of(sender.contactId).orElse(null);
        Optional<Word> answered = answeredAtOnce(sender, room, content.length);
        if (answered.isPresent() || room == null) {
            return CompletableFuture.completedFuture(answered.orElse(Word.OVER));
        }
        Optional<AttachmentType> type = AttachmentType.of(content);
        if (type.isEmpty()) {
            return CompletableFuture.completedFuture(Word.WRONG_TYPE);
        }
        ChatFile file = new ChatFile(
                freshId(), AttachmentName.cleaned(name, type.get()), type.get().mediaType(), content.length);
        Message message = new Message(sender.contactId, sender.agentId, sender.messageId);
        if (underWay.putIfAbsent(message, new UnderWay(file.fileId(), System.nanoTime())) != null) {
            return CompletableFuture.completedFuture(Word.TAKEN);
        }
        if (!mayGoOn(sender)) {
            underWay.remove(message);
            return CompletableFuture.completedFuture(Word.TOO_FAST);
        }
        CompletableFuture<Word> done = new CompletableFuture<>();
        try {
            disk.execute(() -> done.complete(kept(message, room.callKey(), file, content)));
        } catch (RejectedExecutionException e) {
            underWay.remove(message);
            done.complete(Word.OVERLOADED);
        }
        return done;
    }

    /** What can be said without looking into the file. */
    private Optional<Word> answeredAtOnce(Sender sender, @Nullable ChatRoom room, int bytes) {
        if (!settings.taken()) {
            return Optional.of(Word.NOT_ALLOWED);
        }
        if (!ChatWords.isMessageId(sender.messageId)) {
            return Optional.of(Word.NO_ID);
        }
        if (room != null && room.has(sender.agentId, sender.messageId)) {
            return Optional.of(Word.TAKEN);
        }
        if (room == null || room.isOver()) {
            return Optional.of(Word.OVER);
        }
        if (sender.agentId != 0 && !room.isWith(sender.agentId)) {
            return Optional.of(Word.NOT_YOURS);
        }
        if (bytes == 0 || bytes > settings.maxBytes()) {
            return Optional.of(bytes == 0 ? Word.EMPTY : Word.TOO_LARGE);
        }
        if (room.lines().size() >= ChatRoom.MAX_LINES) {
            return Optional.of(Word.ROOM_FULL);
        }
        long onTheirWay = underWay.keySet().stream()
                .filter(message -> message.contactId == sender.contactId
                        && !room.has(message.agentId, message.messageId)
                        && !message.messageId.equals(sender.messageId))
                .count();
        return room.files() + onTheirWay >= AttachmentSettings.MAX_FILES
                ? Optional.of(Word.TOO_MANY)
                : Optional.empty();
    }

    private boolean mayGoOn(Sender sender) {
        return pace.get(
                                sender.contactId + "/" + sender.agentId,
                                key -> ChatDesk.bucket(FILES_A_MINUTE, Duration.ofMinutes(1)))
                        .tryConsume(1)
                && (sender.network.isEmpty()
                        || networks.get(
                                        sender.network,
                                        key -> ChatDesk.bucket(FILES_AN_HOUR_FROM_ONE_NETWORK, Duration.ofHours(1)))
                                .tryConsume(1));
    }

    /** On the disk's thread. */
    private Word kept(Message message, long callKey, ChatFile file, byte[] content) {
        UnderWay still = underWay.get(message);
        if (still == null || !still.fileId.equals(file.fileId())) {
            return Word.OVER; // nobody waits for it any more
        }
        try {
            if (!files.hasRoom(content.length)) {
                LOG.warn(
                        "A file sent in chat {} is refused: those that are kept take {} MB, as much as [chat] attachments_max_total_mb allows",
                        message.contactId,
                        files.total() / 1_000_000);
                underWay.remove(message);
                return Word.NO_SPACE;
            }
            files.keep(file.fileId(), content);
        } catch (IOException e) {
            LOG.error("A file sent in chat {} can not be kept", message.contactId, e);
            underWay.remove(message);
            return Word.DISK;
        }
        if (engine.test(new Command.ChatAttached(callKey, message.agentId, message.messageId, file))) {
            return Word.TAKEN;
        }
        underWay.remove(message);
        drop(file.fileId());
        return Word.OVERLOADED;
    }

    private String freshId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Begins with the files that are here; the book knows all that was said. */
    void resume() {
        Set<String> said = book.all().stream()
                .flatMap(room -> room.lines().stream())
                .flatMap(line -> Optional.ofNullable(line.file()).stream())
                .map(ChatFile::fileId)
                .collect(Collectors.toSet());
        try {
            files.open(said::contains);
        } catch (IOException e) {
            LOG.error(
                    "The directory of what is sent in chats can not be used: no file is taken until that is put right",
                    e);
        }
    }

    /** Sees to what is under way, and to what is too old; now and then, on any one thread. {@code nowMs} is epoch ms. */
    void round(long nowMs) {
        boolean prune = prunedAtMs == Long.MIN_VALUE || nowMs - prunedAtMs >= PRUNE_EVERY_MS;
        if ((!underWay.isEmpty() || prune) && settling.compareAndSet(false, true)) {
            try {
                disk.execute(() -> {
                    settle();
                    if (prune) {
                        prunedAtMs = nowMs;
                        prune(nowMs - settings.keepMs());
                    }
                    settling.set(false);
                });
            } catch (RejectedExecutionException e) {
                settling.set(false); // the next round tries again
            }
        }
    }

    private void prune(long beforeMs) {
        try {
            int removed = files.removeBefore(beforeMs);
            if (removed > 0) {
                LOG.info("{} files that were sent in chats are removed: they were kept long enough", removed);
            }
        } catch (IOException e) {
            LOG.warn("The files that were sent in chats and are old can not be removed", e);
        }
    }

    private void settle() {
        long certain = durableUpTo.getAsLong();
        underWay.forEach((message, one) -> {
            Optional<ChatRoom> room = book.of(message.contactId);
            Optional<ChatLine> line = room.flatMap(known -> known.said(message.agentId, message.messageId));
            if (line.isPresent()) {
                ChatFile file = line.get().file();
                if (file == null || !file.fileId().equals(one.fileId)) {
                    underWay.remove(message);
                    drop(one.fileId); // the same message came twice, and this is the other one
                } else if (line.get().sequence() <= certain) {
                    said(message, one.fileId);
                }
            } else if (room.isEmpty()
                    || room.get().isOver()
                    || System.nanoTime() - one.sinceNanos > TimeUnit.MILLISECONDS.toNanos(UNDER_WAY_MS)) {
                underWay.remove(message);
                drop(one.fileId);
            }
        });
    }

    private void said(Message message, String fileId) {
        try {
            files.said(fileId);
            underWay.remove(message);
        } catch (IOException e) {
            LOG.warn("A file that was sent in chat {} can not be renamed; tried again", message.contactId, e);
        }
    }

    private void drop(String fileId) {
        try {
            files.drop(fileId);
        } catch (IOException e) {
            LOG.warn("A file that was sent in a chat and belongs to no line can not be removed", e);
        }
    }

    /** What this side of a room that is over wanted to send, and can not have sent any more. */
    List<String> unsaid(ChatRoom over, int agentId) {
        return underWay.keySet().stream()
                .filter(message -> message.contactId == over.contactId() && message.agentId == agentId)
                .map(Message::messageId)
                .filter(id -> !over.has(agentId, id))
                .toList();
    }

    /** What was sent by this line of the room; empty if it is a line of words, of another room, or not certain yet. */
    public Optional<ChatFile> sent(ChatRoom room, long sequence) {
        return room.lines().stream()
                .filter(line -> line.sequence() == sequence && sequence <= durableUpTo.getAsLong())
                .flatMap(line -> Optional.ofNullable(line.file()).stream())
                .findFirst();
    }

    /** Whether what was sent is (still) here. Looks at the disk. */
    boolean isHere(ChatFile file) {
        return files.find(file.fileId()).isPresent();
    }

    /** What a file holds, if it is (still) here; one that is not is counted. Looks at the disk. */
    public Optional<Path> open(String fileId) {
        Optional<Path> found = files.find(fileId);
        if (found.isEmpty()) {
            lost.increment();
        }
        return found;
    }
}

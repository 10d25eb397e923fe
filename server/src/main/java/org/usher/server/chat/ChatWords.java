package org.usher.server.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.usher.core.api.Command;

/** Takes what is said in chats, each line once, and refuses what is none, comes too fast or belongs nowhere. Safe from any thread. */
public final class ChatWords {
    public static final int MAX_TEXT = 2_000;
    /** Of one room, so that nobody's words take the place of another's. */
    static final int MAX_ROOM_CHARACTERS = 60_000;

    private static final int LINES_A_MINUTE = 30;
    private static final int MAX_COUNTED = 20_000;
    private static final Pattern MESSAGE_ID = Pattern.compile("[A-Za-z0-9_-]{1,40}");

    private final ChatBook book;
    private final Predicate<Command> engine;
    private final AtomicLong refusedLines = new AtomicLong();
    /** On their way through the engine; what it passes over is forgotten. */
    private final Cache<Message, Boolean> underWay = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterWrite(Duration.ofSeconds(30))
            .build();

    private final Cache<String, Bucket> pace = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofMinutes(2))
            .build();

    /** What somebody wants to say. */
    private record Message(long contactId, int agentId, String messageId) {}

    /** Why somebody's line was not taken; {@link #TAKEN} if it was, also if it had been before. */
    public enum Word {
        TAKEN,
        /** No words, too many of them, or characters that cannot be printed. */
        NO_TEXT,
        NO_ID,
        TOO_FAST,
        ROOM_FULL,
        OVER,
        NOT_YOURS,
        OVERLOADED
    }

    /** @param engine takes commands; false if it has too much to do */
    ChatWords(ChatBook book, Predicate<Command> engine) {
        this.book = book;
        this.engine = engine;
    }

    /** Lines that were not taken. */
    public long refused() {
        return refusedLines.get();
    }

    /**
     * Somebody says this in a room; whoever is there is told when it is certain. The same message once more, from a page that does not know
     * whether it was heard, changes nothing.
     *
     * @param agentId who says it, 0 for the customer
     * @param messageId the writer's own
     */
    Word say(long contactId, int agentId, String messageId, String written) {
        Word word = taken(contactId, agentId, messageId, written.strip());
        if (word != Word.TAKEN) {
            refusedLines.incrementAndGet();
        }
        return word;
    }

    private Word taken(long contactId, int agentId, String messageId, String text) {
        if (!isMessageId(messageId)) {
            return Word.NO_ID;
        }
        if (text.isEmpty()
                || text.length() > MAX_TEXT
                || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\t')) {
            return Word.NO_TEXT;
        }
        ChatRoom room = book.of(contactId).orElse(null);
        if (room != null && room.has(agentId, messageId)) {
            return Word.TAKEN;
        }
        if (room == null || room.isOver()) {
            return Word.OVER;
        }
        if (agentId != 0 && !room.isWith(agentId)) {
            return Word.NOT_YOURS;
        }
        if (room.lines().size() >= ChatRoom.MAX_LINES || room.characters() + text.length() > MAX_ROOM_CHARACTERS) {
            return Word.ROOM_FULL;
        }
        String writer = contactId + "/" + agentId;
        Message message = new Message(contactId, agentId, messageId);
        if (underWay.asMap().putIfAbsent(message, true) != null || hasBySaid(contactId, agentId, messageId)) {
            return Word.TAKEN;
        }
        if (!pace.get(writer, key -> ChatDesk.bucket(LINES_A_MINUTE, Duration.ofMinutes(1)))
                .tryConsume(1)) {
            underWay.invalidate(message);
            return Word.TOO_FAST;
        }
        if (!engine.test(new Command.ChatSaid(room.callKey(), agentId, messageId, text))) {
            underWay.invalidate(message);
            return Word.OVERLOADED;
        }
        return Word.TAKEN;
    }

    /** Whether a page may call a message so. */
    static boolean isMessageId(String given) {
        return MESSAGE_ID.matcher(given).matches();
    }

    /** Looked at once more when the message is under way: it may have been said between the first look and then. */
    private boolean hasBySaid(long contactId, int agentId, String messageId) {
        return book.of(contactId).filter(room -> room.has(agentId, messageId)).isPresent();
    }

    /** What this side of a room that is over wanted to say, and can not have said any more. */
    List<String> unsaid(ChatRoom over, int agentId) {
        return underWay.asMap().keySet().stream()
                .filter(message -> message.contactId == over.contactId() && message.agentId == agentId)
                .map(Message::messageId)
                .filter(id -> !over.has(agentId, id))
                .toList();
    }
}

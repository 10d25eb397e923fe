package org.usher.server.chat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.ChatFile;
import org.usher.server.wallboard.FeedClient;

/** One open page of a chat, and what it was sent last; of the feed's thread. */
final class ChatPage {
    private static final long SIGN_OF_LIFE_MS = 5_000;
    /** Lines of one message: what is more waits for the next round. */
    private static final int MAX_LINES = 100;

    final FeedClient client;
    final long contactId;
    /** 0: the customer's. */
    final int agentId;

    final long openedAtMs;
    long readyAtMs;
    /** It was told, of each line that it wanted to say, that it can not any more. */
    boolean knowsItIsOver;

    private long sentUpTo;
    private long sentAtMs = Long.MIN_VALUE;
    private ChatMessage.@Nullable RoomState sent;

    ChatPage(FeedClient client, long contactId, int agentId, long since, long nowMs) {
        this.client = client;
        this.contactId = contactId;
        this.agentId = agentId;
        this.sentUpTo = since;
        this.openedAtMs = nowMs;
        this.readyAtMs = nowMs;
    }

    /** What a line does not say itself. */
    interface Beside {
        String writer(ChatRoom room, ChatLine line);

        /** Whether what was sent is (still) here. */
        boolean isHere(ChatFile file);
    }

    /**
     * What there is to be told now, if anything; taken as told.
     *
     * @param certainUpTo lines after this sequence may still be lost, so they are not told
     */
    Optional<ChatMessage> next(
            ChatRoom room, ChatMessage.RoomState state, long certainUpTo, long nowMs, Beside beside) {
        boolean mayBeFresh = !room.lines().isEmpty() && room.lines().getLast().sequence() > sentUpTo;
        List<ChatLine> fresh = !mayBeFresh
                ? List.of()
                : room.lines().stream()
                        .filter(line -> line.sequence() > sentUpTo && line.sequence() <= certainUpTo)
                        .limit(MAX_LINES)
                        .toList();
        boolean sameState = state.equals(sent);
        boolean first = sentAtMs == Long.MIN_VALUE;
        if (!first && fresh.isEmpty() && sameState && nowMs - sentAtMs < SIGN_OF_LIFE_MS) {
            return Optional.empty();
        }
        if (!fresh.isEmpty()) {
            sentUpTo = fresh.getLast().sequence();
        }
        sent = state;
        sentAtMs = nowMs;
        return Optional.of(new ChatMessage(
                "room",
                nowMs,
                sentUpTo,
                sameState ? null : state,
                fresh.stream().map(line -> shown(line, room, beside)).toList()));
    }

    private ChatMessage.Line shown(ChatLine line, ChatRoom room, Beside beside) {
        boolean mine = (line.agentId() == 0) == (agentId == 0);
        ChatFile file = line.file();
        return new ChatMessage.Line(
                line.sequence(),
                line.atMs(),
                mine,
                beside.writer(room, line),
                mine ? line.messageId() : null,
                line.text(),
                file == null
                        ? null
                        : new ChatMessage.File(
                                file.name(),
                                file.type(),
                                file.bytes(),
                                AttachmentType.named(file.type())
                                        .filter(AttachmentType::isImage)
                                        .isPresent(),
                                beside.isHere(file)));
    }
}

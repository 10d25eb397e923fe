package org.usher.server.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.usher.core.api.ChatFile;

/**
 * One chat as it stands.
 *
 * @param tokenHash of the link that leads into it
 * @param name of the customer, as he or whoever sent him gave it
 * @param sinceMs when this stage began (epoch ms)
 * @param offerId of the offer or the talk, 0 if there is none
 * @param agentId who is asked, talks, or has not finished the after-call work of it; 0 for nobody
 */
public record ChatRoom(
        long contactId,
        long callKey,
        String tokenHash,
        String name,
        int queueId,
        long enqueuedAtMs,
        Stage stage,
        long sinceMs,
        long offerId,
        int agentId,
        List<ChatLine> lines) {
    /** Lines that a room takes; who has more to say than that opens another. */
    public static final int MAX_LINES = 500;

    /** Where a chat stands. */
    public enum Stage {
        WAITING,
        /** An agent is asked whether he takes it. */
        OFFERED,
        TALKING,
        OVER
    }

    public ChatRoom {
        lines = List.copyOf(lines);
    }

    boolean isOver() {
        return stage == Stage.OVER;
    }

    /** Whether this agent talks in it. */
    boolean isWith(int agent) {
        return stage == Stage.TALKING && agentId == agent;
    }

    /** How much text it holds. */
    long characters() {
        return lines.stream().mapToLong(ChatLine::characters).sum();
    }

    /** How many files were sent in it. */
    long files() {
        return lines.stream().filter(line -> line.file() != null).count();
    }

    /** Whether this was said already. */
    boolean has(int agent, String messageId) {
        return said(agent, messageId).isPresent();
    }

    /** What was said by this message. */
    Optional<ChatLine> said(int agent, String messageId) {
        return lines.stream()
                .filter(line -> line.agentId() == agent && line.messageId().equals(messageId))
                .findFirst();
    }

    ChatRoom at(Stage next, long atMs, long offer, int agent) {
        return new ChatRoom(
                contactId, callKey, tokenHash, name, queueId, enqueuedAtMs, next, atMs, offer, agent, lines);
    }

    ChatRoom in(int queue, long countedFromMs) {
        return new ChatRoom(
                contactId, callKey, tokenHash, name, queue, countedFromMs, Stage.WAITING, countedFromMs, 0, 0, lines);
    }

    /** The same, with what was sent by its lines. */
    ChatRoom withFiles(Map<Long, ChatFile> files) {
        List<ChatLine> all = lines.stream()
                .map(line -> new ChatLine(
                        line.sequence(),
                        line.atMs(),
                        line.agentId(),
                        line.messageId(),
                        line.text(),
                        files.get(line.sequence())))
                .toList();
        return new ChatRoom(
                contactId, callKey, tokenHash, name, queueId, enqueuedAtMs, stage, sinceMs, offerId, agentId, all);
    }

    ChatRoom with(ChatLine line) {
        List<ChatLine> more = new ArrayList<>(lines);
        more.add(line);
        return new ChatRoom(
                contactId, callKey, tokenHash, name, queueId, enqueuedAtMs, stage, sinceMs, offerId, agentId, more);
    }
}

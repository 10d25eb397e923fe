package org.usher.server.chat;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.ChatFile;

/**
 * Something that was said in a room.
 *
 * @param sequence rises within a room; the log index of the entry by which it was said
 * @param agentId who wrote it, 0 for the customer
 * @param messageId the writer's own, unique among what he wrote in this room
 * @param text empty if it is a file
 * @param file that was sent in place of words
 */
public record ChatLine(
        long sequence,
        long atMs,
        int agentId,
        String messageId,
        String text,
        @Nullable ChatFile file) {
    /** A line of words. */
    public ChatLine(long sequence, long atMs, int agentId, String messageId, String text) {
        this(sequence, atMs, agentId, messageId, text, null);
    }

    /** How much text it is. */
    long characters() {
        return (long) text.length() + (file == null ? 0 : file.name().length());
    }
}

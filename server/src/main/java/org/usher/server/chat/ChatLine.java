package org.usher.server.chat;

/**
 * Something that was said in a room.
 *
 * @param sequence rises within a room; the log index of the entry by which it was said
 * @param agentId who wrote it, 0 for the customer
 * @param messageId the writer's own, unique among what he wrote in this room
 */
public record ChatLine(long sequence, long atMs, int agentId, String messageId, String text) {}

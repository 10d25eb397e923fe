package org.usher.server.survey;

import org.jspecify.annotations.Nullable;

/**
 * A customer was not satisfied.
 *
 * @param atMs when he said so (epoch ms)
 * @param queue in which he talked, by its name
 * @param agent to whom he talked last, by his name; null for somebody outside
 */
public record LowScore(
        long atMs,
        long contactId,
        int queueId,
        String queue,
        @Nullable String agent,
        int score) {}

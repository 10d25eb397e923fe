package org.usher.server.webhook;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** What came of one request, as the specification tells statuses apart. */
public sealed interface WebhookReply {
    /** Nobody asks for longer in earnest. */
    long LONGEST_RETRY_AFTER_MS = 24 * 3_600_000L;

    int GONE = 410;
    /** Those by which a receiver says that it cannot use this very request. */
    Set<Integer> REFUSING = Set.of(400, 413, 415, 422);

    /** In a few words, for people; nothing that the receiver wrote. */
    String told();

    /** 2xx. */
    record Taken(int status) implements WebhookReply {
        @Override
        public String told() {
            return "answered with status " + status;
        }
    }

    /** 410: it wants no more. */
    record Gone() implements WebhookReply {
        @Override
        public String told() {
            return "answered with status 410, it wants no more";
        }
    }

    /**
     * Any other answer, or none.
     *
     * @param status 0 if there was none
     * @param retryAfterMs how long it wants to be left alone, 0 if it does not say
     */
    record Failed(int status, String told, long retryAfterMs) implements WebhookReply {
        /** Whether it is this one event that is not wanted. */
        public boolean refusesEvent() {
            return REFUSING.contains(status);
        }
    }

    /**
     * An answer.
     *
     * @param retryAfter the header, empty if there is none: seconds, or a date of HTTP
     * @param nowMs epoch ms
     */
    static WebhookReply of(int status, String retryAfter, long nowMs) {
        if (status >= 200 && status < 300) {
            return new Taken(status);
        }
        return status == GONE
                ? new Gone()
                : new Failed(status, "answered with status " + status, retryAfterMs(retryAfter, nowMs));
    }

    static WebhookReply unanswered(String why) {
        return new Failed(0, why, 0);
    }

    private static long retryAfterMs(String header, long nowMs) {
        String text = header.strip();
        if (text.matches("[0-9]{1,9}")) {
            return Math.min(Long.parseLong(text) * 1_000, LONGEST_RETRY_AFTER_MS);
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Math.clamp(until.toEpochMilli() - nowMs, 0, LONGEST_RETRY_AFTER_MS);
        } catch (DateTimeException e) {
            return 0; // none, or nothing that could be kept to
        }
    }
}

package org.usher.server.webhook;

import org.jspecify.annotations.Nullable;
import org.usher.core.api.AgentState;
import org.usher.core.api.BookingOutcome;
import org.usher.core.api.Channel;
import org.usher.core.api.EndedBy;

/**
 * What an event says, as it goes over the wire: ids, names and times (epoch ms) as in the API. Queues and agents are told by their names in
 * {@code centre.toml}.
 */
public sealed interface WebhookData {

    /**
     * A contact stands in a queue's line; also again, after a transfer or when a callback is tried once more.
     *
     * @param enqueuedAtMs the time from which the wait counts
     * @param caller the number as the PBX gave it, empty if withheld
     * @param customer id of the customer, empty if unknown
     */
    record ContactQueued(
            long contactId,
            String queue,
            Channel channel,
            int priority,
            long enqueuedAtMs,
            String caller,
            String callerName,
            String dialled,
            String language,
            String customer)
            implements WebhookData {}

    /** An agent is asked to take a contact: his phone rings, or his desk shows it. */
    record ContactOffered(long contactId, String queue, Channel channel, String agent, long waitedMs)
            implements WebhookData {}

    /**
     * Customer and agent talk.
     *
     * @param agent null if it is nobody of the centre's, as after a transfer
     * @param waitedMs 0 after a transfer to a person
     */
    record ContactConnected(
            long contactId,
            String queue,
            Channel channel,
            @Nullable String agent,
            long waitedMs,
            long connectedAtMs,
            boolean transferred)
            implements WebhookData {}

    /**
     * A contact is over.
     *
     * @param agent who served it last, null if none did
     */
    record ContactEnded(
            long contactId,
            String queue,
            Channel channel,
            ContactOutcome outcome,
            @Nullable String agent,
            EndedBy endedBy,
            long talkMs,
            long holdMs)
            implements WebhookData {}

    /** How a contact's last stay in a line ended. */
    enum ContactOutcome {
        ANSWERED,
        ABANDONED,
        SHORT_ABANDONED,
        OVERFLOWED,
        CONVERTED,
        TRANSFERRED_UNSERVED,
        LOST_BY_PBX,
        /** It was not let into the line. */
        REFUSED,
        /** It stood in none. */
        NOT_QUEUED
    }

    /** A customer is promised a call; without times, in turn. */
    record CallbackPromised(
            long contactId,
            String queue,
            String number,
            String name,
            @Nullable Long fromMs,
            @Nullable Long untilMs) implements WebhookData {}

    /**
     * A customer was called.
     *
     * @param reached whether he talks with the agent now
     * @param retryAtMs when he is called again; null if he is not
     */
    record CallbackAttempted(
            long contactId,
            String queue,
            @Nullable String agent,
            boolean reached,
            @Nullable Long retryAtMs) implements WebhookData {}

    /**
     * What became of the promise of a call, said once for each.
     *
     * @param outcome of a promise without a window {@code KEPT} means that they talked
     */
    record CallbackSettled(
            long contactId,
            String queue,
            BookingOutcome outcome,
            @Nullable Long fromMs,
            @Nullable Long untilMs) implements WebhookData {}

    /**
     * Somebody has written in a chat.
     *
     * @param agent null if it was the customer
     * @param text empty if it is a file
     * @param attachment what was sent in place of words
     */
    record ChatWritten(
            long contactId,
            String queue,
            String messageId,
            @Nullable String agent,
            String text,
            @Nullable AttachmentSent attachment)
            implements WebhookData {}

    /**
     * A file; to be had by {@code GET /api/v1/contacts/{contact}/attachments/{line}}, see the contact's {@code chat}.
     *
     * @param type media type, as found by looking at what it holds
     */
    record AttachmentSent(String name, String type, long bytes) {}

    /**
     * An agent's state changed.
     *
     * @param reason of a pause, else null
     */
    record AgentChanged(
            String agent,
            AgentState from,
            AgentState to,
            @Nullable String reason) implements WebhookData {}

    /** A caller who hung up stands on the list of those to be called back. */
    record FollowUpListed(long contactId, String queue, String number, String name, long waitedMs, long hungUpAtMs)
            implements WebhookData {}

    /**
     * A customer said after his talk how satisfied he was.
     *
     * @param agent to whom he talked last, null if it is nobody of the centre's
     * @param score 1, not at all, to 5, very
     */
    record SurveyAnswered(
            long contactId, String queue, @Nullable String agent, int score) implements WebhookData {}

    /** Sent when somebody asks for it, to see whether a webhook arrives. */
    record Tested(String webhook) implements WebhookData {}
}

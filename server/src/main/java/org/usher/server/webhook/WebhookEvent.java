package org.usher.server.webhook;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.json.JsonMapper;

/**
 * One event to be sent.
 *
 * @param atMs when it became a fact (epoch ms)
 * @param queues whom it concerns, by their names
 */
record WebhookEvent(WebhookPlace place, WebhookType type, long atMs, Set<String> queues, WebhookData data) {
    WebhookEvent {
        queues = Set.copyOf(queues);
    }

    /** What the receiver knows it by, however often it is sent: it follows from the place in the log. Without a full stop, as the signature demands. */
    String id(UUID logId) {
        return String.format(
                Locale.ROOT,
                "msg_%s_%d_%d_%d",
                logId.toString().replace("-", ""),
                place.index(),
                place.number(),
                place.part());
    }

    /** JSON. */
    String body() {
        return body(type, atMs, data);
    }

    static String body(WebhookType type, long atMs, WebhookData data) {
        return JsonMapper.shared().writeValueAsString(WebhookBody.of(type, atMs, data));
    }
}

package org.usher.server.webhook;

import java.time.Instant;

/**
 * What goes over the wire.
 *
 * @param timestamp when it became a fact, in ISO 8601
 */
public record WebhookBody(String type, String timestamp, WebhookData data) {
    static WebhookBody of(WebhookType type, long atMs, WebhookData data) {
        return new WebhookBody(type.word(), Instant.ofEpochMilli(atMs).toString(), data);
    }
}

package org.usher.server.webhook;

import java.util.EnumSet;
import java.util.Set;

/** How a webhook is doing. */
public enum WebhookState {
    /** The last event was taken, or none was sent yet. */
    WELL,
    /** The last one was not, and is tried again. */
    FAILING,
    /** The receiver said that it wants no more (410); until a restart nothing is sent. */
    GONE;

    private Set<WebhookState> next() {
        return switch (this) {
            case WELL -> EnumSet.of(WELL, FAILING, GONE);
            case FAILING -> EnumSet.of(WELL, FAILING, GONE);
            case GONE -> EnumSet.noneOf(WebhookState.class);
        };
    }

    WebhookState to(WebhookState other) {
        if (!next().contains(other)) {
            throw new IllegalStateException("a webhook does not go from " + this + " to " + other);
        }
        return other;
    }
}

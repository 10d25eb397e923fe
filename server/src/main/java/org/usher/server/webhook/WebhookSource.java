package org.usher.server.webhook;

import java.util.UUID;
import java.util.concurrent.Future;

/** The command log whose events are told. Everything but {@link #durable} is known when the first event is. */
public interface WebhookSource {
    /** Which log this is. */
    UUID logId();

    /** Log index of the last entry that was there at the start. */
    long replayedIndex();

    /** Which reign this is. */
    int epoch();

    /** Done when no power loss can make the log forget this entry, and give its index to another; fails if that cannot be had. */
    Future<?> durable(long index);

    /** Whether this Usher is the one that routes, as far as it knows. */
    boolean leads();
}

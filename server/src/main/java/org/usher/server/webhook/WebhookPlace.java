package org.usher.server.webhook;

import java.util.Comparator;

/**
 * Where in the command log an event is: the index of the entry that made it, the number of the engine's event among that entry's, and which
 * of those it is that are told of this one. The same after every restart, so that what is sent twice has the same id.
 */
record WebhookPlace(long index, int number, int part) implements Comparable<WebhookPlace> {
    private static final Comparator<WebhookPlace> ORDER = Comparator.comparingLong(WebhookPlace::index)
            .thenComparingInt(WebhookPlace::number)
            .thenComparingInt(WebhookPlace::part);

    /** Before all there is. */
    static final WebhookPlace START = new WebhookPlace(0, -1, 0);

    /** Behind all that this entry made. */
    static WebhookPlace behind(long index) {
        return new WebhookPlace(index, Integer.MAX_VALUE, 0);
    }

    @Override
    public int compareTo(WebhookPlace other) {
        return ORDER.compare(this, other);
    }
}

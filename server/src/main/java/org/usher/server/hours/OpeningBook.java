package org.usher.server.hours;

import java.util.Map;

/**
 * The hours of a centre's queues.
 *
 * @param byQueue by the queues' names; a queue that is not there is always open
 */
public record OpeningBook(Map<String, OpeningHours> byQueue) {
    public static final OpeningBook ALWAYS = new OpeningBook(Map.of());

    public OpeningBook {
        byQueue = Map.copyOf(byQueue);
    }
}

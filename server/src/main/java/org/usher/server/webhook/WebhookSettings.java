package org.usher.server.webhook;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.usher.server.security.Secret;

/**
 * One receiver of events.
 *
 * @param name as people and metrics know it; where it stands is kept under it
 * @param secrets by each of which every request is signed: the one in force, and while it is turned over the one before
 * @param queues by their names, of which it is told; none: of all
 */
public record WebhookSettings(
        String name, URI url, List<Secret> secrets, Set<WebhookType> events, Set<String> queues, Pace pace) {
    public WebhookSettings {
        secrets = List.copyOf(secrets);
        events = Set.copyOf(events);
        queues = Set.copyOf(queues);
    }

    /**
     * How fast, and how long.
     *
     * @param perSecond the most requests
     * @param timeoutMs for all of an answer
     * @param keepMs older events are given up
     */
    public record Pace(int perSecond, long timeoutMs, long keepMs) {
        /** Three days, as the specification's example of a schedule. */
        public static final Pace DEFAULT = new Pace(50, 15_000, 3 * 24 * 3_600_000L);
    }

    /** Where it is, without path and query, which may hold a secret. */
    public String address() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }

    boolean wants(WebhookEvent event) {
        return events.contains(event.type())
                && (queues.isEmpty() || event.queues().stream().anyMatch(queues::contains));
    }
}

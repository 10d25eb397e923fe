package org.usher.server.chat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * Who opens chats for himself, by networks: how many within an hour, and how many at once. That is of this run of the server; after a restart
 * nobody has opened any. Safe from any thread.
 */
final class Visitors {
    /** Open at once from one network; a household or a small office has not so many customers who write at the same time. */
    static final int MAX_OPEN = 10;

    private final Cache<String, Bucket> openings;
    private final int hourly;
    private final LongPredicate isOpen;
    /** Contacts by networks, as many as there are rooms; those that are over are dropped when somebody asks for one more. */
    private final Map<String, Set<Long>> rooms = new ConcurrentHashMap<>();

    /**
     * @param hourly openings from one network
     * @param isOpen whether the room of this contact is there, and not over
     */
    Visitors(int hourly, int maxCounted, LongPredicate isOpen) {
        this.hourly = hourly;
        this.isOpen = isOpen;
        this.openings = Caffeine.newBuilder()
                .maximumSize(maxCounted)
                .expireAfterAccess(Duration.ofHours(2))
                .build();
    }

    /** Whether somebody from here may open one more just now; counted as opened if so. */
    boolean mayOpen(String network) {
        rooms.values().forEach(open -> open.removeIf(contactId -> !isOpen.test(contactId)));
        rooms.values().removeIf(Set::isEmpty);
        return rooms.getOrDefault(network, Set.of()).size() < MAX_OPEN
                && openings.get(network, key -> ChatDesk.bucket(hourly, Duration.ofHours(1)))
                        .tryConsume(1);
    }

    void opened(String network, long contactId) {
        rooms.compute(network, (key, known) -> {
            Set<Long> open = known == null ? ConcurrentHashMap.newKeySet() : known;
            open.add(contactId);
            return open;
        });
    }
}

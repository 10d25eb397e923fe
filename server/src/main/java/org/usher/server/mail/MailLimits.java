package org.usher.server.mail;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.List;

/** How often mails may be asked for; of this run of the server. Safe from any thread. */
final class MailLimits {
    /** Of one chat: to mend an address that was mistyped. */
    static final int PER_CHAT = 3;
    /** From one network within an hour. */
    static final int PER_NETWORK = 10;
    /** To one address within a day: nobody is to be flooded by our hand. */
    static final int PER_ADDRESS = 5;

    private static final int MAX_COUNTED = 20_000;

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MAX_COUNTED)
            .expireAfterAccess(Duration.ofDays(1))
            .build();

    /** Whether one more may be sent; counted if so. */
    synchronized boolean take(long contactId, String network, MailAddress to) {
        List<Bucket> all = List.of(
                bucket("chat " + contactId, PER_CHAT, Duration.ofDays(1)),
                bucket("network " + network, PER_NETWORK, Duration.ofHours(1)),
                bucket("address " + to.key(), PER_ADDRESS, Duration.ofDays(1)));
        if (all.stream().anyMatch(bucket -> bucket.getAvailableTokens() == 0)) {
            return false;
        }
        all.forEach(bucket -> bucket.tryConsume(1));
        return true;
    }

    private Bucket bucket(String key, int times, Duration period) {
        return buckets.get(
                key,
                any -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(times).refillGreedy(times, period))
                        .build());
    }
}

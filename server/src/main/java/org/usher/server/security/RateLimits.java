package org.usher.server.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Slows down who asks too much: a token bucket for each address and each principal, and for tries to log in. What is counted is bounded,
 * and forgotten when its bucket would be full again. Safe from any thread.
 */
public final class RateLimits {
    private static final int MAX_COUNTED = 20_000;
    private static final int BURST_SECONDS = 5;
    private static final Duration NAME_PERIOD = Duration.ofMinutes(10);
    private static final Duration KNOWN_FOR = Duration.ofDays(30);
    /** Of an IPv6 address only the network counts: who has one has 2^64 of them. */
    private static final int NETWORK_BYTES = 8;

    private final Limits limits;
    private final TimeMeter time;
    private final Cache<String, Bucket> addresses;
    private final Cache<String, Bucket> principals;
    private final Cache<String, Bucket> logIns;
    /** Name and network by which somebody has logged in. */
    private final Cache<String, Boolean> known;

    private final LongAdder byAddress = new LongAdder();
    private final LongAdder byPrincipal = new LongAdder();
    private final LongAdder byLogIn = new LongAdder();

    /** @param nanos never goes backwards */
    public RateLimits(Limits limits, LongSupplier nanos) {
        this.limits = limits;
        this.time = new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.getAsLong();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        };
        this.addresses = cache(Duration.ofSeconds(2 * BURST_SECONDS), nanos);
        this.principals = cache(Duration.ofSeconds(2 * BURST_SECONDS), nanos);
        this.logIns = cache(NAME_PERIOD, nanos);
        this.known = cache(KNOWN_FOR, nanos);
    }

    private static <V> Cache<String, V> cache(Duration kept, LongSupplier nanos) {
        return Caffeine.newBuilder()
                .maximumSize(MAX_COUNTED)
                .expireAfterAccess(kept)
                .ticker(nanos::getAsLong)
                .build();
    }

    /** A request from this address. {@return empty if it may be answered, else in how many seconds to come again} */
    public OptionalInt request(InetAddress address) {
        return take(addresses.get(network(address), key -> perSecond(limits.requestsPerAddress())), byAddress);
    }

    /** A request by this principal, who is not anonymous: of nobody in particular only the address counts. */
    public OptionalInt request(Principal principal) {
        String key = principal.getClass().getSimpleName() + " " + principal.name();
        return take(principals.get(key, fresh -> perSecond(limits.requestsPerPrincipal())), byPrincipal);
    }

    /** A try to log in, or to prove oneself by password once more; it counts unless {@link #loggedIn} follows. */
    public OptionalInt logIn(String name, InetAddress address) {
        String network = network(address);
        OptionalInt refused = take(addressBucket(network), byLogIn);
        return refused.isPresent() ? refused : take(nameBucket(name, network), byLogIn);
    }

    /** Somebody comes back from an OpenID provider; it counts as a try to log in unless {@link #arrived} follows. */
    public OptionalInt arrival(InetAddress address) {
        return take(addressBucket(network(address)), byLogIn);
    }

    /** The last who came back from this address was let in. */
    public void arrived(InetAddress address) {
        addressBucket(network(address)).addTokens(1);
    }

    private Bucket addressBucket(String network) {
        return logIns.get("address " + network, key -> bucket(limits.logInsPerAddress(), Duration.ofMinutes(1)));
    }

    private Bucket nameBucket(String name, String network) {
        String place = name + " from " + network;
        String key = known.getIfPresent(place) == null ? "name " + name : place;
        return logIns.get(key, fresh -> bucket(limits.logInsPerName(), NAME_PERIOD));
    }

    /** The last try of this name from this address was no guess, and does not count: a whole shift may log in from one address. */
    public void loggedIn(String name, InetAddress address) {
        String network = network(address);
        addressBucket(network).addTokens(1);
        nameBucket(name, network).addTokens(1);
        known.put(name + " from " + network, true);
    }

    private Bucket perSecond(int requests) {
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity((long) requests * BURST_SECONDS).refillGreedy(requests, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }

    private Bucket bucket(int tries, Duration period) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(tries).refillGreedy(tries, period))
                .withCustomTimePrecision(time)
                .build();
    }

    private static OptionalInt take(Bucket bucket, LongAdder refused) {
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (probe.isConsumed()) {
            return OptionalInt.empty();
        }
        refused.increment();
        return OptionalInt.of((int) (probe.getNanosToWaitForRefill() / TimeUnit.SECONDS.toNanos(1)) + 1);
    }

    /** What of an address tells people apart: of IPv6 the network only. */
    public static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean whole = !(address instanceof Inet6Address) || address.isLoopbackAddress();
        return HexFormat.of().formatHex(bytes, 0, whole ? bytes.length : NETWORK_BYTES);
    }

    /** Requests refused for their address. */
    public long refusedByAddress() {
        return byAddress.sum();
    }

    /** Requests refused for whom they came from. */
    public long refusedByPrincipal() {
        return byPrincipal.sum();
    }

    /** Tries to log in that were refused unseen. */
    public long refusedLogIns() {
        return byLogIn.sum();
    }
}

package org.usher.server.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.RateLimits;

/**
 * Counts what is refused and says it in the log, also what no audit entry can name: floods, what is no HTTP, bodies and frames that are
 * too large. Of one address (of IPv6 one network) one line a minute for each kind, and of all together {@value #LINES_A_MINUTE}, so that
 * nobody fills the log by being refused. Safe from any thread.
 */
final class Refusals {
    private static final Logger log = LoggerFactory.getLogger(Refusals.class);
    static final int LINES_A_MINUTE = 60;
    private static final int MAX_KINDS = 5_000;
    private static final long MINUTE_MS = TimeUnit.MINUTES.toMillis(1);

    private final ApiFigures figures;
    private final LongSupplier clockMs;
    /** When the last line of its kind was written (epoch ms). */
    private final Cache<String, Long> said =
            Caffeine.newBuilder().maximumSize(MAX_KINDS).build();

    private final AtomicLong minute = new AtomicLong();
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicLong unsaid = new AtomicLong();

    Refusals(ApiFigures figures, LongSupplier clockMs) {
        this.figures = figures;
        this.clockMs = clockMs;
    }

    /** A request was answered so. */
    void answered(InetAddress address, int status) {
        figures.answered(status);
        switch (status) {
            case 400, 401, 403, 408, 413, 414, 415, 421, 426, 429, 431 -> say(address, "a request, with " + status);
            default -> {} // what somebody who may ask gets wrong
        }
    }

    /** A watcher's frame was none that we take, and his socket is closed. */
    void frame(Channel channel, String why) {
        figures.badFrame();
        say(peer(channel), "a frame: " + why);
    }

    /** The other end of a connection, which may be a proxy's. */
    static InetAddress peer(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    private void say(InetAddress address, String what) {
        long nowMs = clockMs.getAsLong();
        String kind = RateLimits.network(address) + ' ' + what;
        Long lastMs = said.getIfPresent(kind);
        if ((lastMs != null && nowMs - lastMs < MINUTE_MS) || !room(nowMs)) {
            unsaid.incrementAndGet();
            return;
        }
        said.put(kind, nowMs);
        long more = unsaid.getAndSet(0);
        log.info("Refused {} {}{}", address.getHostAddress(), what, more == 0 ? "" : "; and " + more + " more since");
    }

    private boolean room(long nowMs) {
        long began = minute.get();
        if (nowMs - began >= MINUTE_MS && minute.compareAndSet(began, nowMs)) {
            lines.set(0);
        }
        return lines.incrementAndGet() <= LINES_A_MINUTE;
    }
}

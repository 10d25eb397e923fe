package org.usher.server.api;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.RateLimits;

/**
 * The files that are on their way into chats over slow lines. What all of them together can make the server hold is bounded, and how much of
 * that one network can take; a smaller body needs no leave. Shared by all connections, safe from any thread.
 */
final class Uploads {
    static final Problem BUSY =
            Problem.of(503, "overloaded", "Too many files are being sent just now; try again in a moment.");

    private static final long MAX_BYTES_AT_ONCE = 48_000_000;
    private static final int AT_ONCE_FROM_ONE_NETWORK = 3;
    /** Who is slower than that has no line for files. */
    private static final int BYTES_A_SECOND = 32_768;

    private static final int GRACE_S = 10;
    private static final Pattern PATH =
            Pattern.compile("/chat/[^/]+/attachments|/api/v1/agents/[^/]+/chats/[^/]+/attachments");

    private final int maxBytes;
    private final ClientAddress addresses;
    private final Map<String, Integer> networks = new HashMap<>();
    private long bytes;

    /** What one upload was given. */
    record Room(String network, long bytes) {
        /** How long it may take. */
        long seconds() {
            return GRACE_S + bytes / BYTES_A_SECOND;
        }
    }

    /** @param maxBytes of one file */
    Uploads(int maxBytes, ClientAddress addresses) {
        this.maxBytes = maxBytes;
        this.addresses = addresses;
    }

    int maxBytes() {
        return maxBytes;
    }

    /** Whether it is an upload of more than anybody may send. */
    boolean isLarge(HttpRequest request, int usual) {
        if (maxBytes <= usual || !request.method().equals(HttpMethod.POST)) {
            return false;
        }
        int query = request.uri().indexOf('?');
        String path = query < 0 ? request.uri() : request.uri().substring(0, query);
        return PATH.matcher(path).matches() && length(request) > usual;
    }

    /** Who does not say how much it is may send as much as he may. */
    private long length(HttpRequest request) {
        try {
            return HttpUtil.getContentLength(request, (long) maxBytes);
        } catch (NumberFormatException e) {
            return maxBytes;
        }
    }

    /** Null if there is no room; else it is to be given back. */
    @Nullable
    Room begin(HttpRequest request, Channel channel) {
        String network = RateLimits.network(addresses.of(channel, request.headers()));
        long wanted = Math.min(maxBytes, length(request));
        synchronized (networks) {
            if (bytes + wanted > MAX_BYTES_AT_ONCE || networks.getOrDefault(network, 0) >= AT_ONCE_FROM_ONE_NETWORK) {
                return null;
            }
            bytes += wanted;
            networks.merge(network, 1, Integer::sum);
            return new Room(network, wanted);
        }
    }

    void end(Room room) {
        synchronized (networks) {
            bytes -= room.bytes;
            networks.computeIfPresent(room.network, (network, count) -> count > 1 ? count - 1 : null);
        }
    }
}

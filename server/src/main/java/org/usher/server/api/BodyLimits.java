package org.usher.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * How large a request's body may be, by where it goes: some endpoints take whole files, and of those the server collects a few at a time, so
 * that what all connections together can make it hold stays bounded. Stands before the {@link BoundedAggregator}.
 */
final class BodyLimits extends ChannelInboundHandlerAdapter {
    /** The endpoints that take large bodies; shared by all connections. */
    static final class Large {
        private static final int AT_ONCE = 4;

        private final HttpMethod method;
        private final Map<String, Integer> maxBytesByPath;
        private final AtomicInteger collecting = new AtomicInteger();

        Large(HttpMethod method, Map<String, Integer> maxBytesByPath) {
            this.method = method;
            this.maxBytesByPath = Map.copyOf(maxBytesByPath);
        }

        /** 0 if it is for another endpoint. */
        private int maxBytes(HttpRequest request) {
            String uri = request.uri();
            int query = uri.indexOf('?');
            String path = query < 0 ? uri : uri.substring(0, query);
            return request.method().equals(method) ? maxBytesByPath.getOrDefault(path, 0) : 0;
        }

        private boolean begin() {
            return collecting.getAndUpdate(count -> Math.min(count + 1, AT_ONCE)) < AT_ONCE;
        }

        private void end() {
            collecting.decrementAndGet();
        }
    }

    private final int maxBytes;
    private final Large large;
    private final Uploads uploads;
    private final Refusals refusals;
    private boolean collecting;
    private Uploads.@Nullable Room room;
    private int limit;

    BodyLimits(int maxBytes, Large large, Uploads uploads, Refusals refusals) {
        this.maxBytes = maxBytes;
        this.large = large;
        this.uploads = uploads;
        this.refusals = refusals;
        this.limit = maxBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            end();
            int many = large.maxBytes(request);
            collecting = many > 0 && large.begin();
            if (uploads.isLarge(request, maxBytes)) {
                upload(ctx, request);
            } else {
                limit(ctx, collecting ? many : maxBytes);
            }
        }
        boolean last = message instanceof LastHttpContent;
        ctx.fireChannelRead(message);
        if (last) {
            end();
        }
    }

    private void upload(ChannelHandlerContext ctx, HttpRequest request) {
        Uploads.Room given = uploads.begin(request, ctx.channel());
        room = given;
        if (given == null) {
            limit = 0; // whatever comes next has another one
            ctx.pipeline()
                    .replace(BoundedAggregator.class, null, new BoundedAggregator(maxBytes, refusals, Uploads.BUSY));
            return;
        }
        limit(ctx, uploads.maxBytes());
        ChannelHandlerContext deadline = ctx.pipeline().context(RequestDeadline.class);
        if (deadline != null) {
            ((RequestDeadline) deadline.handler()).giveTime(deadline, given.seconds());
        }
    }

    /** Between two requests an aggregator holds nothing, so it may be another one. */
    private void limit(ChannelHandlerContext ctx, int bytes) {
        if (limit != bytes) {
            limit = bytes;
            ctx.pipeline().replace(BoundedAggregator.class, null, new BoundedAggregator(bytes, refusals));
        }
    }

    private void end() {
        if (collecting) {
            collecting = false;
            large.end();
        }
        Uploads.Room given = room;
        if (given != null) {
            room = null;
            uploads.end(given);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }
}

package org.usher.server.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.Principal;
import org.usher.server.wallboard.FeedClient;

/**
 * One watcher's socket. What it was sent and has not taken waits in Netty's buffer; while that is above its mark the watcher is not ready,
 * so no more than one message beyond the mark waits for anyone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class FeedSocket extends SimpleChannelInboundHandler<WebSocketFrame> implements FeedClient {
    private static final Logger log = LoggerFactory.getLogger(FeedSocket.class);
    /** After so many silences in a row a watcher is gone: he has nothing to say of his own, but answers pings. */
    private static final int SILENCES = 3;
    /** So long after his session has ended a watcher may still watch. */
    private static final int LOOK_EVERY_S = 5;
    /** Our own: pages know it, and do not come back by themselves. */
    private static final WebSocketCloseStatus REPLACED = new WebSocketCloseStatus(4001, "replaced");

    private final Channel channel;
    private final Feed feed;
    private final BooleanSupplier stillAdmitted;
    private final Refusals refusals;
    private @Nullable Future<?> looks;
    private boolean joined;
    private int silences;

    /** Where watchers join. */
    interface Feed {
        /**
         * Lets a client watch until it {@link #leave}s.
         *
         * @param since up to where it knows all, if it says so
         * @return false if there are too many
         */
        boolean join(FeedClient client, OptionalLong since);

        /** The client is gone; follows each successful {@link #join}. */
        void leave(FeedClient client);

        /** Whether this is still for whoever opened it, beyond what the route's access says. */
        boolean isFor(Principal principal);

        /** Takes what a client says; null, or why his socket is closed for it. On the channel's event loop; never blocks. */
        default @Nullable String take(FeedClient client, String said) {
            return "watchers have nothing to say here";
        }
    }

    /** @param stillAdmitted whether who opened it may still watch; asked every few seconds */
    FeedSocket(Channel channel, Feed feed, BooleanSupplier stillAdmitted, Refusals refusals) {
        this.channel = channel;
        this.feed = feed;
        this.stillAdmitted = stillAdmitted;
        this.refusals = refusals;
    }

    /** Tells a socket when its watcher has been silent for so long, however much he is sent meanwhile; to stand before it. */
    static ChannelHandler silenceDetector(long silenceMs) {
        return new IdleStateHandler(silenceMs, 0, 0, TimeUnit.MILLISECONDS);
    }

    /** On the channel's event loop. */
    void join(OptionalLong since) {
        if (!channel.isActive()) {
            return;
        }
        joined = feed.join(this, since);
        if (!joined) {
            close(WebSocketCloseStatus.TRY_AGAIN_LATER, "too many watchers");
            return;
        }
        looks = channel.eventLoop().scheduleAtFixedRate(this::look, LOOK_EVERY_S, LOOK_EVERY_S, TimeUnit.SECONDS);
    }

    private void look() {
        if (!stillAdmitted.getAsBoolean()) {
            close(WebSocketCloseStatus.POLICY_VIOLATION, "not allowed any more");
        }
    }

    @Override
    public boolean isReady() {
        return channel.isWritable();
    }

    @Override
    public void send(byte[] message) {
        channel.writeAndFlush(new TextWebSocketFrame(Unpooled.wrappedBuffer(message)), channel.voidPromise());
    }

    @Override
    public void drop(String why) {
        close(WebSocketCloseStatus.TRY_AGAIN_LATER, why);
    }

    @Override
    public void replace() {
        close(REPLACED, "a newer page took its place");
    }

    private void close(WebSocketCloseStatus status, String why) {
        channel.writeAndFlush(new CloseWebSocketFrame(status, why)).addListener(ChannelFutureListener.CLOSE);
        if (!channel.isWritable()) {
            channel.close(); // the farewell would wait behind what it does not read
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        silences = 0;
        switch (frame) {
            case PingWebSocketFrame ping ->
                ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            case PongWebSocketFrame pong -> log.trace("a watcher is there");
            case CloseWebSocketFrame close ->
                ctx.writeAndFlush(close.retain()).addListener(ChannelFutureListener.CLOSE);
            case TextWebSocketFrame text
            when text.isFinalFragment() && joined -> {
                String trouble = feed.take(this, text.text());
                if (trouble != null) {
                    refuse(trouble);
                }
            }
            default -> refuse("watchers have nothing to say here");
        }
    }

    private void refuse(String why) {
        refusals.frame(channel, why);
        close(WebSocketCloseStatus.POLICY_VIOLATION, why);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent idle) {
            if (idle.state() == IdleState.READER_IDLE && ++silences == SILENCES) {
                ctx.close(); // it does not even answer pings
            } else if (channel.isWritable()) {
                ctx.writeAndFlush(new PingWebSocketFrame());
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Future<?> looking = looks;
        if (looking != null) {
            looking.cancel(false);
        }
        if (joined) {
            feed.leave(this);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof DecoderException) { // too long, not masked, of no kind there is
            refusals.frame(channel, "not as RFC 6455 has it, or too long");
        }
        log.debug("a watcher's socket broke", cause);
        ctx.close();
    }
}

package org.usher.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long a client may take: a request must be complete ten seconds after its first byte, however the bytes trickle, and the next
 * one must begin within a minute. Who is let in with a large body is given more time.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class RequestDeadline extends ChannelInboundHandlerAdapter {
    /** Tells {@link HttpHandler} that the request took too long. */
    enum Passed {
        TOO_SLOW
    }

    private static final long REQUEST_S = 10;
    private static final long IDLE_S = 60;
    private boolean reading;
    private @Nullable Future<?> timer;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        awaitRequest(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (!reading) {
            reading = true;
            set(ctx, () -> ctx.fireUserEventTriggered(Passed.TOO_SLOW), REQUEST_S);
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }

    /** The request is there; the answer may take its own time. */
    void requestComplete() {
        stop();
        reading = false;
    }

    /** The request that is being read may take so long from now on. */
    void giveTime(ChannelHandlerContext ctx, long seconds) {
        if (reading) {
            set(ctx, () -> ctx.fireUserEventTriggered(Passed.TOO_SLOW), seconds);
        }
    }

    /** The answer is out. */
    void awaitRequest(ChannelHandlerContext ctx) {
        if (!reading) {
            set(ctx, () -> ctx.close(), IDLE_S);
        }
    }

    private void set(ChannelHandlerContext ctx, Runnable action, long seconds) {
        stop();
        timer = ctx.executor().schedule(action, seconds, TimeUnit.SECONDS);
    }

    private void stop() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
            timer = null;
        }
    }
}

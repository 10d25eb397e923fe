package org.usher.server.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.TimeUnit;

/** Collects a request's body, up to a bound; beyond it the client is told so and the connection closed. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class BoundedAggregator extends HttpObjectAggregator {
    private static final int HEARD_OUT_S = 2;

    private final Refusals refusals;
    private final Problem oversized;

    BoundedAggregator(int maxBytes, Refusals refusals) {
        this(maxBytes, refusals, Problem.of(413, "body-too-large", "The body may have " + maxBytes + " bytes."));
    }

    /** @param oversized what is said to who sends more */
    BoundedAggregator(int maxBytes, Refusals refusals, Problem oversized) {
        super(maxBytes, true);
        this.refusals = refusals;
        this.oversized = oversized;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage message) {
        refusals.answered(Refusals.peer(ctx.channel()), oversized.status());
        Answer answer = Answer.problem(oversized);
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(oversized.status()),
                Unpooled.wrappedBuffer(answer.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        ctx.writeAndFlush(response).addListener(written -> hearOut(ctx));
    }

    /** Who still sends would find the connection reset, before he has read the answer, if it were closed at once (RFC 9112, 9.6). */
    private static void hearOut(ChannelHandlerContext ctx) {
        if (ctx.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
        var _ = ctx.executor().schedule(() -> ctx.close(), HEARD_OUT_S, TimeUnit.SECONDS);
    }
}

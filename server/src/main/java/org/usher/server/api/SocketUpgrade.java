package org.usher.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Turns a connection into a watcher of a feed. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class SocketUpgrade {
    private final Gatekeeper gatekeeper;
    private final Refusals refusals;

    SocketUpgrade(Gatekeeper gatekeeper, Refusals refusals) {
        this.gatekeeper = gatekeeper;
        this.refusals = refusals;
    }

    /** Empty if the connection is a socket from now on, else why not. */
    Optional<Answer> upgrade(
            ChannelHandlerContext ctx,
            FullHttpRequest message,
            Request request,
            Route route,
            Route.SocketEndpoint endpoint) {
        Optional<String> since = request.queryValue("since");
        if (since.isPresent() && !since.get().matches("[0-9]{1,18}")) {
            throw Request.wrong("since", since.get(), "give the 'sequence' of the last message, or nothing");
        }
        // before it is seen whether it is a handshake at all: a browser does not tell its page why a socket was
        // refused, so the page asks again
        FeedSocket.Feed feed = endpoint.opening().open(request);
        if (!"websocket".equalsIgnoreCase(message.headers().get(HttpHeaderNames.UPGRADE))) {
            return Optional.of(Answer.problem(
                    Problem.of(426, "upgrade-required", "This address speaks WebSocket."),
                    Map.of("upgrade", "websocket")));
        }
        boolean current = WebSocketVersion.V13
                .toHttpHeaderValue()
                .equals(message.headers()
                        .get(HttpHeaderNames.SEC_WEBSOCKET_VERSION)); // without one it would be of a draft
        WebSocketServerHandshaker handshaker = !current
                ? null
                : new WebSocketServerHandshakerFactory(
                                "ws://" + message.headers().get(HttpHeaderNames.HOST) + route.path(),
                                endpoint.protocol(),
                                false,
                                endpoint.maxFrameBytes())
                        .newHandshaker(message);
        if (handshaker == null) {
            return Optional.of(Answer.problem(
                    Problem.of(426, "unsupported-websocket-version", "WebSocket version 13 is spoken here."),
                    Map.of("sec-websocket-version", WebSocketVersion.V13.toHttpHeaderValue())));
        }
        if (!message.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
            throw Problem.of(400, "invalid-request", "Sec-WebSocket-Key is missing.")
                    .asException();
        }
        OptionalLong known = since.isPresent() ? OptionalLong.of(Long.parseLong(since.get())) : OptionalLong.empty();
        FeedSocket socket = new FeedSocket(
                ctx.channel(),
                feed,
                () -> gatekeeper.stillAdmitted(
                        request.caller().credentials(),
                        principal -> route.access().allows(principal) && feed.isFor(principal)),
                refusals);
        try {
            handshaker
                    .handshake(
                            ctx.channel(),
                            message,
                            new DefaultHttpHeaders(),
                            ctx.channel().newPromise())
                    .addListener(done -> {
                        if (done.isSuccess()) {
                            become(ctx, socket, endpoint.silenceMs(), known);
                        } else {
                            ctx.close();
                        }
                    });
            return Optional.empty();
        } catch (WebSocketServerHandshakeException e) {
            throw Problem.of(400, "invalid-request", "This is no WebSocket handshake as RFC 6455 has it.")
                    .asException();
        }
    }

    private static void become(ChannelHandlerContext ctx, FeedSocket socket, long silenceMs, OptionalLong since) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(RequestDeadline.class);
        pipeline.remove(FlowControlHandler.class);
        if (pipeline.get(ChunkedWriteHandler.class) != null) {
            pipeline.remove(ChunkedWriteHandler.class);
        }
        pipeline.addLast(FeedSocket.silenceDetector(silenceMs));
        pipeline.addLast(socket);
        pipeline.remove(HttpHandler.class);
        ctx.channel().config().setAutoRead(true);
        socket.join(since);
    }
}

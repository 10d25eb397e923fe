package org.usher.server.api;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.usher.server.security.Access;
import org.usher.server.wallboard.WallboardFeed;

/** Turns a connection into a watcher of the wallboard's feed. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class SocketUpgrade {
    /** Watchers have nothing to say. */
    private static final int MAX_FRAME_BYTES = 1_024;

    private final WallboardFeed feed;
    private final Gatekeeper gatekeeper;

    SocketUpgrade(WallboardFeed feed, Gatekeeper gatekeeper) {
        this.feed = feed;
        this.gatekeeper = gatekeeper;
    }

    /** Empty if the connection is a socket from now on, else why not. */
    Optional<Answer> upgrade(ChannelHandlerContext ctx, FullHttpRequest message, Request request) {
        Optional<String> since = request.queryValue("since");
        if (since.isPresent() && !since.get().matches("[0-9]{1,18}")) {
            throw Request.wrong("since", since.get(), "give the 'sequence' of the last message, or nothing");
        }
        if (!"websocket".equalsIgnoreCase(message.headers().get(HttpHeaderNames.UPGRADE))) {
            return Optional.of(Answer.problem(
                    Problem.of(426, "upgrade-required", "This address speaks WebSocket."),
                    Map.of("upgrade", "websocket")));
        }
        WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                        "ws://" + message.headers().get(HttpHeaderNames.HOST) + "/ws/wallboard",
                        "usher.wallboard",
                        false,
                        MAX_FRAME_BYTES)
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
        WallboardSocket socket = new WallboardSocket(
                ctx.channel(),
                feed,
                () -> gatekeeper.stillAdmitted(
                        Access.WALLBOARD, request.caller().credentials()));
        handshaker
                .handshake(
                        ctx.channel(),
                        message,
                        new DefaultHttpHeaders(),
                        ctx.channel().newPromise())
                .addListener(done -> {
                    if (done.isSuccess()) {
                        become(ctx, socket, known);
                    } else {
                        ctx.close();
                    }
                });
        return Optional.empty();
    }

    private static void become(ChannelHandlerContext ctx, WallboardSocket socket, OptionalLong since) {
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.remove(RequestDeadline.class);
        pipeline.remove(FlowControlHandler.class);
        if (pipeline.get(ChunkedWriteHandler.class) != null) {
            pipeline.remove(ChunkedWriteHandler.class);
        }
        pipeline.addLast(WallboardSocket.silenceDetector());
        pipeline.addLast(socket);
        pipeline.remove(HttpHandler.class);
        ctx.channel().config().setAutoRead(true);
        socket.join(since);
    }
}

package org.usher.server.api;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.api.Problem.ProblemException;
import org.usher.server.security.Principal;

/**
 * Answers the requests of one connection, one after the other: the next one is read when the answer to the last one is written, so
 * pipelined requests keep their order and nobody can pile up work.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(HttpHandler.class);
    /** The longest that one file may take to be sent. */
    private static final int FILE_AT_MOST_S = 3_600;

    private final Routes routes;
    private final Gatekeeper gatekeeper;
    private final SocketUpgrade sockets;
    private final ApiFigures figures;
    /** A request may come now. */
    private boolean awaiting = true;

    HttpHandler(Routes routes, Gatekeeper gatekeeper, SocketUpgrade sockets, ApiFigures figures) {
        this.routes = routes;
        this.gatekeeper = gatekeeper;
        this.sockets = sockets;
        this.figures = figures;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    /** What was read was not yet a whole request. */
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (awaiting) {
            ctx.read();
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest message) {
        awaiting = false;
        ctx.pipeline().get(RequestDeadline.class).requestComplete();
        boolean keepAlive =
                HttpUtil.isKeepAlive(message) && message.decoderResult().isSuccess();
        boolean head = message.method().equals(HttpMethod.HEAD);
        CompletionStage<Answer> answer;
        try {
            Optional<CompletionStage<Answer>> dispatched = dispatch(ctx, message);
            if (dispatched.isEmpty()) {
                return; // it is a socket now
            }
            answer = dispatched.get();
        } catch (ProblemException e) {
            write(ctx, Answer.problem(e.problem()), keepAlive, head);
            return;
        } catch (RuntimeException e) {
            write(ctx, failed(e), keepAlive, head);
            return;
        }
        answer.handle((given, failure) -> {
            Answer sent = failure == null ? given : failed(failure);
            ctx.executor().execute(() -> write(ctx, sent, keepAlive, head));
            return sent;
        });
    }

    /** Empty if the connection has become a socket. */
    private Optional<CompletionStage<Answer>> dispatch(ChannelHandlerContext ctx, FullHttpRequest message) {
        DecoderResult decoded = message.decoderResult();
        if (decoded.isFailure()) {
            throw malformed(decoded.cause()).asException();
        }
        QueryStringDecoder uri = decode(message.uri());
        String path = uri.path();
        return switch (routes.find(message.method(), path)) {
            case Routes.Match.Nothing n ->
                throw Problem.of(
                                404, "not-found", "There is nothing at " + shortened(path) + "; see /api/openapi.json.")
                        .asException();
            case Routes.Match.WrongMethod wrong ->
                now(Answer.problem(
                        Problem.of(
                                405,
                                "method-not-allowed",
                                message.method() + " is not possible here; possible: " + wrong.allowed()),
                        Map.of("allow", wrong.allowed())));
            case Routes.Match.Found found -> {
                boolean socket = found.route().endpoint() instanceof Route.WallboardSocketEndpoint;
                Optional<Principal> principal = gatekeeper.identify(message.headers());
                Optional<Answer> refusal = gatekeeper
                        .refuseOrigin(message.method(), socket, message.headers())
                        .or(() -> Gatekeeper.refuseAccess(found.route(), principal));
                if (refusal.isPresent()) {
                    yield now(refusal.get());
                }
                refuseUnknownParameters(found.route(), uri.parameters());
                Request request = new Request(
                        principal.orElseThrow(),
                        found.path(),
                        uri.parameters(),
                        lowerCase(message.headers()),
                        message.content().toString(StandardCharsets.UTF_8));
                yield switch (found.route().endpoint()) {
                    case Route.Answering answering -> Optional.of(answering.answer(request));
                    case Route.WallboardSocketEndpoint w ->
                        sockets.upgrade(ctx, message, request).map(HttpHandler::later);
                };
            }
        };
    }

    private static Optional<CompletionStage<Answer>> now(Answer answer) {
        return Optional.of(later(answer));
    }

    private static CompletionStage<Answer> later(Answer answer) {
        return CompletableFuture.completedStage(answer);
    }

    private static QueryStringDecoder decode(String uri) {
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, 32);
            decoder.path();
            decoder.parameters();
            return decoder;
        } catch (IllegalArgumentException e) {
            throw Problem.of(400, "invalid-request", "The address is not properly encoded.")
                    .asException();
        }
    }

    private static Problem malformed(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                Problem.of(414, "address-too-long", "The address may have 4,096 characters.");
            case TooLongHttpHeaderException header ->
                Problem.of(431, "headers-too-large", "The headers may have 16,384 characters.");
            default -> Problem.of(400, "invalid-request", "This is not HTTP as we understand it.");
        };
    }

    private static void refuseUnknownParameters(Route route, Map<String, List<String>> given) {
        List<String> known =
                route.doc().query().stream().map(Route.Parameter::name).toList();
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                throw Request.wrong(
                        name, String.join(", ", given.get(name)), "no such parameter; known here: " + known);
            }
        }
    }

    private static Map<String, String> lowerCase(HttpHeaders headers) {
        Map<String, String> all = new HashMap<>();
        for (Map.Entry<String, String> header : headers) {
            all.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue());
        }
        return all;
    }

    private static String shortened(String path) {
        return path.length() <= 100 ? path : path.substring(0, 100) + "…";
    }

    /** What happened is for the log; a client learns that it did. */
    private static Answer failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof ProblemException problem) {
            return Answer.problem(problem.problem());
        }
        log.error("a request failed", cause);
        return Answer.problem(
                Problem.of(500, "internal-error", "Something went wrong here; the server's log says what."));
    }

    private void write(ChannelHandlerContext ctx, Answer answer, boolean keepAlive, boolean head) {
        figures.answered(answer.status());
        Answer.Slice slice = answer.slice();
        if (slice != null) {
            writeFile(ctx, answer, slice, keepAlive && !head);
            return;
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        describe(response, answer, answer.body().length, keepAlive);
        ChannelFuture written = ctx.writeAndFlush(response);
        if (keepAlive) {
            awaitNext(ctx);
        } else {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    /** From the disk to the socket, a piece at a time as the client takes it. */
    private void writeFile(ChannelHandlerContext ctx, Answer answer, Answer.Slice slice, boolean keepAlive) {
        HttpResponse response =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()));
        describe(response, answer, slice.length(), keepAlive);
        ctx.write(response);
        ctx.write(new DefaultFileRegion(slice.file(), slice.from(), slice.length())); // closes the file
        Future<?> limit = ctx.executor().schedule(() -> ctx.close(), FILE_AT_MOST_S, TimeUnit.SECONDS);
        ctx.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(written -> {
            limit.cancel(false);
            if (written.isSuccess() && keepAlive) {
                awaitNext(ctx);
            } else {
                ctx.close();
            }
        });
    }

    private static void describe(HttpResponse response, Answer answer, long length, boolean keepAlive) {
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        response.headers().set("x-content-type-options", "nosniff");
        response.headers().set("referrer-policy", "no-referrer");
        if (!keepAlive) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    private void awaitNext(ChannelHandlerContext ctx) {
        ChannelHandlerContext deadline = ctx.pipeline().context(RequestDeadline.class);
        if (deadline != null) {
            ((RequestDeadline) deadline.handler()).awaitRequest(deadline);
        }
        awaiting = true;
        ctx.read();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof RequestDeadline.Passed) {
            write(
                    ctx,
                    Answer.problem(Problem.of(408, "too-slow", "The request was not complete within ten seconds.")),
                    false,
                    false);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            log.debug("a client's connection broke", cause);
        } else {
            log.warn("a connection failed and is closed", cause);
        }
        ctx.close();
    }
}

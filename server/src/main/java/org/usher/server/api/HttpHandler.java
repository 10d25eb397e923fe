package org.usher.server.api;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.PrematureChannelClosureException;
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
import io.netty.handler.stream.ChunkedNioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.api.Problem.ProblemException;
import org.usher.server.security.Access;

/**
 * Answers the requests of one connection, one after the other: the next one is read when the answer to the last one is written, so
 * pipelined requests keep their order and nobody can pile up work.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails ends the connection, which is all there is to do
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger log = LoggerFactory.getLogger(HttpHandler.class);
    /** The longest that one file may take to be sent. */
    private static final int FILE_AT_MOST_S = 3_600;

    private static final int PIECE = 8_192;

    /** What holds for every answer that says nothing else: it is no page, belongs into no frame, and to no other site. */
    private static final Map<String, String> SAFE = Map.of(
            "content-security-policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "x-content-type-options", "nosniff",
            "x-frame-options", "DENY",
            "referrer-policy", "no-referrer",
            "cross-origin-opener-policy", "same-origin",
            "cross-origin-resource-policy", "same-origin",
            "permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");

    /** For a year a browser that has been here asks for nothing of this host but over TLS (RFC 6797). */
    private static final String STRICT_TRANSPORT = "max-age=31536000";

    private static final Set<Access> WHILE_STARTING = Set.of(Access.PUBLIC, Access.METRICS);
    private static final Answer STARTING = Answer.problem(
            Problem.of(503, "starting", "This Usher is starting: the centre is not in force yet. Try again."),
            Map.of("retry-after", "1"));

    private final Routes routes;
    private final Front front;
    private final ApiFigures figures;
    private final Refusals refusals;
    /** Who has sent the request that is being answered, as far as that is known. */
    private @Nullable InetAddress asker;
    /** A request may come now. */
    private boolean awaiting = true;

    /**
     * What every connection's requests pass on their way to an endpoint.
     *
     * @param encrypted we speak TLS ourselves
     * @param open whether there is more to be had than what is public
     */
    record Front(
            Gatekeeper gatekeeper,
            ClientAddress addresses,
            Remits remits,
            Audit audit,
            SocketUpgrade sockets,
            boolean encrypted,
            BooleanSupplier open) {}

    HttpHandler(Routes routes, Front front, ApiFigures figures, Refusals refusals) {
        this.routes = routes;
        this.front = front;
        this.figures = figures;
        this.refusals = refusals;
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
        asker = null;
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
        InetAddress address = front.addresses().of(ctx.channel(), message.headers());
        asker = address;
        Optional<Answer> flood = front.gatekeeper().refuseFlood(address);
        if (flood.isPresent()) {
            return now(flood.get());
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
            case Routes.Match.Found found
            when !WHILE_STARTING.contains(found.route().access())
                    && !front.open().getAsBoolean() -> now(STARTING);
            case Routes.Match.Found found ->
                enter(
                        ctx,
                        message,
                        uri,
                        found,
                        new Gatekeeper.Intent(found.route(), message.method(), message.headers(), address));
        };
    }

    /** Through the gate, and on to the endpoint. */
    private Optional<CompletionStage<Answer>> enter(
            ChannelHandlerContext ctx,
            FullHttpRequest message,
            QueryStringDecoder uri,
            Routes.Match.Found found,
            Gatekeeper.Intent intent) {
        switch (front.gatekeeper().admit(intent)) {
            case Gatekeeper.Admission.Refused refused -> {
                front.audit().answered(intent, refused.who(), uri.path(), refused.answer());
                return now(refused.answer());
            }
            case Gatekeeper.Admission.Admitted admitted -> {
                Request request = new Request(
                        admitted.caller(),
                        found.path(),
                        uri.parameters(),
                        lowerCase(message.headers()),
                        found.route().endpoint() instanceof Route.Taking
                                ? ""
                                : message.content().toString(StandardCharsets.UTF_8));
                return switch (found.route().endpoint()) {
                    case Route.Answering endpoint -> Optional.of(audited(intent, request, uri.path(), endpoint));
                    case Route.Taking endpoint -> {
                        byte[] file = ByteBufUtil.getBytes(message.content());
                        yield Optional.of(audited(intent, request, uri.path(), given -> endpoint.take(given, file)));
                    }
                    case Route.SocketEndpoint socket -> {
                        refuseUnknownParameters(found.route(), uri.parameters());
                        yield front.sockets()
                                .upgrade(ctx, message, request, found.route(), socket)
                                .map(HttpHandler::later);
                    }
                };
            }
        }
    }

    private CompletionStage<Answer> audited(
            Gatekeeper.Intent intent, Request request, String path, Route.Answering endpoint) {
        String who = request.principal().title();
        return answered(intent, request, endpoint).thenApply(answer -> {
            front.audit().answered(intent, who, path, answer);
            return answer;
        });
    }

    /** What the endpoint says, also if it throws. */
    private CompletionStage<Answer> answered(Gatekeeper.Intent intent, Request request, Route.Answering endpoint) {
        try {
            refuseUnknownParameters(intent.route(), request.query());
            return front.remits()
                    .within(intent.method(), request, endpoint)
                    .handle((answer, failure) -> failure == null ? answer : failed(failure));
        } catch (RuntimeException e) {
            return later(failed(e));
        }
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
            if (!known.contains(name) && !known.contains(Route.Parameter.ANY)) {
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
        InetAddress known = asker;
        refusals.answered(known == null ? Refusals.peer(ctx.channel()) : known, answer.status());
        Answer.Slice slice = answer.slice();
        if (slice != null && !head) {
            writeFile(ctx, answer, slice, keepAlive);
            return;
        }
        long length = answer.body().length;
        if (slice != null) {
            length = slice.length();
            close(slice);
        }
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        describe(response, answer, length, keepAlive);
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
        ctx.write(content(slice)); // closes the file
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

    private static void close(Answer.Slice slice) {
        try {
            slice.file().close();
        } catch (IOException e) {
            log.warn("a file could not be closed", e);
        }
    }

    private Object content(Answer.Slice slice) {
        try {
            return front.encrypted()
                    ? new ChunkedNioFile(slice.file(), slice.from(), slice.length(), PIECE)
                    : new DefaultFileRegion(slice.file(), slice.from(), slice.length());
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was open is closed", e);
        }
    }

    private void describe(HttpResponse response, Answer answer, long length, boolean keepAlive) {
        answer.headers().forEach((name, value) -> {
            if (!value.equals(Answer.NOT_SENT)) {
                response.headers().set(name, value);
            }
        });
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        SAFE.forEach((name, value) -> {
            if (!answer.headers().containsKey(name)) {
                response.headers().set(name, value);
            }
        });
        if (front.encrypted()) {
            response.headers().set("strict-transport-security", STRICT_TRANSPORT);
        }
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
                    Answer.problem(Problem.of(408, "too-slow", "The request was not complete in time.")),
                    false,
                    false);
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
            log.debug("a client's connection broke", cause);
        } else if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            figures.badHandshake(); // it speaks plain HTTP, or no TLS that we speak: anybody can, so no word in the log
            log.debug("a client does not speak TLS as we do", cause);
        } else {
            log.warn("a connection failed and is closed", cause);
        }
        ctx.close();
    }
}

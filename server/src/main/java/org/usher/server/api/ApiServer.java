package org.usher.server.api;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.Access;

/** The HTTP server: pages, API, feed, health and metrics. Everything a client may send or take is bounded. */
public final class ApiServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final int MAX_LINE = 4_096;
    private static final int MAX_HEADERS = 16_384;
    private static final int MAX_BODY = 65_536;
    private static final long MAX_HANDSHAKE_S = 5;
    /** Above the upper mark a client is sent nothing more until it is below the lower one. */
    private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(32_768, 131_072);

    private final ApiSettings settings;
    private final ApiParts parts;
    private final ApiFigures figures = new ApiFigures();
    private final Refusals refusals;
    private final ContactEndpoints contacts;
    private final RecordingEndpoints recordings;
    private final SessionEndpoints sessions;
    private final OpenIdEndpoints openId;
    private final PeopleEndpoints people;
    private final TokenEndpoints tokens;
    private final AuditEndpoints audits;
    private final ConfigurationEndpoints configurations;
    private final CustomerEndpoints customers;
    private final ChatFileEndpoints chatFiles;
    private final Remits remits;
    private final ListenWatch listenWatch;
    private final Routes routes;
    private final Uploads uploads;
    private final BodyLimits.Large largeBodies = new BodyLimits.Large(
            HttpMethod.POST,
            Map.of(
                    ConfigurationEndpoints.PATH,
                    ConfigurationEndpoints.MAX_BYTES,
                    CustomerEndpoints.PATH,
                    CustomerEndpoints.MAX_BYTES));
    private final MultiThreadIoEventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("http", true), NioIoHandler.newFactory());
    /** All that are open, to be closed: an event loop told to shut down without a quiet period may end before it has closed its own. */
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private @Nullable Channel listener;
    private volatile boolean open;

    public ApiServer(ApiSettings settings, ApiParts parts) {
        this.settings = settings;
        this.parts = parts;
        this.refusals = new Refusals(figures, parts.clockMs());
        this.contacts = new ContactEndpoints(parts.contacts(), parts.wallboard()::configuration, parts.clockMs());
        this.recordings = new RecordingEndpoints(parts.recordings(), parts.recordingFiles(), parts.recordingDesk());
        Guard guard = parts.guard();
        this.sessions = new SessionEndpoints(
                guard.people(), guard.limits(), new SessionCookie(settings.tls()), parts.clockMs());
        this.openId = new OpenIdEndpoints(settings, guard, parts.clockMs());
        this.people = new PeopleEndpoints(guard.people(), parts.wallboard()::configuration);
        this.tokens = new TokenEndpoints(guard.people(), parts.clockMs());
        this.audits = new AuditEndpoints(guard.audited(), parts.clockMs());
        this.configurations = new ConfigurationEndpoints(parts.centre());
        this.customers = new CustomerEndpoints(parts.customers());
        this.chatFiles =
                new ChatFileEndpoints(parts.chats().desk(), parts.contacts(), parts.wallboard()::configuration);
        this.uploads = new Uploads(
                parts.chats().desk().settings().attachments().maxBytes(), new ClientAddress(settings.proxies()));
        this.remits = new Remits(
                parts.wallboard()::configuration, parts.contactQueues(), parts.customers(), parts.contacts());
        this.listenWatch = new ListenWatch(
                parts.supervision().listening(),
                parts.contactQueues(),
                guard,
                parts.wallboard()::configuration,
                parts.clockMs());
        this.routes = new Routes(table());
    }

    /** Every route there is. */
    List<Route> routes() {
        return routes.all();
    }

    private List<Route> table() {
        StaticPages pages = new StaticPages();
        List<Route> all = new ArrayList<>();
        all.add(page("/", "index.html", pages));
        all.add(page("/login", "login.html", pages));
        all.add(page("/agent", "agent.html", pages));
        Map<String, String> framed =
                StaticPages.framed(parts.chats().desk().settings().sites());
        all.add(new Route(
                HttpMethod.GET,
                "/chat/widget.js",
                Access.PUBLIC,
                Route.Doc.other("The script by which other sites' pages hold the page /chat", "text/javascript"),
                (Route.Answering) request -> completedFuture(pages.answer(
                        "chat/widget.js", request, Map.of("cross-origin-resource-policy", "cross-origin")))));
        all.add(page("/chat", "chat.html", pages, framed));
        all.add(page("/chat/" + Audit.SECRET, "chat.html", pages, framed));
        all.add(new Route(
                HttpMethod.GET,
                "/web/{file*}",
                Access.PUBLIC,
                Route.Doc.other("Files of the pages", "text/html"),
                (Route.Answering) request -> completedFuture(pages.answer(request.pathValue("file"), request))));
        all.addAll(new LiveEndpoints(parts.wallboard(), parts.clockMs()).routes());
        all.addAll(new LineEndpoints(parts.desk(), parts.wallboard()::configuration).routes());
        all.addAll(new ExplainEndpoints(parts.engine(), parts.waits(), parts.wallboard()::configuration).routes());
        all.addAll(new FollowUpEndpoints(parts.followUps(), parts.desk(), parts.wallboard()::configuration).routes());
        all.addAll(new CallbackEndpoints(
                        parts.callbacks(), parts.desk(), parts.wallboard()::configuration, parts.clockMs())
                .routes());
        all.addAll(new ChatEndpoints(parts.chats(), parts.desk(), parts.wallboard()::configuration).routes());
        all.addAll(chatFiles.routes());
        all.addAll(new ChatCrossings(
                        parts.chats().desk(),
                        parts.desk(),
                        parts.callbacks(),
                        parts.supervision().contacts())
                .routes());
        all.addAll(new SurveyEndpoints(
                        parts.surveys(), parts.chats().desk(), parts.desk(), parts.wallboard()::configuration)
                .routes());
        all.addAll(new MailEndpoints(parts.chats(), parts.mails()).routes());
        all.addAll(new WebhookEndpoints(parts.webhooks()).routes());
        all.addAll(new QueueEndpoints(parts.desk(), parts.wallboard()::configuration).routes());
        all.addAll(new NoticeEndpoints(parts.desk(), parts.wallboard()::configuration, parts.clockMs()).routes());
        all.addAll(new AgentEndpoints(parts.desk(), parts.wallboard()::configuration).routes());
        all.addAll(new NoteEndpoints(parts.desk(), parts.wallboard()::configuration, parts.desks()::dispositions)
                .routes());
        all.addAll(new CallEndpoints(parts.engine(), parts.callDesk(), parts.wallboard()::configuration).routes());
        all.addAll(new LiveContactEndpoints(
                        parts.supervision().contacts(), parts.wallboard()::configuration, parts.clockMs())
                .routes());
        all.addAll(new ListenEndpoints(parts.supervision(), parts.wallboard()::configuration).routes());
        all.addAll(contacts.routes());
        all.addAll(customers.routes());
        all.addAll(recordings.routes());
        all.addAll(sessions.routes());
        all.addAll(openId.routes());
        all.addAll(people.routes());
        all.addAll(tokens.routes());
        all.addAll(audits.routes());
        all.addAll(configurations.routes());
        all.addAll(new OperationEndpoints(parts.health(), parts.metrics()).routes());
        all.addAll(new SocketEndpoints(parts.feed(), parts.desks()).routes());
        all.add(new Route(
                HttpMethod.GET,
                "/api/openapi.json",
                Access.PUBLIC,
                Route.Doc.other("This description", "application/json"),
                (Route.Answering) request -> completedFuture(Answer.json(200, OpenApi.describe(all)))));
        return List.copyOf(all);
    }

    private static Route page(String path, String file, StaticPages pages) {
        return page(path, file, pages, Map.of());
    }

    private static Route page(String path, String file, StaticPages pages, Map<String, String> headers) {
        return new Route(
                HttpMethod.GET, path, Access.PUBLIC, Route.Doc.other("The page " + path, "text/html"), (Route.Answering)
                        request -> completedFuture(pages.answer(file, request, headers)));
    }

    /** Begins to listen, and lets everybody in. */
    public InetSocketAddress start() throws IOException, InterruptedException {
        open();
        return bind();
    }

    /** Lets in whoever wants more than pages, a log-in and how the server is. Safe from any thread. */
    public void open() {
        open = true;
    }

    /**
     * Begins to listen; nobody is let in yet.
     *
     * @return the address, with the port if any free one was asked for
     * @throws IOException with what is wrong with the address and what to do
     */
    public InetSocketAddress bind() throws IOException, InterruptedException {
        InetSocketAddress wanted = new InetSocketAddress(settings.host(), settings.port());
        if (wanted.isUnresolved()) {
            throw new IOException("the HTTP server can not listen on " + settings.host() + ": no such host");
        }
        Guard guard = parts.guard();
        Gatekeeper gatekeeper = new Gatekeeper(guard.people(), guard.limits(), settings, wanted.getAddress());
        HttpHandler.Front front = new HttpHandler.Front(
                gatekeeper,
                new ClientAddress(settings.proxies()),
                remits,
                new Audit(guard.audit(), parts.clockMs()),
                new SocketUpgrade(gatekeeper, refusals),
                settings.encryption().isPresent(),
                () -> open);
        ChannelFuture bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 512)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, MARKS)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        equip(channel, front);
                    }
                })
                .bind(wanted)
                .await();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the HTTP server can not listen on " + settings.host() + ":" + settings.port() + ": "
                            + bound.cause().getMessage()
                            + ". Is the port in use? Give another one, or 0 for any free one",
                    bound.cause());
        }
        listener = bound.channel();
        listenWatch.start();
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private void equip(SocketChannel channel, HttpHandler.Front front) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(new Counted());
        settings.encryption().ifPresent(with -> pipeline.addLast(handshake(channel, with.get())));
        pipeline.addLast(new RequestDeadline());
        pipeline.addLast(new HttpServerCodec(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(8_192)));
        pipeline.addLast(new BodyLimits(MAX_BODY, largeBodies, uploads, refusals));
        pipeline.addLast(new BoundedAggregator(MAX_BODY, refusals));
        pipeline.addLast(new FlowControlHandler());
        if (settings.encryption().isPresent()) {
            pipeline.addLast(
                    new ChunkedWriteHandler()); // files: what is encrypted goes through memory, a piece at a time
        }
        pipeline.addLast(new HttpHandler(routes, front, figures, refusals));
    }

    private static SslHandler handshake(SocketChannel channel, SslContext context) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeout(MAX_HANDSHAKE_S, TimeUnit.SECONDS);
        return handler;
    }

    /** Counts connections and turns away those beyond the bound. */
    @SuppressWarnings("FutureReturnValueIgnored") // closing needs no answer
    private final class Counted extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            connections.add(ctx.channel());
            if (figures.opened(settings.maxConnections())) {
                ctx.fireChannelActive();
            } else {
                ctx.close();
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            figures.closed();
            ctx.fireChannelInactive();
        }
    }

    public ApiFigures figures() {
        return figures;
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        Channel listening = listener;
        if (listening != null) {
            listening.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        }
        contacts.close();
        recordings.close();
        sessions.close();
        openId.close();
        people.close();
        tokens.close();
        audits.close();
        configurations.close();
        customers.close();
        chatFiles.close();
        remits.close();
        listenWatch.close();
        connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        if (!threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS)) {
            log.warn("the HTTP server's threads did not end in time");
        }
    }
}

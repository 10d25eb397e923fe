package org.usher.server.drill;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Many watchers of the wallboard's feed, on one thread. Of each change of an agent's state they know when it was decided (the row's
 * {@code sinceMs}) and when the last of them had been told, be it by a later message that holds it, too.
 */
final class Watchers implements AutoCloseable {
    private static final int MAX_MESSAGE = 8 << 20;
    /** The beginning of a message; the rest is read by the first watcher only. */
    private static final Pattern HEAD =
            Pattern.compile("\\{\"type\":\"[a-z]+\",\"after\":-?[0-9]+,\"sequence\":([0-9]+)");

    private final URI feed;
    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Channel> channels = new ArrayList<>();
    // of the one thread
    private final TreeMap<Long, Told> told = new TreeMap<>();
    private final Map<String, Long> sinceMs = new HashMap<>();
    private long messages;
    private long bytes;

    /** A message's changes, and when the last watcher knew of them. */
    private static final class Told {
        private final List<Long> decidedAtMs = new ArrayList<>();
        private long lastAtMs;
    }

    /** What was seen in a while. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record Seen(double[] latencyMs, long messages, long bytes) {}

    Watchers(int port) {
        feed = URI.create("ws://127.0.0.1:" + port + "/ws/wallboard");
    }

    void open(int count, int perSecond) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            channels.add(connect(i == 0));
            if (i % 10 == 9) {
                TimeUnit.MILLISECONDS.sleep(10_000 / perSecond);
            }
        }
    }

    private Channel connect(boolean first) throws InterruptedException {
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(feed)
                .subprotocol("usher.wallboard")
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(MAX_MESSAGE)
                .withUTF8Validator(false)
                .build();
        return new Bootstrap()
                .group(thread)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(65_536))
                                .addLast(new WebSocketClientProtocolHandler(config))
                                .addLast(new Watcher(first));
                    }
                })
                .connect(feed.getHost(), feed.getPort())
                .sync()
                .channel();
    }

    /** How many are still open. */
    long open() {
        return channels.stream().filter(Channel::isActive).count();
    }

    /** Forgets what was seen so far, and begins anew. */
    void begin() throws InterruptedException {
        thread.submit(this::forget).sync();
    }

    private void forget() {
        told.clear();
        messages = 0;
        bytes = 0;
    }

    /** What was seen since {@link #begin}. */
    Seen seen() throws Exception {
        return thread.submit(() -> new Seen(
                        told.values().stream()
                                .flatMapToDouble(each -> each.decidedAtMs.stream()
                                        .mapToDouble(atMs -> Math.max(0, each.lastAtMs - atMs)))
                                .sorted()
                                .toArray(),
                        messages,
                        bytes))
                .get();
    }

    private final class Watcher extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final boolean reads;
        private long sequence;

        private Watcher(boolean reads) {
            this.reads = reads;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            long nowMs = System.currentTimeMillis();
            ByteBuf content = frame.content();
            messages++;
            bytes += content.readableBytes();
            Matcher head = HEAD.matcher(content.toString(
                    content.readerIndex(), Math.min(100, content.readableBytes()), StandardCharsets.UTF_8));
            if (!head.lookingAt()) {
                throw new IllegalStateException("not a message of the feed");
            }
            long now = Long.parseLong(head.group(1));
            if (now > sequence) {
                told.computeIfAbsent(now, fresh -> new Told());
                told.subMap(sequence, false, now, true).values().forEach(each -> each.lastAtMs = nowMs);
                sequence = now;
            }
            if (reads) {
                read(JsonMapper.shared().readTree(content.toString(StandardCharsets.UTF_8)), now);
            }
        }

        private void read(JsonNode message, long now) {
            boolean delta = message.path("type").asString("").equals("delta");
            for (JsonNode agent : message.path("agents")) {
                long since = agent.path("sinceMs").asLong();
                Long before = sinceMs.put(agent.path("name").asString(""), since);
                Told round = told.get(now);
                if (delta && round != null && before != null && before != since) {
                    round.decidedAtMs.add(since);
                }
            }
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is waited for
    public void close() {
        channels.forEach(Channel::close);
        thread.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
}

package org.usher.server.drill;

import io.netty.bootstrap.Bootstrap;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Many pages of customers who chat, on one thread: of each line they know on which page it was written, and when each page was told of it. */
final class Chatters implements AutoCloseable {
    private static final int MAX_MESSAGE = 1 << 20;

    private final int port;
    private final MultiThreadIoEventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    /** The pages of each customer beside each other. */
    private final List<Channel> channels = new ArrayList<>();

    private int pages = 1;
    // of the one thread
    private final Map<String, Line> lines = new HashMap<>();
    private long refused;

    /** A line, and how often each page was told of it. */
    private static final class Line {
        private final long saidNanos;
        private final int writer;
        private final int[] told;
        private long otherNanos;

        private Line(long saidNanos, int writer, int pages) {
            this.saidNanos = saidNanos;
            this.writer = writer;
            this.told = new int[pages];
        }
    }

    /**
     * What became of the lines.
     *
     * @param delayMs from being written until another page of the same chat was told, sorted
     * @param lost not told to each page
     * @param doubled told to one of them more than once
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares two of them
    record Seen(double[] delayMs, long said, long lost, long doubled, long refused) {}

    Chatters(int port) {
        this.port = port;
    }

    /** Opens so many pages of each of these links. */
    void open(List<String> links, int pagesOfEach, int perSecond) throws InterruptedException {
        pages = pagesOfEach;
        for (String link : links) {
            for (int page = 0; page < pages; page++) {
                channels.add(connect(link, page));
                TimeUnit.MICROSECONDS.sleep(1_000_000 / perSecond);
            }
        }
    }

    private Channel connect(String link, int page) throws InterruptedException {
        URI feed = URI.create("ws://127.0.0.1:" + port + "/ws/chat?chat=" + link);
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(feed)
                .subprotocol("usher.chat")
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
                                .addLast(new Page(page));
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

    /** One customer after the other writes a line, on one of his pages after the other. */
    @SuppressWarnings("FutureReturnValueIgnored") // a line that can not be sent is told to nobody, and counts as lost
    void talk(int perSecond, int seconds) throws InterruptedException {
        int customers = channels.size() / pages;
        long begin = System.nanoTime();
        for (int i = 0; i < perSecond * seconds; i++) {
            long dueNanos = begin + i * 1_000_000_000L / perSecond;
            TimeUnit.NANOSECONDS.sleep(dueNanos - System.nanoTime());
            int writer = i / customers % pages;
            Channel channel = channels.get(i % customers * pages + writer);
            String id = "m" + i;
            thread.execute(() -> {
                lines.put(id, new Line(System.nanoTime(), writer, pages));
                channel.writeAndFlush(
                        new TextWebSocketFrame("{\"say\":{\"id\":\"" + id + "\",\"text\":\"line " + id + "\"}}"),
                        channel.voidPromise());
            });
        }
    }

    Seen seen() throws Exception {
        return thread.submit(() -> new Seen(
                        lines.values().stream()
                                .filter(line -> line.otherNanos != 0)
                                .mapToDouble(line -> (line.otherNanos - line.saidNanos) / 1e6)
                                .sorted()
                                .toArray(),
                        lines.size(),
                        lines.values().stream()
                                .filter(line -> Arrays.stream(line.told).anyMatch(times -> times == 0))
                                .count(),
                        lines.values().stream()
                                .filter(line -> Arrays.stream(line.told).anyMatch(times -> times > 1))
                                .count(),
                        refused))
                .get();
    }

    private final class Page extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final int number;

        private Page(int number) {
            this.number = number;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            long nowNanos = System.nanoTime();
            String message = frame.content().toString(StandardCharsets.UTF_8);
            if (message.contains("\"type\":\"refused\"")) {
                refused++;
            } else if (message.contains("\"lines\":[{")) {
                for (JsonNode told : JsonMapper.shared().readTree(message).path("lines")) {
                    Line line = lines.get(told.path("id").asString(""));
                    if (line == null) {
                        throw new IllegalStateException("a line that nobody wrote: " + told);
                    }
                    line.told[number]++;
                    if (number != line.writer && line.otherNanos == 0) {
                        line.otherNanos = nowNanos;
                    }
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

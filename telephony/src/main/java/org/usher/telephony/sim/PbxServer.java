package org.usher.telephony.sim;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.telephony.ami.AmiMessage;

/**
 * Lets a {@link PbxModel} speak AMI over TCP, on loopback only. One thread, Netty's, owns the model, the sockets and the clock that
 * drives it; other threads reach the model through {@link #on}.
 */
public final class PbxServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PbxServer.class);
    private static final String GREETING = "Asterisk Call Manager/11.0.0\r\n";
    /** Asterisk's default {@code authlimit}. */
    private static final int MAX_CONNECTIONS = 50;
    /** More unread bytes than this, and a reader is too slow: Asterisk cuts it off. */
    private static final int MAX_UNREAD_BYTES = 8 << 20;

    /** What has been said goes out at the latest when it is so much, so that a reader is not called slow who was given nothing. */
    private static final int FLUSH_BYTES = 256 << 10;

    private static final int MAX_CHANNELS = 8_000;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final PbxModel model;
    private final long startMs;
    private final long startNanos = System.nanoTime();
    private final double speed;
    private final Set<Connection> connections = new LinkedHashSet<>();
    /** To be closed: an event loop told to shut down without a quiet period may end before it has closed its own. */
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);

    private final int port;
    private final LongAdder messages = new LongAdder();
    private final LongAdder cutOffs = new LongAdder();
    private @Nullable ScheduledFuture<?> wakeUp;

    private PbxServer(PbxModel model, int wantedPort, double speed) throws IOException {
        this.model = model;
        this.startMs = model.nowMs();
        this.speed = speed;
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(
                        ChannelOption.WRITE_BUFFER_WATER_MARK,
                        new WriteBufferWaterMark(MAX_UNREAD_BYTES / 2, MAX_UNREAD_BYTES))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        channel.pipeline().addLast(new AmiFraming(), new Connection());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wantedPort))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "the simulated PBX cannot listen on loopback port " + wantedPort
                            + "; choose another one, or 0 for any free port",
                    bound.cause());
        }
        channels.add(bound.channel());
        port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
        loop.execute(this::pump);
    }

    /** Starts a simulated centre with generated callers and agents on this loopback port, 0 for any free one. */
    public static PbxServer start(SimulatedCentre centre, int port, long seed) throws IOException {
        PbxSettings settings = PbxSettings.standard().withUser(centre.user(), centre.secret());
        PbxModel model = new PbxModel(settings, System.currentTimeMillis());
        Traffic.start(model, centre, seed, MAX_CHANNELS);
        return serve(model, port, 1.0);
    }

    /**
     * Lets this model speak AMI; from now on it belongs to the server's thread.
     *
     * @param speed virtual time per real time, 1 for real time
     */
    public static PbxServer serve(PbxModel model, int port, double speed) throws IOException {
        return new PbxServer(model, port, speed);
    }

    public int port() {
        return port;
    }

    /** Messages given to connections so far, of those that were not cut off. */
    public long messages() {
        return messages.sum();
    }

    /** How often a reader was cut off since it was too slow. */
    public long cutOffs() {
        return cutOffs.sum();
    }

    /** Lets this be done with the model, soon and on its thread. */
    public void on(Consumer<PbxModel> what) {
        loop.execute(() -> {
            model.advanceTo(virtualNowMs());
            what.accept(model);
            pump();
        });
    }

    @Override
    public void close() {
        channels.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private long virtualNowMs() {
        return startMs + (long) ((System.nanoTime() - startNanos) / 1e6 * speed);
    }

    /** Brings the model to the present, sends what it has to say, and sets the alarm for what comes next. */
    private void pump() {
        try {
            model.advanceTo(virtualNowMs());
        } catch (RuntimeException broken) {
            LOG.error("the simulated PBX is broken and stops", broken);
            var _ = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            return;
        }
        connections.forEach(Connection::flush);
        if (wakeUp != null) {
            wakeUp.cancel(false);
        }
        long next = model.nextEventAtMs();
        if (next < Long.MAX_VALUE) {
            long delayMs = Math.max(1, (long) Math.ceil((next - virtualNowMs()) / speed));
            wakeUp = loop.schedule(this::pump, delayMs, TimeUnit.MILLISECONDS);
        }
    }

    /** One AMI connection over TCP. */
    private final class Connection extends ChannelInboundHandlerAdapter implements AmiSession.Peer {
        private @Nullable ChannelHandlerContext context;
        private @Nullable AmiSession session;
        private int unflushedBytes;

        @Override
        public void channelActive(ChannelHandlerContext opened) {
            if (!model.up() || connections.size() >= MAX_CONNECTIONS) {
                var _ = opened.close();
                return;
            }
            context = opened;
            connections.add(this);
            var _ = opened.writeAndFlush(ByteBufUtil.writeUtf8(opened.alloc(), GREETING));
            session = model.connect(this);
        }

        @Override
        public void channelRead(ChannelHandlerContext from, Object message) {
            if (session == null) {
                return;
            }
            model.advanceTo(virtualNowMs());
            switch (message) {
                case AmiMessage packet -> session.receive(packet);
                case AmiFraming.LineTooLong() ->
                    deliver(AmiMessage.of("Response", "Error", "Message", "Failed to parse message: line too long"));
                default -> throw new IllegalStateException("the framing gave " + message);
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext from) {
            pump();
        }

        @Override
        public void channelInactive(ChannelHandlerContext from) {
            connections.remove(this);
            if (session != null) {
                session.disconnected();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
            LOG.warn("AMI connection to the simulated PBX ended: {}", cause.toString());
            var _ = from.close();
        }

        @Override
        public void deliver(AmiMessage packet) {
            if (context == null) {
                return;
            }
            ByteBuf bytes = context.alloc().buffer();
            packet.forEach((name, value) -> {
                ByteBufUtil.writeUtf8(bytes, name);
                ByteBufUtil.writeAscii(bytes, ": ");
                ByteBufUtil.writeUtf8(bytes, oneLine(value));
                ByteBufUtil.writeAscii(bytes, "\r\n");
            });
            ByteBufUtil.writeAscii(bytes, "\r\n");
            unflushedBytes += bytes.readableBytes();
            var _ = context.write(bytes);
            messages.increment();
            if (unflushedBytes > FLUSH_BYTES) {
                flush();
            }
            if (!context.channel().isWritable()) {
                LOG.warn("AMI reader too slow, cut off with {} unread bytes", MAX_UNREAD_BYTES);
                cutOffs.increment();
                cutOff();
            }
        }

        /** At once: what was written and not yet sent is lost, and so is all that is said until the reader comes again. */
        private void cutOff() {
            ChannelHandlerContext slow = context;
            context = null;
            if (slow != null) {
                var _ = slow.close();
            }
        }

        @Override
        public void closed() {
            if (context != null) {
                context.flush();
                var _ = context.close();
            }
        }

        private void flush() {
            if (unflushedBytes > 0 && context != null) {
                unflushedBytes = 0;
                context.flush();
            }
        }

        /** A value with a line break would be taken for another header. */
        private static String oneLine(String value) {
            return value.indexOf('\n') < 0 && value.indexOf('\r') < 0 ? value : value.replaceAll("[\\r\\n]+", " ");
        }
    }
}

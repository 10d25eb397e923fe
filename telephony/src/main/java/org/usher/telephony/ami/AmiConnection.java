package org.usher.telephony.ami;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.string.StringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.internal.ActionEncoder;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection to AMI. Netty's thread frames messages into a bounded queue; the link's thread takes them, writes actions and sees
 * the end only after the last message that came before it.
 */
final class AmiConnection {
    private final ArrayBlockingQueue<AmiMessage> received;
    private final int lowWater;
    private final Runnable wake;
    private final ActionEncoder encoder = new ActionEncoder();
    private final AmiFrameDecoder decoder;
    private volatile @Nullable Channel channel;
    private volatile @Nullable ChannelHandlerContext decoderContext;
    private volatile boolean open;
    private volatile boolean stalled;
    private volatile @Nullable String closedBecause;
    private volatile boolean hungUp;

    AmiConnection(LinkSettings settings, LinkCounters counters, Runnable wake) {
        this.received = new ArrayBlockingQueue<>(settings.limits().received());
        this.lowWater = settings.limits().received() / 2;
        this.wake = wake;
        this.decoder =
                new AmiFrameDecoder(settings.limits().maxMessageBytes(), CallMapper.EVENTS, this::receive, counters);
    }

    void connect(EventLoopGroup group, LinkSettings settings) {
        ChannelFuture future = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, settings.timings().connectTimeoutMs())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        socket.pipeline().addLast(new StringEncoder(StandardCharsets.UTF_8), decoder, new Ends());
                    }
                })
                .connect(settings.host(), settings.port());
        channel = future.channel();
        future.addListener(done -> {
            if (!done.isSuccess()) {
                Throwable cause = done.cause();
                closed(cause == null ? "cancelled" : String.valueOf(cause.getMessage()));
            }
        });
    }

    private boolean receive(AmiMessage message) {
        boolean taken = received.offer(message);
        if (!taken) {
            stalled = true;
        }
        wake.run();
        return taken;
    }

    private void closed(String why) {
        if (closedBecause == null) {
            closedBecause = why;
        }
        wake.run();
    }

    boolean isOpen() {
        return open;
    }

    /** The next message, or null if there is none now. */
    @Nullable
    AmiMessage poll() {
        AmiMessage message = received.poll();
        if (stalled && received.size() <= lowWater) {
            stalled = false;
            resume();
        }
        return message;
    }

    private void resume() {
        ChannelHandlerContext context = decoderContext;
        if (context != null) {
            context.executor().execute(() -> {
                try {
                    decoder.resume(context);
                } catch (Exception e) {
                    context.fireExceptionCaught(e);
                }
            });
        }
    }

    /** Why the connection is over, or null; every message that came before has to be polled first. */
    @Nullable
    String closedBecause() {
        return received.isEmpty() ? closedBecause : null;
    }

    void write(ManagerAction action) {
        Channel out = channel;
        if (out != null) {
            out.writeAndFlush(encoder.encode(action)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    /** Ends the connection, from our side. */
    void hangUp() {
        Channel out = channel;
        if (!hungUp && out != null) {
            hungUp = true;
            ChannelFuture _ = out.close();
        }
    }

    private final class Ends extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            decoderContext = context.pipeline().context(decoder);
            open = true;
            wake.run();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            closed(hungUp ? "given up by us" : "Asterisk closed the connection");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            closed(String.valueOf(cause.getMessage()));
            ChannelFuture _ = context.close();
        }
    }
}

package org.usher.telephony.ami;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.string.StringEncoder;
import java.nio.charset.StandardCharsets;
import org.asteriskjava.manager.action.ManagerAction;
import org.asteriskjava.manager.internal.ActionEncoder;
import org.jspecify.annotations.Nullable;

/** One TCP connection to AMI. Everything happens on the event loop that it was given, which is the link's thread. */
final class AmiConnection {
    private final EventLoop loop;
    private final Receiver receiver;
    private final ActionEncoder encoder = new ActionEncoder();
    private final AmiFrameDecoder decoder;
    private @Nullable Channel channel;
    private @Nullable ChannelHandlerContext decoderContext;
    private boolean unflushed;
    private boolean hungUp;
    private boolean closed;

    /** Who is told what happens on the connection. */
    interface Receiver {
        void opened();

        /** {@return false if there is no room now; the message comes again after {@link AmiConnection#resume}, and nothing before it} */
        boolean message(AmiMessage message);

        /** All that has come by now was given. */
        void allRead();

        /** The connection is over, or did not come about; the last word, and never said from within a call into the connection. */
        void closed(AmiConnection connection, String why);
    }

    AmiConnection(EventLoop loop, LinkSettings settings, LinkCounters counters, Receiver receiver) {
        this.loop = loop;
        this.receiver = receiver;
        this.decoder = new AmiFrameDecoder(
                settings.limits().maxMessageBytes(), CallMapper.EVENTS, receiver::message, counters);
    }

    void connect(LinkSettings settings) {
        ChannelFuture future = new Bootstrap()
                .group(loop)
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

    private void closed(String why) {
        if (!closed) {
            closed = true;
            loop.execute(() -> receiver.closed(this, why));
        }
    }

    /** Gives the refused message again, if there is one, and goes on reading if it is taken. */
    void resume() {
        ChannelHandlerContext context = decoderContext;
        if (context != null && decoder.holds()) {
            try {
                decoder.resume(context);
            } catch (Exception e) {
                context.fireExceptionCaught(e);
            }
        }
    }

    /** Leaves with the next {@link #flush}: what is written together goes together. */
    void write(ManagerAction action) {
        Channel out = channel;
        if (out != null) {
            unflushed = true;
            out.write(encoder.encode(action)).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        }
    }

    void flush() {
        Channel out = channel;
        if (unflushed && out != null) {
            unflushed = false;
            out.flush();
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
            receiver.opened();
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            receiver.allRead();
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

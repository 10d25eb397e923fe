package org.usher.telephony.ami;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts AMI's byte stream into messages: header lines ended by CRLF, a message by an empty line; before the first one a single banner
 * line, given as the header {@code Banner}. Events whose name is not wanted are dropped before they are parsed. A bare LF is part of a
 * value: a caller can have one in his number, and must not write events with it (what he can do with CRLF, manager-usher.conf says).
 *
 * <p>When the receiver has no room, the refused message is kept, the socket is no longer read, and {@link #resume} continues where it
 * stopped; nothing is lost and nothing beyond one read is buffered. A message longer than the limit is skipped to its end and reported
 * as the header {@code Oversized}, so that the link can doubt what it knows.
 */
final class AmiFrameDecoder extends ByteToMessageDecoder {
    private static final byte[] EVENT = "Event: ".getBytes(StandardCharsets.US_ASCII);

    private final int maxMessageBytes;
    private final Set<String> wantedEvents;
    private final Predicate<AmiMessage> receiver;
    private final LinkCounters counters;

    private boolean bannerSeen;
    private boolean skipping;
    private boolean lineEmpty;
    /** Offset from the reader index of the first line not yet known to be complete. */
    private int lineOffset;

    private @Nullable AmiMessage held;

    AmiFrameDecoder(
            int maxMessageBytes, Set<String> wantedEvents, Predicate<AmiMessage> receiver, LinkCounters counters) {
        this.maxMessageBytes = maxMessageBytes;
        this.wantedEvents = wantedEvents;
        this.receiver = receiver;
        this.counters = counters;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        while (held == null && in.isReadable()) {
            if (skipping ? !skip(context, in) : !readOne(context, in)) {
                return;
            }
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        // the connection is over: a half message says nothing, and what follows is a reconciliation
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        // the base class asks for another read here when it was given bytes and passed none on, whatever auto-read says
        discardSomeReadBytes();
        context.fireChannelReadComplete();
    }

    /** Whether a refused message waits for {@link #resume}. */
    boolean holds() {
        return held != null;
    }

    /** There is room again. On the channel's event loop. */
    void resume(ChannelHandlerContext context) throws Exception {
        AmiMessage message = held;
        if (message != null) {
            held = null;
            deliver(context, message);
        }
        if (held == null) {
            channelRead(context, Unpooled.EMPTY_BUFFER);
        }
        if (held == null) {
            context.channel().config().setAutoRead(true);
        }
    }

    /** {@return whether a message or the banner was consumed} */
    private boolean readOne(ChannelHandlerContext context, ByteBuf in) {
        int start = in.readerIndex();
        while (true) {
            int lineStart = start + lineOffset;
            int lf = in.indexOf(lineStart, in.writerIndex(), (byte) '\n');
            int length = (lf < 0 ? in.writerIndex() : lf) - start;
            if (length > maxMessageBytes) {
                skipping = true;
                lineEmpty = true;
                in.skipBytes(lineOffset);
                lineOffset = 0;
                return true;
            }
            if (lf < 0) {
                return false;
            }
            boolean empty = lf == lineStart + 1 && in.getByte(lineStart) == '\r' && endsWithCrLf(in, start, lineStart);
            lineOffset = lf + 1 - start;
            if (!bannerSeen) {
                bannerSeen = true;
                consume(
                        context,
                        AmiMessage.of(
                                "Banner",
                                in.toString(start, lf - start, StandardCharsets.UTF_8)
                                        .strip()),
                        in);
                return true;
            }
            if (empty) {
                boolean nothing = lineStart == start;
                consume(context, nothing ? null : message(in, start, lineStart - start), in);
                return true;
            }
        }
    }

    /** Whether what is before {@code end} is a whole line, and not a piece of a value that holds a line feed. */
    private static boolean endsWithCrLf(ByteBuf in, int start, int end) {
        return end == start || (end >= start + 2 && in.getByte(end - 2) == '\r');
    }

    private void consume(ChannelHandlerContext context, @Nullable AmiMessage message, ByteBuf in) {
        in.skipBytes(lineOffset);
        lineOffset = 0;
        if (message != null) {
            deliver(context, message);
        }
    }

    private void deliver(ChannelHandlerContext context, AmiMessage message) {
        if (!receiver.test(message)) {
            held = message;
            counters.readStalls.increment();
            context.channel().config().setAutoRead(false);
        }
    }

    /** Drops bytes up to the end of an oversized message. Returns whether the end was found. */
    private boolean skip(ChannelHandlerContext context, ByteBuf in) {
        while (in.isReadable()) {
            byte b = in.readByte();
            if (b == '\n') {
                if (lineEmpty) {
                    skipping = false;
                    counters.messagesOversized.increment();
                    deliver(context, AmiMessage.of("Oversized", "over " + maxMessageBytes + " bytes"));
                    return true;
                }
                lineEmpty = true;
            } else if (b != '\r') {
                lineEmpty = false;
            }
        }
        return false;
    }

    private @Nullable AmiMessage message(ByteBuf in, int start, int length) {
        counters.messages.increment();
        if (!wanted(in, start, length)) {
            counters.messagesSkipped.increment();
            return null;
        }
        String text = in.toString(start, length, StandardCharsets.UTF_8);
        List<String> headers = new ArrayList<>(48);
        int lineStart = 0;
        while (lineStart < text.length()) {
            int lineEnd = text.indexOf("\r\n", lineStart);
            int colon = text.indexOf(':', lineStart);
            if (colon <= lineStart || colon > lineEnd) {
                counters.malformedLines.increment();
            } else {
                int value = colon + 1 < lineEnd && text.charAt(colon + 1) == ' ' ? colon + 2 : colon + 1;
                headers.add(text.substring(lineStart, colon));
                headers.add(text.substring(value, lineEnd));
            }
            lineStart = lineEnd + 2;
        }
        return headers.isEmpty() ? null : AmiMessage.owning(headers.toArray(String[]::new));
    }

    /** AMI writes an event's name first. */
    private boolean wanted(ByteBuf in, int start, int length) {
        for (int i = 0; i < EVENT.length; i++) {
            if (i >= length || in.getByte(start + i) != EVENT[i]) {
                return true;
            }
        }
        int end = start + EVENT.length;
        while (end < start + length && in.getByte(end) != '\r' && in.getByte(end) != '\n') {
            end++;
        }
        return wantedEvents.contains(
                in.toString(start + EVENT.length, end - start - EVENT.length, StandardCharsets.US_ASCII));
    }
}

package org.usher.telephony.sim;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.usher.telephony.ami.AmiMessage;

/**
 * Bytes to packets: lines of {@code Name: value}, a packet ends with an empty line. Garbage is dropped line by line; as in Asterisk, a
 * line of more than 1,024 characters spoils its packet, and at most 128 headers count.
 */
final class AmiFraming extends ByteToMessageDecoder {

    /** In place of a packet with a line that is too long. */
    record LineTooLong() {}

    private static final int MAX_LINE = 1_024;
    private static final int MAX_HEADERS = 128;

    private final List<String> headers = new ArrayList<>();
    private boolean lineTooLong;
    private boolean skipping;

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        int length = in.bytesBefore((byte) '\n');
        if (length < 0) {
            if (in.readableBytes() > MAX_LINE) {
                in.skipBytes(in.readableBytes());
                lineTooLong = true;
                skipping = true;
            }
            return;
        }
        boolean restOfLongLine = skipping;
        skipping = false;
        if (restOfLongLine || length > MAX_LINE + 1) {
            in.skipBytes(length + 1);
            lineTooLong = true;
            return;
        }
        String line =
                in.readCharSequence(length, StandardCharsets.UTF_8).toString().stripTrailing();
        in.skipBytes(1);
        if (line.isEmpty()) {
            out.add(lineTooLong ? new LineTooLong() : AmiMessage.of(headers.toArray(String[]::new)));
            headers.clear();
            lineTooLong = false;
        } else {
            header(line);
        }
    }

    private void header(String line) {
        int colon = line.indexOf(':');
        if (colon > 0 && headers.size() < 2 * MAX_HEADERS) {
            headers.add(line.substring(0, colon).strip());
            headers.add(line.substring(colon + 1).strip());
        }
    }
}

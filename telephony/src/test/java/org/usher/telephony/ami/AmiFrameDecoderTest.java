package org.usher.telephony.ami;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** AMI's byte stream, however the network cuts it. */
class AmiFrameDecoderTest {
    private static final String STREAM = """
            Asterisk Call Manager/9.0.0
            Response: Success
            ActionID: usher-1
            Message: Grüße

            Event: VarSet
            Variable: X
            Value: 1

            Event: Hangup
            Channel: PJSIP/a-1
            ChanVariable: A=1
            ChanVariable: B=x: y
            Cause-txt:
            Empty:

            no colon here
            Event: Hangup



            """.replace("\n", "\r\n") + "Event: Hangup\r\nUniqueid: 1.2\r\n\r\n";

    private final LinkCounters counters = new LinkCounters();
    private final List<AmiMessage> got = new ArrayList<>();
    private int room = Integer.MAX_VALUE;
    private AmiFrameDecoder decoder = decoder(1_000);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    private AmiFrameDecoder decoder(int maxBytes) {
        return new AmiFrameDecoder(
                maxBytes,
                Set.of("Hangup"),
                message -> {
                    if (got.size() >= room) {
                        return false;
                    }
                    return got.add(message);
                },
                counters);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void receive(byte[] bytes, int from, int to) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
    }

    private void assertStream() {
        assertThat(got).hasSize(5);
        assertThat(got.get(0).get("Banner")).isEqualTo("Asterisk Call Manager/9.0.0");
        assertThat(got.get(1).get("message")).isEqualTo("Grüße");
        assertThat(got.get(2).all("ChanVariable")).containsExactly("A=1", "B=x: y");
        assertThat(got.get(2).variable("ChanVariable", "B")).isEqualTo("x: y");
        assertThat(got.get(2).has("Empty")).isTrue();
        assertThat(got.get(3).event()).isEqualTo("Hangup");
        assertThat(got.get(4).get("Uniqueid")).isEqualTo("1.2");
        assertThat(counters.messagesSkipped.sum()).isEqualTo(1);
        assertThat(counters.malformedLines.sum()).isEqualTo(1);
    }

    @Test
    void shouldNotLetLineFeedsInCallersNumberWriteEvents() {
        String number = "5551\n\nEvent: Hangup\nUniqueid: 9.9\n";
        String event = "Event: Hangup\r\nCallerIDNum: " + number + "\r\nUniqueid: 1.2\r\n\r\n";
        channel.writeInbound(Unpooled.wrappedBuffer(bytes("banner\r\n" + event + event)));
        assertThat(got.stream().skip(1))
                .hasSize(2)
                .allSatisfy(message -> assertThat(message.get("CallerIDNum")).isEqualTo(number))
                .allSatisfy(message -> assertThat(message.get("Uniqueid")).isEqualTo("1.2"));
    }

    @Test
    void shouldReadMessagesWhateverPiecesTheyComeIn() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] stream = bytes(STREAM);
        int at = 0;
        while (at < stream.length) {
            int to = Math.min(stream.length, at + 1 + random.nextInt(20));
            receive(stream, at, to);
            at = to;
        }
        assertThat(got).as("seed " + seed).hasSize(5);
        assertStream();
    }

    @Test
    void shouldReadMessagesByteByByte() {
        byte[] stream = bytes(STREAM);
        for (int i = 0; i < stream.length; i++) {
            receive(stream, i, i + 1);
        }
        assertStream();
    }

    @Test
    void shouldSkipAMessageThatIsTooLongAndSaySo() {
        byte[] stream = bytes("banner\r\nEvent: Hangup\r\nData: " + "x".repeat(5_000)
                + "\r\nMore: y\r\n\r\nEvent: Hangup\r\nUniqueid: 2\r\n\r\n");
        for (int at = 0; at < stream.length; at += 700) {
            receive(stream, at, Math.min(stream.length, at + 700));
        }
        assertThat(got).hasSize(3);
        assertThat(got.get(1).has("Oversized")).isTrue();
        assertThat(got.get(2).get("Uniqueid")).isEqualTo("2");
    }

    @Test
    void shouldSkipAMessageOfTooManyLines() {
        byte[] stream = bytes("banner\r\nEvent: Hangup\r\n" + "Line: x\r\n".repeat(500) + "\r\nEvent: Hangup\r\n\r\n");
        receive(stream, 0, stream.length);
        assertThat(got).hasSize(3);
        assertThat(got.get(1).has("Oversized")).isTrue();
    }

    @Test
    void shouldStopReadingWhenThereIsNoRoomAndGoOnLater() throws Exception {
        room = 2;
        byte[] stream = bytes(STREAM);
        receive(stream, 0, stream.length);
        assertThat(got).hasSize(2);
        assertThat(channel.config().isAutoRead()).isFalse();
        room = 3;
        decoder.resume(channel.pipeline().context(decoder));
        assertThat(got).hasSize(3);
        assertThat(channel.config().isAutoRead()).isFalse();
        room = 100;
        decoder.resume(channel.pipeline().context(decoder));
        assertThat(channel.config().isAutoRead()).isTrue();
        assertStream();
    }
}

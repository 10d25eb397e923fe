package org.usher.server.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The audio of one phone: RTP (RFC 3550) with 20 ms of µ-law a packet, whose first bytes say who speaks and the how manieth packet it is.
 * What has no such mark is music. One thread.
 */
final class AudioStream implements AutoCloseable {
    private static final int RTP_HEADER = 12;
    private static final int SAMPLES = 160;
    private static final int MARK = 0x55534852;
    private static final byte SILENCE = (byte) 0xff;

    private final DatagramChannel channel;
    private final int port;
    private final ByteBuffer out = ByteBuffer.allocateDirect(RTP_HEADER + SAMPLES);
    private final ByteBuffer in = ByteBuffer.allocateDirect(2_048);
    private final Map<Integer, Heard> heard = new HashMap<>();
    private @Nullable InetSocketAddress to;
    private int spoken;
    private long packets;
    private int musicSource;
    private int musicSequence = -1;
    private long missedMusic;

    /** What was heard of one speaker. */
    static final class Heard {
        private final long firstUs;
        private final int first;
        private int last;
        private long count;

        private Heard(long firstUs, int first) {
            this.firstUs = firstUs;
            this.first = first;
            this.last = first;
        }

        /** Epoch microseconds. */
        long firstUs() {
            return firstUs;
        }

        /** Packets between the first and the last that never came. */
        long missed() {
            return last - first + 1 - count;
        }
    }

    private AudioStream(DatagramChannel channel) throws IOException {
        this.channel = channel;
        this.port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    static AudioStream open() throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        channel.configureBlocking(false);
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return new AudioStream(channel);
    }

    DatagramChannel channel() {
        return channel;
    }

    int port() {
        return port;
    }

    void speaksTo(InetSocketAddress address) {
        to = address;
    }

    /** Sends the next packet, once it is known where to. */
    void speak() throws IOException {
        if (to == null) {
            return;
        }
        spoken++;
        out.clear();
        out.put((byte) 0x80).put((byte) 0); // version 2; payload type 0, PCMU
        out.putShort((short) spoken).putInt(spoken * SAMPLES).putInt(port);
        out.putInt(MARK).putInt(port).putInt(spoken);
        while (out.hasRemaining()) {
            out.put(SILENCE);
        }
        out.flip();
        channel.send(out, to);
    }

    /** Takes in what has come. */
    void listen() throws IOException {
        in.clear();
        while (channel.receive(in) != null) {
            in.flip();
            if (in.remaining() >= RTP_HEADER + 12 && (in.get(1) & 0x7f) == 0) {
                packet();
            }
            in.clear();
        }
    }

    private void packet() {
        packets++;
        if (in.getInt(RTP_HEADER) != MARK) {
            music(in.getShort(2) & 0xffff, in.getInt(8));
            return;
        }
        musicSequence = -1;
        int speaker = in.getInt(RTP_HEADER + 4);
        int number = in.getInt(RTP_HEADER + 8);
        Heard of = heard.get(speaker);
        if (of == null) {
            Instant now = Instant.now();
            of = new Heard(now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000, number);
            heard.put(speaker, of);
        }
        of.last = Math.max(of.last, number);
        of.count++;
    }

    private void music(int sequence, int source) {
        if (musicSequence >= 0 && source == musicSource) {
            int step = sequence - musicSequence & 0xffff;
            // a jump is a new stream, which RTP allows; what comes late is not lost
            missedMusic += step > 1 && step < 250 ? step - 1 : 0;
        }
        musicSequence = sequence;
        musicSource = source;
    }

    @Nullable
    Heard heard(int speakerPort) {
        return heard.get(speakerPort);
    }

    long heardPackets() {
        return packets;
    }

    long missedMusic() {
        return missedMusic;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    @Override
    public String toString() {
        return "AudioStream[" + port + ", heard " + packets + " of "
                + Arrays.toString(heard.keySet().toArray()) + "]";
    }
}

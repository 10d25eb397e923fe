package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ear and the voice of one phone: an RTP endpoint (G.711 µ-law, 20 ms, RFC 3550) that plays a tone of its own and keeps the last
 * half second it heard. Its port is put into the SDP of a SIPp leg, so the call is SIPp's and the audio ours.
 *
 * <p>Where to send its audio it reads from a file into which SIPp writes the port of every SDP it gets; the other side being Asterisk on
 * this machine, the port is all.
 */
public final class RtpTone implements AutoCloseable {
    private static final int FRAME = 160;
    private static final int HEARD_FRAMES = 25;
    private static final int TELEPHONE_EVENT = 101;
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("rig-rtp-clock").factory());

    private final DatagramSocket socket;
    private volatile double toneHz;
    private final ArrayDeque<byte[]> heard = new ArrayDeque<>();
    private final Future<?> ticking;
    private final Path announcedPorts;
    private long announcementsRead;
    private @Nullable SocketAddress peer;
    private long framesReceived;
    private long framesSent;
    private int sequence;
    private int timestamp;
    private long phase;

    /**
     * @param announcedPorts the file to which a line is added whenever the other side says its port
     */
    RtpTone(double toneHz, Path announcedPorts) {
        this.toneHz = toneHz;
        this.announcedPorts = announcedPorts;
        try {
            socket = new DatagramSocket(Ports.next(), InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("rig-rtp-" + toneHz).start(this::receive);
        ticking = CLOCK.scheduleAtFixedRate(this::sendFrame, 20, 20, TimeUnit.MILLISECONDS);
    }

    public int port() {
        return socket.getLocalPort();
    }

    public double toneHz() {
        return toneHz;
    }

    /** What it sends has this RTP sequence number next; any is a good one to begin with (RFC 3550, 5.1). */
    public synchronized void numberFrom(int next) {
        sequence = next;
    }

    /** Says something else from now on. */
    public void say(double hz) {
        toneHz = hz;
    }

    /** Packets of audio received so far. */
    public synchronized long framesReceived() {
        return framesReceived;
    }

    /**
     * Whether the other side is heard and will take what is sent, keys included: Asterisk's strict RTP drops what comes before the fourth
     * packet in a row (res_rtp_asterisk.c, learning_min_sequential).
     */
    public synchronized boolean flowsBothWays() {
        return framesReceived > 0 && framesSent > 4;
    }

    /** Forgets what was heard, so that what is asked next is about the audio from now on. */
    public synchronized void forget() {
        heard.clear();
    }

    /** Whether enough was heard to tell what. */
    public synchronized boolean hasHeardHalfASecond() {
        return heard.size() >= HEARD_FRAMES;
    }

    /**
     * The share of the last half second's energy that lies at this frequency, 0 to 1; 0 while less than half a second was heard.
     */
    public synchronized double shareAt(double hz) {
        if (heard.size() < HEARD_FRAMES) {
            return 0;
        }
        byte[] muLaw = new byte[HEARD_FRAMES * FRAME];
        int n = 0;
        for (byte[] frame : heard) {
            System.arraycopy(frame, 0, muLaw, n, FRAME);
            n += FRAME;
        }
        return shareAt(hz, MuLaw.linear(muLaw), 0, n);
    }

    /** The share of the energy of these samples, 8,000 a second, that lies at this frequency. */
    static double shareAt(double hz, double[] samples, int from, int to) {
        return MuLaw.shareAt(hz, samples, from, to, MuLaw.energy(samples, from, to));
    }

    /** Whether the other one's tone is what was heard for the last half second. */
    public boolean hears(RtpTone other) {
        return shareAt(other.toneHz) > 0.8;
    }

    /** Presses a key: RFC 4733 events, 100 ms long. */
    public void press(char key) {
        int event = "0123456789*#ABCD".indexOf(key);
        if (event < 0) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        synchronized (this) {
            if (peer == null) {
                throw new IllegalStateException("nobody takes the key " + key + " yet: " + this);
            }
            int at = timestamp;
            for (int i = 1; i <= 8; i++) {
                boolean end = i > 5;
                ByteBuffer body = ByteBuffer.allocate(4);
                body.put((byte) event).put((byte) (end ? 0x8a : 0x0a)).putShort((short) (Math.min(i, 5) * FRAME));
                send((i == 1 ? 0x80 : 0) | TELEPHONE_EVENT, at, body.array());
            }
            timestamp += 5 * FRAME; // the next key is another one only if its time is
        }
    }

    private synchronized void sendFrame() {
        learnPeer();
        byte[] frame = new byte[FRAME];
        for (int i = 0; i < FRAME; i++, phase++) {
            frame[i] = MuLaw.encode((int) (8_000 * Math.sin(2 * Math.PI * toneHz * phase / MuLaw.RATE_HZ)));
        }
        send(0, timestamp, frame);
        framesSent += peer == null ? 0 : 1;
        timestamp += FRAME;
    }

    private void learnPeer() {
        long size = announcedPorts.toFile().length(); // 0 while it is not there
        if (size <= announcementsRead) {
            return;
        }
        try {
            String last = Files.readAllLines(announcedPorts).getLast().strip();
            peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(last));
            framesSent = 0;
            announcementsRead = size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(int markerAndType, int at, byte[] payload) {
        SocketAddress to = peer;
        if (to == null || socket.isClosed()) {
            return;
        }
        ByteBuffer packet = ByteBuffer.allocate(12 + payload.length);
        packet.put((byte) 0x80).put((byte) markerAndType).putShort((short) sequence++);
        packet.putInt(at).putInt(port()).put(payload);
        try {
            socket.send(new DatagramPacket(packet.array(), packet.capacity(), to));
        } catch (IOException e) {
            peer = null; // the call is over and nobody listens; the next call says its port
        }
    }

    private void receive() {
        byte[] buffer = new byte[2_048];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (packet.getLength() == 12 + FRAME && (buffer[1] & 0x7f) == 0) {
                byte[] frame = new byte[FRAME];
                System.arraycopy(buffer, 12, frame, 0, FRAME);
                keep(frame);
            }
        }
    }

    private synchronized void keep(byte[] frame) {
        framesReceived++;
        heard.addLast(frame);
        if (heard.size() > HEARD_FRAMES) {
            heard.removeFirst();
        }
    }

    @Override
    public synchronized String toString() {
        return toneHz + " Hz on port " + port() + ", " + framesReceived + " packets from " + peer;
    }

    @Override
    public void close() {
        ticking.cancel(false);
        socket.close();
    }
}

package org.usher.server.acceptance.books;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ear and the voice of one phone: a port for RTP (RFC 3550, G.711 µ-law, 20 ms) that plays its tone to everyone it is told to and notes
 * whose tones come in and when. What it sends is the clock's thread's, what it hears the ear's.
 */
final class AudioLine {
    /** Two windows in a row: a chance likeness in a piece of music does not last. */
    private static final int SURE_WINDOWS = 2;
    /** A tone that is missing for less goes on. */
    private static final long GAP_MS = 350;

    private static final int TELEPHONE_EVENT = 101;
    private static final int KEY_FRAMES = 5;

    /** So much of what is heard must be voices, or it is music with a note like one, */
    private static final double PURE = 0.8;
    /** and so much each of several. */
    private static final double MIXED = 0.3;

    private final String owner;
    private final DatagramChannel channel;
    private final byte[] tone;
    private final Known known;
    private final Listener listener;
    /** By Call-ID: one agent may have two calls, of which one consults. */
    private final Map<String, SocketAddress> peers = new ConcurrentHashMap<>();

    private final Map<SocketAddress, Window> windows = new HashMap<>();
    private final Map<String, Spell> running = new HashMap<>();
    private final List<Heard> heard = new ArrayList<>();
    private int sequence;
    private int spoken;
    private int lastKeyAt;

    /** Whose tones this ear may meet. */
    interface Known {
        /** Names of those whose tone is in this window. */
        List<String> voicesIn(Sound window);
    }

    interface Listener {
        /** The ear is sure for the first time of this spell that it hears this voice. */
        void hears(AudioLine line, String voice);
    }

    private static final class Window {
        final StreamClock clock = new StreamClock();
        final byte[] samples = new byte[Sound.WINDOW_FRAMES * Sound.FRAME];
        int frames;
    }

    private static final class Spell {
        final long fromMs;
        long toMs;
        int windows;

        Spell(long fromMs) {
            this.fromMs = fromMs;
        }

        boolean isSure() {
            return windows >= SURE_WINDOWS;
        }

        /** It lasted as long as there is sound of it, even if the first of it came late. */
        Heard heard(String ear, String voice) {
            return new Heard(ear, voice, Math.min(fromMs, toMs - windows * (long) Sound.WINDOW_MS), toMs);
        }
    }

    AudioLine(String owner, int toneHz, Known known, Listener listener) throws IOException {
        this.owner = owner;
        this.tone = Sound.tone(toneHz);
        this.known = known;
        this.listener = listener;
        channel = DatagramChannel.open();
        channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        channel.configureBlocking(false);
    }

    String owner() {
        return owner;
    }

    DatagramChannel channel() {
        return channel;
    }

    int port() {
        return channel.socket().getLocalPort();
    }

    /** From now on plays its tone to this port, for this call. */
    void talk(String callId, int port) {
        peers.put(callId, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    void hangUp(String callId) {
        peers.remove(callId);
    }

    /** Not another packet. */
    void fallSilent() {
        peers.clear();
    }

    /**
     * Says 20 ms of its tone to everyone it talks to.
     *
     * @param tick which 20 ms, by the clock
     */
    synchronized void sendFrame(int tick) throws IOException {
        spoken = tick;
        if (peers.isEmpty()) {
            return;
        }
        ByteBuffer packet = ByteBuffer.allocate(12 + Sound.FRAME);
        packet.put((byte) 0x80).put((byte) 0).putShort((short) sequence);
        packet.putInt(tick * Sound.FRAME).putInt(port());
        packet.put(tone, tick % Sound.WINDOW_FRAMES * Sound.FRAME, Sound.FRAME);
        sequence++;
        for (SocketAddress peer : peers.values()) {
            channel.send(packet.flip(), peer);
        }
    }

    /** Presses a key in this call: RFC 4733 events, 100 ms long, of which the end is said three times. */
    synchronized void press(String callId, char key) {
        SocketAddress peer = peers.get(callId);
        int event = "0123456789*#".indexOf(key);
        if (event < 0) {
            throw new IllegalArgumentException("not a key: " + key);
        }
        if (peer == null) {
            return; // the call is over
        }
        // the next key is another one only if its time is
        lastKeyAt = Math.max(spoken * Sound.FRAME, lastKeyAt + KEY_FRAMES * Sound.FRAME);
        try {
            for (int i = 1; i <= KEY_FRAMES + 3; i++) {
                boolean end = i > KEY_FRAMES;
                ByteBuffer packet = ByteBuffer.allocate(16);
                packet.put((byte) 0x80).put((byte) (i == 1 ? 0x80 | TELEPHONE_EVENT : TELEPHONE_EVENT));
                packet.putShort((short) sequence++).putInt(lastKeyAt).putInt(port());
                packet.put((byte) event).put((byte) (end ? 0x8a : 0x0a));
                packet.putShort((short) (Math.min(i, KEY_FRAMES) * Sound.FRAME));
                channel.send(packet.flip(), peer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes in what has arrived.
     *
     * @param hears false if nobody knows when: then it is let go
     */
    void receive(ByteBuffer buffer, long nowMs, boolean hears) throws IOException {
        while (true) {
            buffer.clear();
            SocketAddress from = channel.receive(buffer);
            if (from == null) {
                return;
            }
            buffer.flip();
            if (!hears) {
                windows.remove(from);
                continue;
            }
            if (buffer.remaining() == 12 + Sound.FRAME && (buffer.get(1) & 0x7f) == 0) {
                keep(from, buffer, nowMs);
            }
        }
    }

    private void keep(SocketAddress from, ByteBuffer packet, long nowMs) {
        Window window = windows.computeIfAbsent(from, any -> new Window());
        long skippedMs = window.clock.read(packet.getInt(8), packet.getInt(4), nowMs);
        if (skippedMs != 0) {
            window.frames = 0; // a tone with a seam is no tone
        }
        packet.position(12).get(window.samples, window.frames * Sound.FRAME, Sound.FRAME);
        if (++window.frames == Sound.WINDOW_FRAMES) {
            window.frames = 0;
            long toMs = window.clock.nowMs() + Sound.FRAME_MS;
            listen(new Sound(window.samples), toMs - Sound.WINDOW_MS, toMs);
        }
    }

    private synchronized void listen(Sound window, long fromMs, long toMs) {
        for (String voice : known.voicesIn(window)) {
            Spell spell = running.get(voice);
            if (spell != null && fromMs - spell.toMs > GAP_MS) {
                close(voice, spell);
                spell = null;
            }
            if (spell == null) {
                spell = new Spell(fromMs);
                running.put(voice, spell);
            }
            spell.toMs = toMs;
            if (++spell.windows == SURE_WINDOWS) {
                listener.hears(this, voice);
            }
        }
    }

    private void close(String voice, Spell spell) {
        running.remove(voice);
        if (spell.isSure()) {
            heard.add(spell.heard(owner, voice));
        }
    }

    /** Everything heard so far. */
    synchronized List<Heard> heard() {
        List<Heard> all = new ArrayList<>(heard);
        running.forEach((voice, spell) -> {
            if (spell.isSure()) {
                all.add(spell.heard(owner, voice));
            }
        });
        return all;
    }

    /** A caller's ear: it meets agents, in a conference several at once. */
    static Known agentsOf(Tones tones) {
        return window -> {
            List<String> voices = new ArrayList<>();
            double known = 0;
            for (Map.Entry<String, Integer> agent : tones.agents().entrySet()) {
                double share = window.shareAt(agent.getValue());
                if (share > MIXED) {
                    voices.add(agent.getKey());
                    known += share;
                }
            }
            return known > PURE ? voices : List.of();
        };
    }

    /** An agent's ear: it meets one of many callers, whose tone is looked for where the wave's zero crossings point; or another agent. */
    static Known everyoneOf(Tones tones) {
        Known agents = agentsOf(tones);
        return window -> {
            int guess = window.guessHz() / Sound.STEP_HZ * Sound.STEP_HZ;
            for (int hz = guess - Sound.STEP_HZ; hz <= guess + 2 * Sound.STEP_HZ; hz += Sound.STEP_HZ) {
                String caller = tones.callerAt(hz);
                if (caller != null && window.shareAt(hz) > PURE) {
                    return List.of(caller);
                }
            }
            return agents.voicesIn(window);
        };
    }
}

package org.usher.server.acceptance.books;

import org.usher.telephony.rig.MuLaw;

/**
 * When the sound of an RTP stream (RFC 3550) was made. Its timestamps are exact but begin anywhere; packets arrive late, often many at once on
 * a busy machine, but never early: so the packet that came with the least delay sets the clock.
 */
final class StreamClock {
    private static final int SAMPLES_PER_MS = MuLaw.RATE_HZ / 1_000;
    /** A stream may also stand still for a while: then all that follows is late, and the clock comes after it, by so much a packet. */
    private static final long FOLLOWS_MS = 4;

    private boolean reads;
    private int source;
    private int timestamp;
    private long offsetMs;

    /**
     * Reads the next packet.
     *
     * @param source its synchronization source (SSRC)
     * @return how much sound is missing between the last packet and this, in ms; negative if this begins another stream
     */
    long read(int source, int timestamp, long arrivedAtMs) {
        int samples = timestamp - this.timestamp;
        boolean goesOn = reads && source == this.source && samples > 0;
        long offset = arrivedAtMs - streamMs(timestamp);
        offsetMs = goesOn ? Math.min(offset, offsetMs + FOLLOWS_MS) : offset;
        reads = true;
        this.source = source;
        this.timestamp = timestamp;
        return goesOn ? samples / SAMPLES_PER_MS - Sound.FRAME_MS : -1;
    }

    /** When the last packet's sound began (epoch ms). */
    long nowMs() {
        return offsetMs + streamMs(timestamp);
    }

    private static long streamMs(int timestamp) {
        return Integer.toUnsignedLong(timestamp) / SAMPLES_PER_MS;
    }
}

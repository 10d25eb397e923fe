package org.usher.server.acceptance.books;

import org.usher.telephony.rig.MuLaw;

/** The tones of the books, and the windows in which they are looked for. */
final class Sound {
    /** Of one packet: 20 ms. */
    static final int FRAME = 160;

    static final int FRAME_MS = 20;
    /** The packets that are listened to at once: 100 ms, in which tones 10 Hz apart have nothing in common. */
    static final int WINDOW_FRAMES = 5;

    static final int WINDOW_MS = WINDOW_FRAMES * FRAME_MS;
    static final int STEP_HZ = MuLaw.RATE_HZ / (WINDOW_FRAMES * FRAME);
    private static final double LOUDNESS = 8_000;

    private final byte[] muLaw;
    private final double[] samples;
    private final double energy;

    /**
     * What was heard in one window.
     *
     * @param muLaw copied
     */
    Sound(byte[] muLaw) {
        this.muLaw = muLaw.clone();
        samples = MuLaw.linear(muLaw);
        energy = MuLaw.energy(samples, 0, samples.length);
    }

    /** A window of this tone, a multiple of {@link #STEP_HZ}: played again and again it has no seam. */
    static byte[] tone(int hz) {
        if (hz % STEP_HZ != 0) {
            throw new IllegalArgumentException("not a multiple of " + STEP_HZ + " Hz: " + hz);
        }
        byte[] window = new byte[WINDOW_FRAMES * FRAME];
        for (int i = 0; i < window.length; i++) {
            window[i] = MuLaw.encode((int) (LOUDNESS * Math.sin(2 * Math.PI * hz * i / MuLaw.RATE_HZ)));
        }
        return window;
    }

    /** How often the wave crosses zero a second, halved: the frequency, if it is one tone alone. */
    int guessHz() {
        int crossings = 0;
        for (int i = 1; i < muLaw.length; i++) {
            // the sign is the highest bit
            crossings += (muLaw[i] ^ muLaw[i - 1]) >>> 7 & 1;
        }
        return (int) ((long) crossings * MuLaw.RATE_HZ / (2L * muLaw.length));
    }

    /** The share of its energy that lies at this frequency, 0 to 1. */
    double shareAt(int hz) {
        return MuLaw.shareAt(hz, samples, 0, samples.length, energy);
    }
}

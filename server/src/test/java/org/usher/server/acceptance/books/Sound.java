package org.usher.server.acceptance.books;

/** Tones in G.711 µ-law at 8,000 samples a second, and how to know them again. */
final class Sound {
    static final int RATE_HZ = 8_000;
    /** Of one packet: 20 ms. */
    static final int FRAME = 160;

    static final int FRAME_MS = 20;
    /** The packets that are listened to at once: 100 ms, in which tones 10 Hz apart have nothing in common. */
    static final int WINDOW_FRAMES = 5;

    static final int WINDOW_MS = WINDOW_FRAMES * FRAME_MS;
    static final int STEP_HZ = RATE_HZ / (WINDOW_FRAMES * FRAME);
    private static final double LOUDNESS = 8_000;
    private static final int[] LINEAR = new int[256];

    static {
        for (int code = 0; code < 256; code++) {
            LINEAR[code] = fromMuLaw(code);
        }
    }

    private Sound() {}

    /** A window of this tone, a multiple of {@link #STEP_HZ}: played again and again it has no seam. */
    static byte[] tone(int hz) {
        if (hz % STEP_HZ != 0) {
            throw new IllegalArgumentException("not a multiple of " + STEP_HZ + " Hz: " + hz);
        }
        byte[] window = new byte[WINDOW_FRAMES * FRAME];
        for (int i = 0; i < window.length; i++) {
            window[i] = toMuLaw((int) (LOUDNESS * Math.sin(2 * Math.PI * hz * i / RATE_HZ)));
        }
        return window;
    }

    /** How often the wave of this window crosses zero a second, halved: the frequency, if it is one tone alone. */
    static int guessHz(byte[] muLaw) {
        int crossings = 0;
        for (int i = 1; i < muLaw.length; i++) {
            // the sign is the highest bit
            crossings += (muLaw[i] ^ muLaw[i - 1]) >>> 7 & 1;
        }
        return (int) ((long) crossings * RATE_HZ / (2L * muLaw.length));
    }

    static double energy(byte[] muLaw) {
        double sum = 0;
        for (byte code : muLaw) {
            double x = LINEAR[code & 0xff];
            sum += x * x;
        }
        return sum;
    }

    /** The share of this energy that lies at this frequency, 0 to 1, by Goertzel's algorithm (G. Goertzel, 1958). */
    static double shareAt(int hz, byte[] muLaw, double energy) {
        if (energy == 0) {
            return 0;
        }
        double coefficient = 2 * Math.cos(2 * Math.PI * hz / RATE_HZ);
        double s1 = 0;
        double s2 = 0;
        for (byte code : muLaw) {
            double s0 = LINEAR[code & 0xff] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
        }
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        return Math.min(1, 2 * power / (muLaw.length * energy));
    }

    // ITU-T G.711, µ-law: sign, 3 bits of exponent, 4 of mantissa, all inverted; bias 33 in 14 bits, here 132 in 16
    private static byte toMuLaw(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(sample), 32_635) + 132;
        int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
        int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
        return (byte) ~(sign | (exponent << 4) | mantissa);
    }

    private static int fromMuLaw(int code) {
        int c = ~code & 0xff;
        int magnitude = ((((c & 0x0f) << 3) + 132) << ((c >> 4) & 7)) - 132;
        return (c & 0x80) != 0 ? -magnitude : magnitude;
    }
}

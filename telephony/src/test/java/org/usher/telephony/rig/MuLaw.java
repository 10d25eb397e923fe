package org.usher.telephony.rig;

/** Sound as telephones have it, 8,000 samples a second in G.711 µ-law, and how to know a tone in it again. */
public final class MuLaw {
    public static final int RATE_HZ = 8_000;
    private static final int[] LINEAR = new int[256];

    static {
        for (int code = 0; code < 256; code++) {
            LINEAR[code] = decode(code);
        }
    }

    private MuLaw() {}

    // ITU-T G.711, µ-law: sign, 3 bits of exponent, 4 of mantissa, all inverted; bias 33 in 14 bits, here 132 in 16
    /**
     * One sample.
     *
     * @param sample linear, 16 bits
     */
    public static byte encode(int sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs(sample), 32_635) + 132;
        int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
        int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
        return (byte) ~(sign | (exponent << 4) | mantissa);
    }

    private static int decode(int code) {
        int c = ~code & 0xff;
        int magnitude = ((((c & 0x0f) << 3) + 132) << ((c >> 4) & 7)) - 132;
        return (c & 0x80) != 0 ? -magnitude : magnitude;
    }

    /** The linear samples, 16 bits each. */
    public static double[] linear(byte[] muLaw) {
        double[] samples = new double[muLaw.length];
        for (int i = 0; i < muLaw.length; i++) {
            samples[i] = LINEAR[muLaw[i] & 0xff];
        }
        return samples;
    }

    /** The energy of these samples, in no unit. */
    public static double energy(double[] samples, int from, int to) {
        double energy = 0;
        for (int i = from; i < to; i++) {
            energy += samples[i] * samples[i];
        }
        return energy;
    }

    /**
     * The share of these samples' energy that lies at this frequency, 0 to 1, by Goertzel's algorithm (G. Goertzel, 1958).
     *
     * @param energy of the same samples
     */
    public static double shareAt(double hz, double[] samples, int from, int to, double energy) {
        double coefficient = 2 * Math.cos(2 * Math.PI * hz / RATE_HZ);
        double s1 = 0;
        double s2 = 0;
        for (int i = from; i < to; i++) {
            double s0 = samples[i] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
        }
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        return energy == 0 ? 0 : Math.min(1, 2 * power / ((to - from) * energy));
    }
}

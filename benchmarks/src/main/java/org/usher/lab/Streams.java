package org.usher.lab;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Common random numbers: one independent stream per (seed, replication, line, attribute), so that every policy meets the same callers
 * with the same patience and the same work, whatever it does with them, and a change to one attribute leaves the others alone.
 */
final class Streams {

    /** What a stream is drawn for. */
    enum Attribute {
        ARRIVAL(1),
        PATIENCE(2),
        WORK(3),
        /** One factor for a whole day. */
        DAY(4),
        /** What one caller says to offers, and whether he answers when he is called; the caller's number stands for the line. */
        CHANNEL(5);

        private final int key;

        Attribute(int key) {
            this.key = key;
        }
    }

    private Streams() {}

    static RandomGenerator of(long seed, int replication, int line, Attribute attribute) {
        long key = mix(seed);
        key = mix(key ^ replication);
        key = mix(key ^ line);
        key = mix(key ^ attribute.key);
        return new SplittableRandom(key);
    }

    /** The finisher of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), over a Weyl step so that 0 does not stay 0. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * A draw from Gamma(shape, rate), shape at least 1: Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS
     * 2000).
     */
    static double gamma(RandomGenerator random, double shape, double rate) {
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double root = 1 + c * x;
            double v = root * root * root;
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v / rate;
            }
        }
    }
}

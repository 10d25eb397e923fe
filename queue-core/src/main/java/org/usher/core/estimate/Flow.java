package org.usher.core.estimate;

import org.usher.core.codec.Decoder;
import org.usher.core.codec.Encoder;
import org.usher.core.codec.Hashing;
import org.usher.core.codec.MalformedDataException;

/**
 * How many came into and left one line, or all lines, lately: sums that fade with time, so that they take a few numbers however much is
 * counted.
 */
final class Flow {
    static final double SHORT_MS = 300_000;
    static final double LONG_MS = 900_000;
    private static final int KINDS = 7;

    private static final int ARRIVED = 0;
    private static final int ANSWERED = 1;
    private static final int ABANDONED = 2;
    private static final int LONG = 3;
    private static final int WAITED = 6;

    /** Arrived, answered, abandoned in short memory; the same in long memory; seconds waited by the answered in long memory. */
    private final double[] sums = new double[KINDS];

    private long atMs;

    void arrived(long nowMs) {
        add(nowMs, ARRIVED);
    }

    void answered(long nowMs, double waitedS) {
        add(nowMs, ANSWERED);
        sums[WAITED] += waitedS;
    }

    void abandoned(long nowMs) {
        add(nowMs, ABANDONED);
    }

    private void add(long nowMs, int kind) {
        fade(nowMs);
        sums[kind]++;
        sums[kind + LONG]++;
    }

    /** Lets time pass. */
    void fade(long nowMs) {
        double passedMs = nowMs - atMs;
        if (passedMs > 0) {
            double ofShort = StrictMath.exp(-passedMs / SHORT_MS);
            double ofLong = StrictMath.exp(-passedMs / LONG_MS);
            for (int i = 0; i < LONG; i++) {
                sums[i] *= ofShort;
            }
            for (int i = LONG; i < KINDS; i++) {
                sums[i] *= ofLong;
            }
            atMs = nowMs;
        }
    }

    /** A flow of its own that has come as far at this time. */
    Flow at(long nowMs) {
        Flow other = new Flow();
        System.arraycopy(sums, 0, other.sums, 0, KINDS);
        other.atMs = atMs;
        other.fade(nowMs);
        return other;
    }

    /** The roots of arrivals, answers and abandonments a minute, by short memory and by long memory: six numbers from {@code at} on. */
    void writeRates(double[] signs, int at) {
        for (int i = 0; i < LONG; i++) {
            signs[at + i] = Math.sqrt(sums[i] * 60_000 / SHORT_MS);
            signs[at + LONG + i] = Math.sqrt(sums[i + LONG] * 60_000 / LONG_MS);
        }
    }

    /** How long those answered lately have waited on average, in seconds, drawn to a minute while they are few. */
    double meanWaitS() {
        return (sums[WAITED] + 60) / (sums[ANSWERED + LONG] + 1);
    }

    /** How many leave the line a second, by short memory. */
    double shortLeavingRate() {
        return (sums[ANSWERED] + sums[ABANDONED] + 1) * 1_000 / SHORT_MS;
    }

    /** How many leave the line a second, by long memory. */
    double longLeavingRate() {
        return (sums[ANSWERED + LONG] + sums[ABANDONED + LONG] + 2) * 1_000 / LONG_MS;
    }

    /** The same for flows that go on alike. */
    long hash() {
        long hash = Hashing.mix(0xf10L, atMs);
        for (double sum : sums) {
            hash = Hashing.mix(hash, Double.doubleToLongBits(sum));
        }
        return hash;
    }

    void write(Encoder out) {
        out.signed(atMs);
        for (double sum : sums) {
            out.fixed(Double.doubleToLongBits(sum));
        }
    }

    void read(Decoder in) throws MalformedDataException {
        atMs = in.signed("flow atMs");
        for (int i = 0; i < KINDS; i++) {
            sums[i] = Double.longBitsToDouble(in.fixed("flow sum"));
        }
    }
}

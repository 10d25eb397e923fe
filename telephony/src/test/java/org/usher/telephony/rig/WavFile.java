package org.usher.telephony.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recording as Asterisk's format_wav.c writes it: RIFF, one channel, 8,000 samples of 16 bits a second. */
public final class WavFile {
    private static final int HEADER = 44;
    private static final int RATE_HZ = 8_000;
    /** 100 ms: short enough for a spoken digit, long enough to tell the tones of a test apart. */
    private static final int WINDOW = RATE_HZ / 10;

    private static final double CLEAR = 0.8;
    private final double[] samples;

    private WavFile(double[] samples) {
        this.samples = samples;
    }

    public static WavFile read(Path file) {
        try {
            return parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static WavFile parse(byte[] bytes) {
        ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER || !new String(bytes, 0, 4, StandardCharsets.US_ASCII).equals("RIFF")) {
            throw new AssertionError("no WAV file: " + bytes.length + " bytes");
        }
        if (all.getInt(24) != RATE_HZ || all.getShort(34) != 16 || all.getInt(40) != bytes.length - HEADER) {
            throw new AssertionError("header says " + all.getInt(24) + " Hz, " + all.getShort(34) + " bits, "
                    + all.getInt(40) + " bytes of sound; the file has " + (bytes.length - HEADER));
        }
        double[] samples = new double[(bytes.length - HEADER) / 2];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = all.getShort(HEADER + 2 * i);
        }
        return new WavFile(samples);
    }

    public long lengthMs() {
        return samples.length * 1_000L / RATE_HZ;
    }

    /** How many ms of it are this tone and hardly anything else, in steps of 100. */
    public long clearMs(double hz) {
        long found = 0;
        for (int from = 0; from + WINDOW <= samples.length; from += WINDOW) {
            if (RtpTone.shareAt(hz, samples, from, from + WINDOW) > CLEAR) {
                found += 100;
            }
        }
        return found;
    }

    /** The largest share that this tone has in any 25 ms of it, 0 to 1. */
    public double largestShare(double hz) {
        double largest = 0;
        for (int from = 0; from + WINDOW / 4 <= samples.length; from += WINDOW / 8) {
            largest = Math.max(largest, RtpTone.shareAt(hz, samples, from, from + WINDOW / 4));
        }
        return largest;
    }

    @Override
    public String toString() {
        return lengthMs() + " ms";
    }
}

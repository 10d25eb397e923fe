package org.usher.server.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes inputs that are nearly right out of right ones. The same random source gives the same. */
final class Mutator {
    private static final int MAX_REPEATED = 70_000;
    private static final List<byte[]> WORDS = List.of(
            bytes("\r\n"),
            bytes("\r\n\r\n"),
            bytes("\n"),
            bytes("\0"),
            bytes("%00"),
            bytes("%"),
            bytes("../"),
            bytes("\""),
            bytes("{"),
            bytes("["),
            bytes("-1"),
            bytes("99999999999999999999"),
            bytes("9223372036854775807"),
            bytes("1e999"),
            bytes("NaN"),
            bytes("null"),
            bytes(":"),
            bytes(": "),
            bytes("="),
            bytes("\\u0000"),
            bytes("ÿ€😀"),
            bytes("${x}"),
            bytes("' OR '1'='1"),
            bytes("<script>"),
            new byte[] {(byte) 0xff, (byte) 0xfe},
            new byte[] {(byte) 0xc0, (byte) 0x80},
            new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            bytes("Content-Length: 5\r\n"),
            bytes("Transfer-Encoding: chunked\r\n"),
            bytes("Event: "),
            bytes("ActionID: "),
            bytes("[[agent]]\n"),
            bytes("\"\"\""));

    private final Random random;

    Mutator(Random random) {
        this.random = random;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One to six changes, mostly few. {@code other} is another right one, to be crossed with. */
    byte[] mutate(byte[] right, byte[] other) {
        byte[] bytes = right;
        int changes = 1 + (int) Math.abs(random.nextGaussian() * 2);
        for (int i = 0; i < changes; i++) {
            bytes = change(bytes, other);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes, byte[] other) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length + 1);
        int length = bytes.length == at ? 0 : random.nextInt(Math.min(64, bytes.length - at)) + 1;
        return switch (random.nextInt(10)) {
            case 0, 1 -> flipped(bytes, at);
            case 2, 3 -> replaced(bytes, at, 0, word());
            case 4 -> replaced(bytes, at, length, word());
            case 5 -> replaced(bytes, at, length, new byte[0]);
            case 6 -> replaced(bytes, at, 0, Arrays.copyOfRange(bytes, at, at + length));
            case 7 -> Arrays.copyOf(bytes, at);
            case 8 -> crossed(bytes, at, other);
            default ->
                random.nextInt(20) == 0 ? replaced(bytes, at, 0, repeated()) : replaced(bytes, at, length, noise());
        };
    }

    byte[] word() {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private byte[] noise() {
        byte[] noise = new byte[random.nextInt(16) + 1];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] repeated() {
        byte[] all = new byte[random.nextInt(MAX_REPEATED) + 1];
        Arrays.fill(all, (byte) random.nextInt(256));
        return all;
    }

    private byte[] flipped(byte[] bytes, int at) {
        if (at >= bytes.length) {
            return bytes;
        }
        byte[] copy = bytes.clone();
        copy[at] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] crossed(byte[] bytes, int at, byte[] other) {
        int from = other.length == 0 ? 0 : random.nextInt(other.length);
        return replaced(bytes, at, bytes.length - at, Arrays.copyOfRange(other, from, other.length));
    }

    private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + by.length);
        out.write(bytes, 0, at);
        out.write(by, 0, by.length);
        out.write(bytes, at + length, bytes.length - at - length);
        return out.toByteArray();
    }
}

package org.usher.core.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Appends values to a growing array of bytes. Integers are LEB128 (7 bits a byte, low ones first), signed ones zigzagged before, as in
 * Protocol Buffers; hashes are 8 bytes, big end first; texts are UTF-8 after their length in bytes.
 */
public final class Encoder {
    private byte[] bytes;
    private int size;

    public Encoder() {
        this(256);
    }

    public Encoder(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** A number that is seldom negative; a negative one is right, but takes 10 bytes. */
    public void unsigned(long value) {
        ensure(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    public void signed(long value) {
        unsigned(value << 1 ^ value >> 63);
    }

    /** 64 bits of which any may be set. */
    public void fixed(long value) {
        ensure(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    public void octet(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void flag(boolean value) {
        octet(value ? 1 : 0);
    }

    /** By its place among its constants: new constants may only be added at the end. */
    public void constant(Enum<?> value) {
        octet(Constants.number(value));
    }

    /**
     * A text, after its length.
     *
     * @throws IllegalArgumentException if the text is longer than any decoder will take
     */
    public void text(String value) {
        byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
        if (encoded.length > Decoder.MAX_TEXT_BYTES) {
            throw new IllegalArgumentException("a text of " + encoded.length + " bytes is longer than the "
                    + Decoder.MAX_TEXT_BYTES + " allowed: " + value.substring(0, 40) + "…");
        }
        unsigned(encoded.length);
        ensure(encoded.length);
        System.arraycopy(encoded, 0, bytes, size, encoded.length);
        size += encoded.length;
    }

    public int size() {
        return size;
    }

    /** Empties it for the next use, keeping the memory. */
    public void clear() {
        size = 0;
    }

    /** What was written, readable, backed by this encoder's own memory: valid until the next write or {@link #clear}. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, size).slice();
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, (int)
                    Math.min(Integer.MAX_VALUE - 8L, Math.max(size + (long) more, size * 2L)));
        }
    }
}

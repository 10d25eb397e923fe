package org.usher.core.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads back what an {@link Encoder} wrote, trusting none of it: every length is checked against what is there. */
public final class Decoder {
    /** Longest text, in bytes of UTF-8. */
    public static final int MAX_TEXT_BYTES = 16 * 1024;

    /** Reads one element of a list. */
    @FunctionalInterface
    public interface Element<T> {
        T read(Decoder in) throws MalformedDataException;
    }

    private final ByteBuffer in;
    private int format = EntryCodec.VERSION;

    /** Reads from the buffer's position to its limit; the buffer itself is left as it is. */
    public Decoder(ByteBuffer in) {
        this.in = in.slice();
    }

    /** The version of the format in which the values were written: {@link EntryCodec#VERSION} unless another was set. */
    int format() {
        return format;
    }

    void format(int version) {
        format = version;
    }

    public long unsigned(String what) throws MalformedDataException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int octet = octet(what);
            if (shift == 63 && octet > 1) {
                break;
            }
            value |= (octet & 0x7fL) << shift;
            if (octet < 0x80) {
                return value;
            }
        }
        throw malformed(what, "a number of more than 64 bits");
    }

    public long signed(String what) throws MalformedDataException {
        long value = unsigned(what);
        return value >>> 1 ^ -(value & 1);
    }

    public int signedInt(String what) throws MalformedDataException {
        long value = signed(what);
        if (value != (int) value) {
            throw malformed(what, value + ", which needs more than 32 bits");
        }
        return (int) value;
    }

    /** A number from 0 to {@code max}. */
    public int bounded(String what, int max) throws MalformedDataException {
        long value = unsigned(what);
        if (value < 0 || value > max) {
            throw malformed(what, Long.toUnsignedString(value) + ", more than " + max);
        }
        return (int) value;
    }

    public long fixed(String what) throws MalformedDataException {
        if (in.remaining() < 8) {
            throw malformed(what, in.remaining() + " bytes where 8 are needed");
        }
        return in.getLong();
    }

    public int octet(String what) throws MalformedDataException {
        if (!in.hasRemaining()) {
            throw malformed(what, "the end of the data");
        }
        return in.get() & 0xff;
    }

    public boolean flag(String what) throws MalformedDataException {
        int value = octet(what);
        if (value > 1) {
            throw malformed(what, value + " where 0 or 1 is needed");
        }
        return value == 1;
    }

    public <E extends Enum<E>> E constant(Class<E> type) throws MalformedDataException {
        E[] constants = type.getEnumConstants();
        int ordinal = octet(type.getSimpleName());
        if (ordinal >= constants.length) {
            throw malformed(type.getSimpleName(), ordinal + ", more than " + (constants.length - 1));
        }
        return constants[ordinal];
    }

    public String text(String what) throws MalformedDataException {
        int length = bounded(what + " length", MAX_TEXT_BYTES);
        if (length > in.remaining()) {
            throw malformed(what, in.remaining() + " bytes where " + length + " are needed");
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(slice).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedDataException(what + " is not UTF-8, before byte " + in.position(), e);
        }
    }

    /** A list after its length; every element takes at least one byte, so a length beyond what is left is refused unread. */
    public <T> List<T> list(String what, Element<T> element) throws MalformedDataException {
        int length = bounded(what + " count", in.remaining());
        List<T> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            list.add(element.read(this));
        }
        return list;
    }

    /** Whether all has been read: what was added at an end is missing in what was written before. */
    public boolean isAtEnd() {
        return !in.hasRemaining();
    }

    /**
     * Checks that all has been read.
     *
     * @throws MalformedDataException if anything is left unread
     */
    public void end() throws MalformedDataException {
        if (in.hasRemaining()) {
            throw malformed("the end", in.remaining() + " more bytes");
        }
    }

    /** The error to throw for a value that could be read but cannot be. */
    public MalformedDataException malformed(String what, String found) {
        return new MalformedDataException("reading " + what + " before byte " + in.position() + ": found " + found);
    }
}

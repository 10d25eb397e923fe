package org.usher.server.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.usher.core.codec.EntryCodec;

/**
 * The bytes of a command log file. All numbers are big-endian.
 *
 * <pre>
 * header  8 magic "USHERLOG" | 4 format version | 8 index of the first entry | 16 id of the log | 8 created, epoch ms
 *         | 4 CRC32C of the 44 bytes before
 * record  4 CRC32C of all that follows | 4 length of the payload | 8 index of the entry | payload
 * seal    the same with the top bit of the length set: 12 bytes that say what the entries up to this index led to,
 *         8 state hash of the engine | 4 version of the engine
 * </pre>
 *
 * Of the format version, bit 8 is set in a file that does not follow on the one before it: it begins after a snapshot that stands for the
 * entries which no disk could be made to hold ({@link CommandLog}). Version 1 had neither seals nor that bit, and is read as well.
 *
 * The length is inside the checksum, so a damaged length is recognised as damage. The index stands outside the payload so that the
 * place of a record is known without decoding it, which is what tells a torn tail from damage in the middle.
 */
final class LogFormat {
    static final int VERSION = 2;
    static final int HEADER_BYTES = 48;
    static final int SEAL_BYTES = 12;
    static final int RECORD_HEADER_BYTES = 16;

    static final int MAX_PAYLOAD_BYTES = EntryCodec.MAX_ENTRY_BYTES;

    private static final int AFTER_GAP = 1 << 8;
    private static final int SEAL = 1 << 31;
    private static final String PREFIX = "commands-";
    private static final String SUFFIX = ".log";
    private static final long MAGIC =
            ByteBuffer.wrap("USHERLOG".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private LogFormat() {}

    /** What stands at a place in the file. */
    enum Finding {
        RECORD,
        SEAL,
        /** The file ends before the record does. */
        INCOMPLETE,
        /** Length or checksum are wrong. */
        DAMAGED
    }

    /** {@code commands-<index of the first entry, 20 digits>.log}, so that the names of several segments sort as their entries do. */
    static String fileName(long firstIndex) {
        return String.format(Locale.ROOT, PREFIX + "%020d" + SUFFIX, firstIndex);
    }

    /** The index in such a name; empty if it is the name of something else. */
    static OptionalLong firstIndex(String fileName) {
        if (!fileName.startsWith(PREFIX) || !fileName.endsWith(SUFFIX)) {
            return OptionalLong.empty();
        }
        String digits = fileName.substring(PREFIX.length(), fileName.length() - SUFFIX.length());
        return digits.matches("\\d{19,20}") && digits.compareTo("09223372036854775807") <= 0
                ? OptionalLong.of(Long.parseLong(digits))
                : OptionalLong.empty();
    }

    /**
     * What a file says of itself.
     *
     * @param logId made with the log and the same in all its files: entries of different logs have nothing to do with each other
     * @param version 1 or {@link #VERSION}
     * @param afterGap whether entries are missing before it, for which a snapshot stands
     */
    record Header(long firstIndex, UUID logId, long createdMs, int version, boolean afterGap) {}

    static ByteBuffer header(Header values) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC)
                .putInt(values.version | (values.afterGap ? AFTER_GAP : 0))
                .putLong(values.firstIndex);
        header.putLong(values.logId.getMostSignificantBits()).putLong(values.logId.getLeastSignificantBits());
        header.putLong(values.createdMs);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, HEADER_BYTES - 4);
        return header.putInt((int) crc.getValue()).flip();
    }

    static Header readHeader(MemorySegment file, String name) throws CommandLogException {
        if (file.byteSize() < HEADER_BYTES || file.get(LONG, 0) != MAGIC) {
            throw new CommandLogException(name + " is not a command log of Usher; give another data directory");
        }
        if (file.get(INT, HEADER_BYTES - 4) != crc(file, 0, HEADER_BYTES - 4)) {
            throw new CommandLogException(
                    name + " is damaged in its header (bytes 0 to " + (HEADER_BYTES - 1)
                            + "); restore the file from a copy, or move all files of its directory away to start with an empty line");
        }
        int version = file.get(INT, 8) & ~AFTER_GAP;
        if (version < 1 || version > VERSION) {
            throw new CommandLogException(
                    name + " has format " + version + ", this version of Usher reads formats 1 to " + VERSION
                            + "; start it with the version that wrote it");
        }
        UUID logId = new UUID(file.get(LONG, 20), file.get(LONG, 28));
        boolean afterGap = (file.get(INT, 8) & AFTER_GAP) != 0;
        return new Header(file.get(LONG, 12), logId, file.get(LONG, 36), version, afterGap);
    }

    static void putRecord(ByteBuffer target, long index, ByteBuffer payload) {
        put(target, index, payload, payload.remaining());
    }

    /** Says what the entries up to this one have led to. */
    static void putSeal(ByteBuffer target, long index, long stateHash, int engineVersion) {
        ByteBuffer payload = ByteBuffer.allocate(SEAL_BYTES);
        payload.putLong(stateHash).putInt(engineVersion).flip();
        put(target, index, payload, SEAL_BYTES | SEAL);
    }

    private static void put(ByteBuffer target, long index, ByteBuffer payload, int length) {
        int start = target.position();
        target.putInt(0).putInt(length).putLong(index).put(payload);
        CRC32C crc = new CRC32C();
        crc.update(target.duplicate().limit(target.position()).position(start + 4));
        target.putInt(start, (int) crc.getValue());
    }

    static Finding look(MemorySegment file, long at) {
        long left = file.byteSize() - at;
        if (left < RECORD_HEADER_BYTES) {
            return Finding.INCOMPLETE;
        }
        int length = payloadLength(file, at);
        if (length < 1 || length > MAX_PAYLOAD_BYTES) {
            return Finding.DAMAGED;
        }
        if (left < RECORD_HEADER_BYTES + (long) length) {
            return Finding.INCOMPLETE;
        }
        boolean intact = file.get(INT, at) == crc(file, at + 4, RECORD_HEADER_BYTES - 4 + length);
        if (!intact) {
            return Finding.DAMAGED;
        }
        boolean seal = (file.get(INT, at + 4) & SEAL) != 0;
        return !seal ? Finding.RECORD : length == SEAL_BYTES ? Finding.SEAL : Finding.DAMAGED;
    }

    static int payloadLength(MemorySegment file, long at) {
        return file.get(INT, at + 4) & ~SEAL;
    }

    static long index(MemorySegment file, long at) {
        return file.get(LONG, at + 8);
    }

    static ByteBuffer payload(MemorySegment file, long at) {
        return file.asSlice(at + RECORD_HEADER_BYTES, payloadLength(file, at))
                .asByteBuffer()
                .asReadOnlyBuffer();
    }

    private static int crc(MemorySegment file, long from, long length) {
        CRC32C crc = new CRC32C();
        crc.update(file.asSlice(from, length).asByteBuffer());
        return (int) crc.getValue();
    }
}

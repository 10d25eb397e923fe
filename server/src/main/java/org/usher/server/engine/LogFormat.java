package org.usher.server.engine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
 * </pre>
 *
 * The length is inside the checksum, so a damaged length is recognised as damage. The index stands outside the payload so that the
 * place of a record is known without decoding it, which is what tells a torn tail from damage in the middle.
 */
final class LogFormat {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 48;
    static final int RECORD_HEADER_BYTES = 16;

    static final int MAX_PAYLOAD_BYTES = EntryCodec.MAX_ENTRY_BYTES;

    private static final long MAGIC =
            ByteBuffer.wrap("USHERLOG".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private LogFormat() {}

    /** What stands at a place in the file. */
    enum Finding {
        RECORD,
        /** The file ends before the record does. */
        INCOMPLETE,
        /** Length or checksum are wrong. */
        DAMAGED
    }

    /** {@code commands-<index of the first entry, 20 digits>.log}, so that the names of several segments sort as their entries do. */
    static String fileName(long firstIndex) {
        return String.format(Locale.ROOT, "commands-%020d.log", firstIndex);
    }

    /**
     * What a file says of itself.
     *
     * @param logId made with the log and the same in all its files: entries of different logs have nothing to do with each other
     */
    record Header(long firstIndex, UUID logId, long createdMs) {}

    static ByteBuffer header(Header values) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC).putInt(VERSION).putLong(values.firstIndex);
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
            throw new CommandLogException(name + " is damaged in its header; restore the file from a copy");
        }
        int version = file.get(INT, 8);
        if (version != VERSION) {
            throw new CommandLogException(name + " has format " + version + ", this version of Usher reads format "
                    + VERSION + "; start it with the version that wrote it");
        }
        UUID logId = new UUID(file.get(LONG, 20), file.get(LONG, 28));
        return new Header(file.get(LONG, 12), logId, file.get(LONG, 36));
    }

    static void putRecord(ByteBuffer target, long index, ByteBuffer payload) {
        int start = target.position();
        target.putInt(0).putInt(payload.remaining()).putLong(index).put(payload);
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
        return intact ? Finding.RECORD : Finding.DAMAGED;
    }

    static int payloadLength(MemorySegment file, long at) {
        return file.get(INT, at + 4);
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

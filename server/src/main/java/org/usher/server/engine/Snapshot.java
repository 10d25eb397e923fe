package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Everything that followed from the log up to an entry, in parts: the engine's state, and what others remember of the past. As bytes, all
 * numbers big-endian:
 *
 * <pre>
 * 8 magic "USHERSNP" | 4 format version | 4 engine version | 16 id of the log | 8 index | 8 its time, epoch ms | 4 epoch
 * | 4 epoch of which a start was told | 8 state hash | 4 number of parts
 * | of each part: 4 length of its name, name, 4 length, content | 4 CRC32C of all before
 * </pre>
 *
 * @param startedEpoch of the last start that sinks were told of
 * @param stateHash of the engine
 */
record Snapshot(
        UUID logId,
        long index,
        long atMs,
        int epoch,
        int startedEpoch,
        int engineVersion,
        long stateHash,
        Map<String, byte[]> parts) {
    static final int FORMAT = 1;
    /** The part that the engine itself wrote. */
    static final String ENGINE = "engine";

    private static final int HEADER_BYTES = 68;
    private static final long MAGIC =
            ByteBuffer.wrap("USHERSNP".getBytes(StandardCharsets.US_ASCII)).getLong();

    Snapshot {
        parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    byte[] part(String name) throws IOException {
        byte[] content = parts.get(name);
        if (content == null) {
            throw new IOException("it has no part \"" + name + "\", but " + parts.keySet());
        }
        return content;
    }

    ByteBuffer toBytes() {
        int size = HEADER_BYTES + 4;
        for (Map.Entry<String, byte[]> part : parts.entrySet()) {
            size += 8 + part.getKey().length() + part.getValue().length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putLong(MAGIC).putInt(FORMAT).putInt(engineVersion);
        out.putLong(logId.getMostSignificantBits()).putLong(logId.getLeastSignificantBits());
        out.putLong(index).putLong(atMs).putInt(epoch).putInt(startedEpoch).putLong(stateHash);
        out.putInt(parts.size());
        parts.forEach((name, content) -> {
            byte[] letters = name.getBytes(StandardCharsets.US_ASCII);
            out.putInt(letters.length).put(letters).putInt(content.length).put(content);
        });
        out.putInt(crc(out.array(), out.position()));
        return out.flip();
    }

    /**
     * Reads one.
     *
     * @throws ForeignLogException if it is intact but has another format
     * @throws IOException if that is no snapshot, or is damaged
     */
    static Snapshot of(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER_BYTES + 4 || in.getLong() != MAGIC) {
            throw new IOException("it is not a whole snapshot of Usher");
        }
        if (in.getInt(bytes.length - 4) != crc(bytes, bytes.length - 4)) {
            throw new IOException("its checksum is wrong: it is damaged");
        }
        int format = in.getInt();
        if (format != FORMAT) {
            throw new ForeignLogException("it has format " + format + ", this version of Usher reads format " + FORMAT);
        }
        int engineVersion = in.getInt();
        UUID logId = new UUID(in.getLong(), in.getLong());
        long index = in.getLong();
        long atMs = in.getLong();
        int epoch = in.getInt();
        int startedEpoch = in.getInt();
        long stateHash = in.getLong();
        Map<String, byte[]> parts = new LinkedHashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            String name = new String(take(in), StandardCharsets.US_ASCII);
            parts.put(name, take(in));
        }
        return new Snapshot(logId, index, atMs, epoch, startedEpoch, engineVersion, stateHash, parts);
    }

    private static byte[] take(ByteBuffer in) {
        byte[] content = new byte[in.getInt()]; // the checksum was right
        in.get(content);
        return content;
    }

    private static int crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}

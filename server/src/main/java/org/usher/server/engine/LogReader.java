package org.usher.server.engine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.LogEntry;
import org.usher.core.codec.EntryCodec;
import org.usher.core.codec.MalformedDataException;

/**
 * Reads one file of a command log from its beginning and judges its end.
 *
 * <p>Where a record is not intact there are two possible reasons. Either the server died while it wrote: then nothing intact can follow,
 * the rest is a torn tail and is to be cut. Or bytes changed that had been written well: then intact records with later indexes follow,
 * and cutting would silently forget them, so reading stops with an error. A damaged last record looks like a torn one and is treated so.
 * Only what nobody asked for may be damaged, as a snapshot stands for it or only the end is looked for: it is passed over with a warning.
 */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    private final String name;

    LogReader(String name) {
        this.name = name;
    }

    /**
     * What was found.
     *
     * @param lastIndex of the last intact record, or one less than the file's first index
     * @param intactBytes length of the file up to the end of the last intact record
     * @param tornTail how the rest looks, null if there is none
     */
    record Result(LogFormat.Header header, long lastIndex, long intactBytes, LogFormat.@Nullable Finding tornTail) {}

    /** What the file says of itself. */
    LogFormat.Header header(FileChannel channel) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long bytes = Math.min(channel.size(), LogFormat.HEADER_BYTES);
            return LogFormat.readHeader(channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena), name);
        }
    }

    /** Reads the first {@code bytes} of the file; hands on the entries from {@code from}, those before it are only looked at. */
    Result read(FileChannel channel, long bytes, long from, LogTarget target) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment file = channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes, arena);
            LogFormat.Header header = LogFormat.readHeader(file, name);
            long expected = header.firstIndex();
            long at = LogFormat.HEADER_BYTES;
            while (at < bytes) {
                LogFormat.Finding finding = LogFormat.look(file, at);
                if (finding != LogFormat.Finding.RECORD && finding != LogFormat.Finding.SEAL) {
                    long next = nextIntact(file, at, expected);
                    if (next < 0) {
                        return new Result(header, expected - 1, at, finding);
                    }
                    long nextEntry = LogFormat.index(file, next)
                            + (LogFormat.look(file, next) == LogFormat.Finding.SEAL ? 1 : 0);
                    if (nextEntry > from) {
                        throw damaged(file, at, expected, next);
                    }
                    LOG.warn(
                            "{}: entries {} to {} at byte {} are damaged; {}",
                            name,
                            expected,
                            nextEntry - 1,
                            at,
                            from == Long.MAX_VALUE
                                    ? "they are passed over, as only the log's end is looked for"
                                    : "a snapshot stands for them. Restore the file from a copy");
                    expected = nextEntry;
                    at = next;
                    continue;
                }
                boolean seal = finding == LogFormat.Finding.SEAL;
                long belongs = seal ? expected - 1 : expected;
                if (LogFormat.index(file, at) != belongs) {
                    throw new CommandLogException(name + ": at byte " + at + " stands " + (seal ? "the seal of " : "")
                            + "entry " + LogFormat.index(file, at) + " where that of entry " + belongs
                            + " belongs; restore the file from a copy");
                }
                if (belongs >= from) {
                    give(file, at, seal, belongs, target);
                }
                at += LogFormat.RECORD_HEADER_BYTES + LogFormat.payloadLength(file, at);
                expected += seal ? 0 : 1;
            }
            return new Result(header, expected - 1, at, null);
        }
    }

    private void give(MemorySegment file, long at, boolean seal, long index, LogTarget target) throws IOException {
        ByteBuffer payload = LogFormat.payload(file, at);
        if (seal) {
            target.seal(new LogTarget.Seal(index, payload.getLong(), payload.getInt()));
        } else {
            target.entry(decode(payload, at, index));
        }
    }

    private LogEntry decode(ByteBuffer payload, long at, long index) throws CommandLogException {
        try {
            return EntryCodec.decode(payload);
        } catch (MalformedDataException e) {
            throw new CommandLogException(
                    name + ": entry " + index + " at byte " + at + " is whole but not understood (" + e.getMessage()
                            + "); start it with the version of Usher that wrote it",
                    e);
        }
    }

    /** Where the first intact record stands that follows on damage; −1 if there is none. */
    private static long nextIntact(MemorySegment file, long damagedAt, long expected) {
        long last = file.byteSize() - LogFormat.RECORD_HEADER_BYTES;
        long maxIndex = expected + (file.byteSize() - damagedAt) / LogFormat.RECORD_HEADER_BYTES;
        for (long at = damagedAt + 1; at < last; at++) {
            long index = LogFormat.index(file, at);
            if (index < expected || index > maxIndex) {
                continue;
            }
            LogFormat.Finding finding = LogFormat.look(file, at);
            if (finding == LogFormat.Finding.RECORD || finding == LogFormat.Finding.SEAL) {
                return at;
            }
        }
        return -1;
    }

    private CommandLogException damaged(MemorySegment file, long at, long expected, long next) {
        return new CommandLogException(name + ": entry " + expected + " at byte " + at
                + " is damaged, and intact entries follow it (entry " + LogFormat.index(file, next) + " at byte " + next
                + "): bytes changed after they were written. Restore the file from a copy, or move it away"
                + " to start with an empty line");
    }
}

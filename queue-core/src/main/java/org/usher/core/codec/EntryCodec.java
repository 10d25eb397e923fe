package org.usher.core.codec;

import java.nio.ByteBuffer;
import org.usher.core.api.Command;
import org.usher.core.api.LogEntry;

/**
 * The binary form of log entries: a version, the entry's place, a tag for the kind of command, its fields. It has no check sum and no
 * length of its own; whoever stores it frames it.
 *
 * <p>The format only grows: a tag, a field's place and an enum constant's number are never used for anything else, so that logs stay
 * readable. A change of a command's fields takes a new version and keeps the reader of the old one.
 */
public final class EntryCodec {
    /** Version of the format that {@link #encode} writes. */
    public static final int VERSION = 9;

    /** No entry is longer; the largest are configurations, about 100 bytes an agent. */
    public static final int MAX_ENTRY_BYTES = 64 * 1024 * 1024;

    private EntryCodec() {}

    /**
     * The entry as bytes.
     *
     * @throws IllegalArgumentException as the other {@code encode} does
     */
    public static byte[] encode(LogEntry entry) {
        Encoder out = new Encoder();
        encode(entry, out);
        return out.toByteArray();
    }

    /**
     * Appends the entry to {@code out}.
     *
     * @throws IllegalArgumentException if a text of the entry is longer than {@link Decoder#MAX_TEXT_BYTES}, or all of it longer than
     *     {@link #MAX_ENTRY_BYTES}; what was appended up to then is to be thrown away
     */
    public static void encode(LogEntry entry, Encoder out) {
        int start = out.size();
        out.octet(VERSION);
        out.unsigned(entry.index());
        out.unsigned(entry.epoch());
        out.unsigned(entry.engineVersion());
        out.signed(entry.atMs());
        CommandWriter.write(out, entry.command());
        if (out.size() - start > MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException("log entry " + entry.index() + " takes " + (out.size() - start)
                    + " bytes, more than " + MAX_ENTRY_BYTES);
        }
    }

    /**
     * Reads one entry that fills the buffer from its position to its limit; the buffer is left as it is.
     *
     * @throws MalformedDataException if the bytes are anything else
     */
    public static LogEntry decode(ByteBuffer bytes) throws MalformedDataException {
        Decoder in = new Decoder(bytes);
        int version = in.octet("format version");
        if (version < 1 || version > VERSION) {
            throw in.malformed("format version", version + " where " + VERSION + " is the latest known");
        }
        in.format(version);
        long index = in.unsigned("index");
        int epoch = in.bounded("epoch", Integer.MAX_VALUE);
        int engineVersion = in.bounded("engine version", Integer.MAX_VALUE);
        long atMs = in.signed("atMs");
        Command command = CommandReader.read(in);
        in.end();
        return new LogEntry(index, epoch, engineVersion, atMs, command);
    }

    public static LogEntry decode(byte[] bytes) throws MalformedDataException {
        return decode(ByteBuffer.wrap(bytes));
    }
}

package org.usher.server.acceptance.books;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file into which SIPp writes every message with {@code -trace_msg}; it can be read while it grows. */
final class SippLog {
    // a line of dashes and the time; "UDP message received [575] bytes:"; an empty line; so many bytes
    private static final Pattern HEAD =
            Pattern.compile("-{40,} (\\S+)\nUDP (?:control )?message (sent|received) \\[(\\d+)] bytes:\n\n");

    private final Path file;
    private long read;
    private String rest = "";

    SippLog(Path file) {
        this.file = file;
    }

    /** The messages that were not returned before. */
    List<SippMessage> next() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] more = new byte[(int) (in.length() - read)];
            if (more.length == 0) {
                return List.of();
            }
            in.seek(read);
            in.readFully(more);
            read += more.length;
            rest += new String(more, StandardCharsets.ISO_8859_1);
            return parse();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<SippMessage> parse() {
        List<SippMessage> messages = new ArrayList<>();
        Matcher head = HEAD.matcher(rest);
        int done = 0;
        while (head.find(done)) {
            int end = head.end() + Integer.parseInt(head.group(3));
            if (end > rest.length()) {
                break; // its end is not written yet
            }
            long atMs = OffsetDateTime.parse(head.group(1)).toInstant().toEpochMilli();
            messages.add(new SippMessage(atMs, head.group(2).equals("sent"), rest.substring(head.end(), end)));
            done = end;
        }
        rest = rest.substring(done);
        return messages;
    }
}

package org.usher.server.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files that together are a command log. Each but the last is whole, and the next begins with the entry after its last one, or says
 * that it begins after a gap. Anything else is damage: a file is missing, is there twice, or is not of this log.
 */
final class LogFiles {
    private LogFiles() {}

    /** One file, by its name. */
    record Segment(Path path, long firstIndex) {}

    /**
     * Where a reading ended.
     *
     * @param last the file, null if there was none
     */
    record End(@Nullable Segment last, LogReader.@Nullable Result result) {}

    /** Those in this directory, in order; empty if there are none or no such directory. */
    static List<Segment> in(Path directory) throws IOException {
        List<Segment> segments = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                files.forEach(path -> {
                    OptionalLong first = LogFormat.firstIndex(String.valueOf(path.getFileName()));
                    first.ifPresent(index -> segments.add(new Segment(path, index)));
                });
            }
        }
        segments.sort(Comparator.comparingLong(Segment::firstIndex));
        return segments;
    }

    /** Whether the server died before it had written so much as the header; only the last file may be so. */
    static boolean isStub(Segment segment) throws IOException {
        return Files.size(segment.path) < LogFormat.HEADER_BYTES;
    }

    /** Of the first of them; a new one if there is none. */
    static UUID logId(List<Segment> segments) throws IOException {
        if (segments.isEmpty()) {
            return UUID.randomUUID();
        }
        Path path = segments.getFirst().path;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            return new LogReader(path.toString()).header(channel).logId();
        }
    }

    /** Those that hold entries from {@code from} on: the last that begins at or before it, and all after that. */
    static List<Segment> from(List<Segment> segments, long from) {
        int first = 0;
        while (first + 1 < segments.size() && segments.get(first + 1).firstIndex <= from) {
            first++;
        }
        return segments.subList(first, segments.size());
    }

    /**
     * Hands the entries from {@code from} on to {@code target}.
     *
     * @param lastBytes of the last file that are to be read, −1 for all
     * @throws CommandLogException naming what is wrong, where, and what to do
     */
    static End read(List<Segment> segments, long from, long lastBytes, LogTarget target) throws IOException {
        List<Segment> reading = from(segments, from);
        if (!reading.isEmpty() && from < reading.getFirst().firstIndex) {
            throw new CommandLogException(
                    "entries " + from + " to " + (reading.getFirst().firstIndex - 1)
                            + " of the command log are missing before " + reading.getFirst().path
                            + "; restore the files of that directory from a copy, or move all of them away to start with an empty line");
        }
        Segment last = null;
        LogReader.Result end = null;
        UUID logId = null;
        for (Segment segment : reading) {
            LogReader reader = new LogReader(segment.path.toString());
            try (FileChannel channel = FileChannel.open(segment.path, StandardOpenOption.READ)) {
                LogFormat.Header header = reader.header(channel);
                requireName(segment, header);
                if (end != null && last != null) {
                    requireFollows(last, end, segment, header, logId, target);
                }
                logId = header.logId();
                boolean isLast = segment.equals(reading.getLast());
                long bytes = isLast && lastBytes >= 0 ? lastBytes : channel.size();
                end = reader.read(channel, bytes, from, target);
                last = segment;
            }
        }
        return new End(last, end);
    }

    private static void requireName(Segment segment, LogFormat.Header header) throws CommandLogException {
        if (header.firstIndex() != segment.firstIndex) {
            throw new CommandLogException(segment.path + " says of itself that it begins with entry "
                    + header.firstIndex() + ": it was renamed or copied; give it its name "
                    + LogFormat.fileName(header.firstIndex()) + " back, or take it away if that file is there too");
        }
    }

    private static void requireFollows(
            Segment before,
            LogReader.Result end,
            Segment segment,
            LogFormat.Header header,
            @Nullable UUID logId,
            LogTarget target)
            throws IOException {
        if (!header.logId().equals(logId)) {
            throw new CommandLogException(
                    segment.path + " is of log " + header.logId() + ", " + before.path + " of log " + logId
                            + ": files of two logs are in one directory; take those of the other one away");
        }
        if (segment.firstIndex <= end.lastIndex()) {
            throw new CommandLogException(segment.path + " begins with entry " + segment.firstIndex + ", which "
                    + before.path + " holds already (up to entry " + end.lastIndex()
                    + "): an older copy lies beside the log; take it away");
        }
        if (header.afterGap()) {
            if (segment.firstIndex > end.lastIndex() + 1) {
                target.missing(segment.firstIndex - 1);
            }
            return;
        }
        if (segment.firstIndex > end.lastIndex() + 1) {
            throw new CommandLogException(
                    "between " + before.path + ", which ends with entry " + end.lastIndex()
                            + " at byte " + end.intactBytes() + ", and " + segment.path + " entries "
                            + (end.lastIndex() + 1)
                            + " to " + (segment.firstIndex - 1) + " are missing"
                            + (end.tornTail() == null
                                    ? " (a whole file, it seems)"
                                    : " (the first file is damaged there)")
                            + "; restore the files of that directory from a copy, or move all of them away to start with an empty line");
        }
        if (end.tornTail() != null) {
            throw new CommandLogException(before.path + " has "
                    + (end.tornTail() == LogFormat.Finding.INCOMPLETE ? "an unfinished record" : "a damaged record")
                    + " at byte " + end.intactBytes() + " though " + segment.path
                    + " follows on it; no entry is missing, but bytes changed: restore the file from a copy");
        }
    }
}

package org.usher.server.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/** Reads the command log of a server that runs or has run, and changes nothing about it: for looking at what happened, not for starting. */
public final class RecordedLog {
    private RecordedLog() {}

    /**
     * How much of a log there is.
     *
     * @param file the last one that was read
     * @param first index of the first entry that the files hold; entries before it were deleted since nobody needed them any more
     * @param entries of all files
     * @param tornBytes behind the last whole entry, which were passed over: the server died, or is about to write more
     */
    public record Extent(Path file, long first, long entries, long tornBytes) {}

    /**
     * Hands every entry to {@code target}.
     *
     * @param place the log's file, the directory in which it is, or the data directory of a server
     * @throws CommandLogException if there is no log, it is none of this version, or it is damaged in the middle; the message says what to do
     */
    public static Extent read(Path place, LogTarget target) throws IOException {
        List<LogFiles.Segment> segments = segments(place);
        long first = segments.getFirst().firstIndex();
        LogFiles.End end = LogFiles.read(segments, first, -1, target);
        LogFiles.Segment last = end.last();
        LogReader.Result result = end.result();
        if (last == null || result == null) {
            throw none(place);
        }
        return new Extent(
                last.path(),
                first,
                result.lastIndex() - first + 1,
                Math.max(0, Files.size(last.path()) - result.intactBytes()));
    }

    /** The directory that holds the log of this place. */
    static Path directory(Path place) throws IOException {
        return Objects.requireNonNull(
                segments(place).getFirst().path().toAbsolutePath().getParent());
    }

    private static List<LogFiles.Segment> segments(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            OptionalLong first = LogFormat.firstIndex(String.valueOf(place.getFileName()));
            return List.of(new LogFiles.Segment(place, first.orElse(1)));
        }
        List<Path> directories = new ArrayList<>(LogPlaces.in(place));
        directories.addFirst(place);
        for (Path directory : directories) {
            List<LogFiles.Segment> segments = new ArrayList<>(LogFiles.in(directory));
            if (!segments.isEmpty() && LogFiles.isStub(segments.getLast())) {
                segments.removeLast(); // the server is about to begin it
            }
            if (!segments.isEmpty()) {
                return segments;
            }
        }
        throw none(place);
    }

    private static CommandLogException none(Path place) {
        return new CommandLogException("there is no command log at " + place
                + "; give the file commands-….log, the directory it is in, or the data directory of a server");
    }
}

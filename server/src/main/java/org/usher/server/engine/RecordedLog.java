package org.usher.server.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import org.usher.core.api.LogEntry;

/** Reads the command log of a server that runs or has run, and changes nothing about it: for looking at what happened, not for starting. */
public final class RecordedLog {
    private RecordedLog() {}

    /**
     * How much of a log there is.
     *
     * @param file that was read
     * @param tornBytes behind the last whole entry, which were passed over: the server died, or is about to write more
     */
    public record Extent(Path file, long entries, long tornBytes) {}

    /**
     * Hands every entry to {@code target}.
     *
     * @param place the log's file, the directory in which it is, or the data directory of a server
     * @throws CommandLogException if there is no log, it is none of this version, or it is damaged in the middle; the message says what to do
     */
    public static Extent read(Path place, Consumer<LogEntry> target) throws IOException {
        Path file = file(place);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long bytes = channel.size();
            LogReader.Result read = new LogReader(file.toString()).read(channel, bytes, target);
            return new Extent(file, read.lastIndex() - read.header().firstIndex() + 1, bytes - read.intactBytes());
        }
    }

    private static Path file(Path place) throws IOException {
        if (Files.isRegularFile(place)) {
            return place;
        }
        for (Path directory : List.of(place, place.resolve("log"))) {
            Path file = directory.resolve(LogFormat.fileName(1));
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        throw new CommandLogException("there is no command log at " + place
                + "; give the file commands-….log, the directory it is in, or the data directory of a server");
    }
}

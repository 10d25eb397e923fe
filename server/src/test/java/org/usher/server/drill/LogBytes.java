package org.usher.server.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a command log as bytes on a disk, which somebody damages: by what is written of their format, not by Usher's own reader. */
final class LogBytes {
    private static final int FILE_HEADER = 48;
    private static final int RECORD_HEADER = 16;

    private final Path directory;

    /** @param directory of the log */
    LogBytes(Path directory) {
        this.directory = directory;
    }

    /** A record: that of an entry, or the seal after it. */
    record Place(Path file, long index, long at, int bytes) {}

    /** Its files, the oldest first. */
    List<Path> files() throws IOException {
        return named("commands-");
    }

    /** Of the last entry that the newest snapshot stands for, 0 without one. */
    long newestSnapshot() throws IOException {
        List<Path> snapshots = named("snapshot-").stream()
                .filter(path -> !path.toString().endsWith(".unfinished"))
                .toList();
        return snapshots.isEmpty()
                ? 0
                : Long.parseLong(
                        String.valueOf(snapshots.getLast().getFileName()).substring("snapshot-".length()));
    }

    private List<Path> named(String beginning) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(path -> String.valueOf(path.getFileName()).startsWith(beginning))
                    .sorted()
                    .toList();
        }
    }

    /** Whole ones of this file, in order. */
    static List<Place> records(Path file) throws IOException {
        ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
        List<Place> places = new ArrayList<>();
        int at = FILE_HEADER;
        while (at + RECORD_HEADER <= content.limit()) {
            int bytes = RECORD_HEADER + (content.getInt(at + 4) & Integer.MAX_VALUE);
            if (at + bytes > content.limit()) {
                break;
            }
            places.add(new Place(file, content.getLong(at + 8), at, bytes));
            at += bytes;
        }
        return places;
    }

    /** Changes one bit in the middle of the record; once more, and it is as it was. */
    static void flip(Place place) throws IOException {
        try (FileChannel channel = FileChannel.open(place.file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long at = place.at + RECORD_HEADER + (place.bytes - RECORD_HEADER) / 2;
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, at);
            one.put(0, (byte) (one.get(0) ^ 4));
            channel.write(one.rewind(), at);
        }
    }

    /** Cuts the newest file off within its last record. */
    void cutWithinLastRecord() throws IOException {
        Path last = files().getLast();
        Place place = records(last).getLast();
        try (FileChannel channel = FileChannel.open(last, StandardOpenOption.WRITE)) {
            channel.truncate(place.at + place.bytes / 2);
        }
    }
}

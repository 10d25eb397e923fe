package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.QueueEngine;

/** The snapshots in a log's directory. A file that has its name is whole: it is written under another name and forced before it gets it. */
final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Pattern NAME = Pattern.compile("snapshot-(\\d{20})");
    private static final String UNFINISHED = ".unfinished";

    private final Path directory;

    Snapshots(Path directory) {
        this.directory = directory;
    }

    /** One that is there; whether it is intact is found out when it is read. */
    record Stored(Path path, long index) {}

    /** The newest first. */
    List<Stored> stored() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(path -> NAME.matcher(nameOf(path)).matches())
                    .map(path -> new Stored(path, Long.parseLong(nameOf(path).substring(9))))
                    .sorted(Comparator.comparingLong(Stored::index).reversed())
                    .toList();
        }
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    static Path path(Path directory, long index) {
        return directory.resolve(String.format(Locale.ROOT, "snapshot-%020d", index));
    }

    /** Empty, with a warning, if it is damaged or of another format. */
    Optional<Snapshot> read(Stored stored) {
        try {
            Snapshot snapshot = Snapshot.of(Files.readAllBytes(stored.path));
            if (snapshot.index() != stored.index) {
                throw new IOException("it says of itself that it is of entry " + snapshot.index());
            }
            return Optional.of(snapshot);
        } catch (IOException e) {
            LOG.warn("Passed over {}: {}", stored.path, e.getMessage());
            return Optional.empty();
        }
    }

    /** Whether it is intact, and what it holds was written by another version of Usher. */
    boolean isOfAnotherVersion(Stored stored) {
        try {
            return Snapshot.of(Files.readAllBytes(stored.path)).engineVersion() != QueueEngine.VERSION;
        } catch (ForeignLogException e) {
            return true;
        } catch (IOException e) {
            return false; // which was said when it was read
        }
    }

    /** Puts it on the disk for good. */
    Path write(Snapshot snapshot) throws IOException {
        Path path = path(directory, snapshot.index());
        Path unfinished = path.resolveSibling(nameOf(path) + UNFINISHED);
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer bytes = snapshot.toBytes();
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(unfinished); // else it takes the room that the log lacks
            throw e;
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        LogForcer.forceDirectory(directory);
        return path;
    }

    /** Takes away what a server left that died while it wrote one. */
    void tidy() throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path path :
                        files.filter(file -> nameOf(file).endsWith(UNFINISHED)).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

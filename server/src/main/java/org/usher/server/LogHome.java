package org.usher.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.engine.LogPlaces;

/**
 * Where under a data directory the command log in force is: {@code log}, or {@code log-<epoch>} after a server that shares the directory has
 * taken over. Whoever takes over goes on with a copy: the server it replaces may only be frozen, and when it wakes it writes on into a log
 * that nobody reads any more.
 *
 * @param holder which server writes this log: made once for each place and kept in it, so that a server that was killed and started again
 *     is the same one, and two that share the directory are not
 */
record LogHome(Path directory, String holder) {
    private static final Logger LOG = LoggerFactory.getLogger(LogHome.class);
    private static final String HOLDER_FILE = "holder";
    /** As the command log has it. */
    private static final String LOCK_FILE = "commands.lock";

    /** The place in force; its holder is this server if {@link #inUse} says that it is free. */
    static LogHome current(Path data) throws IOException {
        Path directory = LogPlaces.in(data).stream().findFirst().orElse(data.resolve("log"));
        LogPlaces.make(directory);
        Path file = directory.resolve(HOLDER_FILE);
        if (!Files.exists(file)) {
            write(file, UUID.randomUUID().toString());
        }
        return new LogHome(directory, Files.readString(file).strip());
    }

    /** Another server, perhaps one that does not answer, writes the log in force. */
    boolean inUse() throws IOException {
        Path lock = directory.resolve(LOCK_FILE);
        if (!Files.exists(lock)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock held = channel.tryLock()) {
            return held == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    /** Copies the log to a place of this server's own; what its writer adds from now on is not part of it. */
    LogHome takeOver(String newHolder, int epoch) throws IOException {
        Path data = directory.resolveSibling(".").normalize();
        Path unfinished = data.resolve("taking-over");
        delete(unfinished);
        LogPlaces.makeLike(directory, unfinished);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.equals(LOCK_FILE) && !name.equals(HOLDER_FILE)) {
                    Files.copy(file, unfinished.resolve(name));
                }
            }
        }
        write(unfinished.resolve(HOLDER_FILE), newHolder);
        Path place = LogPlaces.of(data, epoch);
        Files.move(unfinished, place, StandardCopyOption.ATOMIC_MOVE);
        LOG.info("Took the command log over from {} to {}", directory, place);
        return new LogHome(place, newHolder);
    }

    /** Deletes what earlier servers have left, unless one of them still runs. */
    void deleteOlder() throws IOException {
        for (Path place : LogPlaces.in(directory.resolveSibling(".").normalize())) {
            if (!place.equals(directory) && !new LogHome(place, "").inUse()) {
                delete(place);
                LOG.info("Deleted {}, which {} has replaced", place, directory);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                fresh, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}

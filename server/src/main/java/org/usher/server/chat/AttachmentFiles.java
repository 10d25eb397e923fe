package org.usher.server.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent in chats, one file each, named by ids that we make ourselves. A file is {@code ID.unsaid} until the log holds the line that
 * names it, then {@code ID}: so it is known after a crash which files belong to no line. All of it is the owner's alone to read. Blocks; what
 * changes files is called by one thread at a time.
 */
public final class AttachmentFiles {
    private static final Logger LOG = LoggerFactory.getLogger(AttachmentFiles.class);
    private static final String PART = ".part";
    private static final String UNSAID = ".unsaid";
    /** Any other file in the directory is somebody else's, and left alone. */
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}(\\.part|\\.unsaid)?");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    /** What even the smallest file takes of a disk, so that many small ones are bounded, too. */
    private static final long BLOCK = 4_096;

    private final Path directory;
    private final long maxTotalBytes;
    private final AtomicLong total = new AtomicLong();

    /** Nothing is read or written before {@link #open}. */
    public AttachmentFiles(Path directory, long maxTotalBytes) {
        this.directory = directory;
        this.maxTotalBytes = maxTotalBytes;
    }

    /** Room that all take on the disk, in bytes. */
    long total() {
        return total.get();
    }

    /**
     * Removes what an earlier server left half done, and counts the rest.
     *
     * @param said whether a line names the file of this id
     */
    void open(Predicate<String> said) throws IOException {
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        total.set(0);
        for (Path file : list()) {
            String name = name(file);
            if (name.endsWith(PART)) {
                Files.deleteIfExists(file);
                continue;
            }
            total.addAndGet(room(file));
            if (name.endsWith(UNSAID)) {
                String id = name.substring(0, name.length() - UNSAID.length());
                if (said.test(id)) {
                    said(id);
                } else {
                    LOG.info("A file that was sent in a chat is removed: its line was lost with the last server");
                    drop(id);
                }
            }
        }
        force(directory);
    }

    /** Whether there is room for a file of this size. */
    boolean hasRoom(long bytes) {
        return total.get() + blocks(bytes) <= maxTotalBytes;
    }

    /** Keeps what somebody has sent; when this is done the disk has it for good. */
    void keep(String id, byte[] content) throws IOException {
        Path part = path(id, PART);
        try (FileChannel channel = FileChannel.open(
                part,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(part);
            throw e;
        }
        Files.move(part, path(id, UNSAID), StandardCopyOption.ATOMIC_MOVE);
        total.addAndGet(blocks(content.length));
        force(directory);
    }

    /** The log holds the line that names it. */
    void said(String id) throws IOException {
        try {
            Files.move(path(id, UNSAID), path(id, ""), StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            LOG.debug("a file was said to be kept that is not there, or was told so before", e);
        }
    }

    /** No line names it, nor ever will. */
    void drop(String id) throws IOException {
        remove(path(id, UNSAID));
    }

    /** The file of this id, if it is (still) here. */
    public Optional<Path> find(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return List.of(path(id, ""), path(id, UNSAID), path(id, "")).stream() // it may be renamed between two looks
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Removes those that are older. {@return how many} */
    int removeBefore(long epochMs) throws IOException {
        int removed = 0;
        for (Path file : list()) {
            if (ID.matcher(name(file)).matches()
                    && Files.getLastModifiedTime(file).compareTo(FileTime.fromMillis(epochMs)) < 0) {
                remove(file);
                removed++;
            }
        }
        return removed;
    }

    private void remove(Path file) throws IOException {
        try {
            long room = room(file);
            Files.delete(file);
            total.addAndGet(-room);
        } catch (NoSuchFileException e) {
            LOG.debug("a file that was to be removed is gone already", e);
        }
    }

    private List<Path> list() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory, file -> OURS.matcher(name(file)).matches())) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long room(Path file) throws IOException {
        return blocks(Files.size(file));
    }

    private static long blocks(long bytes) {
        return Math.max(1, (bytes + BLOCK - 1) / BLOCK) * BLOCK;
    }

    private Path path(String id, String state) {
        if (!ID.matcher(id).matches()) {
            throw new UncheckedIOException(new IOException("no id of a file: " + id.length() + " characters"));
        }
        return directory.resolve(id + state);
    }

    /** Makes the names in it outlast a crash. */
    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}

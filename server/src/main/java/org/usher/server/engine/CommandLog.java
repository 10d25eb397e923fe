package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.LogEntry;
import org.usher.core.codec.EntryCodec;
import org.usher.server.metrics.EngineMetrics;

/**
 * The command log on disk: what the engine was told, in order, before it acted on it.
 *
 * <p>Use: {@link #open}, {@link #replay} once, then {@link #append} and {@link #flush} in turns, all on one thread; {@link #durable} from
 * any thread. After a flush the entries survive the death of this process; after the next force, which follows within
 * {@link #FORCE_INTERVAL_MS}, that of the machine too. A lock file keeps a second server out.
 */
public final class CommandLog implements AutoCloseable {
    /** Longest time between a flush and the force that covers it, the disk's own time aside. */
    public static final long FORCE_INTERVAL_MS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);
    private static final String LOCK_NAME = "commands.lock";
    private static final int BATCH_BYTES = 64 << 10;

    private final Path path;
    private final FileChannel lockChannel;
    private final FileChannel channel;
    private final EngineMetrics metrics;
    private ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    private volatile @Nullable LogForcer forcer;
    private volatile @Nullable UUID logId;
    private long lastIndex;
    private volatile long replayedIndex;
    private volatile long bytes;

    private CommandLog(Path path, FileChannel lockChannel, FileChannel channel, EngineMetrics metrics) {
        this.path = path;
        this.lockChannel = lockChannel;
        this.channel = channel;
        this.metrics = metrics;
    }

    /**
     * Opens the log in this directory, making both if they do not exist.
     *
     * @throws CommandLogException if another server has it open
     */
    static CommandLog open(Path directory, EngineMetrics metrics) throws IOException {
        Files.createDirectories(directory);
        FileChannel lockChannel = lock(directory);
        try {
            Path path = directory.resolve(LogFormat.fileName(1));
            FileChannel channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.size() < LogFormat.HEADER_BYTES) {
                begin(directory, path, channel);
            }
            return new CommandLog(path, lockChannel, channel, metrics);
        } catch (IOException e) {
            lockChannel.close();
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        Path path = directory.resolve(LOCK_NAME);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new CommandLogException("another Usher is running on the data directory " + directory + " (it holds "
                    + path + "); stop it, or give this one a directory of its own");
        }
        return channel;
    }

    /** A header cut short means that the first start died while it wrote it: no entry can have followed. */
    private static void begin(Path directory, Path path, FileChannel channel) throws IOException {
        channel.truncate(0);
        LogFormat.Header header = new LogFormat.Header(1, UUID.randomUUID(), System.currentTimeMillis());
        writeAll(channel, LogFormat.header(header), 0);
        channel.force(true);
        try (FileChannel directoryChannel = FileChannel.open(directory, StandardOpenOption.READ)) {
            directoryChannel.force(true);
        }
        LOG.info("Began a new command log {}", path);
    }

    /**
     * Hands every entry to {@code target}, cuts a torn tail and makes the log ready to be appended to.
     *
     * @throws CommandLogException if the log is damaged
     */
    void replay(Consumer<LogEntry> target) throws IOException {
        if (forcer != null) {
            throw new IllegalStateException("the log was replayed already");
        }
        LogReader.Result result = new LogReader(path.toString()).read(channel, channel.size(), target);
        lastIndex = result.lastIndex();
        replayedIndex = lastIndex;
        logId = result.header().logId();
        bytes = result.intactBytes();
        if (result.tornTail() != null) {
            LOG.warn(
                    "Cut a torn tail of {} bytes off {} after entry {}: {}. The server had died while it wrote",
                    channel.size() - bytes,
                    path,
                    lastIndex,
                    result.tornTail() == LogFormat.Finding.INCOMPLETE
                            ? "the file ended within a record"
                            : "the checksum of the last record was wrong");
            channel.truncate(bytes);
        }
        channel.force(
                true); // the server that wrote them may have died before it did, and they count as durable from now on
        LogForcer starting = new LogForcer(channel, lastIndex, FORCE_INTERVAL_MS, metrics);
        starting.start();
        forcer = starting;
    }

    /**
     * Hands every entry that has been flushed to {@code target}, once more and from the first. Safe from any thread after {@link #replay}.
     */
    void reread(Consumer<LogEntry> target) throws IOException {
        try (FileChannel reading = FileChannel.open(path, StandardOpenOption.READ)) {
            new LogReader(path.toString()).read(reading, bytes, target);
        }
    }

    /** Made with the log: entries of different logs have nothing to do with each other. Known after {@link #replay}. */
    UUID logId() {
        UUID id = logId;
        if (id == null) {
            throw new IllegalStateException("the log's id is known once it was replayed");
        }
        return id;
    }

    /**
     * Adds the entry to the batch that the next {@link #flush} writes.
     *
     * @throws IllegalArgumentException if it cannot be written: it does not follow, or has texts too long for the codec; the batch is as it was
     */
    void append(LogEntry entry) {
        if (entry.index() != lastIndex + 1) {
            throw new IllegalArgumentException("entry " + entry.index() + " cannot follow entry " + lastIndex);
        }
        ByteBuffer payload = ByteBuffer.wrap(EntryCodec.encode(entry));
        int size = LogFormat.RECORD_HEADER_BYTES + payload.remaining();
        if (batch.remaining() < size) {
            batch = ByteBuffer.allocateDirect(Math.max(batch.capacity() * 2, batch.position() + size))
                    .put(batch.flip());
        }
        LogFormat.putRecord(batch, entry.index(), payload);
        lastIndex = entry.index();
    }

    /** Writes the batch; only then may its entries be applied. */
    void flush() throws IOException {
        LogForcer running = forcer;
        if (running == null) {
            throw new IllegalStateException("the log must be replayed before it is written");
        }
        if (batch.position() == 0) {
            return;
        }
        long start = System.nanoTime();
        batch.flip();
        int size = batch.remaining();
        long end = bytes + size;
        writeAll(channel, batch, bytes);
        bytes = end;
        batch.clear();
        if (batch.capacity() > 16 * BATCH_BYTES) {
            batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        }
        metrics.appended(System.nanoTime() - start);
        running.wrote(lastIndex);
    }

    /** Completed when the disk holds every entry up to this one; exceptionally if that cannot be had any more. */
    CompletableFuture<Void> durable(long index) {
        LogForcer running = forcer;
        return running == null
                ? CompletableFuture.failedFuture(new IOException("the command log is not open yet"))
                : running.durable(index);
    }

    /** Of the last entry that {@link #replay} found, all of which the disk holds. Safe from any thread after it. */
    long replayedIndex() {
        return replayedIndex;
    }

    long lastIndex() {
        return lastIndex;
    }

    /** Size of the file, for metrics. Safe from any thread. */
    long bytes() {
        return bytes;
    }

    Path path() {
        return path;
    }

    /** Forces all that was flushed, then lets go of the file and the lock. */
    @Override
    public void close() throws IOException {
        LogForcer running = forcer;
        if (running != null) {
            running.close();
        }
        channel.close();
        lockChannel.close();
    }

    private static void writeAll(FileChannel channel, ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }
}

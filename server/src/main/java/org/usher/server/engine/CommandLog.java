package org.usher.server.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.core.api.LogEntry;
import org.usher.core.codec.EntryCodec;
import org.usher.server.engine.LogFiles.Segment;
import org.usher.server.metrics.EngineMetrics;

/**
 * The command log on disk: what the engine was told, in order, before it acted on it.
 *
 * <p>Use: {@link #open}, {@link #replay} once, then {@link #append} and {@link #flush} in turns, all on one thread; {@link #durable} and
 * {@link #reread} from any thread. After a flush the entries survive the death of this process; after the next force, which follows
 * within {@link #FORCE_INTERVAL_MS}, that of the machine too. A lock file keeps a second server out.
 *
 * <p>Calls do not wait for a disk that takes nothing (it is full, say). What cannot be written is held in memory and tried again until it
 * can; the log is then as whole as if nothing had been. If more gathers than may be held, or if a force failed, so that nobody knows what
 * the disk has, the log breaks off: entries are no longer recorded until {@link #resume} has begun a new file after a snapshot of the
 * engine, which stands for all before it. A process that dies in the meantime has lost what was not written, as if it had died at the
 * last entry that was; reconciliation with the PBXs rebuilds the line from there.
 */
public final class CommandLog implements AutoCloseable {
    /** Longest time between a flush and the force that covers it, the disk's own time aside. */
    public static final long FORCE_INTERVAL_MS = 20;

    private static final Logger LOG = LoggerFactory.getLogger(CommandLog.class);
    private static final int BATCH_BYTES = 64 << 10;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Path directory;
    private final DataLock lock;
    private final LogSettings settings;
    private final Opening opening;
    private final EngineMetrics metrics;
    private ByteBuffer batch = ByteBuffer.allocateDirect(BATCH_BYTES);
    private @Nullable FileChannel channel;
    private volatile @Nullable LogForcer forcer;
    private volatile @Nullable UUID logId;
    private volatile Written written = new Written(0, 0, 0);
    private long lastIndex;
    private long retryAtNanos;
    private volatile long replayedIndex;
    private volatile Trouble trouble = Trouble.NONE;

    /**
     * What readers may read.
     *
     * @param firstIndex of the file that is written to; older ones are what the directory holds
     * @param bytes of that file
     * @param lastIndex of the last entry in it
     */
    private record Written(long firstIndex, long bytes, long lastIndex) {}

    /**
     * What keeps the disk from holding the log.
     *
     * @param brokenOff entries are not recorded at present
     * @param detail empty if nothing is wrong
     */
    public record Trouble(boolean brokenOff, String detail) {
        static final Trouble NONE = new Trouble(false, "");

        public boolean any() {
            return !detail.isEmpty();
        }
    }

    private CommandLog(Path directory, DataLock lock, LogSettings settings, Opening opening, EngineMetrics metrics) {
        this.directory = directory;
        this.lock = lock;
        this.settings = settings;
        this.opening = opening;
        this.metrics = metrics;
    }

    static CommandLog open(Path directory, EngineMetrics metrics) throws IOException {
        return open(directory, LogSettings.DEFAULT, metrics);
    }

    /**
     * Opens the log in this directory, which is made if it does not exist.
     *
     * @throws CommandLogException if another server has it open
     */
    static CommandLog open(Path directory, LogSettings settings, EngineMetrics metrics) throws IOException {
        return open(directory, settings, Opening.PLAIN, metrics);
    }

    /** The same on a disk of a test's own. */
    static CommandLog open(Path directory, LogSettings settings, Opening opening, EngineMetrics metrics)
            throws IOException {
        LogPlaces.make(directory);
        return new CommandLog(directory, DataLock.take(directory), settings, opening, metrics);
    }

    /** How a file that is written to is opened. */
    @FunctionalInterface
    interface Opening {
        Opening PLAIN = path ->
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);

        FileChannel open(Path path) throws IOException;
    }

    /** As {@link #replay(long, UUID, LogTarget)}, from the first entry. */
    void replay(LogTarget target) throws IOException {
        replay(0, UUID.randomUUID(), target);
    }

    /**
     * Hands every entry after {@code afterIndex} to {@code target}, cuts a torn tail and makes the log ready to be appended to. If the log
     * ends before that index, a snapshot stands for the rest, and it goes on after that.
     *
     * @param idIfEmpty what it is to be called if there is no file of it
     * @throws CommandLogException if the log is damaged
     */
    void replay(long afterIndex, UUID idIfEmpty, LogTarget target) throws IOException {
        if (forcer != null) {
            throw new IllegalStateException("the log was replayed already");
        }
        List<Segment> segments = new ArrayList<>(LogFiles.in(directory));
        if (!segments.isEmpty() && LogFiles.isStub(segments.getLast())) {
            Files.delete(segments.removeLast().path()); // it died while it began that file: no entry can have followed
        }
        LogFiles.End end = LogFiles.read(segments, afterIndex + 1, -1, target);
        LogReader.Result result = end.result();
        Segment last = end.last();
        LogForcer starting = new LogForcer(directory, FORCE_INTERVAL_MS, metrics);
        if (result == null || last == null) {
            lastIndex = afterIndex;
            logId = idIfEmpty;
            begin(lastIndex, starting, afterIndex > 0);
        } else {
            logId = result.header().logId();
            boolean behind = result.lastIndex() < afterIndex;
            lastIndex = Math.max(afterIndex, result.lastIndex());
            FileChannel opened = opening.open(last.path());
            cutTail(last, result, opened);
            // the server that wrote them may have died before it did, and they count as durable from now on
            opened.force(true);
            if (behind || result.header().version() < LogFormat.VERSION) {
                opened.close();
                begin(lastIndex, starting, behind);
            } else {
                channel = opened;
                written = new Written(last.firstIndex(), result.intactBytes(), lastIndex);
                starting.hold(opened, lastIndex);
            }
        }
        replayedIndex = lastIndex;
        starting.start();
        forcer = starting;
    }

    private void cutTail(Segment last, LogReader.Result result, FileChannel opened) throws IOException {
        if (result.tornTail() == null) {
            return;
        }
        LOG.warn(
                "Cut a torn tail of {} bytes off {} after entry {}: {}. The server had died while it wrote",
                opened.size() - result.intactBytes(),
                last.path(),
                result.lastIndex(),
                result.tornTail() == LogFormat.Finding.INCOMPLETE
                        ? "the file ended within a record"
                        : "the checksum of the last record was wrong");
        opened.truncate(result.intactBytes());
    }

    /** Begins the file that holds what follows on this entry. */
    private void begin(long after, LogForcer forcing, boolean afterGap) throws IOException {
        Segment segment = new Segment(directory.resolve(LogFormat.fileName(after + 1)), after + 1);
        LogFormat.Header header =
                new LogFormat.Header(after + 1, logId(), System.currentTimeMillis(), LogFormat.VERSION, afterGap);
        FileChannel opened = opening.open(segment.path());
        try {
            opened.truncate(0);
            writeAll(opened, LogFormat.header(header), 0);
            if (channel == null || afterGap) {
                opened.force(true); // else the forcer does, before it says that any of its entries is durable
                LogForcer.forceDirectory(directory);
            }
        } catch (IOException e) {
            opened.close();
            Files.deleteIfExists(segment.path());
            throw e;
        }
        FileChannel old = channel;
        channel = opened;
        written = new Written(segment.firstIndex(), LogFormat.HEADER_BYTES, after);
        forcing.hold(opened, after);
        if (old != null) {
            old.close();
        }
        LOG.info("Began {} of the command log", segment.path());
    }

    /** Hands every entry that has been flushed to {@code target}, from that after {@code afterIndex}. Safe from any thread after replay. */
    void reread(long afterIndex, LogTarget target) throws IOException {
        Written now = written;
        LogFiles.read(segments(now), afterIndex + 1, now.bytes, target);
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
        if (hasRoom(LogFormat.RECORD_HEADER_BYTES + payload.remaining())) {
            LogFormat.putRecord(batch, entry.index(), payload);
        }
        lastIndex = entry.index();
    }

    /** Adds what the entries up to the last one have led to. */
    void seal(long stateHash, int engineVersion) {
        if (hasRoom(LogFormat.RECORD_HEADER_BYTES + LogFormat.SEAL_BYTES)) {
            LogFormat.putSeal(batch, lastIndex, stateHash, engineVersion);
        }
    }

    /** False if nothing is recorded at present. */
    private boolean hasRoom(int size) {
        if (trouble.brokenOff) {
            return false;
        }
        if (trouble.any() && batch.position() + size > settings.heldBytes()) {
            breakOff("more than " + settings.heldBytes() + " bytes wait for the disk (" + trouble.detail + ")");
            return false;
        }
        if (batch.remaining() < size) {
            batch = ByteBuffer.allocateDirect(Math.max(batch.capacity() * 2, batch.position() + size))
                    .put(batch.flip());
        }
        return true;
    }

    /** Writes the batch, or holds it if the disk does not take it; only then may its entries be applied. */
    void flush() {
        LogForcer running = forcer;
        if (running == null) {
            throw new IllegalStateException("the log must be replayed before it is written");
        }
        String failure = running.failure();
        if (failure != null && !trouble.brokenOff) {
            breakOff("a force failed: " + failure);
        }
        if (batch.position() == 0 || (trouble.any() && System.nanoTime() - retryAtNanos < 0)) {
            return;
        }
        if (written.bytes >= settings.segmentBytes() && !trouble.any()) {
            roll(running);
        }
        long start = System.nanoTime();
        ByteBuffer content = batch.duplicate().flip();
        try {
            writeAll(Objects.requireNonNull(channel), content, written.bytes);
        } catch (IOException e) {
            retryAtNanos = System.nanoTime() + RETRY_NANOS;
            complain("the disk does not take it: " + e.getMessage(), e);
            return;
        }
        written = new Written(written.firstIndex, written.bytes + content.position(), lastIndex);
        batch.clear();
        if (batch.capacity() > 16 * BATCH_BYTES) {
            batch = ByteBuffer.allocateDirect(BATCH_BYTES);
        }
        metrics.appended(System.nanoTime() - start);
        running.wrote(lastIndex);
        if (trouble.any()) {
            LOG.warn("The command log is whole again up to entry {}", lastIndex);
            trouble = Trouble.NONE;
        }
    }

    /**
     * The next file begins when all of this one is on the disk, so that only the last one can ever be torn; for that the call path waits
     * only if no such moment came while as much again was written.
     */
    private void roll(LogForcer running) {
        boolean mustWait = written.bytes >= 2 * settings.segmentBytes();
        if (running.forcedIndex() < written.lastIndex && !mustWait) {
            return;
        }
        try {
            running.durable(written.lastIndex).get(mustWait ? 1_000 : 0, TimeUnit.MILLISECONDS);
            begin(written.lastIndex, running, false);
        } catch (IOException e) {
            complain("the next file cannot be begun: " + e.getMessage(), e); // this one goes on meanwhile
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("The next file waits: {}", e.toString()); // the disk is slow or failing, which the forcer tells
        }
    }

    private void breakOff(String why) {
        LOG.error(
                "The command log breaks off after entry {}: {}. Calls go on; what happens now is not recorded until a snapshot can be"
                        + " written to {}",
                lastIndex,
                why,
                directory);
        batch.clear();
        retryAtNanos = System.nanoTime();
        trouble = new Trouble(true, why);
        metrics.logBroke();
    }

    private void complain(String detail, IOException cause) {
        if (!trouble.any()) {
            LOG.error("The command log {} holds back: {}. Calls go on; make room", directory, detail, cause);
            metrics.logHeld();
        }
        trouble = new Trouble(false, detail);
    }

    /** Whether the log has broken off, and the disk may be tried again now. */
    boolean wantsSnapshot() {
        return trouble.brokenOff && System.nanoTime() - retryAtNanos >= 0;
    }

    /** Goes on in a new file, after a snapshot of the state after the last entry was written; tries again later if it cannot. */
    void resume(SnapshotWriting snapshot) {
        LogForcer running = forcer;
        if (running == null || !trouble.brokenOff) {
            throw new IllegalStateException("the log has not broken off");
        }
        try {
            snapshot.write();
            begin(lastIndex, running, true);
            LOG.warn("The command log goes on after entry {}, for which a snapshot stands", lastIndex);
            trouble = Trouble.NONE;
        } catch (IOException e) {
            retryAtNanos = System.nanoTime() + 5 * RETRY_NANOS;
            trouble = new Trouble(true, "no snapshot can be written: " + e.getMessage());
        }
    }

    /** Whether it was replayed and not closed since. */
    boolean isOpen() {
        return forcer != null;
    }

    /** Puts a snapshot of the engine, as it is after the last entry, on the disk for good. */
    @FunctionalInterface
    interface SnapshotWriting {
        void write() throws IOException;
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

    /** Of the last entry that can be read again. Safe from any thread. */
    long flushedIndex() {
        return written.lastIndex;
    }

    /** Size of the file that is written to. Safe from any thread. */
    long bytes() {
        return written.bytes;
    }

    /** What keeps the disk from holding the log. Safe from any thread. */
    Trouble trouble() {
        return trouble;
    }

    /** Lets go of the files, as before {@link #replay}, which did not lead to anything that can be used. */
    void release() throws IOException {
        LogForcer running = forcer;
        if (running != null) {
            running.close();
            forcer = null;
        }
        FileChannel opened = channel;
        if (opened != null) {
            opened.close();
            channel = null;
        }
    }

    LogSettings settings() {
        return settings;
    }

    /** Those that hold what was flushed. Safe from any thread. */
    List<Segment> segments() throws IOException {
        return segments(written);
    }

    private List<Segment> segments(Written upTo) throws IOException {
        return LogFiles.in(directory).stream()
                .filter(segment -> segment.firstIndex() <= upTo.firstIndex)
                .toList();
    }

    Path directory() {
        return directory;
    }

    /** Forces all that was flushed, then lets go of the files and the lock. */
    @Override
    public void close() throws IOException {
        retryAtNanos = System.nanoTime();
        if (isOpen()) {
            flush();
            if (trouble.any()) {
                LOG.error("The command log ends incomplete after entry {}: {}", written.lastIndex, trouble.detail);
            }
        }
        release();
        lock.close();
    }

    private static void writeAll(FileChannel channel, ByteBuffer source, long position) throws IOException {
        long at = position;
        while (source.hasRemaining()) {
            at += channel.write(source, at);
        }
    }
}

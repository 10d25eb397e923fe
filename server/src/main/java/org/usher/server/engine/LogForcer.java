package org.usher.server.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.metrics.EngineMetrics;

/**
 * Forces written entries to the disk on a thread of its own, so that the call path never waits for a disk. One force covers all that was
 * written before it; without anyone waiting there is at most one per interval, with someone waiting the next begins at once. After a
 * failed force nothing is known of what the disk holds: it rests, and who waits goes on waiting, until it is given another file to hold.
 */
final class LogForcer {
    private static final Logger LOG = LoggerFactory.getLogger(LogForcer.class);

    private final Path directory;
    private final EngineMetrics metrics;
    private final long intervalNanos;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::index));
    private @Nullable FileChannel channel;
    private boolean newFile;
    private long written;
    private long forced;
    private boolean closing;
    private volatile @Nullable String failure;

    LogForcer(Path directory, long intervalMs, EngineMetrics metrics) {
        this.directory = directory;
        this.metrics = metrics;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.thread = Thread.ofPlatform().name("usher-log-forcer").daemon().unstarted(this::run);
    }

    /** A file, and up to which entry it is to be forced. */
    private record Work(FileChannel channel, boolean newFile, long upTo) {}

    private record Waiter(long index, CompletableFuture<Void> done) {}

    void start() {
        thread.start();
    }

    /** From now on this file is forced; everything up to the entry before its first one is on the disk by other means. */
    void hold(FileChannel next, long durableIndex) {
        lock.lock();
        try {
            channel = next;
            newFile = true;
            written = durableIndex;
            failure = null;
        } finally {
            lock.unlock();
        }
        forcedUpTo(durableIndex);
    }

    /** Takes note of what was written. */
    void wrote(long index) {
        lock.lock();
        try {
            written = index;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Why it rests, null while it works. Safe from any thread. */
    @Nullable
    String failure() {
        return failure;
    }

    CompletableFuture<Void> durable(long index) {
        lock.lock();
        try {
            if (index <= forced) {
                return CompletableFuture.completedFuture(null);
            }
            if (closing) {
                return CompletableFuture.failedFuture(new IOException("the command log is closed"));
            }
            Waiter waiter = new Waiter(index, new CompletableFuture<>());
            waiters.add(waiter);
            work.signal();
            return waiter.done;
        } finally {
            lock.unlock();
        }
    }

    long forcedIndex() {
        lock.lock();
        try {
            return forced;
        } finally {
            lock.unlock();
        }
    }

    /** Forces what is still to be forced and ends the thread. */
    void close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        settle(new IOException("the command log is closed"));
    }

    private void run() {
        try {
            for (Work next = awaitWork(); next != null; next = awaitWork()) {
                force(next);
            }
        } catch (InterruptedException e) {
            failed("the forcer was interrupted");
        }
    }

    private void force(Work next) {
        try {
            long start = System.nanoTime();
            next.channel.force(next.newFile);
            if (next.newFile) {
                forceDirectory(directory);
            }
            metrics.forced(System.nanoTime() - start);
            lock.lock();
            try {
                newFile &= !next.channel.equals(channel);
            } finally {
                lock.unlock();
            }
            forcedUpTo(next.upTo);
        } catch (IOException | RuntimeException e) {
            lock.lock();
            try {
                if (!next.channel.equals(channel)) {
                    return; // another file has taken its place meanwhile, and a snapshot stands for what this one held
                }
                failed(e.getMessage() == null ? e.toString() : e.getMessage());
            } finally {
                lock.unlock();
            }
            LOG.error("The command log could not be forced to disk: {}", e.getMessage(), e);
        }
    }

    private void failed(String why) {
        lock.lock();
        try {
            failure = why;
        } finally {
            lock.unlock();
        }
    }

    static void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** What to force now, or null when all is done. */
    private @Nullable Work awaitWork() throws InterruptedException {
        lock.lock();
        try {
            long waitUntil = System.nanoTime() + intervalNanos;
            while (true) {
                FileChannel forcing = channel;
                boolean pending = forcing != null && failure == null && written > forced;
                if (closing && !pending) {
                    return null;
                }
                boolean urgent = closing || (!waiters.isEmpty() && waiters.peek().index <= written);
                long left = waitUntil - System.nanoTime();
                if (forcing != null && pending && (urgent || left <= 0)) {
                    return new Work(forcing, newFile, written);
                }
                if (pending) {
                    work.awaitNanos(left);
                } else {
                    work.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void forcedUpTo(long target) {
        List<Waiter> served = new ArrayList<>();
        lock.lock();
        try {
            forced = Math.max(forced, target);
            while (!waiters.isEmpty() && waiters.peek().index <= forced) {
                served.add(waiters.poll());
            }
        } finally {
            lock.unlock();
        }
        served.forEach(waiter -> waiter.done.complete(null));
    }

    private void settle(IOException cause) {
        List<Waiter> left = new ArrayList<>();
        lock.lock();
        try {
            left.addAll(waiters);
            waiters.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(waiter -> waiter.done.completeExceptionally(cause));
    }
}

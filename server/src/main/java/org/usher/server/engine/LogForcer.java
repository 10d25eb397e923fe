package org.usher.server.engine;

import java.io.IOException;
import java.nio.channels.FileChannel;
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
 * failed force nothing is known of what the disk holds, so the log takes no more entries.
 */
final class LogForcer {
    private static final Logger LOG = LoggerFactory.getLogger(LogForcer.class);

    private final FileChannel channel;
    private final EngineMetrics metrics;
    private final long intervalNanos;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final PriorityQueue<Waiter> waiters = new PriorityQueue<>(Comparator.comparingLong(Waiter::index));
    private long written;
    private long forced;
    private boolean closing;
    private @Nullable IOException failure;

    LogForcer(FileChannel channel, long forcedIndex, long intervalMs, EngineMetrics metrics) {
        this.channel = channel;
        this.metrics = metrics;
        this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(intervalMs);
        this.written = forcedIndex;
        this.forced = forcedIndex;
        this.thread = Thread.ofPlatform().name("usher-log-forcer").daemon().unstarted(this::run);
    }

    private record Waiter(long index, CompletableFuture<Void> done) {}

    void start() {
        thread.start();
    }

    /** Takes note of what was written. */
    void wrote(long index) throws IOException {
        lock.lock();
        try {
            if (failure != null) {
                throw new IOException(
                        "the disk could not be made to hold the command log: " + failure.getMessage(), failure);
            }
            written = index;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    CompletableFuture<Void> durable(long index) {
        lock.lock();
        try {
            if (index <= forced) {
                return CompletableFuture.completedFuture(null);
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
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
            for (long target = awaitWork(); target >= 0; target = awaitWork()) {
                long start = System.nanoTime();
                channel.force(false);
                metrics.forced(System.nanoTime() - start);
                forcedUpTo(target);
            }
        } catch (IOException e) {
            LOG.error("The command log could not be forced to disk; it takes no more entries: {}", e.getMessage(), e);
            fail(e);
        } catch (InterruptedException e) {
            fail(new IOException("the forcer was interrupted", e));
        } catch (RuntimeException e) {
            LOG.error("The forcer of the command log broke; the log takes no more entries", e);
            fail(new IOException("the forcer broke: " + e, e));
        }
    }

    /** The index up to which to force now, or −1 when all is done. */
    private long awaitWork() throws InterruptedException {
        lock.lock();
        try {
            long waitUntil = System.nanoTime() + intervalNanos;
            while (true) {
                boolean pending = written > forced;
                if (closing) {
                    return pending ? written : -1;
                }
                boolean urgent = !waiters.isEmpty() && waiters.peek().index <= written;
                long left = waitUntil - System.nanoTime();
                if (pending && (urgent || left <= 0)) {
                    return written;
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
            forced = target;
            while (!waiters.isEmpty() && waiters.peek().index <= target) {
                served.add(waiters.poll());
            }
        } finally {
            lock.unlock();
        }
        served.forEach(waiter -> waiter.done.complete(null));
    }

    private void fail(IOException cause) {
        lock.lock();
        try {
            failure = cause;
        } finally {
            lock.unlock();
        }
        settle(cause);
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

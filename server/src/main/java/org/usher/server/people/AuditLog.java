package org.usher.server.people;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.security.RateLimits;

/**
 * Who did what, when, from where. Whoever notes something does not wait: one thread writes it to MariaDB; while that is away, up to
 * {@value #SPOOL} entries wait in memory. What does not fit is dropped, and how much it was is itself an entry as soon as there is room,
 * and said in the log. Of refusals that repeat themselves one a minute is kept, so that nobody fills the table by being refused.
 */
public final class AuditLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    static final int SPOOL = 10_000;
    private static final int BATCH = 500;
    private static final long RETRY_MS = 1_000;
    private static final long IMPATIENT_MS = 50;
    private static final long LAST_WORDS_MS = 2_000;
    private static final long PRUNE_EVERY_MS = 3_600_000;

    private final AuditStore store;
    private final long keepMs;
    private final LongSupplier clockMs;
    private final BlockingQueue<AuditEntry> spool;
    private final Cache<String, Boolean> refusedLately = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();
    private final AtomicLong unsaid = new AtomicLong();
    private final LongAdder written = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final Thread writer;
    private volatile long giveUpAtNanos;
    private volatile boolean closing;
    private long prunedAtMs = Long.MIN_VALUE;

    /** @param keepMs entries older than this are deleted */
    public AuditLog(AuditStore store, long keepMs, LongSupplier clockMs) {
        this(store, keepMs, clockMs, SPOOL);
    }

    AuditLog(AuditStore store, long keepMs, LongSupplier clockMs, int spool) {
        this.store = store;
        this.keepMs = keepMs;
        this.clockMs = clockMs;
        this.spool = new ArrayBlockingQueue<>(spool);
        this.writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::write);
    }

    /** Begins to write. */
    public void start() {
        writer.start();
    }

    /** Takes it down; never waits. */
    public void note(AuditEntry entry) {
        if (!spool.offer(entry)) {
            dropped.increment();
            if (unsaid.getAndIncrement() == 0) {
                LOG.warn("The audit log cannot be written and what waits for it is full: entries are being dropped");
            }
        }
    }

    /**
     * Takes a refusal down, unless the same was refused to the same one within the last minute, from the same network: who has one of IPv6 could
     * come from another address each time.
     */
    public void noteRefusal(AuditEntry entry) {
        String what = entry.who() + ' ' + network(entry.address()) + ' ' + entry.status() + ' ' + entry.action();
        if (refusedLately.asMap().putIfAbsent(what, true) == null) {
            note(entry);
        } else {
            repeated.increment();
        }
    }

    private static String network(String address) {
        return address.contains(":") ? RateLimits.network(InetAddress.ofLiteral(address.split("%", 2)[0])) : address;
    }

    private void write() {
        List<AuditEntry> batch = new ArrayList<>();
        while (!closing || !(batch.isEmpty() && spool.isEmpty())) {
            try {
                fill(batch);
                if (!batch.isEmpty()) {
                    store.append(batch);
                    written.add(batch.size());
                    batch.clear();
                }
                prune();
            } catch (InterruptedException e) {
                LOG.debug("the audit log is to end"); // which the loop looks at
            } catch (SQLException | RuntimeException e) {
                if (closing && System.nanoTime() - giveUpAtNanos >= 0) {
                    LOG.warn("{} entries of the audit log are lost: {}", batch.size() + spool.size(), e.getMessage());
                    return;
                }
                complain(e);
                pause();
            }
        }
    }

    /** One that could not be written is tried again as it is. */
    private void fill(List<AuditEntry> batch) throws InterruptedException {
        if (!batch.isEmpty()) {
            return;
        }
        AuditEntry first = closing ? spool.poll() : spool.poll(RETRY_MS, TimeUnit.MILLISECONDS);
        if (first != null) {
            batch.add(first);
            spool.drainTo(batch, BATCH - 1);
        }
        long lost = unsaid.getAndSet(0);
        if (lost > 0) {
            batch.add(new AuditEntry(
                    clockMs.getAsLong(), "usher", "", "audit", "", 0, lost + " entries before this one were dropped"));
            LOG.warn("{} entries of the audit log were dropped", lost);
        }
    }

    private static void complain(Exception e) {
        if (e instanceof SQLTransientConnectionException) {
            LOG.debug("the audit log waits for the database", e);
        } else {
            LOG.warn("The audit log cannot be written; trying again: {}", e.toString());
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(closing ? IMPATIENT_MS : RETRY_MS);
        } catch (InterruptedException e) {
            LOG.debug("the audit log is to end"); // which the loop looks at
        }
    }

    private void prune() throws SQLException {
        long nowMs = clockMs.getAsLong();
        if (prunedAtMs == Long.MIN_VALUE || nowMs - prunedAtMs >= PRUNE_EVERY_MS) {
            store.deleteBefore(nowMs - keepMs);
            prunedAtMs = nowMs;
        }
    }

    /** Entries that wait to be written. */
    public int waiting() {
        return spool.size();
    }

    /** Entries written since start. */
    public long written() {
        return written.sum();
    }

    /** Entries that did not fit. */
    public long dropped() {
        return dropped.sum();
    }

    /** Refusals that were not taken down, as the same had been within a minute. */
    public long repeated() {
        return repeated.sum();
    }

    /** Writes what it still has if the database takes it within two seconds. */
    @Override
    public void close() {
        giveUpAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_WORDS_MS);
        closing = true;
        writer.interrupt();
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

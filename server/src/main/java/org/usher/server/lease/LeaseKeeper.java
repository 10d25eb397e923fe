package org.usher.server.lease;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.metrics.Health;

/**
 * Renews the lease while this Usher reigns, on a thread of its own, a fifth of its length apart. That MariaDB is away changes nothing: the
 * epochs in the PBXs decide, and the lease is renewed when it is back. That another has a later reign's lease ends this reign.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Lease lease;
    private final int epoch;
    private final IntConsumer superseded;
    private final Thread thread;
    private volatile Word word;
    private volatile boolean closing;

    /**
     * @param epoch of this reign
     * @param superseded told once, on the keeper's thread, of the later reign's epoch
     */
    public LeaseKeeper(Lease lease, int epoch, IntConsumer superseded) {
        this.lease = lease;
        this.epoch = epoch;
        this.superseded = superseded;
        this.word = new Word.Unknown("not asked for yet");
        this.thread = Thread.ofPlatform().name("lease-keeper").daemon().unstarted(this::keep);
    }

    public void start() {
        thread.start();
    }

    /** As of the last renewal. Safe from any thread. */
    public Word word() {
        return word;
    }

    /** How it stands, for {@code /health/ready}: calls do not hang on it. */
    public Health.Check check() {
        return switch (word) {
            case Word.Ours ours -> check(true, "ours, epoch " + ours.epoch());
            case Word.HeldBy other -> check(false, other.name() + " has taken it");
            case Word.Free free -> check(false, "ran out");
            case Word.Unknown unknown -> check(false, "cannot be renewed, calls go on: " + unknown.why());
        };
    }

    private static Health.Check check(boolean up, String detail) {
        return new Health.Check("lease", up, false, detail);
    }

    private void keep() {
        try {
            while (!closing) {
                Word now = lease.renew(epoch);
                if (now instanceof Word.Unknown unknown && !(word instanceof Word.Unknown)) {
                    LOG.warn("The lease cannot be renewed, calls go on: {}", unknown.why());
                }
                word = now;
                int reigning = switch (now) {
                    case Word.HeldBy other -> {
                        LOG.warn("{} has taken the lease", other.name());
                        yield other.epoch();
                    }
                    case Word.Free free -> free.epoch(); // another has had it since
                    case Word.Ours ours -> epoch;
                    case Word.Unknown unknown -> epoch;
                };
                if (reigning > epoch) {
                    superseded.accept(reigning);
                    return;
                }
                Thread.sleep(Math.max(1, lease.lengthMs() / 5));
            }
        } catch (InterruptedException e) {
            LOG.debug("the lease's keeper ends"); // close() asked for it
        }
    }

    /** Ends the renewals and leaves the lease to whoever comes; if MariaDB cannot be told, it runs out. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            lease.release();
        } catch (SQLException e) {
            LOG.info("The lease could not be given back and will run out: {}", e.getMessage());
        }
    }
}

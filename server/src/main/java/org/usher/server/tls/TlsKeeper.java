package org.usher.server.tls;

import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.metrics.Health;

/**
 * The certificate that new connections are given. Looks every few seconds whether the files hold another one, by their content; one that
 * cannot be used is refused, and the one before is served on. Connections that are open keep the one they began with. One thread.
 */
public final class TlsKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsKeeper.class);
    private static final long LOOK_EVERY_MS = 5_000;
    private static final long DAY_MS = 86_400_000;
    /** So long before its end it is complained of. */
    static final long NEAR_END_MS = 14 * DAY_MS;

    private final TlsFiles files;
    private final LongSupplier clockMs;
    private final Thread thread;
    private volatile TlsPair.Sound serving;
    private volatile String refused = "";
    /** Seen once only: whoever puts two files there one after the other is not yet told that they do not fit. */
    private String suspected = "";

    private String told = "";
    private long warnedAtMs = Long.MIN_VALUE;

    private TlsKeeper(TlsFiles files, TlsPair.Sound first, LongSupplier clockMs) {
        this.files = files;
        this.serving = first;
        this.clockMs = clockMs;
        this.thread = Thread.ofPlatform().name("certificate").daemon().unstarted(this::keep);
    }

    /**
     * With what the files hold now.
     *
     * @param clockMs epoch ms
     * @throws IOException with the file, what is wrong with it and what to do
     */
    public static TlsKeeper open(TlsFiles files, LongSupplier clockMs) throws IOException {
        return switch (TlsPair.read(files)) {
            case TlsPair.Broken broken ->
                throw new IOException("the HTTP server has no certificate: " + broken.file() + " " + broken.why());
            case TlsPair.Sound sound -> new TlsKeeper(files, sound, clockMs);
        };
    }

    /** Begins to look. */
    public void start() {
        warnOfEnd();
        thread.start();
    }

    /** For a new connection. Safe from any thread. */
    public SslContext context() {
        return serving.context();
    }

    /** When the certificate ends (epoch ms). Safe from any thread. */
    public long untilMs() {
        return serving.untilMs();
    }

    /** How it stands, for {@code /health/ready}. Safe from any thread. */
    public Health.Check check() {
        long untilMs = serving.untilMs();
        String until = "the certificate " + (untilMs <= clockMs.getAsLong() ? "ended on " : "ends on ")
                + Instant.ofEpochMilli(untilMs);
        String trouble = refused;
        if (!trouble.isEmpty()) {
            return new Health.Check("tls", false, false, trouble + "; the one before is served on: " + until);
        }
        return new Health.Check("tls", untilMs - clockMs.getAsLong() > NEAR_END_MS, false, until);
    }

    private void keep() {
        try {
            while (true) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
                look();
            }
        } catch (InterruptedException e) {
            LOG.debug("the certificate's keeper ends"); // close() asked for it
        }
    }

    /** One look. */
    void look() {
        TlsPair found = TlsPair.read(files);
        boolean again = found.digest().equals(suspected);
        suspected = found.digest();
        if (found.digest().equals(serving.digest()) && found instanceof TlsPair.Sound) {
            refused = "";
        } else if (found instanceof TlsPair.Sound sound && sound.isOfUseAt(clockMs.getAsLong())) {
            serving = sound;
            refused = "";
            warnedAtMs = Long.MIN_VALUE;
            LOG.info(
                    "A new certificate is in use, of {}, until {}",
                    sound.chain().getFirst().getSubjectX500Principal().getName(),
                    Instant.ofEpochMilli(sound.untilMs()));
        } else if (again) {
            refuse(
                    switch (found) {
                        case TlsPair.Broken broken -> broken.file() + " " + broken.why();
                        case TlsPair.Sound sound ->
                            files.certificate() + " is for the time from " + sound.ownFrom() + " to " + sound.ownUntil()
                                    + "; it is taken when that begins, else give one that is valid";
                    });
        }
        if (refused.isEmpty()) {
            told = "";
        }
        warnOfEnd();
    }

    private void refuse(String why) {
        refused = "the new certificate is refused: " + why;
        if (!refused.equals(told)) {
            LOG.warn("The new certificate is refused, and the one before is served on: {}", why);
            told = refused;
        }
    }

    private void warnOfEnd() {
        long nowMs = clockMs.getAsLong();
        long leftMs = serving.untilMs() - nowMs;
        if (leftMs > NEAR_END_MS || (warnedAtMs != Long.MIN_VALUE && nowMs - warnedAtMs < DAY_MS)) {
            return;
        }
        warnedAtMs = nowMs;
        if (leftMs > 0) {
            LOG.warn(
                    "The certificate in {} ends in {} days; put a new one there, it is taken without a restart",
                    files.certificate(),
                    leftMs / DAY_MS);
        } else {
            LOG.warn("The certificate in {} has ended: browsers refuse it. Put a new one there", files.certificate());
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}

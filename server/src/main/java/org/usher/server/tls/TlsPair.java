package org.usher.server.tls;

import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** A certificate and its key as they stand in their files at one moment. {@code digest} is the same as long as the files hold the same. */
public sealed interface TlsPair {
    String digest();

    /**
     * One that can be served.
     *
     * @param chain the server's own first
     * @param untilMs when the first certificate of the chain ends (epoch ms)
     */
    record Sound(String digest, SslContext context, List<X509Certificate> chain, long untilMs) implements TlsPair {
        public Sound {
            chain = List.copyOf(chain);
        }

        /** Whether browsers will take it; of those that vouch for it they may know others, so their ends are a warning only. */
        boolean isOfUseAt(long nowMs) {
            Instant now = Instant.ofEpochMilli(nowMs);
            return !now.isBefore(ownFrom()) && now.isBefore(ownUntil());
        }

        Instant ownFrom() {
            return chain.getFirst().getNotBefore().toInstant();
        }

        Instant ownUntil() {
            return chain.getFirst().getNotAfter().toInstant();
        }
    }

    /** One that cannot, and why, with what to do. */
    record Broken(String digest, Path file, String why) implements TlsPair {}

    /** Reads both files now. Blocks for the disk. */
    static TlsPair read(TlsFiles files) {
        return TlsReader.read(files);
    }
}

package org.usher.server;

import java.io.IOException;
import java.util.Optional;
import org.usher.server.config.ServerConfig;
import org.usher.server.tls.TlsKeeper;

/**
 * What of the HTTP server outlives a reign: whoever stands by and takes over goes on with the certificate that was in use, though its files
 * may hold one by now that cannot be served.
 *
 * @param port to listen on, 0 for any
 * @param tls none if HTTP is not encrypted
 */
record Doorway(int port, Optional<TlsKeeper> tls) implements AutoCloseable {
    /**
     * Begins to look after the certificate, if there is to be one.
     *
     * @param port to listen on, 0 for any
     * @throws IOException with the file that cannot be used, why, and what to do
     */
    static Doorway open(ServerConfig.Http http, int port) throws IOException {
        if (http.tls().isEmpty()) {
            return new Doorway(port, Optional.empty());
        }
        TlsKeeper keeper = TlsKeeper.open(http.tls().get(), System::currentTimeMillis);
        keeper.start();
        return new Doorway(port, Optional.of(keeper));
    }

    /** The same, at the port that was found. */
    Doorway at(int found) {
        return new Doorway(found, tls);
    }

    @Override
    public void close() {
        tls.ifPresent(TlsKeeper::close);
    }
}

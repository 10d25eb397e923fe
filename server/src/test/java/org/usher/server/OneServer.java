package org.usher.server;

import org.usher.server.config.Centre;
import org.usher.server.config.ServerConfig;

/** A whole server in this process, for tests that stand outside its package. */
public final class OneServer implements AutoCloseable {
    private final Server server;

    private OneServer(Server server) {
        this.server = server;
    }

    /** As {@link Main} does it. */
    public static OneServer start(ServerConfig config, Centre centre) throws Exception {
        return start(config, centre, config.http().port());
    }

    /** As {@link #start(ServerConfig, Centre)}, on this port. */
    public static OneServer start(ServerConfig config, Centre centre, int port) throws Exception {
        Turn turn = new Turn(config, 0, Doorway.open(config.http(), port), (address, why) -> {});
        return new OneServer(Server.start(config, centre, turn.await()));
    }

    /** Where it listens on loopback. */
    public int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}

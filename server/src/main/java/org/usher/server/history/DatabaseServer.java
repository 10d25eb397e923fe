package org.usher.server.history;

import java.io.IOException;
import org.usher.server.security.Secret;

/** The MariaDB behind the history: somebody else's, or one that we run. Used by one thread at a time. */
sealed interface DatabaseServer extends AutoCloseable permits GivenServer, OwnServer {

    /** How to log in there. */
    record Login(String jdbcUrl, String user, Secret password) {}

    /**
     * Sees to it that the server runs, as far as that is ours to do; may take seconds.
     *
     * @throws IOException with what is wrong and what to do about it
     */
    Login running() throws IOException, InterruptedException;

    /** What it is, for people. */
    String description();

    /** Stops what we run; never throws. */
    @Override
    void close();

    /** In the order of DESIGN.md: the URL given, else an installed {@code mariadbd}, else the one on the class path. */
    static DatabaseServer choose(DatabaseSettings settings) {
        String url = settings.jdbcUrl();
        if (url != null) {
            Secret password = settings.password();
            String user = settings.user();
            return new GivenServer(
                    new Login(url, user == null ? "" : user, password == null ? Secret.of("") : password));
        }
        return new OwnServer(settings.directory(), MariaDbPrograms.finder(settings.directory()));
    }
}

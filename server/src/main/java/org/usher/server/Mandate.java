package org.usher.server;

import java.nio.file.Path;
import java.util.Optional;
import org.usher.server.config.ServerConfig;
import org.usher.server.history.Database;
import org.usher.server.history.DatabaseSettings;
import org.usher.server.lease.Lease;

/**
 * With what a server begins to route.
 *
 * @param home its command log
 * @param epochAtLeast of its reign
 * @param database where the lease is and history goes; the server closes it
 * @param lease taken, or to be taken when MariaDB is back; none if no other server can have this database
 * @param doorway where people and programs come in; outlives the server
 */
record Mandate(LogHome home, int epochAtLeast, Database database, Optional<Lease> lease, Doorway doorway) {

    static Database database(ServerConfig config) {
        ServerConfig.Database given = config.database();
        Path directory = config.dataDirectory().resolve("mariadb");
        return new Database(
                given.url() == null
                        ? DatabaseSettings.ownServer(directory)
                        : new DatabaseSettings(given.url(), given.user(), given.password(), directory));
    }
}

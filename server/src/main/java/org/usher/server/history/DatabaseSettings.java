package org.usher.server.history;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.server.security.Secret;

/**
 * Where history is kept.
 *
 * @param jdbcUrl {@code jdbc:mariadb://…} of a server that others run, or null for one of our own
 * @param user with {@code jdbcUrl} only
 * @param password with {@code jdbcUrl} only
 * @param directory of our own server: its data, its password, its log. Outside the temporary directory, so that it lasts
 */
public record DatabaseSettings(
        @Nullable String jdbcUrl,
        @Nullable String user,
        @Nullable Secret password,
        Path directory) {

    /** A MariaDB of our own under this directory: the installed {@code mariadbd}, else the one on the class path. */
    public static DatabaseSettings ownServer(Path directory) {
        return new DatabaseSettings(null, null, null, directory);
    }
}

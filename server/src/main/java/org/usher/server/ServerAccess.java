package org.usher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.usher.server.config.ConfigException;
import org.usher.server.config.ServerConfig;
import org.usher.server.config.ServerConfigFile;
import org.usher.server.security.OwnerFile;
import org.usher.server.security.Secret;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options by which a command finds the running server and proves itself to it. */
final class ServerAccess {
    @Option(
            names = "--server",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Where the server is. Default: where --config says that it listens")
    private @Nullable String server;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            defaultValue = "conf/usher.toml",
            description = "The wiring. Default: ${DEFAULT-VALUE}")
    private Path config = Path.of("");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "A token that may do this. Default: the environment variable USHER_TOKEN, else"
                    + " admin.token in the data directory that --config names")
    private @Nullable Path tokenFile;

    /** The API of the running server. */
    ApiClient api() throws ConfigException, IOException, StartException {
        ServerConfigFile.Whereabouts wiring = server == null || tokenFile == null ? wiring() : null;
        String address = server;
        if (address == null && wiring != null) {
            ServerConfig.Http http = wiring.http();
            Secret token = token(wiring);
            return http.tls().isEmpty()
                    ? new ApiClient(http.address(http.port()), token)
                    : ApiClient.pinned(
                            http.address(http.port()), token, http.tls().get().certificate());
        }
        return new ApiClient(String.valueOf(address), token(wiring));
    }

    private ServerConfigFile.Whereabouts wiring() throws ConfigException {
        return ServerConfigFile.whereabouts(config);
    }

    /** One line of what a header can carry: else whoever finds fault with the header would print it. */
    private Secret token(ServerConfigFile.@Nullable Whereabouts wiring) throws IOException, StartException {
        Secret token = givenToken(wiring);
        if (!token.reveal().matches("[\\x21-\\x7e]+")) {
            throw new StartException(
                    "the token is empty, or has spaces, line ends or other characters that no token has;"
                            + " give a file that holds nothing but the token");
        }
        return token;
    }

    private Secret givenToken(ServerConfigFile.@Nullable Whereabouts wiring) throws IOException, StartException {
        String given = System.getenv("USHER_TOKEN");
        Path file = tokenFile;
        if (file == null && given != null && !given.isBlank()) {
            return Secret.of(given.strip());
        }
        if (file == null && wiring != null) {
            file = wiring.dataDirectory().resolve("admin.token");
        }
        if (file == null || !Files.isReadable(file)) {
            throw new StartException("cannot read " + file + ", which should hold a token that may do this;"
                    + " give --token-file, or set USHER_TOKEN to one of usher.toml");
        }
        return OwnerFile.read(file);
    }
}

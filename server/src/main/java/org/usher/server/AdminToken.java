package org.usher.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usher.server.config.ServerConfig;
import org.usher.server.security.Digests;
import org.usher.server.security.OwnerFile;
import org.usher.server.security.Secret;
import org.usher.server.security.TokenGate;
import org.usher.server.security.TokenRole;

/** Makes a token for an admin where none is configured: a server nobody may command is of no use, and one with a known token is worse. */
final class AdminToken {
    private static final Logger LOG = LoggerFactory.getLogger(AdminToken.class);
    private static final String FILE = "admin.token";

    private AdminToken() {}

    /** The gate for the configured tokens, or for one that is kept in a file which only its owner can read. */
    static TokenGate gate(ServerConfig.Security security, Path dataDirectory) throws IOException {
        List<TokenGate.Token> tokens = security.tokens();
        if (tokens.isEmpty()) {
            Path file = dataDirectory.resolve(FILE);
            tokens = List.of(new TokenGate.Token("admin", TokenRole.ADMIN.scopes(), kept(file)));
            LOG.info("No token is configured; the one of an admin is in {}", file);
        }
        return new TokenGate(tokens, security.anonymousRole());
    }

    private static Secret kept(Path file) throws IOException {
        if (!Files.exists(file)) {
            OwnerFile.make(file, Digests.random());
        }
        Secret token = OwnerFile.read(file);
        if (token.reveal().length() < TokenGate.MIN_TOKEN_LENGTH) {
            throw new IOException(file + " holds no token; delete it and a new one is made");
        }
        return token;
    }
}

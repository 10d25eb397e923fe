package org.usher.server.mail;

import java.util.Optional;
import org.usher.server.security.Secret;

/**
 * The mail server that takes our mails.
 *
 * @param port 1 to 65535
 * @param from whose mails they are
 * @param login none: it takes them from us without
 */
public record MailSettings(String host, int port, Encryption tls, MailAddress from, Optional<Login> login) {
    /** How the way there is encrypted. The server's certificate must be valid for its name, and nothing is sent before. */
    public enum Encryption {
        /** A plain connection that is encrypted before anything is said (RFC 3207). */
        STARTTLS,
        /** From the first byte on (RFC 8314). */
        TLS,
        NONE
    }

    /** As whom we come. */
    public record Login(String user, Secret password) {}
}

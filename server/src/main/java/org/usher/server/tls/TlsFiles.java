package org.usher.server.tls;

import java.nio.file.Path;

/**
 * Where the server's certificate is, both as PEM (RFC 7468).
 *
 * @param certificate the server's own first, then those that vouch for it
 * @param key its private key, as PKCS #8 and not encrypted
 */
public record TlsFiles(Path certificate, Path key) {}

package org.usher.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a bearer token into a principal.
 *
 * <p>Only SHA-256 digests are kept, so that a heap dump gives no token away. Tokens are long random strings (the configuration refuses
 * short ones), so a fast hash is enough. A look-up compares with every digest, each in constant time, so that its duration tells nothing
 * about how much of a guess was right.
 */
public final class TokenGate {
    /** Fewer characters than this can be guessed. */
    public static final int MIN_TOKEN_LENGTH = 16;

    private final List<Entry> entries = new ArrayList<>();
    private final Principal anonymous;

    /** @param anonymousRole what a request without a token may do */
    public TokenGate(List<Token> tokens, Role anonymousRole) {
        for (Token token : tokens) {
            entries.add(new Entry(digest(token.secret().reveal()), new Principal(token.name(), token.role())));
        }
        this.anonymous = new Principal("anonymous", anonymousRole);
    }

    /** A token and whom it stands for. */
    public record Token(String name, Role role, Secret secret) {}

    /**
     * The principal of a request.
     *
     * @param token as the request carries it (from {@code Authorization: Bearer}), or null for none
     * @return the anonymous principal if there is no token, empty if the token is not known
     */
    public Optional<Principal> identify(@Nullable String token) {
        if (token == null) {
            return Optional.of(anonymous);
        }
        byte[] given = digest(token);
        Principal found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest, given)) {
                found = entry.principal;
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static final class Entry {
        private final byte[] digest;
        private final Principal principal;

        private Entry(byte[] digest, Principal principal) {
            this.digest = digest;
            this.principal = principal;
        }
    }
}

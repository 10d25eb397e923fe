package org.usher.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Long random secrets and what is kept of them: their SHA-256 digests, so that neither a heap dump nor the database gives one away. Who
 * looks one up compares digests, so the time it takes tells nothing of how much of a guess was right; a fast hash is enough, as such a
 * secret cannot be guessed.
 */
public final class Digests {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SECRET_BYTES = 32;
    private static final int SHORT_BYTES = 16;

    private Digests() {}

    /** 256 random bits, in base64url. */
    public static Secret random() {
        return random(SECRET_BYTES);
    }

    /** 128 random bits, in base64url: 22 characters, for what people are sent and lives for minutes. */
    public static Secret randomShort() {
        return random(SHORT_BYTES);
    }

    private static Secret random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** In lower-case hexadecimal. */
    public static String of(Secret secret) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(secret.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

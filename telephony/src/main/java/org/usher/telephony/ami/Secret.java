package org.usher.telephony.ami;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A password that cannot be printed by accident. */
public final class Secret {
    private final char[] chars;

    private Secret(char[] chars) {
        this.chars = chars;
    }

    public static Secret of(String secret) {
        return new Secret(secret.toCharArray());
    }

    public static Secret of(char[] secret) {
        return new Secret(secret.clone());
    }

    /** The secret itself, for whoever must compare it. */
    public String reveal() {
        return new String(chars);
    }

    /** The answer to AMI's challenge: hex MD5 of challenge and secret, as the protocol prescribes (Asterisk, main/manager.c). */
    String answerTo(String challenge) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(challenge.getBytes(StandardCharsets.UTF_8));
            md5.update(new String(chars).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}

package org.usher.server.openid;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.usher.server.security.Digests;
import org.usher.server.security.Secret;

/**
 * One try to log in, from leaving for the provider to coming back. The browser carries it in a cookie; what goes to the provider is worked
 * out from it with a key that only this server has, so that nothing is kept here however many begin and never come back.
 *
 * @param beganMs epoch ms
 * @param next where to go on, a path of ours
 */
record Ticket(long beganMs, String next, String text, Secret key) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})\\.([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{1,300})");
    private static final Pattern PATH = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,200}");
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    /** A new one. {@code wanted} that is no path of ours leads to the first page. */
    static Ticket begin(long nowMs, String wanted, Secret key) {
        String next = PATH.matcher(wanted).matches() ? wanted : "/";
        String text = nowMs + "." + Digests.random().reveal() + "."
                + ENCODER.encodeToString(next.getBytes(StandardCharsets.US_ASCII));
        return new Ticket(nowMs, next, text, key);
    }

    /** One that came back, whoever wrote it: only its {@link #state} shows whether it is ours. */
    static Optional<Ticket> read(String text, Secret key) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String next;
        try {
            next = new String(Base64.getUrlDecoder().decode(parts.group(3)), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not ours: a length that no text has
        }
        return PATH.matcher(next).matches()
                ? Optional.of(new Ticket(Long.parseLong(parts.group(1)), next, text, key))
                : Optional.empty();
    }

    /** Binds what comes back to this browser (RFC 6749, 10.12). */
    String state() {
        return derived("state");
    }

    /** Binds the token to this try. */
    String nonce() {
        return derived("nonce");
    }

    /** Proves to the provider that who redeems the code is who began (RFC 7636, 4.1). */
    String verifier() {
        return derived("verifier");
    }

    /** What is shown of the verifier at the beginning (RFC 7636, 4.2). */
    String challenge() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(verifier().getBytes(StandardCharsets.US_ASCII));
            return ENCODER.encodeToString(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    boolean isOurs(String state) {
        return MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8), state().getBytes(StandardCharsets.UTF_8));
    }

    private String derived(String purpose) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return ENCODER.encodeToString(mac.doFinal((purpose + ' ' + text).getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Ticket[" + beganMs + "]";
    }
}

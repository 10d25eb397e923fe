package org.usher.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.Optional;
import org.usher.server.customer.CustomerSettings;
import org.usher.server.customer.PhoneNumbers;
import org.usher.server.security.Secret;

/** The table {@code [customers]} of {@code usher.toml}: how customers are looked up. */
final class CustomerKeys {
    private static final long HOUR_MS = 3_600_000;
    private static final int SHORTEST_SECRET = 16;
    private static final String SECRET_FIX =
            "give at least 16 characters, or whsec_ and base64, for example from: openssl rand -hex 24";

    private final SecretKeys secrets;

    CustomerKeys(SecretKeys secrets) {
        this.secrets = secrets;
    }

    CustomerSettings read(Section section) {
        CustomerSettings usual = CustomerSettings.DEFAULT;
        String region = section.text(
                "region",
                "",
                new TextRule(PhoneNumbers::isRegion, "is no region", "give its ISO 3166 code, for example \"DE\""));
        long keepMs = section.durationMs("keep", usual.keepMs(), 1_000, 24 * HOUR_MS);
        Optional<CustomerSettings.Hook> hook = section.has("hook") ? hook(section.table("hook")) : Optional.empty();
        section.done();
        return new CustomerSettings(region, keepMs, hook);
    }

    private Optional<CustomerSettings.Hook> hook(Section section) {
        String url = section.text(
                "url",
                new TextRule(
                        CustomerKeys::isSafe,
                        "is not an address to ask",
                        "give https://…, or http:// to this machine alone"));
        Secret secret = secrets.read(section, "secret", true);
        if (secret != null && !isLong(secret)) {
            section.secretProblem(section.has("secret") ? "secret" : "secret_file", "is no good secret", SECRET_FIX);
        }
        long timeoutMs = section.durationMs("timeout", 800, 50, 10_000);
        int atOnce = section.number("at_once", 16, 1, 256);
        long restMs = section.durationMs("rest", 30_000, 100, HOUR_MS);
        section.done();
        return url.isEmpty() || secret == null || !isLong(secret)
                ? Optional.empty()
                : Optional.of(new CustomerSettings.Hook(URI.create(url), secret, timeoutMs, atOnce, restMs));
    }

    private static boolean isLong(Secret secret) {
        String text = secret.reveal();
        if (!text.startsWith("whsec_")) {
            return text.length() >= SHORTEST_SECRET;
        }
        try {
            return Base64.getDecoder().decode(text.substring("whsec_".length())).length >= SHORTEST_SECRET;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Numbers of customers go there: not in the open, but on this machine. */
    static boolean isSafe(String text) {
        try {
            URI uri = URI.create(text);
            String host = uri.getHost();
            if (host == null || uri.getRawUserInfo() != null || uri.getPort() > 65_535) {
                return false;
            }
            return "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme())
                            && InetAddress.getByName(host).isLoopbackAddress());
        } catch (IllegalArgumentException | UnknownHostException e) {
            return false;
        }
    }
}

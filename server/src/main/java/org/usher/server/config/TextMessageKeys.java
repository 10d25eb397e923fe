package org.usher.server.config;

import java.net.URI;
import java.util.Optional;
import org.usher.server.security.Secret;
import org.usher.server.sms.TextMessageSettings;

/** The table {@code [sms]} of {@code usher.toml}: by which gateway text messages are sent. */
final class TextMessageKeys {
    private static final int MAX_TEXT = 300;

    private final WebhookKeys webhooks;

    TextMessageKeys(SecretKeys secrets) {
        this.webhooks = new WebhookKeys(secrets);
    }

    /** None without the table: no text messages are sent. */
    Optional<TextMessageSettings> read(Section root, String publicUrl) {
        if (!root.has("sms")) {
            return Optional.empty();
        }
        Section section = root.table("sms");
        String url = WebhookKeys.url(section);
        Secret secret = webhooks.secret(section, "secret", true);
        long timeoutMs = section.durationMs("timeout", 5_000, 500, 30_000);
        String from = section.text(
                "from",
                "",
                TextRule.matching(
                        "|[A-Za-z0-9 +]{1,16}",
                        "is no sender",
                        "give a number or up to 11 letters, as your gateway wants"));
        String text = section.text(
                "text",
                TextMessageSettings.LINK_TEXT,
                new TextRule(
                        given -> given.contains(TextMessageSettings.LINK)
                                && given.length() <= MAX_TEXT
                                && given.chars().noneMatch(Character::isISOControl),
                        "is no text for a link",
                        "give one line of up to " + MAX_TEXT + " characters with {link} in it"));
        int perNumberDaily = section.number("per_number_daily", TextMessageSettings.PER_NUMBER_DAILY, 1, 100);
        section.done();
        if (publicUrl.isEmpty()) {
            root.missing(
                    "chat.public_url",
                    "say under which address customers reach the chat, for example \"https://usher.example\"");
        }
        return url.isEmpty() || secret == null
                ? Optional.empty()
                : Optional.of(new TextMessageSettings(URI.create(url), secret, timeoutMs, from, text, perNumberDaily));
    }
}

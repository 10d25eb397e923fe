package org.usher.server.config;

import java.util.Optional;
import org.usher.server.mail.MailAddress;
import org.usher.server.mail.MailSettings;
import org.usher.server.mail.MailSettings.Encryption;
import org.usher.server.security.Secret;

/** The table {@code [mail]} of {@code usher.toml}: by whom mails are sent. */
final class MailKeys {
    private final SecretKeys secrets;

    MailKeys(SecretKeys secrets) {
        this.secrets = secrets;
    }

    /** None without the table: no mails are sent. */
    Optional<MailSettings> read(Section root) {
        if (!root.has("mail")) {
            return Optional.empty();
        }
        Section section = root.table("mail");
        String host = section.text(
                "host",
                TextRule.matching(
                        "[A-Za-z0-9.:-]{1,253}",
                        "is not the name of a host",
                        "for example host = \"mail.example.org\""));
        Encryption tls = section.choice("tls", Encryption.STARTTLS, Encryption.class);
        int port = section.number("port", usualPort(tls), 1, 65_535);
        String from = section.text(
                "from",
                new TextRule(
                        text -> MailAddress.of(text).isPresent(),
                        "is not an address",
                        "give one without a name, for example from = \"chat@shop.example\""));
        Optional<MailSettings.Login> login = login(section, tls);
        section.done();
        return MailAddress.of(from).map(whose -> new MailSettings(host, port, tls, whose, login));
    }

    private Optional<MailSettings.Login> login(Section section, Encryption tls) {
        boolean secret = section.has("password") || section.has("password_file") || section.has("password_env");
        if (!section.has("user")) {
            if (secret) {
                section.missing("user", "give the user to whom the password belongs");
            }
            return Optional.empty();
        }
        String user = section.text("user", TextRule.line(255, "for example user = \"usher\""));
        Secret password = secrets.read(section, "password", true);
        if (tls == Encryption.NONE) {
            section.problem(
                    "user", "would be sent with its password in the open", "give tls = \"starttls\" or \"tls\"");
        }
        return password == null ? Optional.empty() : Optional.of(new MailSettings.Login(user, password));
    }

    private static int usualPort(Encryption tls) {
        return switch (tls) {
            case STARTTLS -> 587;
            case TLS -> 465;
            case NONE -> 25;
        };
    }
}

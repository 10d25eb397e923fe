package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.mail.MailAddress;
import org.usher.server.mail.MailSettings;
import org.usher.server.mail.MailSettings.Encryption;
import org.usher.server.security.Secret;

/** By whom mails are sent. */
final class MailKeysTest {
    @TempDir
    Path folder;

    @Test
    void shouldSendNoMailsUnlessToldByWhom() throws Exception {
        assertThat(read("")).isEmpty();
        MailAddress from = MailAddress.of("chat@shop.example").orElseThrow();
        String least = "[mail]\nhost = \"mail.shop.example\"\nfrom = \"chat@shop.example\"\n";
        assertThat(read(least))
                .contains(new MailSettings("mail.shop.example", 587, Encryption.STARTTLS, from, Optional.empty()));
        Files.writeString(folder.resolve("mail.secret"), "four words\n");
        assertThat(read(least + "tls = \"tls\"\nuser = \"usher\"\npassword_file = \"mail.secret\"\n"))
                .contains(new MailSettings(
                        "mail.shop.example",
                        465,
                        Encryption.TLS,
                        from,
                        Optional.of(new MailSettings.Login("usher", Secret.of("four words")))));
    }

    @Test
    void shouldNameWhatIsWrong() {
        Assertions.assertThatThrownBy(() -> read("""
                        [mail]
                        host = "mail server"
                        from = "Shop <chat@shop.example>"
                        tls = "none"
                        user = "usher"
                        password = "in the open"
                        extra = 1
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mail.host")
                .hasMessageContaining("mail.from")
                .hasMessageContaining("mail.user")
                .hasMessageContaining("mail.extra")
                .hasMessageNotContaining("in the open\"");
        Assertions.assertThatThrownBy(() -> read("[mail]\npassword = \"four words\"\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("mail.host")
                .hasMessageContaining("mail.user")
                .hasMessageNotContaining("four words");
    }

    private Optional<MailSettings> read(String text) throws Exception {
        return ServerConfigFile.read(Files.writeString(folder.resolve("usher.toml"), text), Map.of())
                .mail();
    }
}

package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usher.server.security.Secret;
import org.usher.server.sms.TextMessageSettings;

/** By which gateway text messages are sent. */
final class TextMessageKeysTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @TempDir
    Path folder;

    private ServerConfig read(String text) throws Exception {
        return ServerConfigFile.read(Files.writeString(folder.resolve("usher.toml"), text), Map.of());
    }

    @Test
    void shouldSendNoneUnlessToldByWhom() throws Exception {
        assertThat(read("").textMessages()).isEmpty();
        ServerConfig config = read("""
                [chat]
                public_url = "https://usher.example"
                link_keep = "5m"
                [sms]
                url = "https://sms.example/send"
                secret = "%s"
                """.formatted(SECRET));
        assertThat(config.textMessages())
                .contains(new TextMessageSettings(
                        URI.create("https://sms.example/send"),
                        Secret.of(SECRET),
                        5_000,
                        "",
                        "Go on in the chat, at your place in line: {link}",
                        3));
        assertThat(config.chats().links().publicUrl()).isEqualTo("https://usher.example");
        assertThat(config.chats().links().keepMs()).isEqualTo(300_000);
    }

    @Test
    void shouldNameWhatIsWrong() {
        assertThatThrownBy(() -> read("""
                        [chat]
                        public_url = "http://usher.example/chat"
                        link_keep = "2h"
                        [sms]
                        url = "http://sms.example/send?key=geheim"
                        secret = "short"
                        timeout = "1h"
                        text = "no place for it"
                        per_number_daily = 0
                        extra = 1
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chat.public_url")
                .hasMessageContaining("chat.link_keep")
                .hasMessageContaining("sms.url")
                .hasMessageContaining("sms.secret")
                .hasMessageContaining("sms.timeout")
                .hasMessageContaining("sms.text")
                .hasMessageContaining("sms.per_number_daily")
                .hasMessageContaining("sms.extra")
                .hasMessageNotContaining("geheim");
        assertThatThrownBy(() -> read("[sms]\nurl = \"https://sms.example\"\nsecret = \"" + SECRET + "\"\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chat.public_url");
    }
}

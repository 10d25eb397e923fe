package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.security.Secret;
import org.usher.server.webhook.WebhookSettings;
import org.usher.server.webhook.WebhookType;

/** Every key that says to whom events are sent: read, and refused in words. */
final class WebhookKeysTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String HOOK = """
            [[webhook]]
            name = "crm"
            url = "https://crm.example.org/usher?key=in-the-url"
            secret = "%s"
            """.formatted(SECRET);

    @TempDir
    private Path directory;

    private List<WebhookSettings> read(String text) throws IOException, ConfigException {
        return ServerConfigFile.read(
                        Files.writeString(directory.resolve("usher.toml"), "[simulation]\nenabled = true\n" + text))
                .webhooks();
    }

    private static String whsec(int bytes) {
        return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
    }

    @Test
    void shouldSendToNobodyIfNothingIsSaid() throws Exception {
        assertThat(read("")).isEmpty();
    }

    @Test
    void shouldGiveDefaultsAndShowNeitherSecretNorPath() throws Exception {
        WebhookSettings hook = read(HOOK).getFirst();
        assertThat(hook.name()).isEqualTo("crm");
        assertThat(hook.secrets()).containsExactly(Secret.of(SECRET));
        assertThat(hook.events()).isEqualTo(WebhookType.all()).doesNotContain(WebhookType.CHAT_MESSAGE);
        assertThat(hook.queues()).isEmpty();
        assertThat(hook.pace()).isEqualTo(new WebhookSettings.Pace(50, 15_000, 259_200_000));
        assertThat(hook.address()).isEqualTo("https://crm.example.org");
    }

    @Test
    void shouldReadAllThatCanBeSaid() throws Exception {
        Files.writeString(directory.resolve("old.secret"), whsec(64) + "\n");
        WebhookSettings hook = read(HOOK + """
                previous_secret_file = "old.secret"
                events = ["all", "chat.message"]
                queues = ["sales", "billing"]
                per_second = 5
                timeout = "3s"
                keep = "2h"
                """).getFirst();
        assertThat(hook.secrets()).containsExactly(Secret.of(SECRET), Secret.of(whsec(64)));
        assertThat(hook.events()).isEqualTo(WebhookType.choices());
        assertThat(hook.queues()).isEqualTo(Set.of("sales", "billing"));
        assertThat(hook.pace()).isEqualTo(new WebhookSettings.Pace(5, 3_000, 7_200_000));
        assertThat(read(HOOK + "events = [\"agent.state\"]\n").getFirst().events())
                .containsExactly(WebhookType.AGENT_STATE);
        assertThat(read(HOOK.replace("https://crm.example.org/usher?key=in-the-url", "http://127.0.0.1:9000/"))
                        .getFirst()
                        .url())
                .isEqualTo(URI.create("http://127.0.0.1:9000/"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            name = "crm"          | name = "C R M"            | webhook[1].name = "C R M" is not a name; give small letters, digits, - and _, for example name = "crm"
            name = "crm"          | port = 5                  | webhook[1].name is missing
            url = "https://crm.example.org/usher?key=in-the-url" | x = 1 | webhook[1].url is missing
            name = "crm"          | name = "crm"\\nper_second = 0   | webhook[1].per_second = 0 is out of range; give a whole number from 1 to 1000
            name = "crm"          | name = "crm"\\ntimeout = "2m"   | webhook[1].timeout = "2m" is out of range; give a time from 500ms to 30s
            name = "crm"          | name = "crm"\\nkeep = "1y"      | webhook[1].keep = "1y" is not a time
            name = "crm"          | name = "crm"\\nevents = ["contact.gone"] | webhook[1].events[1] = "contact.gone" is no event that can be sent; give some of contact.queued, contact.offered
            name = "crm"          | name = "crm"\\nevents = ["usher.test"]   | webhook[1].events[1] = "usher.test" is no event that can be sent
            name = "crm"          | name = "crm"\\nevents = "all"   | webhook[1].events = "all" is not a list
            name = "crm"          | name = "crm"\\nqueues = [5]     | webhook[1].queues[1] = 5 is not text
            name = "crm"          | name = "crm"\\nevens = []       | webhook[1].evens is not a known key; did you mean events?
            """)
    void shouldRefuseWithFieldValueAndFix(String before, String after, String told) {
        assertThatThrownBy(() -> read(HOOK.replace(before, after.replace("\\n", "\n"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(told);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://crm.example.org/",
                "http://192.0.2.1/",
                "https://eva:in-the-url@crm.example.org/",
                "ftp://127.0.0.1/",
                "crm.example.org",
                "https:///nowhere",
                "file:///etc/passwd"
            })
    void shouldSendNowhereInTheOpenAndNotSayWhatWasGiven(String url) {
        assertThatThrownBy(() -> read(HOOK.replace("https://crm.example.org/usher?key=in-the-url", url)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "webhook[1].url is not an address to send to; give https://… without a user's name in it, or http:// to this machine alone")
                .hasMessageNotContaining("in-the-url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sixteen letters and more", "whsec_", "whsec_!!!", "whsec_c2hvcnQ="})
    void shouldTakeOnlySecretsOfTheSpecificationAndNotSayWhatWasGiven(String secret) {
        assertThatThrownBy(() -> read(HOOK.replace(SECRET, secret)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(
                        "webhook[1].secret is no secret of Standard Webhooks; give whsec_ and 24 to 64 random bytes in base64")
                .hasMessageNotContaining("c2hvcnQ")
                .hasMessageNotContaining("sixteen");
        assertThatThrownBy(() -> read(HOOK + "previous_secret = \"" + secret + "\"\n"))
                .hasMessageContaining("webhook[1].previous_secret is no secret");
    }

    @Test
    void shouldBoundHowManyThereAreAndHowLongSecretsAre() throws Exception {
        assertThatThrownBy(() -> read(HOOK.replace(SECRET, whsec(23)))).isInstanceOf(ConfigException.class);
        assertThatThrownBy(() -> read(HOOK.replace(SECRET, whsec(65)))).isInstanceOf(ConfigException.class);
        assertThat(read(HOOK.replace(SECRET, whsec(24)))).hasSize(1);
        assertThatThrownBy(() -> read(HOOK + HOOK))
                .hasMessageContaining(
                        "webhook[2].name = \"crm\" is used by another webhook; give each a name of its own");
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= WebhookKeys.MAX_WEBHOOKS; i++) {
            many.append(HOOK.replace("\"crm\"", "\"crm" + i + "\""));
        }
        assertThat(read(many.toString())).hasSize(WebhookKeys.MAX_WEBHOOKS);
        assertThatThrownBy(() -> read(many + HOOK))
                .hasMessageContaining("webhook = […] are 17, too many; give up to 16");
    }
}

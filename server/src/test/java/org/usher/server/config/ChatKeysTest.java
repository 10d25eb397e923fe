package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.usher.server.chat.ChatSettings;

/** Who may chat, and on which sites' pages. */
final class ChatKeysTest {
    @TempDir
    Path folder;

    @Test
    void shouldLetNoSiteHoldTheChatUnlessItIsNamed() throws Exception {
        assertThat(read("").sites()).isEmpty();
        List<String> sites = List.of("https://shop.example", "https://www.shop.example:8443", "http://localhost:3000");
        assertThat(read("sites = " + quoted(sites)).sites()).isEqualTo(sites);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*.shop.example",
                "*",
                "https:",
                "shop.example",
                "http://shop.example",
                "https://shop.example/",
                "https://shop.example:443",
                "https://Shop.example",
                "https://eva@shop.example",
                "https://shop.example; script-src *",
                "https://shop.example 'self'",
                "https://shop.example\\nx: y"
            })
    void shouldRefuseWhatNamesNoOneSite(String site) {
        Assertions.assertThatThrownBy(() -> read("sites = [\"" + site + "\"]"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chat.sites[1]")
                .hasMessageContaining("https://shop.example");
    }

    @Test
    void shouldRefuseMoreSitesThanAHeaderHoldsWithEase() {
        List<String> sites = IntStream.range(0, 21)
                .mapToObj(i -> "https://s" + i + ".example")
                .toList();
        Assertions.assertThatThrownBy(() -> read("sites = " + quoted(sites)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("name up to 20");
    }

    private static String quoted(List<String> sites) {
        return sites.stream().map(site -> "\"" + site + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    private ChatSettings read(String keys) throws Exception {
        return ServerConfigFile.read(
                        Files.writeString(folder.resolve("usher.toml"), "[chat]\n" + keys + "\n"), Map.of())
                .chats();
    }
}

package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.usher.server.customer.CustomerRule;
import org.usher.server.customer.CustomerSettings;

/** Every key that says how customers are looked up, and what follows from who they are: read, and refused in words. */
final class CustomerKeysTest {
    private static final String HOOK = """
            [customers.hook]
            url = "https://crm.example.org/lookup"
            secret = "sixteen letters and more"
            """;
    private static final String CENTRE = """
            [[skill]]
            name = "french"
            [[skill]]
            name = "claims"
            [[queue]]
            name = "sales"
            prefer_agent = "20s"
            [[queue]]
            name = "returns"
            [[agent]]
            name = "anna"
            skills = ["french:5", "claims"]
            queues = ["sales", "returns"]
            """;

    @TempDir
    private Path directory;

    private CustomerSettings settings(String text) throws IOException, ConfigException {
        return ServerConfigFile.read(
                        Files.writeString(directory.resolve("usher.toml"), "[simulation]\nenabled = true\n" + text))
                .customers();
    }

    private static List<CustomerRule> rules(String rule) throws ConfigException {
        return CentreFile.parse("centre.toml", CENTRE + "[[customer_rule]]\n" + rule)
                .customerRules();
    }

    // [customers]

    @Test
    void shouldLookUpInTheDatabaseAloneIfNothingIsSaid() throws Exception {
        assertThat(settings("")).isEqualTo(CustomerSettings.DEFAULT);
        assertThat(settings("[customers]\n")).isEqualTo(CustomerSettings.DEFAULT);
    }

    @Test
    void shouldReadRegionKeepAndHook() throws Exception {
        CustomerSettings read = settings("[customers]\nregion = \"DE\"\nkeep = \"90s\"\n" + HOOK
                + "timeout = \"1200ms\"\nat_once = 4\nrest = \"2m\"\n");
        assertThat(read.region()).isEqualTo("DE");
        assertThat(read.keepMs()).isEqualTo(90_000);
        CustomerSettings.Hook hook = read.hook().orElseThrow();
        assertThat(hook.url()).isEqualTo(URI.create("https://crm.example.org/lookup"));
        assertThat(hook.secret().reveal()).isEqualTo("sixteen letters and more");
        assertThat(hook.timeoutMs()).isEqualTo(1_200);
        assertThat(hook.atOnce()).isEqualTo(4);
        assertThat(hook.restMs()).isEqualTo(120_000);
    }

    @Test
    void shouldGiveTheHookDefaultsAndTakeItsSecretFromAFile() throws Exception {
        Files.writeString(directory.resolve("hook.secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
        CustomerSettings.Hook hook = settings("""
                [customers.hook]
                url = "http://127.0.0.1:9000/lookup"
                secret_file = "hook.secret"
                """).hook().orElseThrow();
        assertThat(hook.secret().reveal()).startsWith("whsec_");
        assertThat(hook.timeoutMs()).isEqualTo(800);
        assertThat(hook.atOnce()).isEqualTo(16);
        assertThat(hook.restMs()).isEqualTo(30_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "region = \"de\"     | customers.region = \"de\" is no region; give its ISO 3166 code",
                "region = 49         | customers.region = 49 is not text",
                "keep = \"500ms\"    | customers.keep = \"500ms\" is out of range; give a time from 1s to 24h",
                "keep = 600          | customers.keep = 600 is not a time",
                "hook = \"https://x\"| customers.hook = \"https://x\" is not a table",
                "hok = 1             | customers.hok is not a known key; did you mean hook?"
            })
    void shouldSayWhatIsWrongWithALookUp(String line, String message) {
        assertThatThrownBy(() -> settings("[customers]\n" + line + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(":4: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url = \"http://crm.example.org\" | url = \"http://crm.example.org\" is not an address to ask; give https://",
                "url = \"https://me:pw@example.org\" | is not an address to ask",
                "url = \"crm\"        | url = \"crm\" is not an address to ask",
                "timeout = \"20ms\"   | timeout = \"20ms\" is out of range; give a time from 50ms to 10s",
                "at_once = 0          | at_once = 0 is out of range; give a whole number from 1 to 256",
                "rest = \"2h\"        | rest = \"2h\" is out of range; give a time from 100ms to 1h",
                "retries = 3          | retries is not a known key"
            })
    void shouldSayWhatIsWrongWithAHook(String line, String message) {
        String hook = line.startsWith("url") ? HOOK.replaceAll("url = .*\n", line + "\n") : HOOK + line + "\n";
        assertThatThrownBy(() -> settings(hook))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldNotRepeatASecretThatIsNone() {
        String shorter = HOOK.replace("sixteen letters and more", "hunter2hunter2");
        assertThatThrownBy(() -> settings(shorter))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("customers.hook.secret is no good secret; give at least 16 characters")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> settings(HOOK.replace("sixteen letters and more", "whsec_c2hvcnQ=")))
                .hasMessageContaining("is no good secret");
        assertThatThrownBy(() -> settings(HOOK.replaceAll("secret = .*\n", "")))
                .hasMessageContaining("customers.hook.secret is missing");
        assertThatThrownBy(() -> settings(HOOK.replaceAll("url = .*\n", "")))
                .hasMessageContaining("customers.hook.url is missing");
    }

    // [[customer_rule]]

    @Test
    void shouldReadEveryKeyOfARule() throws Exception {
        assertThat(rules("""
                when = { segment = "gold", language = "fr", vip = false, open_matter = "claim" }
                queues = ["sales"]
                priority = -7
                skills = ["french:3", "claims"]
                prefer_last_agent = true
                """))
                .containsExactly(new CustomerRule(
                        new CustomerRule.When("gold", "fr", false, "claim"),
                        Set.of("sales"),
                        -7,
                        List.of(new CustomerRule.Skill("french", 3), new CustomerRule.Skill("claims", 1)),
                        true));
        assertThat(rules("when = { vip = true }\npriority = 20\n"))
                .containsExactly(new CustomerRule(
                        new CustomerRule.When(null, null, true, null), Set.of(), 20, List.of(), false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "priority = 5                                   | customer_rule[1].when is missing; say for whom",
                "when = {}~priority = 5                         | customer_rule[1].when is missing; say for whom",
                "when = \"vip\"~priority = 5                    | when = \"vip\" is not a table",
                "when = { segment = \"g o\" }~priority = 5      | when.segment = \"g o\" is not a word",
                "when = { language = 5 }~priority = 5           | when.language = 5 is not text",
                "when = { vip = \"yes\" }~priority = 5          | when.vip = \"yes\" is not true or false",
                "when = { open_matter = \"a,b\" }~priority = 5  | when.open_matter = \"a,b\" is not a word",
                "when = { vipp = true, vip = true }~priority = 5| when.vipp is not a known key; did you mean vip?",
                "when = { vip = true }                          | priority is missing; say what follows",
                "when = { vip = true }~priority = 101           | priority = 101 is out of range; give a whole number from -100 to 100",
                "when = { vip = true }~priority = \"high\"      | priority = \"high\" is not a whole number",
                "when = { vip = true }~skills = [\"german:3\"]  | \"german:3\"",
                "when = { vip = true }~skills = [\"french:11\"] | is not a skill",
                "when = { vip = true }~skills = [\"french\", \"french:3\"] | names a skill twice",
                "when = { vip = true }~priority = 1~queues = [\"support\"] | \"support\"",
                "when = { vip = true }~priority = 1~queues = [\"sales\", \"sales\"] | is named twice; name each queue once",
                "when = { vip = true }~prefer_last_agent = 1    | prefer_last_agent = 1 is not true or false",
                "when = { vip = true }~priority = 1~then = 2    | then is not a known key"
            })
    void shouldSayWhatIsWrongWithARule(String rule, String message) {
        assertThatThrownBy(() -> rules(rule.replace('~', '\n') + "\n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("customer_rule[1]")
                .hasMessageContaining(message);
    }
}

package org.usher.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.usher.server.callback.CallbackRule;
import org.usher.server.callback.FollowUpRule;
import org.usher.server.callback.WindowRule;

/** What a centre's file says about callbacks. */
final class CallbackKeysTest {
    private static CallbackRule rule(String keys) throws ConfigException {
        String text = "[[queue]]\nname = \"sales\"\n" + keys + "\n";
        return Objects.requireNonNull(
                CentreFile.parse("centre.toml", text).callbackRules().get("sales"));
    }

    @Test
    void shouldPromiseNoWindowsUnlessToldWhoCanBeCountedOn() throws Exception {
        assertThat(rule("")).isEqualTo(CallbackRule.DEFAULT);
        assertThat(rule("").windows().agents()).isZero();
    }

    @Test
    void shouldReadTheWindows() throws Exception {
        CallbackRule rule = rule("""
                callback_agents = 12
                callback_window = "30m"
                callback_days = 3
                callback_handling = "4m"
                callback_share = 40
                callback_retry = ["1m"]""");
        assertThat(rule.windows()).isEqualTo(new WindowRule(1_800_000, 3, 12, 240_000, 40));
        assertThat(rule.retryMs()).containsExactly(60_000L);
    }

    @Test
    void shouldNameWhatIsWrongWithWindows() {
        assertThatThrownBy(() -> rule("callback_agents = 1\ncallback_window = \"25m\""))
                .hasMessageContaining("callback_window = \"25m\" is no length of windows; give 15m, 30m, 1h, 2h");
        assertThatThrownBy(() -> rule("callback_share = 30"))
                .hasMessageContaining("callback_share = 30 is about windows that nobody is promised");
        assertThatThrownBy(() -> rule("callback_agents = 1\ncallback_days = 90"))
                .hasMessageContaining("from 1 to 31");
    }

    @Test
    void shouldListenForMachinesOnlyIfToldAndKeepTimeForIt() throws Exception {
        assertThat(rule("").detectsMachines()).isFalse();
        assertThat(rule("").ringMs(30_000)).isEqualTo(30_000);
        CallbackRule listening = rule("callback_machine_detection = true\ncallback_ring = \"30s\"");
        assertThat(listening.detectsMachines()).isTrue();
        assertThat(listening.ringMs(30_000)).isEqualTo(24_000);
        assertThatThrownBy(() -> rule("callback_machine_detection = true\ncallback_ring = \"10s\""))
                .hasMessageContaining("callback_ring = \"10s\" is out of range; give a time from 15s to 5m");
    }

    @Test
    void shouldRingTheAgentFirstUnlessTold() throws Exception {
        assertThat(rule("").order()).isEqualTo(CallbackRule.Order.AGENT);
        assertThat(rule("callback_order = \"customer\"").order()).isEqualTo(CallbackRule.Order.CUSTOMER);
        assertThatThrownBy(() -> rule("callback_order = \"caller\"")).hasMessageContaining("callback_order");
    }

    @Test
    void shouldReadWhoIsFollowedUp() throws Exception {
        assertThat(rule("").followUp().isOn()).isFalse();
        assertThat(rule("follow_up_after = \"45s\"").followUp())
                .isEqualTo(new FollowUpRule(45_000, FollowUpRule.How.LIST));
        assertThat(rule("follow_up_after = \"0s\"\nfollow_up = \"callback\"").followUp())
                .isEqualTo(new FollowUpRule(0, FollowUpRule.How.CALLBACK));
        assertThatThrownBy(() -> rule("follow_up = \"callback\""))
                .hasMessageContaining("follow_up = \"callback\" says how nobody is followed up");
    }
}

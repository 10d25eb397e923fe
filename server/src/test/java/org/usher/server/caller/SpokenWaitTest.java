package org.usher.server.caller;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.usher.core.api.ToldWait.Cause;
import org.usher.core.api.ToldWait.Longer;
import org.usher.core.api.WaitEstimate;

final class SpokenWaitTest {
    private final SpokenWait caller = new SpokenWait();

    private static SpokenWait.Basis of(int p10S, int p50S, int p90S) {
        return of(p10S, p50S, p90S, 5, 0);
    }

    private static SpokenWait.Basis of(int p10S, int p50S, int p90S, int agents, int handlingS) {
        return new SpokenWait.Basis(
                new WaitEstimate(1_000L * p50S, 1_000L * p10S, 1_000L * p50S, 1_000L * p90S),
                agents,
                1_000L * handlingS);
    }

    private static SpokenWait.Said says(SpokenWait caller, SpokenWait.Basis now) {
        SpokenWait.Said said = caller.toSay(now);
        caller.heard(said);
        return said;
    }

    private String says(SpokenWait.Basis now) {
        return says(caller, now).words().text();
    }

    private static String saysFirst(int p50S, int p90S) {
        return says(new SpokenWait(), of(0, p50S, p90S)).words().text();
    }

    @Test
    void shouldSpeakInRoundWords() {
        assertThat(saysFirst(10, 60)).isEqualTo("less than a minute");
        assertThat(saysFirst(30, 61)).isEqualTo("about 2 minutes");
        assertThat(saysFirst(100, 170)).isEqualTo("about 3 minutes");
        assertThat(saysFirst(100, 420)).isEqualTo("between 2 and 7 minutes");
        assertThat(saysFirst(290, 901)).isEqualTo("more than 5 minutes");
        assertThat(saysFirst(901, 2_000)).isEqualTo("more than 15 minutes");
    }

    @Test
    void shouldFollowAWaitThatGetsShorter() {
        assertThat(says(of(100, 170, 230))).isEqualTo("about 4 minutes");
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");
        assertThat(says(of(1, 20, 50))).isEqualTo("less than a minute");
    }

    @Test
    void shouldNeverTakeAPromiseBackWhileNothingHappened() {
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");
        assertThat(says(of(100, 170, 230))).isEqualTo("about 2 minutes");
        assertThat(says(of(500, 1_000, 2_000))).isEqualTo("about 2 minutes");
        SpokenWait.Said said = caller.toSay(of(500, 1_000, 2_000));
        assertThat(said.longer()).isNull();
        assertThat(said.told().estimate().meanMs())
                .as("what is known is noted, though it is not said")
                .isEqualTo(1_000_000);
    }

    @Test
    void shouldSayMoreOnceAfterAnAgentLeftAndTellWhy() {
        assertThat(says(of(20, 70, 110))).isEqualTo("about 2 minutes");

        SpokenWait.Said said = says(caller, of(100, 170, 230, 4, 0));

        assertThat(said.words().text()).isEqualTo("about 4 minutes");
        assertThat(said.longer()).isEqualTo(new Longer(Cause.AGENTS_LEFT, 5, 4));
        assertThat(says(of(400, 500, 600, 4, 0)))
                .as("one cause is no leave for ever")
                .isEqualTo("about 4 minutes");
        assertThat(says(of(400, 500, 600, 5, 0))).as("one came back").isEqualTo("about 4 minutes");
    }

    @Test
    void shouldSayMoreAfterSomebodyCameBeforeHim() {
        says(of(20, 70, 110));
        caller.cameBefore();
        caller.cameBefore();
        SpokenWait.Said said = says(caller, of(100, 170, 230));
        assertThat(said.words().text()).isEqualTo("about 4 minutes");
        assertThat(said.longer()).isEqualTo(new Longer(Cause.PRECEDENCE_CAME, 0, 2));
        assertThat(says(of(400, 500, 600))).isEqualTo("about 4 minutes");
    }

    @Test
    void shouldSayMoreWhenCallsTakeLongerAndNotByChance() {
        says(of(20, 70, 110, 5, 100));
        assertThat(says(of(100, 170, 230, 5, 119))).isEqualTo("about 2 minutes");
        SpokenWait.Said said = says(caller, of(100, 170, 230, 5, 143));
        assertThat(said.words().text()).isEqualTo("about 4 minutes");
        assertThat(said.longer()).isEqualTo(new Longer(Cause.HANDLING_GREW, 119_000, 143_000));
        says(of(100, 170, 230, 5, 0));
        assertThat(says(of(400, 500, 600, 5, 500)))
                .as("what they took before is not known")
                .isEqualTo("about 4 minutes");
    }

    @Test
    void shouldSayMoreAfterTheRulesChanged() {
        says(of(20, 70, 110));
        caller.rulesChanged();
        assertThat(says(caller, of(100, 170, 230)).longer()).isEqualTo(new Longer(Cause.RULES_CHANGED, 0, 0));
        caller.rulesChanged();
        assertThat(says(caller, of(20, 70, 110)).longer()).isNull();
    }
}

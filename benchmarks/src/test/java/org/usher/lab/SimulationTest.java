package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.usher.core.api.Command;
import org.usher.core.api.Effect;
import org.usher.core.api.LogEntry;
import org.usher.core.api.Output;
import org.usher.lab.peer.ListRouting;

class SimulationTest {

    @Test
    void shouldCountWaitsAbandonsAndOccupancyAsWorkedOutByHand() {
        // agent busy 0–10 s with call 0; call 1 waits 9 s and talks 10–15 s; call 2 gives up at 8 s after 6 s
        Script script = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 5)
                .call(0, 2_000, 5, 6_000, 0);
        Tally tally = script.tallyOf(script.scenario(), ListRouting::longestWaitLongestIdle);

        assertThat(tally.letIn).isEqualTo(3);
        assertThat(tally.answered).isEqualTo(2);
        assertThat(tally.abandoned).isEqualTo(1);
        assertThat(tally.delayed).isEqualTo(2);
        assertThat(tally.waitMs).isEqualTo(15_000);
        assertThat(tally.answeredWaitMs).isEqualTo(9_000);
        assertThat(tally.busyMs()).isEqualTo(15_000);
        assertThat(tally.staffedMs()).isEqualTo(15_000);
    }

    @Test
    void shouldTurnCallersAwayWhenAllPlacesAreTaken() {
        Script script = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 5)
                .call(0, 2_000, 5);
        Tally tally = script.tallyOf(
                script.scenario(new Scenario.Span(0, 1_000_000, true), 2), ListRouting::longestWaitLongestIdle);
        assertThat(tally.blocked).isEqualTo(1);
        assertThat(tally.letIn).isEqualTo(2);
    }

    @Test
    void shouldCountOnlyTheSpan() {
        Script script = new Script().line(1).agents(1, 0).call(0, 0, 10).call(0, 9_000, 5);
        Tally tally = script.tallyOf(
                script.scenario(new Scenario.Span(5_000, 12_000, false), 0), ListRouting::longestWaitLongestIdle);
        assertThat(tally.letIn).isEqualTo(1);
        assertThat(tally.waitMs).isEqualTo(1_000);
        assertThat(tally.busyMs()).isEqualTo(7_000);
        assertThat(tally.staffedMs()).isEqualTo(7_000);
    }

    @Test
    void shouldLetAgentsFinishTheirCallBeforeTheyGoHome() {
        Script script = new Script()
                .line(1)
                .agents(
                        List.of(new Scenario.Shift(0, 2), new Scenario.Shift(5_000, 1), new Scenario.Shift(30_000, 2)),
                        0)
                .call(0, 0, 10)
                .call(0, 0, 20)
                .call(0, 6_000, 5)
                .call(0, 7_000, 30);
        // from 5 s on one agent is too many: agent 1 leaves after his call at 10 s, agent 2 serves the rest until 30 s
        assertThat(script.offersOf(ListRouting::longestWaitLongestIdle))
                .containsExactly(
                        "0: call 0 to agent 1",
                        "0: call 1 to agent 2",
                        "20000: call 2 to agent 2",
                        "25000: call 3 to agent 2");
        Tally tally = script.tallyOf(script.scenario(), ListRouting::longestWaitLongestIdle);
        assertThat(tally.staffedMs()).isEqualTo(10_000 + 55_000 + 25_000);
    }

    @Test
    void shouldPutCallersWithCreditBeforeThoseWhoCameBefore() {
        List<String> offers = new Script()
                .line(1)
                .agents(1, 0)
                .call(0, 0, 10)
                .call(0, 1_000, 5)
                .call(0, 2_000, 5, Call.FOREVER, 90_000)
                .offersOf(ListRouting::longestWaitLongestIdle);
        assertThat(offers)
                .containsExactly("0: call 0 to agent 1", "10000: call 2 to agent 1", "15000: call 1 to agent 1");
    }

    @Test
    void shouldGiveEveryPolicyTheSameCallers() {
        Traffic traffic = ReferenceCases.a().scenario().traffic();
        assertThat(callers(traffic, 7, 3)).isEqualTo(callers(traffic, 7, 3)).isNotEqualTo(callers(traffic, 8, 3));
        assertThat(callers(traffic, 7, 3)).isNotEqualTo(callers(traffic, 7, 4));
    }

    @Test
    void shouldKeepArrivalsAndWorkWhenOnlyPatienceChanges() {
        List<Call> patient = callers(traffic(Double.POSITIVE_INFINITY), 1, 0);
        List<Call> impatient = callers(traffic(60_000), 1, 0);
        assertThat(patient)
                .extracting(Call::arrivalMs)
                .isEqualTo(impatient.stream().map(Call::arrivalMs).toList());
        assertThat(patient)
                .extracting(Call::work)
                .isEqualTo(impatient.stream().map(Call::work).toList());
    }

    private static Traffic traffic(double meanPatienceMs) {
        return new PoissonTraffic(
                List.of(PoissonTraffic.steady(5, meanPatienceMs), PoissonTraffic.steady(1, meanPatienceMs)),
                PoissonTraffic::exponential,
                0);
    }

    private static List<Call> callers(Traffic traffic, long seed, int replication) {
        List<Call> calls = new ArrayList<>();
        Traffic.Callers callers = traffic.open(seed, replication);
        for (int i = 0; i < 200; i++) {
            calls.add(callers.next());
        }
        return calls;
    }

    @Test
    void shouldDrawGammaFactorsOfTheRightMeanAndVariance() {
        double[] drawn = new double[20_000];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = Streams.gamma(Streams.of(5, i, 0, Streams.Attribute.DAY), 28.7, 28.7);
        }
        double mean = java.util.Arrays.stream(drawn).average().orElseThrow();
        double variance =
                java.util.Arrays.stream(drawn).map(v -> (v - mean) * (v - mean)).sum() / drawn.length;
        assertThat(mean).isCloseTo(1, within(0.005));
        assertThat(variance).isCloseTo(1 / 28.7, within(0.002));
    }

    @Test
    void shouldStopWhenAnAgentIsOfferedASecondCall() {
        Script script = new Script().line(1).agents(1, 0).call(0, 0, 10).call(0, 1_000, 5);
        assertThatThrownBy(() -> script.tallyOf(script.scenario(), s -> new Reckless()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("away or busy");
    }

    @Test
    void shouldStopWhenCallersAreForgotten() {
        Script script = new Script().line(1).agents(1, 0).call(0, 0, 10);
        assertThatThrownBy(() -> script.tallyOf(script.scenario(), s -> new Idle()))
                .hasMessageContaining("1 callers wait for ever");
    }

    /** Offers every caller to agent 1 at once. */
    private static final class Reckless implements SystemUnderTest {
        @Override
        public void apply(LogEntry entry, Output output) {
            if (entry.command() instanceof Command.ContactArrived arrived) {
                output.effect(new Effect.Offer(
                        entry.index() << 20,
                        entry.atMs() + 20_000,
                        arrived.callKey(),
                        entry.index(),
                        1,
                        List.of(new Effect.Rung(1, List.of(1))),
                        15_000,
                        0));
            }
        }

        @Override
        public long nextDeadlineAtMs() {
            return Long.MAX_VALUE;
        }
    }

    private static final class Idle implements SystemUnderTest {
        @Override
        public void apply(LogEntry entry, Output output) {}

        @Override
        public long nextDeadlineAtMs() {
            return Long.MAX_VALUE;
        }
    }
}

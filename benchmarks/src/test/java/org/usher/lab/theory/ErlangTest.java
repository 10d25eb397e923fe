package org.usher.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErlangTest {

    @Test
    void shouldGiveErlangBAsPrintedInTables() {
        // 10 erlangs on 10 trunks: 21.46 %; one erlang on two: 1/5 exactly
        assertThat(Erlang.blocking(10, 10)).isCloseTo(0.21458, within(1e-5));
        assertThat(Erlang.blocking(1, 2)).isCloseTo(0.2, within(1e-12));
    }

    @Test
    void shouldGiveErlangCExactlyWhereItIsKnownByHand() {
        // one agent: the probability of delay is the load; two agents: a² / (2 + a)
        assertThat(Erlang.delayProbability(0.7, 1)).isCloseTo(0.7, within(1e-12));
        assertThat(Erlang.delayProbability(1.5, 2)).isCloseTo(1.5 * 1.5 / 3.5, within(1e-12));
        assertThat(Erlang.meanWait(0.7, 1, 1)).isCloseTo(0.7 / 0.3, within(1e-12));
    }

    @Test
    void shouldAgreeWithErlangCWhenThePlacesAreWithoutEnd() {
        Erlang.Station many = Erlang.withPlaces(8.4, 0.1, 90, 3_000);
        assertThat(many.delayed()).isCloseTo(Erlang.delayProbability(84, 90), within(1e-9));
        assertThat(many.meanWait()).isCloseTo(Erlang.meanWait(8.4, 0.1, 90), within(1e-9));
        assertThat(many.blocked()).isLessThan(1e-12);
    }

    @Test
    void shouldGiveErlangAOfCaseD() {
        Erlang.Station d = Erlang.withPatience(10, 1, 1, 10);
        assertThat(d.delayed()).isCloseTo(0.54207, within(5e-6));
        assertThat(d.meanWait()).isCloseTo(0.12511, within(5e-6));
        assertThat(d.abandoned()).isCloseTo(0.12511, within(5e-6));
    }

    @Test
    void shouldGiveThePooledFiguresOfCaseC() {
        assertThat(Erlang.withPlaces(7.74, 0.1, 90, 120).meanWait()).isCloseTo(0.083, within(5e-4));
        assertThat(Erlang.withPlaces(8.4, 0.1, 90, 120).meanWait()).isCloseTo(0.450, within(5e-4));
        assertThat(Erlang.withPlaces(9.0, 0.1, 90, 120).meanWait()).isCloseTo(1.243, within(5e-4));
        assertThat(Erlang.withPlaces(8.4, 0.1, 90, 120).delayed()).isCloseTo(0.380, within(2e-3));
    }

    @Test
    void shouldBoundCaseBFromBelow() {
        List<Double> rates = new ArrayList<>();
        rates.addAll(Collections.nCopies(3, 1 / 1.0));
        rates.addAll(Collections.nCopies(2, 1 / 0.8));
        rates.addAll(Collections.nCopies(4, 1 / 1.6));
        assertThat(MarkovBound.meanWait(8, rates, 1 / 2.0)).isCloseTo(0.2117, within(5e-5));
    }

    @Test
    void shouldBeThePooledQueueWhenAllAgentsAreEqual() {
        assertThat(MarkovBound.meanWait(10, Collections.nCopies(10, 1.0), 1))
                .isCloseTo(Erlang.withPatience(10, 1, 1, 10).meanWait(), within(1e-12));
    }

    @Test
    void shouldRefuseALoadThatGrowsWithoutEnd() {
        assertThatThrownBy(() -> Erlang.delayProbability(90, 90)).hasMessageContaining("not below");
        assertThatThrownBy(() -> MarkovBound.meanWait(11, Collections.nCopies(10, 1.0), 0))
                .hasMessageContaining("grows without end");
    }
}

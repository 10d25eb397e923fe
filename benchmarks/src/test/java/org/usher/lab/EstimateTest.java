package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EstimateTest {

    @Test
    void shouldKnowStudentsQuantilesAsPrintedInTables() {
        assertThat(Estimate.studentQuantile975(1)).isCloseTo(12.706, within(0.001));
        assertThat(Estimate.studentQuantile975(3)).isCloseTo(3.182, within(0.01));
        assertThat(Estimate.studentQuantile975(9)).isCloseTo(2.262, within(0.001));
        assertThat(Estimate.studentQuantile975(1_000)).isCloseTo(1.962, within(0.001));
    }

    @Test
    void shouldGiveTheTextbookIntervalOfAMean() {
        // mean 5, standard deviation 2.582 of four values: 3.182 · 2.582 / 2
        Estimate mean = Estimate.ofMean(new double[] {2, 4, 6, 8});
        assertThat(mean.value()).isEqualTo(5);
        assertThat(mean.halfWidth95()).isCloseTo(4.108, within(0.02));
    }

    @Test
    void shouldWeighBusyReplicationsByTheirCallers() {
        Estimate ratio = Estimate.ofRatio(new double[] {10, 300}, new double[] {10, 100});
        assertThat(ratio.value()).isCloseTo(310.0 / 110, within(1e-12));
    }

    @Test
    void shouldSeeASmallDifferenceThroughLargeCommonNoise() {
        double[] first = {100, 200, 300, 400};
        double[] second = {101, 202, 301, 402};
        double[] ones = {1, 1, 1, 1};
        Estimate difference = Estimate.ofDifference(first, ones, second, ones);
        assertThat(difference.value()).isCloseTo(-1.5, within(1e-12));
        assertThat(difference.halfWidth95()).isLessThan(1);
        assertThat(Estimate.ofMean(first).halfWidth95()).isGreaterThan(100);
    }

    @Test
    void shouldTakeOutTheNoiseThatAControlOfKnownMeanExplains() {
        // the control is 10 on average and came out at 12: half as much comes off what moves half as much
        double[] ones = {1, 1, 1, 1, 1};
        double[] control = {8, 10, 12, 14, 16};
        double[] studied = {24, 25, 26, 27, 28.5};
        Estimate plain = Estimate.ofMean(studied);
        Estimate controlled = Estimate.ofControlled(studied, ones, control, ones, 10);
        assertThat(controlled.value()).isCloseTo(26.1 - 0.55 * 2, within(1e-9));
        assertThat(controlled.halfWidth95()).isLessThan(plain.halfWidth95() / 5);
    }

    @Test
    void shouldSayThatOneReplicationTellsNothingOfTheError() {
        assertThat(Estimate.ofMean(new double[] {1}).halfWidth95()).isNaN();
    }
}

package org.usher.server.drill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class PairedTest {
    @Test
    void shouldTellARatioThatIsTheSameInEveryPairWithoutDoubt() {
        Paired.Estimate ratio = new Paired(new double[] {2, 20, 6}, new double[] {1, 10, 3}).ratio();
        assertThat(ratio.mean()).isCloseTo(2, within(1e-12));
        assertThat(ratio.halfWidth()).isCloseTo(0, within(1e-12));
    }

    /** Student's own example: hours of sleep gained by two drugs, ten patients (Biometrika 6, 1908): 1.58 ± 0.88. */
    @Test
    void shouldTellADifferenceWithItsHalfWidth() {
        Paired sleep = new Paired(
                new double[] {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4},
                new double[] {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0});
        assertThat(sleep.difference().mean()).isCloseTo(1.58, within(1e-9));
        assertThat(sleep.difference().halfWidth()).isCloseTo(0.8799, within(0.002));
    }

    @Test
    void shouldKnowStudentsDistribution() {
        assertThat(Paired.student(4)).isCloseTo(2.776, within(0.01));
        assertThat(Paired.student(7)).isCloseTo(2.365, within(0.002));
        assertThat(Paired.student(30)).isCloseTo(2.042, within(0.002));
    }
}

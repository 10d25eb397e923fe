package org.usher.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitModel.Curves;

final class CurveFitTest {
    private static final int SAMPLES = 20_000;

    /** Waits that are exponential with a mean of the squared score have the quantiles −ln(1 − share) of that mean. */
    @Test
    void shouldFindTheQuantilesOfExponentialWaits() {
        SplittableRandom random = new SplittableRandom(1);
        double[] scores = new double[SAMPLES];
        double[] waitsS = new double[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            scores[i] = 2 + 8 * random.nextDouble();
            waitsS[i] = -StrictMath.log(1 - random.nextDouble()) * scores[i] * scores[i];
        }

        Curves curves = CurveFit.fit(scores, waitsS);

        for (double score : new double[] {3, 5, 7, 9}) {
            WaitEstimate estimate = curves.at(score);
            double meanMs = score * score * 1_000;
            assertThat((double) estimate.meanMs()).isCloseTo(meanMs, within(0.1 * meanMs));
            assertThat((double) estimate.p10Ms()).isCloseTo(0.1054 * meanMs, within(0.02 * meanMs));
            assertThat((double) estimate.p50Ms()).isCloseTo(0.6931 * meanMs, within(0.05 * meanMs));
            assertThat((double) estimate.p90Ms()).isCloseTo(2.3026 * meanMs, within(0.15 * meanMs));
        }
    }

    @Test
    void shouldSayTheConstantQuantilesOfWhatNeverVaries() {
        double[] waitsS = new double[1_000];
        for (int i = 0; i < waitsS.length; i++) {
            waitsS[i] = i;
        }

        WaitEstimate estimate = CurveFit.fit(new double[1_000], waitsS).at(77);

        assertThat((double) estimate.meanMs()).isCloseTo(499_500, within(1.0));
        assertThat((double) estimate.p10Ms()).isCloseTo(99_900, within(1_000.0));
        assertThat((double) estimate.p50Ms()).isCloseTo(499_500, within(1_000.0));
        assertThat((double) estimate.p90Ms()).isCloseTo(899_100, within(1_000.0));
    }

    @Test
    void shouldRefuseScoresWithoutWaits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CurveFit.fit(new double[2], new double[3]))
                .withMessageContaining("2 scores of 3 waits");
        assertThatIllegalArgumentException().isThrownBy(() -> CurveFit.fit(new double[0], new double[0]));
    }
}

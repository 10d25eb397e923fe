package org.usher.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class NormalEquationsTest {
    private static final NormalEquations.Sparse NONE = new NormalEquations.Sparse(4, 1, 0);
    private static final int[] COLUMNS = {0, 1, 2, 3};

    private static NormalEquations samples(int count) {
        SplittableRandom random = new SplittableRandom(7);
        NormalEquations equations = new NormalEquations(4);
        for (int i = 0; i < count; i++) {
            double a = random.nextDouble() * 3;
            double b = a + random.nextDouble();
            equations.add(COLUMNS, new double[] {1, a, b, 5}, 4 + 2 * a - 3 * b);
        }
        return equations;
    }

    @Test
    void shouldFindTheCoefficientsThatMadeTheSamples() {
        double[] found = samples(500).solve(0, NONE);
        assertThat(found).containsExactly(new double[] {4, 2, -3, 0}, within(1e-6));
    }

    @Test
    void shouldFindTheSameAfterTheSumsWereHalved() {
        NormalEquations equations = samples(500);
        equations.halve();
        assertThat(equations.count()).isEqualTo(250);
        assertThat(equations.solve(0, NONE)).containsExactly(new double[] {4, 2, -3, 0}, within(1e-6));
    }

    @Test
    void shouldDrawCoefficientsToNothingAndKeepTheMean() {
        double[] free = samples(500).solve(0, NONE);
        double[] drawn = samples(500).solve(10, NONE);
        assertThat(Math.abs(drawn[1])).isLessThan(Math.abs(free[1]) / 2);
        assertThat(Math.abs(drawn[2])).isLessThan(Math.abs(free[2]) / 2);
        assertThat(drawn[0] + 1.5 * drawn[1] + 2 * drawn[2]).isCloseTo(4 + 3 - 6, within(0.2));
    }

    /** A queue of one unusual sample must not be believed as one of hundreds. */
    @Test
    void shouldBelieveARareFlagLessThanACommonOne() {
        NormalEquations equations = new NormalEquations(3);
        NormalEquations.Sparse sparse = new NormalEquations.Sparse(1, 1, 20);
        for (int i = 0; i < 1_000; i++) {
            equations.add(new int[] {0}, new double[] {1}, 0);
        }
        for (int i = 0; i < 400; i++) {
            equations.add(new int[] {0, 1}, new double[] {1, 1}, 10);
        }
        equations.add(new int[] {0, 2}, new double[] {1, 1}, 10);

        double[] found = equations.solve(0, sparse);

        assertThat(found[1]).isBetween(8.5, 10.0);
        assertThat(found[2]).isBetween(0.1, 1.5);
    }
}

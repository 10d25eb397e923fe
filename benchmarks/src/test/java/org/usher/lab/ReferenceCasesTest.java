package org.usher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The published and exact figures of the reference cases, reproduced by the policies they were published with. Short runs, so the
 * interval is mostly our own; {@code mvn -Plab -Dlab=CASE} makes long ones.
 */
class ReferenceCasesTest {
    private static final long SEED = 20_261_122;

    private static Outcome published(Case studied, int replications) {
        return Experiment.of(studied.days(), studied.policy(ReferenceCases.PUBLISHED), replications, SEED);
    }

    /** The two 95 % intervals overlap, and ours is not so wide that they must. */
    private static void agrees(Estimate ours, double published, double halfWidth, double widest) {
        assertThat(ours.halfWidth95()).isLessThan(widest);
        assertThat(Math.abs(ours.value() - published))
                .as("ours %s, published %s ± %s", ours, published, halfWidth)
                .isLessThan(ours.halfWidth95() + halfWidth);
    }

    @Test
    void shouldReproduceCaseA() {
        Outcome a = published(ReferenceCases.a(), 40);
        agrees(a.of(Measure.ANSWERED_PER_RUN), 4297.3, 27, 170);
        agrees(a.of(Measure.ABANDONED_PER_RUN), 910.3, 34, 230);
        agrees(a.of(Measure.SERVICE_LEVEL), 0.501, 0.0075, 0.05);
        agrees(a.occupancyOfGroup(0), 0.881, 0.0035, 0.025);
    }

    @Test
    void shouldReproduceCaseB() {
        Outcome b = published(ReferenceCases.b(), 20);
        agrees(b.of(Measure.MEAN_WAIT), 60 * 0.331, 60 * 0.0065, 0.6);
        agrees(b.of(Measure.ASA), 60 * 0.318, 60 * 0.0065, 0.6);
        agrees(b.of(Measure.ABANDONED), 0.156, 0.003, 0.005);
        agrees(b.of(Measure.SERVICE_LEVEL), 0.579, 0.006, 0.01);
        agrees(b.of(Measure.DELAYED), 0.676, 0.006, 0.008);
        agrees(b.of(Measure.OCCUPANCY), 0.865, 0.003, 0.004);
    }

    @Test
    void shouldReproduceCaseC() {
        // the table's figures are simulated too, good to about 5 %; the pooled queue, which is exact, takes most of the
        // noise out
        Case pooled = ReferenceCases.c(6, 84);
        Outcome control = published(pooled, 10);
        double exact = ReferenceCases.c(2, 84)
                .control()
                .orElseThrow()
                .meanWaitSeconds()
                .getAsDouble();
        agrees(control.of(Measure.MEAN_WAIT), exact, 0, 6);
        Outcome two = published(ReferenceCases.c(2, 84), 10);
        agrees(two.of(Measure.MEAN_WAIT, control, exact), 60 * 0.574, 0.05 * 60 * 0.574, 2.5);
        Outcome one = published(ReferenceCases.c(1, 84), 10);
        agrees(one.of(Measure.MEAN_WAIT, control, exact), 60 * 3.02, 0.05 * 60 * 3.02, 10);
    }

    /** So long that the interval is 1 % and less; the figures of the table are good to about 5 %. */
    @Tag("long")
    @ParameterizedTest
    @CsvSource("2, 84, 60, 0.574")
    void shouldReproduceCaseCClosely(int skills, int load, int replications, double minutes) {
        double erlangs = load == 77 ? 77.4 : load;
        Case studied = ReferenceCases.c(skills, erlangs);
        Outcome control = published(ReferenceCases.c(6, erlangs), replications);
        double exact = studied.control().orElseThrow().meanWaitSeconds().getAsDouble();
        Estimate wait = published(studied, replications).of(Measure.MEAN_WAIT, control, exact);
        agrees(wait, 60 * minutes, 0.05 * 60 * minutes, 0.01 * wait.value());
    }

    /** The default is within 1 % of what any routing can reach, the pooled queue less than half of it. */
    @Test
    void shouldComeNearTheOptimumOfCaseCInLittle() {
        Case small = ReferenceCases.cSmall();
        Case.Control pooled = small.control().orElseThrow();
        double pooledSeconds = pooled.meanWaitSeconds().getAsDouble();
        double optimum = ((Case.Bound.Exact) small.bound()).meanWaitSeconds();
        assertThat(optimum / pooledSeconds).isCloseTo(2.16, within(0.005));
        Outcome control = Experiment.of(_ -> pooled.scenario(), pooled.policy(), 30, SEED);
        Estimate wait = Experiment.of(small.days(), small.policy(Policies.DEFAULT), 30, SEED)
                .of(Measure.MEAN_WAIT, control, pooledSeconds);
        assertThat(wait.halfWidth95()).isLessThan(0.025 * optimum);
        assertThat(wait.value()).isBetween(optimum - wait.halfWidth95(), 1.01 * optimum + wait.halfWidth95());
    }

    @Test
    void shouldReproduceCaseD() {
        Outcome d = published(ReferenceCases.d(), 30);
        agrees(d.of(Measure.DELAYED), 0.54207, 0, 0.006);
        agrees(d.of(Measure.MEAN_WAIT), 60 * 0.12511, 0, 0.2);
        agrees(d.of(Measure.ABANDONED), 0.12511, 0, 0.0025);
    }
}

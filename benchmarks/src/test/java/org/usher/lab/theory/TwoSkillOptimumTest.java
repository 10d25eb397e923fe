package org.usher.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class TwoSkillOptimumTest {

    @Test
    void shouldBeErlangAWhenNothingIsLeftToDecide() {
        // one type, only generalists: M/M/4+M
        TwoSkillOptimum one =
                TwoSkillOptimum.solve(new TwoSkillOptimum.Model(3, 1e-9, 0.5, 0.5, 0, 0, 4, 1, 1, 1, 40, 0), 1e-9);
        assertThat(one.meanWaitMinutes())
                .isCloseTo(Erlang.withPatience(3, 1, 0.5, 4).meanWait(), within(1e-7));
    }

    @Test
    void shouldFindTheOptimumOfCaseB() {
        TwoSkillOptimum b = TwoSkillOptimum.solve(TwoSkillOptimum.caseB(24, 12), 1e-4);
        assertThat(b.meanWaitMinutes()).isCloseTo(0.335, within(0.0005));
        assertThat(b.meanWaitMinutes()).isGreaterThan(0.2117);
    }

    @Test
    void shouldNeverBeatTheMarkovBound() {
        TwoSkillOptimum.Model equal = new TwoSkillOptimum.Model(3, 2, 0.4, 0.4, 1, 1, 3, 1, 1, 1, 25, 25);
        double bound = MarkovBound.meanWait(5, Collections.nCopies(5, 1.0), 0.4);
        assertThat(TwoSkillOptimum.solve(equal, 1e-4).meanWaitMinutes()).isGreaterThan(bound);
    }

    @Test
    void shouldGiveASpecialistWorkWhenOneIsIdle() {
        TwoSkillOptimum b = TwoSkillOptimum.solve(TwoSkillOptimum.caseB(12, 8), 1e-3);
        assertThat(b.best(0, 0, 0, 1, 0)).isEqualTo(TwoSkillOptimum.Decision.TYPE_0_TO_SPECIALIST);
        assertThat(b.best(0, 0, 0, 0, 0)).isEqualTo(TwoSkillOptimum.Decision.NOTHING);
        assertThat(b.best(3, 0, 0, 5, 0)).isEqualTo(TwoSkillOptimum.Decision.TYPE_0_TO_GENERALIST);
    }
}

package org.usher.lab.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.usher.lab.theory.SharedSkillsOptimum.Model;

class SharedSkillsOptimumTest {

    @Test
    void shouldBeErlangWithPlacesWhenAllAgentsAreAlike() {
        // two skills: every agent has both
        SharedSkillsOptimum two = SharedSkillsOptimum.solve(new Model(2, 5, 0.225, 0.1, 8), 1e-7);
        assertThat(two.meanWait()).isCloseTo(Erlang.withPlaces(0.45, 0.1, 5, 8).meanWait(), within(1e-6));
    }

    /**
     * Agents ab, bc, ca and three places, times in mean services. A caller must wait only if two agents are busy and the third has not his
     * skill, which is one of three skills; then both who are busy have it, and whoever is free first takes him. Nothing is left to decide.
     */
    @Test
    void shouldBeWhatIsFoundByHandForThreeAgents() {
        double a = 0.7;
        double all = 3 * a;
        double none = 1;
        double one = all * none;
        double twoBusy = all * one / 2;
        double inLine = a * twoBusy / 2;
        double three = 2 * a * twoBusy / 3;
        double total = none + one + twoBusy + inLine + three;
        double letIn = all * (none + one + twoBusy) / total;
        SharedSkillsOptimum solved = SharedSkillsOptimum.solve(new Model(3, 1, a, 1, 3), 1e-9);
        assertThat(solved.meanWait()).isCloseTo(inLine / total / letIn, within(1e-7));
    }

    @Test
    void shouldKnowSixSkillsAndNeverBeatThePooledQueue() {
        SharedSkillsOptimum six = SharedSkillsOptimum.solve(new Model(6, 1, 14 / 60.0, 0.1, 20), 1e-4);
        double pooled = Erlang.withPlaces(1.4, 0.1, 15, 20).meanWait();
        assertThat(six.meanWait()).isGreaterThan(pooled);
        assertThat(six.states()).isEqualTo(723);
    }

    /** Twice as many agents at the same load: the best routing still waits half as long again as pooling would. A minute and more. */
    @Tag("long")
    @Test
    void shouldKnowThirtyAgents() {
        SharedSkillsOptimum thirty = SharedSkillsOptimum.solve(new Model(6, 2, 28 / 60.0, 0.1, 40), 1e-4);
        double pooled = Erlang.withPlaces(2.8, 0.1, 30, 40).meanWait();
        assertThat(thirty.meanWait() / pooled).isCloseTo(1.5736, within(0.0005));
    }
}

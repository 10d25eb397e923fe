package org.usher.core.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RoutingPlanTest {
    private static final int SKILLS = 3;
    private static final int LEVELS = 3;

    private static RoutingStep step(Requirement... requirements) {
        return new RoutingStep(List.of(requirements), 1_000);
    }

    private static RoutingStep either(Requirement... alternatives) {
        return new RoutingStep(List.of(), List.of(new AnyOf(List.of(alternatives))), 0, 1_000);
    }

    private static Requirement needs(int skillId, int level) {
        return new Requirement(skillId, level);
    }

    @Test
    void shouldLetAPlanOnlyWiden() {
        assertThat(step(needs(1, 5), needs(2, 1)).isWidenedBy(step(needs(1, 3))))
                .isTrue();
        assertThat(step(needs(1, 3)).isWidenedBy(step(needs(1, 5)))).isFalse();
        assertThat(step(needs(1, 5)).isWidenedBy(either(needs(1, 5), needs(2, 5))))
                .isTrue();
        assertThat(either(needs(1, 5), needs(2, 5)).isWidenedBy(step(needs(1, 5))))
                .isFalse();
        assertThat(either(needs(1, 5)).isWidenedBy(step(needs(1, 5)))).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RoutingPlan(List.of(step(), step(needs(1, 1)))))
                .withMessageContaining("step 2")
                .withMessageContaining("shuts out");
    }

    @Test
    void shouldLetWhatTheCallAsksForOnlyBeLowered() {
        RoutingStep eased = new RoutingStep(List.of(), List.of(), 2, 1_000);
        assertThat(step().isWidenedBy(eased)).isTrue();
        assertThat(eased.isWidenedBy(step())).isFalse();
    }

    @Test
    void shouldRefuseWhatMeansNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AnyOf(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoutingStep(List.of(), -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoutingStep(List.of(), List.of(), 10, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoutingPlan(-1, List.of(step())));
        assertThatIllegalArgumentException().isThrownBy(() -> new RoutingPlan(List.of()));
    }

    /** Against every agent there can be, with each of a few skills at each of a few levels or not at all. */
    @Test
    void shouldKnowExactlyWhichStepsWiden() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int widening = 0;
        for (int i = 0; i < 5_000; i++) {
            RoutingStep narrow = random(random);
            RoutingStep wide = random(random);
            boolean expected = true;
            for (int agent = 0; agent < Math.powExact(LEVELS + 1, SKILLS); agent++) {
                expected &= !meets(agent, narrow) || meets(agent, wide);
            }
            widening += expected ? 1 : 0;
            assertThat(narrow.isWidenedBy(wide))
                    .as("seed " + seed + ": " + narrow + " and then " + wide)
                    .isEqualTo(expected);
        }
        assertThat(widening).isBetween(100, 4_900);
    }

    private static RoutingStep random(Random random) {
        List<Requirement> requirements = new ArrayList<>();
        List<AnyOf> groups = new ArrayList<>();
        while (random.nextInt(3) == 0) {
            requirements.add(randomRequirement(random));
        }
        while (random.nextInt(2) == 0) {
            List<Requirement> alternatives = new ArrayList<>(List.of(randomRequirement(random)));
            while (random.nextInt(2) == 0) {
                alternatives.add(randomRequirement(random));
            }
            groups.add(new AnyOf(alternatives));
        }
        return new RoutingStep(requirements, groups, 0, 1_000);
    }

    private static Requirement randomRequirement(Random random) {
        return new Requirement(random.nextInt(1, SKILLS + 1), random.nextInt(1, LEVELS + 1));
    }

    private static boolean meets(int agent, RoutingStep step) {
        return step.requirements().stream().allMatch(requirement -> meets(agent, requirement))
                && step.anyOf().stream()
                        .allMatch(group ->
                                group.alternatives().stream().anyMatch(requirement -> meets(agent, requirement)));
    }

    /** The agent's levels are the digits of his number. */
    private static boolean meets(int agent, Requirement requirement) {
        int level = agent / Math.powExact(LEVELS + 1, requirement.skillId() - 1) % (LEVELS + 1);
        return level >= requirement.minProficiency();
    }
}

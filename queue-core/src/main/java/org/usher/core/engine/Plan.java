package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;

/** A queue's routing plan with the skills that exist; see {@link Requirements} for how it holds them. */
final class Plan {
    /** A step that lasts longer lasts for ever. */
    private static final long LONGEST_MS = 1L << 52;

    static final Plan ANYONE = new Plan(RoutingPlan.ANYONE, new LongMap<>());

    /** How long a contact that asks for one agent waits for that one alone. */
    final long preferMs;

    private final LongMap<?> skills;
    private final List<RoutingStep> steps;
    private final int[][] plain;
    private final int[][] groups;
    private final int[][] together;
    private final int[] easesBy;

    /** How much time in the plan has passed when the step is over; the last one never is. */
    private final long[] overAfterMs;

    Plan(RoutingPlan plan, LongMap<?> skills) {
        int steps = plan.steps().size();
        this.skills = skills;
        this.steps = plan.steps();
        preferMs = plan.preferMs();
        plain = new int[steps][];
        groups = new int[steps][];
        together = new int[steps][];
        easesBy = new int[steps];
        overAfterMs = new long[steps];
        long beforeMs = 0;
        for (int i = 0; i < steps; i++) {
            RoutingStep step = plan.steps().get(i);
            plain[i] = Requirements.packAll(step.requirements(), step.anyOf(), skills);
            groups[i] = Requirements.packGroups(step.anyOf(), skills);
            together[i] = Requirements.concat(plain[i], groups[i]);
            easesBy[i] = step.easesBy();
            boolean last = i == steps - 1 || beforeMs == Long.MAX_VALUE || step.forMs() > LONGEST_MS - beforeMs;
            beforeMs = last ? Long.MAX_VALUE : beforeMs + step.forMs();
            overAfterMs[i] = beforeMs;
        }
    }

    /** The step in which a contact waits after so much time in the plan. */
    int stepAfter(long inPlanMs) {
        int step = 0;
        while (!isLast(step) && overAfterMs[step] <= inPlanMs) {
            step++;
        }
        return step;
    }

    boolean isLast(int step) {
        return overAfterMs[step] == Long.MAX_VALUE;
    }

    /** The time in the plan after which the step, not the last one, is over. */
    long overAfterMs(int step) {
        return overAfterMs[step];
    }

    /** What a contact needs in this step that asks for {@code own} itself, and of each of {@code ownAnyOf} for one. */
    int[] requirements(int step, List<Requirement> own, List<AnyOf> ownAnyOf) {
        if (ownAnyOf.isEmpty()) {
            return own.isEmpty()
                    ? together[step]
                    : Requirements.concat(Requirements.merge(plain[step], own, easesBy[step], skills), groups[step]);
        }
        List<AnyOf> anyOf = new ArrayList<>(steps.get(step).anyOf());
        for (AnyOf group : ownAnyOf) {
            anyOf.add(Requirements.eased(group, easesBy[step]));
        }
        List<Requirement> all = new ArrayList<>(steps.get(step).requirements());
        for (Requirement requirement : own) {
            all.add(Requirements.eased(requirement, easesBy[step]));
        }
        return Requirements.concat(Requirements.packAll(all, anyOf, skills), Requirements.packGroups(anyOf, skills));
    }
}

package org.usher.core.api;

import java.util.List;

/**
 * How a contact waits: for one agent alone, if it asks for one, then by steps of requirements that only ever widen. At least one step.
 *
 * @param preferMs how long a contact that asks for one agent ({@link Command.ContactArrived#preferredAgentId}) waits for that one alone;
 *     meanwhile the steps' time stands still. 0: not at all
 */
public record RoutingPlan(long preferMs, List<RoutingStep> steps) {
    /** Every agent of the queue from the first moment on. */
    public static final RoutingPlan ANYONE = new RoutingPlan(List.of(new RoutingStep(List.of(), Long.MAX_VALUE)));

    public RoutingPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a routing plan has at least one step");
        }
        if (preferMs < 0) {
            throw new IllegalArgumentException("preferMs is 0 or more, not " + preferMs);
        }
        for (int i = 1; i < steps.size(); i++) {
            if (!steps.get(i - 1).isWidenedBy(steps.get(i))) {
                throw new IllegalArgumentException("step " + (i + 1) + " of a routing plan shuts out agents whom step "
                        + i + " lets in: " + steps.get(i));
            }
        }
    }

    /** These steps, for whomever a contact asks. */
    public RoutingPlan(List<RoutingStep> steps) {
        this(0, steps);
    }
}

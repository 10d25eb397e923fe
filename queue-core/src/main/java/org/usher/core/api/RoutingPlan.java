package org.usher.core.api;

import java.util.List;

/** How a contact waits: steps of requirements that only ever widen. At least one step. */
public record RoutingPlan(List<RoutingStep> steps) {
    /** Every agent of the queue from the first moment on. */
    public static final RoutingPlan ANYONE = new RoutingPlan(List.of(new RoutingStep(List.of(), Long.MAX_VALUE)));

    public RoutingPlan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a routing plan has at least one step");
        }
    }
}

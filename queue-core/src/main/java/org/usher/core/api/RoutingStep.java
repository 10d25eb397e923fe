package org.usher.core.api;

import java.util.List;

/**
 * One step of a routing plan: who may serve the contact, and for how long nobody else may.
 *
 * @param requirements all of them must be met; empty means every agent of the queue
 * @param forMs how long the step lasts; the last step of a plan lasts for ever
 */
public record RoutingStep(List<Requirement> requirements, long forMs) {
    public RoutingStep {
        requirements = List.copyOf(requirements);
    }
}

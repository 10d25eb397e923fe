package org.usher.core.api;

import java.util.ArrayList;
import java.util.List;

/**
 * One step of a routing plan: who may serve the contact, and for how long nobody else may. Without requirements that is every agent of
 * the queue.
 *
 * @param requirements all of them must be met
 * @param anyOf of each of these groups one must be met
 * @param easesBy by how many levels the proficiencies that the call itself asks for are lowered, never below 1; 0 to 9
 * @param forMs how long the step lasts, from 0; that of a plan's last step counts for nothing, it lasts for ever
 */
public record RoutingStep(List<Requirement> requirements, List<AnyOf> anyOf, int easesBy, long forMs) {
    public RoutingStep {
        requirements = List.copyOf(requirements);
        anyOf = List.copyOf(anyOf);
        if (easesBy < 0 || easesBy > 9) {
            throw new IllegalArgumentException("easesBy is 0 to 9, not " + easesBy);
        }
        if (forMs < 0) {
            throw new IllegalArgumentException("forMs is 0 or more, not " + forMs);
        }
    }

    /** All of these requirements, and all that the call itself asks for. */
    public RoutingStep(List<Requirement> requirements, long forMs) {
        this(requirements, List.of(), 0, forMs);
    }

    /**
     * Whether everyone who may serve a contact in this step may do so in the later one, whatever the call itself asks for. Exact: what the
     * later step asks for follows from this one only if each of its groups follows from one group of this one.
     */
    public boolean isWidenedBy(RoutingStep later) {
        List<AnyOf> mine = groups();
        return easesBy <= later.easesBy
                && later.groups().stream().allMatch(asked -> mine.stream().anyMatch(met -> met.implies(asked)));
    }

    private List<AnyOf> groups() {
        List<AnyOf> all = new ArrayList<>(anyOf);
        for (Requirement requirement : requirements) {
            all.add(new AnyOf(List.of(requirement)));
        }
        return all;
    }
}

package org.usher.core.routing;

import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentWeights;

/** In which order the idle agents of one line are chosen: the lowest rank first, of equal ranks the longest idle. */
@FunctionalInterface
public interface AgentPolicy {
    /** What {@link AgentMerits#scarcity} and {@link AgentMerits#occupancy} have for 1. */
    long UNIT = 1_000_000;

    /** How many agents {@link Routing.AgentRule#BEST_COVERED} looks at. */
    int LOOKED_AT = 8;

    /**
     * The rank of an agent who sits down idle; it holds until he is taken.
     *
     * @param proficiency the sum of his levels in what the line asks for
     */
    long rank(AgentMerits agent, int proficiency);

    /** The policy of this rule. */
    static AgentPolicy of(Routing routing) {
        return switch (routing.agents()) {
            // the pool comes first, within it the longest idle; who is covered best is seen among the longest idle
            case LONGEST_IDLE, IDLENESS_RATIO, BEST_COVERED -> (_, _) -> 0;
            case LEAST_OCCUPIED -> (agent, _) -> agent.occupancy();
            case BEST_PROFICIENCY -> (_, proficiency) -> -proficiency;
            case MOST_REPLACEABLE -> (agent, _) -> agent.scarcity();
            case FEWEST_SKILLS -> (agent, _) -> agent.skillCount();
            case INDEX -> index(routing.agentWeights());
        };
    }

    private static AgentPolicy index(AgentWeights weights) {
        return (agent, proficiency) -> UNIT * weights.skills() * agent.skillCount()
                - UNIT * weights.proficiency() * proficiency
                + weights.scarcity() * agent.scarcity()
                + UNIT * weights.cost() * agent.cost()
                + (weights.occupancy() == 0 ? 0 : weights.occupancy() * agent.occupancy());
    }
}

package org.usher.server.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;

/**
 * What the centre's rules make of a customer in one queue.
 *
 * @param priority steps to be added
 * @param preferredAgentId 0 for anybody
 */
record Wish(int priority, List<Requirement> requirements, int preferredAgentId) {
    static final Wish NONE = new Wish(0, List.of(), 0);
    private static final int MAX_PRIORITY = 100;

    Wish {
        requirements = List.copyOf(requirements);
    }

    /**
     * All rules that hold, together. A skill that no agent of the queue has, at work or not, is not asked for: the customer would wait for
     * nobody.
     */
    static Wish of(Customer customer, List<CustomerRule> rules, Configuration centre, int queueId) {
        Optional<Configuration.Queue> queue = centre.queues().stream()
                .filter(known -> known.queueId() == queueId)
                .findFirst();
        if (queue.isEmpty()) {
            return NONE;
        }
        int priority = 0;
        List<Requirement> requirements = List.of();
        boolean prefersLast = false;
        for (CustomerRule rule : rules) {
            if (rule.holds(customer, queue.get().name())) {
                priority += rule.priority();
                requirements = together(requirements, served(rule, centre, queueId));
                prefersLast |= rule.prefersLastAgent();
            }
        }
        int last = prefersLast ? agentId(centre, customer.lastAgent()) : 0;
        return new Wish(clamp(priority), requirements, last);
    }

    private static List<Requirement> served(CustomerRule rule, Configuration centre, int queueId) {
        List<Requirement> served = new ArrayList<>();
        for (CustomerRule.Skill wanted : rule.skills()) {
            centre.skills().stream()
                    .filter(skill -> skill.name().equals(wanted.name()))
                    .map(skill -> new Requirement(skill.skillId(), wanted.proficiency()))
                    .filter(requirement -> centre.agents().stream()
                            .anyMatch(agent -> agent.queueIds().contains(queueId) && has(agent, requirement)))
                    .forEach(served::add);
        }
        return served;
    }

    private static boolean has(Configuration.Agent agent, Requirement requirement) {
        return agent.skills().stream()
                .anyMatch(level -> level.skillId() == requirement.skillId()
                        && level.proficiency() >= requirement.minProficiency());
    }

    private static int agentId(Configuration centre, String name) {
        return centre.agents().stream()
                .filter(agent -> agent.name().equals(name))
                .mapToInt(Configuration.Agent::agentId)
                .findFirst()
                .orElse(0);
    }

    /** Each skill once, at the higher proficiency of the two. */
    static List<Requirement> together(List<Requirement> some, List<Requirement> more) {
        List<Requirement> all = new ArrayList<>(some);
        for (Requirement wish : more) {
            boolean met = all.stream()
                    .anyMatch(other ->
                            other.skillId() == wish.skillId() && other.minProficiency() >= wish.minProficiency());
            if (!met) {
                all.removeIf(other -> other.skillId() == wish.skillId());
                all.add(wish);
            }
        }
        return all;
    }

    static int clamp(int priority) {
        return Math.clamp(priority, -MAX_PRIORITY, MAX_PRIORITY);
    }
}

package org.usher.server.sim;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingStep;
import org.usher.server.sim.Books.Customer;
import org.usher.server.sim.Books.Person;

/** Who comes first by the centre's routing rules, as the API states them; worked out anew whenever it is asked for. */
record Precedence(Books books) {
    private static final double ALIKE = 1e-4;

    /** What the customer's wait counts for; the higher, the sooner he is served. */
    double counts(Customer customer, long atMs) {
        Configuration.Settings settings = books.configuration.settings();
        Configuration.Queue queue = books.queue(customer.queueId);
        double ageMs = atMs - customer.standsMs;
        double byRule = settings.routing().contacts() == Routing.ContactRule.TARGET_RATIO && queue != null
                ? ageMs * 60_000 / queue.serviceLevelTarget().withinMs()
                : ageMs; // nobody ages otherwise here
        return byRule + (double) customer.priority * settings.priorityStepMs();
    }

    /** Whether of two agents, both idle, who may serve the customer, the first is to be rung rather than the second. */
    boolean isBefore(Person first, Person second, Customer customer) {
        double difference = rank(first, customer) - rank(second, customer);
        return difference < -ALIKE || (difference < ALIKE && first.idleTurn < second.idleTurn);
    }

    private double rank(Person person, Customer customer) {
        Configuration.Agent agent = agent(person.agentId);
        return switch (books.configuration.settings().routing().agents()) {
            case BEST_PROFICIENCY -> -proficiency(agent, customer);
            case FEWEST_SKILLS -> agent.skills().size();
            case MOST_REPLACEABLE -> scarcity(agent);
            default -> 0;
        };
    }

    private int proficiency(Configuration.Agent agent, Customer customer) {
        Configuration.Queue queue = books.queue(customer.queueId);
        if (queue == null) {
            return 0;
        }
        RoutingStep step = queue.plan()
                .steps()
                .get(Math.min(customer.step, queue.plan().steps().size() - 1));
        Set<Integer> asked = Stream.concat(customer.asks.stream(), step.requirements().stream())
                .map(Requirement::skillId)
                .collect(Collectors.toSet());
        return agent.skills().stream()
                .filter(level -> asked.contains(level.skillId()))
                .mapToInt(Configuration.SkillLevel::proficiency)
                .sum();
    }

    private double scarcity(Configuration.Agent agent) {
        double scarcity = 0;
        for (Configuration.SkillLevel level : agent.skills()) {
            scarcity += 1.0
                    / books.configuration.agents().stream()
                            .filter(other -> other.skills().stream().anyMatch(l -> l.skillId() == level.skillId()))
                            .count();
        }
        for (int queueId : agent.queueIds()) {
            scarcity += 1.0
                    / books.configuration.agents().stream()
                            .filter(other -> other.queueIds().contains(queueId))
                            .count();
        }
        return scarcity;
    }

    private Configuration.Agent agent(int agentId) {
        return books.configuration.agents().stream()
                .filter(agent -> agent.agentId() == agentId)
                .findFirst()
                .orElseThrow();
    }
}

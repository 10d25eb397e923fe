package org.usher.server.customer;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows for the line from who a customer is.
 *
 * @param queues of which it holds, by name; none for all
 * @param priority steps that are added
 * @param skills asked for besides
 * @param prefersLastAgent waits for who served him last, as long as the queue's plan says
 */
public record CustomerRule(When when, Set<String> queues, int priority, List<Skill> skills, boolean prefersLastAgent) {
    public CustomerRule {
        queues = Set.copyOf(queues);
        skills = List.copyOf(skills);
    }

    /** For whom: all that is not null must hold. */
    public record When(
            @Nullable String segment,
            @Nullable String language,
            @Nullable Boolean vip,
            @Nullable String openMatter) {
        boolean holds(Customer customer) {
            return (segment == null || segment.equals(customer.segment()))
                    && (language == null || language.equals(customer.language()))
                    && (vip == null || vip == customer.vip())
                    && (openMatter == null || customer.openMatters().contains(openMatter));
        }
    }

    /** A skill by its name. */
    public record Skill(String name, int proficiency) {}

    boolean holds(Customer customer, String queue) {
        return (queues.isEmpty() || queues.contains(queue)) && when.holds(customer);
    }
}

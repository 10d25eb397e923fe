package org.usher.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.AgentWeights;
import org.usher.core.api.Routing.ContactRule;
import org.usher.core.api.Routing.ContactWeights;

/**
 * Rows of Usher's own rules: each rule for contacts with the plainest for agents, each rule for agents with the default for contacts. A
 * row's name is of the two. The rules are documented where they stand, with their sources: {@link ContactRule}, {@link AgentRule}.
 */
final class OwnPolicies {
    /** The policy that Usher ships with, when nothing is configured; every table has it. */
    static final String DEFAULT = "usher-default";

    private OwnPolicies() {}

    static List<Policy> all() {
        List<Policy> all = new ArrayList<>();
        rules().forEach((name, routing) -> all.add(new Policy(name, s -> UsherSystem.create(routing))));
        return all;
    }

    /** Of each row. */
    static Map<String, Routing> rules() {
        Map<String, Routing> rules = new LinkedHashMap<>();
        rules.put(DEFAULT, Routing.DEFAULT);
        ContactWeights plain = new ContactWeights(100, 0, 0);
        put(rules, "longest-wait", ContactRule.LONGEST_WAIT, plain, AgentRule.LONGEST_IDLE);
        put(rules, "target-ratio", ContactRule.TARGET_RATIO, plain, AgentRule.LONGEST_IDLE);
        put(rules, "queue-ratio", ContactRule.QUEUE_RATIO, plain, AgentRule.LONGEST_IDLE);
        put(rules, "index-line", ContactRule.INDEX, ContactWeights.DEFAULT, AgentRule.LONGEST_IDLE);
        put(rules, "index-load", ContactRule.INDEX, new ContactWeights(100, 0, 600_000), AgentRule.LONGEST_IDLE);
        put(rules, "longest-wait", ContactRule.LONGEST_WAIT, plain, AgentRule.BEST_COVERED);
        for (AgentRule agents :
                List.of(AgentRule.MOST_REPLACEABLE, AgentRule.FEWEST_SKILLS, AgentRule.LEAST_OCCUPIED)) {
            put(rules, "index-line", ContactRule.INDEX, ContactWeights.DEFAULT, agents);
        }
        return rules;
    }

    private static void put(
            Map<String, Routing> rules, String rule, ContactRule contacts, ContactWeights weights, AgentRule agents) {
        rules.put("usher-" + rule + "-" + name(agents), routing(contacts, weights, agents));
    }

    private static Routing routing(ContactRule contacts, ContactWeights weights, AgentRule agents) {
        return new Routing(contacts, agents, weights, AgentWeights.DEFAULT, Routing.DEFAULT.occupancyMemoryMs());
    }

    private static String name(AgentRule agents) {
        return agents.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

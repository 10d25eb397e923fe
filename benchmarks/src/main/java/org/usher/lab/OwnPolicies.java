package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        all.add(new Policy(DEFAULT, s -> UsherSystem.create()));
        ContactWeights plain = new ContactWeights(100, 0, 0);
        all.add(row("longest-wait", ContactRule.LONGEST_WAIT, plain, AgentRule.LONGEST_IDLE));
        all.add(row("target-ratio", ContactRule.TARGET_RATIO, plain, AgentRule.LONGEST_IDLE));
        all.add(row("queue-ratio", ContactRule.QUEUE_RATIO, plain, AgentRule.LONGEST_IDLE));
        all.add(row("index-line", ContactRule.INDEX, ContactWeights.DEFAULT, AgentRule.LONGEST_IDLE));
        all.add(row("index-load", ContactRule.INDEX, new ContactWeights(100, 0, 600_000), AgentRule.LONGEST_IDLE));
        all.add(row("longest-wait", ContactRule.LONGEST_WAIT, plain, AgentRule.BEST_COVERED));
        for (AgentRule agents :
                List.of(AgentRule.MOST_REPLACEABLE, AgentRule.FEWEST_SKILLS, AgentRule.LEAST_OCCUPIED)) {
            all.add(row("index-line", ContactRule.INDEX, ContactWeights.DEFAULT, agents));
        }
        return all;
    }

    private static Policy row(String rule, ContactRule contacts, ContactWeights weights, AgentRule agents) {
        Routing routing = routing(contacts, weights, agents);
        return new Policy("usher-" + rule + "-" + name(agents), s -> UsherSystem.create(routing));
    }

    private static Routing routing(ContactRule contacts, ContactWeights weights, AgentRule agents) {
        return new Routing(contacts, agents, weights, AgentWeights.DEFAULT, Routing.DEFAULT.occupancyMemoryMs());
    }

    private static String name(AgentRule agents) {
        return agents.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package org.usher.lab;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.usher.core.api.Routing;

/** Usher's own rules by name, to be put in the place of those of a recording. */
final class OwnRules {
    private OwnRules() {}

    /** {@code usher-default}, then one row for each rule for contacts and for agents, the other kind as by default. */
    static Map<String, Routing> all() {
        Map<String, Routing> rules = new LinkedHashMap<>();
        rules.put(Policies.DEFAULT, Routing.DEFAULT);
        for (Routing.ContactRule contacts : Routing.ContactRule.values()) {
            if (contacts != Routing.DEFAULT.contacts() && contacts != Routing.ContactRule.INDEX) {
                rules.put(name(contacts), with(contacts, Routing.DEFAULT.agents()));
            }
        }
        for (Routing.AgentRule agents : Routing.AgentRule.values()) {
            if (agents != Routing.DEFAULT.agents() && agents != Routing.AgentRule.INDEX) {
                rules.put(name(agents), with(Routing.DEFAULT.contacts(), agents));
            }
        }
        return rules;
    }

    static Routing with(Routing.ContactRule contacts, Routing.AgentRule agents) {
        return new Routing(
                contacts,
                agents,
                Routing.DEFAULT.contactWeights(),
                Routing.DEFAULT.agentWeights(),
                Routing.DEFAULT.occupancyMemoryMs());
    }

    private static String name(Enum<?> rule) {
        return "usher-" + rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

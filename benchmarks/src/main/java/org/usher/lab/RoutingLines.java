package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.usher.core.api.Routing;

/** Rules as the table {@code [routing]} of a {@code centre.toml}. */
final class RoutingLines {
    private RoutingLines() {}

    static String of(Routing routing) {
        List<String> lines = new ArrayList<>(List.of(
                "[routing]",
                "contacts = \"" + word(routing.contacts()) + "\"",
                "agents = \"" + word(routing.agents()) + "\""));
        if (routing.occupancyMemoryMs() != Routing.DEFAULT.occupancyMemoryMs()) {
            lines.add("occupancy_memory = " + duration(routing.occupancyMemoryMs()));
        }
        if (routing.contacts() == Routing.ContactRule.INDEX) {
            Routing.ContactWeights weights = routing.contactWeights();
            lines.add(String.format(
                    Locale.ROOT,
                    "contact_index = { wait = %d, waiting = %s, load = %s, line = %s, cost = %s }",
                    weights.waitPercent(),
                    duration(weights.perWaitingMs()),
                    duration(weights.perLoadMs()),
                    duration(weights.lineMs()),
                    duration(weights.perCostMs())));
        }
        if (routing.agents() == Routing.AgentRule.INDEX) {
            Routing.AgentWeights weights = routing.agentWeights();
            lines.add(String.format(
                    Locale.ROOT,
                    "agent_index = { proficiency = %d, skills = %d, scarcity = %d, occupancy = %d, cost = %d }",
                    weights.proficiency(),
                    weights.skills(),
                    weights.scarcity(),
                    weights.occupancy(),
                    weights.cost()));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private static String word(Enum<?> rule) {
        return rule.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String duration(long ms) {
        return ms % 1_000 == 0 ? "\"" + ms / 1_000 + "s\"" : "\"" + ms + "ms\"";
    }
}

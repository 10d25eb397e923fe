package org.usher.server.config;

import java.util.List;
import org.usher.core.api.Routing;

/** The table {@code [routing]}: by which rules contacts and agents are chosen for each other. */
final class RoutingKeys {
    private static final int MAX_WEIGHT = 1_000;
    private static final long MINUTE_MS = 60_000;
    private static final long HOUR_MS = 60 * MINUTE_MS;

    private RoutingKeys() {}

    static Routing read(Section routing, List<Routing.Pool> pools) {
        Routing standard = Routing.DEFAULT;
        Routing.ContactRule contacts = routing.choice("contacts", standard.contacts(), Routing.ContactRule.class);
        Routing.AgentRule agents = routing.choice("agents", standard.agents(), Routing.AgentRule.class);
        onlyForIndex(routing, "contact_index", "contacts", contacts == Routing.ContactRule.INDEX);
        onlyForIndex(routing, "agent_index", "agents", agents == Routing.AgentRule.INDEX);
        Routing read = new Routing(
                contacts,
                agents,
                contactWeights(routing.table("contact_index")),
                agentWeights(routing.table("agent_index")),
                routing.durationMs("occupancy_memory", standard.occupancyMemoryMs(), MINUTE_MS, 24 * HOUR_MS),
                pools);
        routing.done();
        return read;
    }

    private static void onlyForIndex(Section routing, String weights, String rule, boolean isIndex) {
        if (routing.has(weights) && !isIndex) {
            routing.problem(
                    weights,
                    "gives weights that nobody asks for",
                    "add " + rule + " = \"index\", or leave " + weights + " out");
        }
    }

    private static Routing.ContactWeights contactWeights(Section weights) {
        Routing.ContactWeights standard = Routing.ContactWeights.DEFAULT;
        Routing.ContactWeights read = new Routing.ContactWeights(
                weights.number("wait", standard.waitPercent(), 0, MAX_WEIGHT),
                (int) weights.durationMs("waiting", standard.perWaitingMs(), 0, HOUR_MS),
                (int) weights.durationMs("load", standard.perLoadMs(), 0, HOUR_MS),
                (int) weights.durationMs("cost", standard.perCostMs(), 0, HOUR_MS),
                (int) weights.durationMs("line", standard.lineMs(), 0, HOUR_MS));
        weights.done();
        return read;
    }

    private static Routing.AgentWeights agentWeights(Section weights) {
        Routing.AgentWeights standard = Routing.AgentWeights.DEFAULT;
        Routing.AgentWeights read = new Routing.AgentWeights(
                weights.number("proficiency", standard.proficiency(), 0, MAX_WEIGHT),
                weights.number("skills", standard.skills(), 0, MAX_WEIGHT),
                weights.number("scarcity", standard.scarcity(), 0, MAX_WEIGHT),
                weights.number("occupancy", standard.occupancy(), 0, MAX_WEIGHT),
                weights.number("cost", standard.cost(), 0, MAX_WEIGHT));
        weights.done();
        return read;
    }
}

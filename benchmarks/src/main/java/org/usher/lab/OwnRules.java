package org.usher.lab;

import org.usher.core.api.Configuration;
import org.usher.core.api.Routing;

/** Puts other rules in the place of those of a centre. */
final class OwnRules {
    private OwnRules() {}

    static Routing with(Routing.ContactRule contacts, Routing.AgentRule agents) {
        return new Routing(
                contacts,
                agents,
                Routing.DEFAULT.contactWeights(),
                Routing.DEFAULT.agentWeights(),
                Routing.DEFAULT.occupancyMemoryMs());
    }

    /** The same centre by other rules; pools stay, as agents are in them. */
    static Configuration with(Configuration recorded, Routing routing) {
        Routing kept = new Routing(
                routing.contacts(),
                routing.agents(),
                routing.contactWeights(),
                routing.agentWeights(),
                routing.occupancyMemoryMs(),
                recorded.settings().routing().pools());
        return new Configuration(
                recorded.revision(),
                recorded.skills(),
                recorded.queues(),
                recorded.devices(),
                recorded.agents(),
                recorded.pauseReasons(),
                recorded.settings().with(kept));
    }
}

package org.usher.server.config;

import org.usher.core.api.Configuration;

/** The keys of an agent that say on which terms he works. */
final class EmploymentKeys {
    private EmploymentKeys() {}

    static Configuration.Employment read(Section agent) {
        return new Configuration.Employment(agent.number("cost", 0, 0, Configuration.Employment.MAX_COST));
    }
}

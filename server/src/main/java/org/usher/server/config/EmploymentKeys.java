package org.usher.server.config;

import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Configuration;

/** The keys of an agent that say on which terms he works: {@code cost}, {@code guard} and {@code pool}. */
final class EmploymentKeys {
    private EmploymentKeys() {}

    static Configuration.Employment read(Section agent, BurnoutGuard centre, int poolId) {
        return new Configuration.Employment(
                agent.number("cost", 0, 0, Configuration.Employment.MAX_COST),
                agent.has("guard") ? GuardKeys.own(agent.table("guard"), centre.limits()) : null,
                poolId);
    }
}

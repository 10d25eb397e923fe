package org.usher.server.api;

import java.util.List;
import java.util.Optional;
import org.usher.core.api.Configuration;
import org.usher.server.security.Principal;

/** Whose desk is whose: an agent has his own alone, whatever else he may do. */
final class OwnDesk {
    private OwnDesk() {}

    /** The agent whom the path names, if that is who asks. */
    static Configuration.Agent agent(Request request, List<Configuration.Agent> known) {
        Configuration.Agent agent = request.agent(known);
        if (of(request.principal(), known).filter(agent::equals).isEmpty()) {
            throw Problem.of(
                            403,
                            "not-your-desk",
                            "Only " + agent.name() + " may do this, and "
                                    + request.principal().name() + " is not " + agent.name() + ".")
                    .asException();
        }
        return agent;
    }

    /** The agent that this person is; empty if he is none, or one whom the configuration knows no more. */
    static Optional<Configuration.Agent> of(Principal principal, List<Configuration.Agent> known) {
        return principal instanceof Principal.Person person
                ? known.stream()
                        .filter(agent -> agent.name().equals(person.agent()))
                        .findFirst()
                : Optional.empty();
    }
}

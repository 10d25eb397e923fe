package org.usher.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.RoutingPlan;

/** The centre on whose engine logs are tried. */
final class FiveAgents {
    /** Where all of them have their phones. */
    static final int PBX = 1;

    private FiveAgents() {}

    /** With one queue, which anybody may serve; after ten minutes a caller overflows. */
    static Configuration centre() {
        List<Configuration.Device> devices = new ArrayList<>();
        List<Configuration.Agent> agents = new ArrayList<>();
        for (int id = 1; id <= 5; id++) {
            devices.add(new Configuration.Device(id, PBX, "agent" + id));
            agents.add(new Configuration.Agent(id, "agent" + id, "Agent " + id, List.of(), List.of(1)));
        }
        Configuration.Queue queue = new Configuration.Queue(
                1,
                "sales",
                "Sales",
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                20_000,
                5_000,
                5_000,
                600_000,
                0,
                new Configuration.ServiceLevelTarget(80, 20_000));
        return new Configuration(
                1, List.of(), List.of(queue), devices, agents, List.of(), Configuration.Settings.DEFAULT);
    }
}

package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.Configuration;
import org.usher.core.api.RoutingPlan;

/**
 * A scenario as the engine's configuration: line i is queue i + 1, agents are numbered 1, 2, … group by group, each with one device of
 * the same number.
 */
public final class Centre {
    static final int RING_MS = 20_000;

    private Centre() {}

    public static int queueId(int line) {
        return line + 1;
    }

    /** The group of each agent, by agent id − 1. */
    public static int[] groupOfAgents(Scenario scenario) {
        List<Integer> groups = new ArrayList<>();
        for (int g = 0; g < scenario.groups().size(); g++) {
            for (int i = 0; i < scenario.groups().get(g).size(); i++) {
                groups.add(g);
            }
        }
        return groups.stream().mapToInt(g -> g).toArray();
    }

    static Configuration configuration(Scenario scenario) {
        return configuration(scenario, 0);
    }

    /** Each agent may have so many chats at once, beside no call. */
    static Configuration configuration(Scenario scenario, int chats) {
        List<Configuration.Queue> queues = new ArrayList<>();
        for (int line = 0; line < scenario.lines().size(); line++) {
            queues.add(queue(scenario, line));
        }
        int[] groups = groupOfAgents(scenario);
        List<Configuration.Agent> agents = new ArrayList<>();
        List<Configuration.Device> devices = new ArrayList<>();
        for (int agent = 1; agent <= groups.length; agent++) {
            List<Integer> serves = scenario.groups().get(groups[agent - 1]).skills().stream()
                    .map(skill -> queueId(skill.line()))
                    .toList();
            agents.add(new Configuration.Agent(agent, "agent" + agent, "Agent " + agent, List.of(), serves, chats));
            devices.add(new Configuration.Device(agent, 1, "agent" + agent));
        }
        return new Configuration(1, List.of(), queues, devices, agents, List.of(), Configuration.Settings.DEFAULT);
    }

    private static Configuration.Queue queue(Scenario scenario, int line) {
        String title = scenario.lines().get(line).name();
        return new Configuration.Queue(
                queueId(line),
                "line" + queueId(line),
                title,
                AnswerMode.ON_ENTRY,
                0,
                RoutingPlan.ANYONE,
                RING_MS,
                0,
                0,
                0,
                0,
                new Configuration.ServiceLevelTarget(80, (int) scenario.serviceLevelMs()));
    }
}

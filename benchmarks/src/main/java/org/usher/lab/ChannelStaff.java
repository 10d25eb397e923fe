package org.usher.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.usher.core.api.Command;

/** The agents of a {@link ChannelDay}: when fewer are wanted, those with nothing to do go first, then the others after it. */
final class ChannelStaff {
    private final List<ChannelAgent> agents = new ArrayList<>();
    private final double[][] meanServiceMs;
    private final ChannelBooks books;
    private final Consumer<Command> engine;

    ChannelStaff(Scenario scenario, List<Double> pace, ChannelBooks books, Consumer<Command> engine) {
        this.books = books;
        this.engine = engine;
        int[] groups = Centre.groupOfAgents(scenario);
        for (int i = 0; i < groups.length; i++) {
            agents.add(new ChannelAgent(i + 1, groups[i], pace));
        }
        meanServiceMs = new double[scenario.groups().size()][scenario.lines().size()];
        for (int g = 0; g < meanServiceMs.length; g++) {
            for (Scenario.Skill skill : scenario.groups().get(g).skills()) {
                meanServiceMs[g][skill.line()] = skill.meanServiceMs();
            }
        }
    }

    ChannelAgent agent(int agentId) {
        return agents.get(agentId - 1);
    }

    /** 0 if he does not serve the line. */
    double meanServiceMs(ChannelAgent agent, int line) {
        return meanServiceMs[agent.group][line];
    }

    /** From now on so many of the group are wanted. */
    void change(int group, int wanted, long nowMs) {
        List<ChannelAgent> members =
                agents.stream().filter(agent -> agent.group == group).toList();
        long missing = wanted - members.stream().filter(agent -> agent.wanted).count();
        for (boolean idleOnly : new boolean[] {true, false}) {
            for (ChannelAgent agent : members) {
                if (missing < 0 && agent.wanted && (agent.isFree() || !idleOnly)) {
                    dismiss(agent, nowMs);
                    missing++;
                }
            }
        }
        for (ChannelAgent agent : members) {
            if (missing > 0 && !agent.wanted && agent.loggedIn) {
                agent.wanted = true;
                engine.accept(new Command.Resume(0, agent.agentId));
                missing--;
            }
        }
        for (ChannelAgent agent : members) {
            if (missing > 0 && !agent.loggedIn) {
                agent.comes(nowMs);
                engine.accept(new Command.LogIn(0, agent.agentId, List.of(agent.agentId)));
                missing--;
            }
        }
    }

    private void dismiss(ChannelAgent agent, long nowMs) {
        agent.wanted = false;
        if (agent.isFree()) {
            agent.goesHome(nowMs, books);
        }
        engine.accept(new Command.LogOut(0, agent.agentId));
    }

    /** The agent has one thing less to do. */
    void freed(ChannelAgent agent, long nowMs) {
        agent.account(nowMs, books);
        if (agent.isFree() && !agent.wanted && agent.loggedIn) {
            agent.goesHome(nowMs, books);
        }
    }

    void close(long nowMs) {
        agents.stream().filter(agent -> agent.loggedIn).forEach(agent -> agent.goesHome(nowMs, books));
    }
}

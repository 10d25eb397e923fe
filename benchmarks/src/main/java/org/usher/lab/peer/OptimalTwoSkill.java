package org.usher.lab.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.usher.lab.Centre;
import org.usher.lab.Scenario;
import org.usher.lab.theory.TwoSkillOptimum;

/**
 * Plays the exact optimum of case B, to see in the simulation what the theory promises. Groups are specialists 0, specialists 1 and
 * generalists, in this order; no product could do this for a centre of any size.
 */
public final class OptimalTwoSkill extends Peer {
    private static final int SPECIALISTS_0 = 0;
    private static final int SPECIALISTS_1 = 1;
    private static final int GENERALISTS = 2;

    private final TwoSkillOptimum optimum;
    private final int[] groupOfAgent;
    private final int[] busy = new int[3];
    private final List<ArrayDeque<Caller>> waiting = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private final List<TreeSet<Desk>> idle = new ArrayList<>();

    public OptimalTwoSkill(Scenario scenario, TwoSkillOptimum optimum) {
        this.optimum = optimum;
        this.groupOfAgent = Centre.groupOfAgents(scenario);
        for (int group = 0; group < 3; group++) {
            busy[group] = scenario.groups().get(group).size();
            idle.add(new TreeSet<>((one, other) -> Integer.compare(one.agentId, other.agentId)));
        }
    }

    private int group(Desk desk) {
        return groupOfAgent[desk.agentId - 1];
    }

    @Override
    void arrived(Caller caller) {
        waiting.get(caller.line).add(caller);
        decide();
    }

    @Override
    void becameIdle(Desk desk, int line) {
        idle.get(group(desk)).add(desk);
        busy[group(desk)]--;
        decide();
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        idle.get(group(desk)).remove(desk);
        busy[group(desk)]++;
    }

    @Override
    void left(Caller caller) {
        if (waiting.get(caller.line).remove(caller)) {
            decide();
        }
    }

    @Override
    void served(Caller caller) {}

    private void decide() {
        boolean more = true;
        while (more) {
            more = switch (optimum.best(
                    busy[SPECIALISTS_0],
                    busy[SPECIALISTS_1],
                    busy[GENERALISTS],
                    waiting.get(0).size(),
                    waiting.get(1).size())) {
                case NOTHING -> false;
                case TYPE_0_TO_SPECIALIST -> give(0, SPECIALISTS_0);
                case TYPE_1_TO_SPECIALIST -> give(1, SPECIALISTS_1);
                case TYPE_0_TO_GENERALIST -> give(0, GENERALISTS);
                case TYPE_1_TO_GENERALIST -> give(1, GENERALISTS);
            };
        }
    }

    private boolean give(int type, int group) {
        offer(waiting.get(type).remove(), idle.get(group).first());
        return true;
    }

    @Override
    void tick() {}

    @Override
    public long nextDeadlineAtMs() {
        return Long.MAX_VALUE;
    }
}

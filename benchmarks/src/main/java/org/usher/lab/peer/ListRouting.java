package org.usher.lab.peer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.usher.lab.Centre;
import org.usher.lab.Scenario;

/**
 * Routing by lists, at once: an arriving caller takes the longest idle agent of the first tier of groups that has one; an agent who
 * turns idle takes the caller with the largest weight × wait among the lines he serves. Ties go to the earlier arrival.
 *
 * <p>This is the policy with which cases A and B are published (the routers SingleFIFOQueueRouter and LongestWeightedWaitingTimeRouter
 * of the Montréal ContactCenters library). With one tier and equal weights it is plain "longest wait, longest idle".
 */
public final class ListRouting extends Peer {
    private final int[] groupOfAgent;
    private final int[][] tierOfGroup;
    private final double[] weights;
    private final List<TreeSet<Caller>> waiting = new ArrayList<>();
    private final List<TreeSet<Desk>> idle = new ArrayList<>();

    /**
     * Routing by these lists.
     *
     * @param tiers for each line, for each group, the tier in which an arriving caller tries it, 0 first
     * @param weights for each line
     */
    public ListRouting(Scenario scenario, List<List<Integer>> tiers, List<Double> weights) {
        this.groupOfAgent = Centre.groupOfAgents(scenario);
        this.tierOfGroup = tiers.stream()
                .map(line -> line.stream().mapToInt(tier -> tier).toArray())
                .toArray(int[][]::new);
        this.weights = weights.stream().mapToDouble(weight -> weight).toArray();
        for (int line = 0; line < this.weights.length; line++) {
            waiting.add(new TreeSet<>(
                    Comparator.comparingLong(Caller::countsFromMs).thenComparingLong(caller -> caller.contactId)));
        }
        for (int group = 0; group < scenario.groups().size(); group++) {
            idle.add(new TreeSet<>(
                    Comparator.<Desk>comparingLong(desk -> desk.idleSinceMs).thenComparingInt(desk -> desk.agentId)));
        }
    }

    /** The longest waiting caller to the longest idle agent. */
    public static ListRouting longestWaitLongestIdle(Scenario scenario) {
        int groups = scenario.groups().size();
        return new ListRouting(
                scenario,
                scenario.lines().stream()
                        .map(line -> Collections.nCopies(groups, 0))
                        .toList(),
                scenario.lines().stream().map(line -> 1.0).toList());
    }

    @Override
    void arrived(Caller caller) {
        Desk best = null;
        int bestTier = Integer.MAX_VALUE;
        for (int group = 0; group < idle.size(); group++) {
            if (!idle.get(group).isEmpty() && idle.get(group).first().serves(caller.line)) {
                Desk candidate = idle.get(group).first();
                int tier = tierOfGroup[caller.line][group];
                if (best == null || tier < bestTier || (tier == bestTier && idledBefore(candidate, best))) {
                    best = candidate;
                    bestTier = tier;
                }
            }
        }
        if (best == null) {
            waiting.get(caller.line).add(caller);
        } else {
            offer(caller, best);
        }
    }

    private static boolean idledBefore(Desk one, Desk other) {
        return one.idleSinceMs != other.idleSinceMs ? one.idleSinceMs < other.idleSinceMs : one.agentId < other.agentId;
    }

    @Override
    void becameIdle(Desk desk, int line) {
        idle.get(groupOfAgent[desk.agentId - 1]).add(desk);
        Caller best = null;
        for (int served : desk.lines()) {
            TreeSet<Caller> queue = waiting.get(served);
            if (!queue.isEmpty() && before(queue.first(), best)) {
                best = queue.first();
            }
        }
        if (best != null) {
            waiting.get(best.line).remove(best);
            offer(best, desk);
        }
    }

    private boolean before(Caller one, @Nullable Caller other) {
        if (other == null) {
            return true;
        }
        double first = weights[one.line] * (nowMs() - one.countsFromMs());
        double second = weights[other.line] * (nowMs() - other.countsFromMs());
        return first != second ? first > second : one.contactId < other.contactId;
    }

    @Override
    void stoppedBeingIdle(Desk desk) {
        idle.get(groupOfAgent[desk.agentId - 1]).remove(desk);
    }

    @Override
    void left(Caller caller) {
        waiting.get(caller.line).remove(caller);
    }

    @Override
    void served(Caller caller) {}

    @Override
    void tick() {}

    @Override
    public long nextDeadlineAtMs() {
        return Long.MAX_VALUE;
    }
}

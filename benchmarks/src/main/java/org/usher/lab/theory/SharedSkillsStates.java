package org.usher.lab.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The states of a centre in which every two skills have equally many agents, told apart only as far as renaming the skills does not make
 * one out of the other: who is idle for which pair, and how many wait for each skill. Nobody idles beside a caller whom he may serve, so
 * that skills with a line come first, the longest line first, and idle agents are a small graph with several edges between two of the
 * other skills; of the graphs that renaming makes of each other, the one with the smallest code stands for all.
 */
final class SharedSkillsStates {
    private static final int QUEUE_BITS = 6;
    private static final int GRAPH_BITS = 64 - 6 * QUEUE_BITS;

    private final int skills;
    private final int perPair;
    /** For each number of skills: the code that stands for a graph of this code. */
    private final int[][] standsFor;

    SharedSkillsStates(int skills, int perPair) {
        if (skills < 2 || skills > 6 || perPair < 1 || codes(skills, perPair) > 1 << 24) {
            throw new IllegalArgumentException("2 to 6 skills with few agents a pair, not " + skills + ", " + perPair);
        }
        this.skills = skills;
        this.perPair = perPair;
        this.standsFor = new int[skills + 1][];
        for (int vertices = 0; vertices <= skills; vertices++) {
            standsFor[vertices] = smallestCodes(vertices);
        }
    }

    private static double codes(int vertices, int perPair) {
        return Math.pow(perPair + 1, vertices * (vertices - 1) / 2.0);
    }

    /** One state, laid open. */
    static final class State {
        /** For each skill. */
        final int[] waiting;

        /** For each two skills, the same both ways. */
        final int[][] idle;

        private State(int[] waiting, int[][] idle) {
            this.waiting = waiting.clone();
            this.idle = Arrays.stream(idle).map(int[]::clone).toArray(int[][]::new);
        }

        int inLine() {
            return Arrays.stream(waiting).sum();
        }

        int idling() {
            return Arrays.stream(idle).mapToInt(row -> Arrays.stream(row).sum()).sum() / 2;
        }

        State with(int one, int other, int idleChange) {
            State next = new State(waiting, idle);
            next.idle[one][other] += idleChange;
            next.idle[other][one] = next.idle[one][other];
            return next;
        }

        State with(int skill, int waitingChange) {
            State next = new State(waiting, idle);
            next.waiting[skill] += waitingChange;
            return next;
        }
    }

    /** Everybody idle. */
    State empty() {
        int[][] idle = new int[skills][skills];
        for (int one = 0; one < skills; one++) {
            Arrays.fill(idle[one], perPair);
            idle[one][one] = 0;
        }
        return new State(new int[skills], idle);
    }

    /** The same number for states that renaming the skills makes of each other. */
    long key(State state) {
        int[] lines = Arrays.stream(state.waiting).filter(n -> n > 0).sorted().toArray();
        long key = 0;
        for (int line : lines) {
            key = key << QUEUE_BITS | line;
        }
        int[] without = new int[skills - lines.length];
        int next = 0;
        for (int skill = 0; skill < skills; skill++) {
            if (state.waiting[skill] == 0) {
                without[next++] = skill;
            }
        }
        return key << GRAPH_BITS | standsFor[without.length][code(state.idle, without)];
    }

    /** The number of idle agents between any two of these skills, as the digits of one number. */
    private int code(int[][] idle, int[] among) {
        int code = 0;
        for (int one = 0; one < among.length; one++) {
            for (int other = one + 1; other < among.length; other++) {
                code = code * (perPair + 1) + idle[among[one]][among[other]];
            }
        }
        return code;
    }

    private int[] smallestCodes(int vertices) {
        int[] smallest = new int[(int) codes(vertices, perPair)];
        Arrays.fill(smallest, -1);
        List<int[]> orders = new ArrayList<>();
        addOrders(new int[vertices], 0, orders);
        for (int code = 0; code < smallest.length; code++) {
            if (smallest[code] < 0) {
                int[][] graph = decoded(code, vertices);
                for (int[] order : orders) {
                    smallest[code(graph, order)] = code;
                }
            }
        }
        return smallest;
    }

    /** Every order of the numbers from 0, of which the first {@code set} are set. */
    private static void addOrders(int[] order, int set, List<int[]> orders) {
        if (set == order.length) {
            orders.add(order.clone());
            return;
        }
        for (int candidate = 0; candidate < order.length; candidate++) {
            int number = candidate;
            if (Arrays.stream(order, 0, set).noneMatch(taken -> taken == number)) {
                order[set] = number;
                addOrders(order, set + 1, orders);
            }
        }
    }

    private int[][] decoded(int code, int vertices) {
        int[][] graph = new int[vertices][vertices];
        int rest = code;
        for (int one = vertices - 1; one >= 0; one--) {
            for (int other = vertices - 1; other > one; other--) {
                graph[one][other] = rest % (perPair + 1);
                graph[other][one] = graph[one][other];
                rest /= perPair + 1;
            }
        }
        return graph;
    }
}

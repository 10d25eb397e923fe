package org.usher.core.engine;

import java.util.Arrays;
import java.util.function.IntFunction;

/**
 * Where time alone leads. Left alone, everything comes to rest: however often deadlines fall due, one after the other, no state comes back.
 * So no contact and no agent is stuck in a circle that only a command could break.
 */
final class TimePassing {
    private int[] from = new int[1_024];
    private int[] to = new int[1_024];
    private int size;

    void leads(int fromState, int toState) {
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
        }
        from[size] = fromState;
        to[size++] = toState;
    }

    /** Takes away, again and again, the states that time leads to from no other that is left (Kahn, CACM 5, 1962): none may be left. */
    void mustEnd(IntFunction<String> story) {
        int states = 0;
        for (int i = 0; i < size; i++) {
            states = Math.max(states, Math.max(from[i], to[i]) + 1);
        }
        int[] ways = new int[states];
        int[] first = new int[states + 1];
        for (int i = 0; i < size; i++) {
            ways[to[i]]++;
            first[from[i] + 1]++;
        }
        for (int state = 0; state < states; state++) {
            first[state + 1] += first[state];
        }
        int[] next = first.clone();
        int[] targets = new int[size];
        for (int i = 0; i < size; i++) {
            targets[next[from[i]]++] = to[i];
        }
        int[] free = new int[states];
        int count = 0;
        for (int state = 0; state < states; state++) {
            if (ways[state] == 0) {
                free[count++] = state;
            }
        }
        for (int i = 0; i < count; i++) {
            for (int way = first[free[i]]; way < first[free[i] + 1]; way++) {
                if (--ways[targets[way]] == 0) {
                    free[count++] = targets[way];
                }
            }
        }
        for (int state = 0; state < states; state++) {
            if (ways[state] != 0) {
                throw new AssertionError("time leads back to the state after:" + story.apply(state));
            }
        }
    }
}

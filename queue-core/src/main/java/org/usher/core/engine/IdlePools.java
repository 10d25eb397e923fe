package org.usher.core.engine;

import org.usher.core.api.Routing;

/** How many agents of each pool are idle, and how many are to be: running sums, so that a choice looks at no more than each pool. */
final class IdlePools {
    private final int[] idle;
    private final int[] share;
    private long allIdle;
    private long allShares = 1;

    /** Nobody is idle yet. */
    IdlePools(Routing routing) {
        int pools = routing.pools().size() + 1;
        idle = new int[pools];
        share = new int[pools];
        share[0] = 1;
        for (int pool = 1; pool < pools; pool++) {
            share[pool] = routing.pools().get(pool - 1).share();
            allShares += share[pool];
        }
    }

    /** With that of those who are in none. */
    int count() {
        return idle.length;
    }

    /** One more of this pool is idle, or one less. */
    void add(int pool, int change) {
        idle[pool] += change;
        allIdle += change;
    }

    int idle(int pool) {
        return idle[pool];
    }

    /** By how many more of this pool are idle than its share of all who are, times the sum of the shares. */
    long surplus(int pool) {
        return idle[pool] * allShares - share[pool] * allIdle;
    }
}

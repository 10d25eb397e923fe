package org.usher.server.sim;

import java.util.function.IntPredicate;

/** In whose name a process gives orders, and whether they count. */
final class Mandate {
    private final String holder;
    private IntPredicate overAt = _ -> false;
    private boolean over;
    private boolean superseded;

    Mandate(String holder) {
        this.holder = holder;
    }

    String holder() {
        return holder;
    }

    /** Another has taken over. */
    void end(IntPredicate knownAtPbx) {
        over = true;
        overAt = knownAtPbx;
    }

    /** Whether another has taken over, whether the process has learnt of it or not. */
    boolean isOver() {
        return over;
    }

    /** Whether this PBX has known for a while that another has taken over, so that no order may have any effect there. */
    boolean isOverAt(int pbxId) {
        return overAt.test(pbxId);
    }

    /** A PBX has said that another gives orders now. */
    void supersede() {
        superseded = true;
    }

    boolean isSuperseded() {
        return superseded;
    }
}

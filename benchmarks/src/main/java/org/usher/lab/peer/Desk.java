package org.usher.lab.peer;

/** An agent as the peers see one. */
final class Desk {

    enum State {
        OUT,
        IDLE,
        RINGING,
        TALKING
    }

    final int agentId;
    /** Indexes of the lines served, in order of preference. */
    private final int[] lines;

    State state = State.OUT;
    boolean leaves;
    long idleSinceMs;

    Desk(int agentId, int[] lines) {
        this.agentId = agentId;
        this.lines = lines.clone();
    }

    int[] lines() {
        return lines.clone();
    }

    boolean serves(int line) {
        return preference(line) >= 0;
    }

    /** 0 for the first skill, 1 for the second, …; −1 if the line is not served. */
    int preference(int line) {
        for (int i = 0; i < lines.length; i++) {
            if (lines[i] == line) {
                return i;
            }
        }
        return -1;
    }
}

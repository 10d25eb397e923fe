package org.usher.core.engine;

/**
 * Decides who is offered to whom. It is told who waits and who is idle, and pairs them when a step is over: again and again the first
 * contact for which an idle agent is eligible (higher priority first, then the longer wait, then the lower id) with the longest idle of
 * these agents, until there is none.
 */
interface Matching {
    /** Takes a pair that was found. */
    @FunctionalInterface
    interface Pairing {
        void pair(ContactRecord contact, AgentRecord agent);
    }

    /** The contact stands in line (again); it may be offerable. */
    void joined(ContactRecord contact);

    /** The contact no longer stands in line; {@code forGood} unless an offer may bring it back. */
    void left(ContactRecord contact, boolean forGood);

    /** The contact, not standing in line, will not come back to it. */
    void forget(ContactRecord contact);

    /** The contact in line can be offered from now on. */
    void offerable(ContactRecord contact);

    /** The contact stays in line but cannot be offered any more. */
    void notOfferable(ContactRecord contact);

    void idle(AgentRecord agent);

    void busy(AgentRecord agent);

    /** Queues, skills or agents are others than before. */
    void reconfigured();

    /** Pairs until no pair is left. */
    void settle(Pairing pairing);

    /**
     * Compares it with the state it is an index of.
     *
     * @throws IllegalStateException if they disagree
     */
    void check();
}

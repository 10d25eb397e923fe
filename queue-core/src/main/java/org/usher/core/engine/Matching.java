package org.usher.core.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides who is offered to whom. It is told who waits and who is idle, and pairs them when a step is over: again and again the first
 * contact for which an idle agent is eligible (the one whose wait counts for most by its queue's {@link Order} and its priority, then the
 * longer wait with its credit, then the lower id) with the longest idle of these agents, until there is none. For a contact in danger, with
 * nobody idle, whoever is held back and may serve it counts as idle ({@link Breaths}). For a contact that waits for one agent alone nobody else is eligible.
 */
interface Matching {
    /** Takes a pair that was found. */
    @FunctionalInterface
    interface Pairing {
        /**
         * The agent is to be offered the contact.
         *
         * @param passedOver the first in place, by the longer wait with its credit and then the lower id, of those whom the agent might
         *     serve, who stand before the contact and have waited longer than their queue promises; null if there is none
         */
        void pair(ContactRecord contact, AgentRecord agent, @Nullable ContactRecord passedOver);
    }

    /** The contact has a place in line (again); it stands there if it waits, and may be offerable. */
    void joined(ContactRecord contact);

    /** The contact no longer stands in line; {@code forGood} unless an offer may bring it back. */
    void left(ContactRecord contact, boolean forGood);

    /** The contact, not standing in line, will not come back to it. */
    void forget(ContactRecord contact);

    /** What the contact, whose entry is open, asks for is other than before. */
    void changed(ContactRecord contact);

    /** The contact in line can be offered from now on. */
    void offerable(ContactRecord contact);

    /** The contact stays in line but cannot be offered any more. */
    void notOfferable(ContactRecord contact);

    void idle(AgentRecord agent);

    /** The agent, not idle, is asked for contacts in danger alone. */
    void heldBack(AgentRecord agent);

    /** The contact in line, which can be offered, is in danger from now on. */
    void inDanger(ContactRecord contact);

    /** The agent is neither idle nor held back any more. */
    void busy(AgentRecord agent);

    /** Adds the agents, {@code atMost} so many, who are idle and may serve the contact beside this one, the longest idle first. */
    void othersFor(ContactRecord contact, AgentRecord beside, int atMost, List<AgentRecord> others);

    /** Whether anybody is idle who may serve the contact, whose entry is open. */
    boolean anyoneIdleFor(ContactRecord contact);

    /** Queues, skills or agents are others than before. */
    void reconfigured();

    /** Pairs until no pair is left. */
    void settle(long nowMs, Pairing pairing);

    /**
     * Compares it with the state it is an index of.
     *
     * @throws IllegalStateException if they disagree
     */
    void check();
}

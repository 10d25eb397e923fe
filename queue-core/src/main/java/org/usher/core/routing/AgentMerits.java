package org.usher.core.routing;

/** What an {@link AgentPolicy} may know of an idle agent; none of it changes in comparison with others while they are idle. */
public interface AgentMerits {
    /** How many skills he has. */
    int skillCount();

    /** The sum over his skills and his queues of 1,000,000 ÷ (agents who have the skill, or serve the queue). */
    long scarcity();

    /** Of his time, in the centre's unit. */
    int cost();

    /** The logarithm of his share of work lately, in millionths of an e-fold, as it would have been at time 0. */
    long occupancy();
}

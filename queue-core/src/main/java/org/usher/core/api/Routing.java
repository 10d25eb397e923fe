package org.usher.core.api;

import java.util.List;

/**
 * By which rules an agent who turns idle chooses among who waits, and a contact among who is idle. Who may serve whom is not their
 * business: skills and plans say that first.
 *
 * <p>Whatever the rule, a step of priority counts as {@link Configuration.Settings#priorityStepMs}, of those who ask for the same in the
 * same queue the longest wait comes first, and what counts alike is decided by the longer wait, then the lower id; between agents who
 * count alike by who is idle longest.
 *
 * @param occupancyMemoryMs how long ago work counts: what was done that long ago counts for 1/e of what is done now
 * @param pools of agents, named by {@link Configuration.Employment#poolId}, their places from 1, at most {@value #MAX_POOLS}
 */
public record Routing(
        ContactRule contacts,
        AgentRule agents,
        ContactWeights contactWeights,
        AgentWeights agentWeights,
        long occupancyMemoryMs,
        List<Pool> pools) {
    public static final int MAX_POOLS = 64;

    /**
     * What is best when nothing is known of a centre but its skills, by the hold-time lab: an agent takes from the line that is long for its
     * agents, unless somebody has waited a quarter of an hour longer elsewhere; a contact takes the agent whom the next ones will miss least.
     */
    public static final Routing DEFAULT = new Routing(
            ContactRule.INDEX, AgentRule.BEST_COVERED, ContactWeights.DEFAULT, AgentWeights.DEFAULT, 30 * 60_000L);

    public Routing {
        pools = List.copyOf(pools);
        if (pools.size() > MAX_POOLS) {
            throw new IllegalArgumentException("there are at most " + MAX_POOLS + " pools, not " + pools.size());
        }
        if (occupancyMemoryMs < 60_000) {
            throw new IllegalArgumentException("occupancyMemoryMs is 60000 or more, not " + occupancyMemoryMs);
        }
    }

    /** In which agents are in no pools. */
    public Routing(
            ContactRule contacts,
            AgentRule agents,
            ContactWeights contactWeights,
            AgentWeights agentWeights,
            long occupancyMemoryMs) {
        this(contacts, agents, contactWeights, agentWeights, occupancyMemoryMs, List.of());
    }

    /**
     * Agents who are to have a share of all idleness in common. Those in no pool are one, too, with a share of 1.
     *
     * @param share of all agents who are idle, to be divided by the sum of all pools' shares, 1 to {@value Urgency#MAX_SHARE}
     */
    public record Pool(String name, int share) {
        public Pool {
            if (share < 1 || share > Urgency.MAX_SHARE) {
                throw new IllegalArgumentException("share is 1 to " + Urgency.MAX_SHARE + ", not " + share);
            }
        }
    }

    /** Whose wait counts for most. New ones at the end: logs hold their places. */
    public enum ContactRule {
        /**
         * As long as it is by its queue's {@link Urgency#aging}: the generalized cμ rule (Van Mieghem, Annals of Applied Probability 5, 1995;
         * with several agents of other skills, Mandelbaum and Stolyar, Operations Research 52, 2004). Without an aging, the longest wait.
         */
        WEIGHTED_WAIT,
        /**
         * As long as it is: first come, first served, as far as skills allow. With {@link AgentRule#LONGEST_IDLE} it is FCFS-ALIS (Adan and
         * Weiss, Stochastic Systems 4, 2014).
         */
        LONGEST_WAIT,
        /**
         * By the time of the queue's {@link Configuration.ServiceLevelTarget}: one as long as the target counts as a minute. It is the
         * generalized largest delay rule, which in heavy traffic keeps due dates best (Van Mieghem, Operations Research 51, 2003).
         */
        TARGET_RATIO,
        /**
         * As the queue's surplus: by how many more contacts are in its line than its {@link Urgency#share} of all, each a minute (the
         * queue-and-idleness ratio rule; Gurvich and Whitt, Manufacturing &amp; Service Operations Management 11, 2009).
         */
        QUEUE_RATIO,
        /** By {@link ContactWeights}: wait, line, cost, added up; the default. */
        INDEX
    }

    /** Which agent comes first. New ones at the end: logs hold their places. */
    public enum AgentRule {
        /** Who has been idle longest, the custom of the trade; see {@link ContactRule#LONGEST_WAIT}. */
        LONGEST_IDLE,
        /**
         * Who worked least of the time lately; work is being rung, in a talk and after it; a pause is neither work nor rest. On fairness
         * between agents: Armony and Ward, Operations Research 58, 2010.
         */
        LEAST_OCCUPIED,
        /**
         * Who is best at what is asked for: the sum of proficiencies in the skills of the step, of a group the best of them. So a call goes
         * first to those whose foremost skill it is, as in Wallace and Whitt, Manufacturing &amp; Service Operations Management 7, 2005.
         */
        BEST_PROFICIENCY,
        /**
         * Whose skills and queues most others have, too, so that rare skills stay free: our own refinement of {@link #FEWEST_SKILLS}; see
         * {@link AgentWeights#scarcity}.
         */
        MOST_REPLACEABLE,
        /**
         * Specialists before generalists, as overflow lists have it: G. Koole and A. Pot, "An overview of routing and staffing algorithms in
         * multi-skill customer contact centers", 2006.
         */
        FEWEST_SKILLS,
        /** By {@link AgentWeights}: our own sum of what the rules above weigh alone. */
        INDEX,
        /**
         * Of whose {@link Pool} more are idle than its share of all who are: the agents' half of the queue-and-idleness ratio rule, whose
         * other half is {@link ContactRule#QUEUE_RATIO}.
         */
        IDLENESS_RATIO,
        /**
         * Of the eight who are idle longest, the one who is missed least: with the lowest sum, over his skills and his queues, of 1 ÷ (agents
         * who have the skill, or serve the queue, and are idle now). {@link #MOST_REPLACEABLE} with those who are there at this moment: it
         * keeps free whoever is the last who could take the next caller of some kind. Eight choices do nearly as well as all (Mitzenmacher,
         * IEEE Transactions on Parallel and Distributed Systems 12, 2001).
         */
        BEST_COVERED
    }

    /**
     * What a contact counts for under {@link ContactRule#INDEX}: the sum of these.
     *
     * @param waitPercent of its wait by its queue's aging, 0 to 1000
     * @param perWaitingMs for each contact in its queue's line, 0 to an hour
     * @param perLoadMs for each contact in its queue's line per agent of the queue who is logged in, 0 to an hour
     * @param perCostMs for each unit that one more minute of its wait costs, per minute of handling, 0 to an hour; see {@link WaitingCost}
     * @param lineMs for its queue's line, the longer the more, but never more than this, 0 to an hour: with n in line for N agents who are
     *     logged in, n ÷ (n + N) of it, so half of it when one waits for each agent. The longest line first leaves fewest agents idle
     *     beside other lines (Tassiulas and Ephremides, IEEE Transactions on Information Theory 39, 1993); as it counts for no more than
     *     this, nobody is passed over for who came so much later
     */
    public record ContactWeights(int waitPercent, int perWaitingMs, int perLoadMs, int perCostMs, int lineMs) {
        /** The wait as it is, and a quarter of an hour for a long line. */
        public static final ContactWeights DEFAULT = new ContactWeights(100, 0, 0, 0, 900_000);

        /** To which cost is nothing. */
        public ContactWeights(int waitPercent, int perWaitingMs, int perLoadMs) {
            this(waitPercent, perWaitingMs, perLoadMs, 0);
        }

        /** In which a line counts for as much as it is long, without bound. */
        public ContactWeights(int waitPercent, int perWaitingMs, int perLoadMs, int perCostMs) {
            this(waitPercent, perWaitingMs, perLoadMs, perCostMs, 0);
        }

        public ContactWeights {
            Range.require("waitPercent", waitPercent, 1_000);
            Range.require("perWaitingMs", perWaitingMs, 3_600_000);
            Range.require("perLoadMs", perLoadMs, 3_600_000);
            Range.require("perCostMs", perCostMs, 3_600_000);
            Range.require("lineMs", lineMs, 3_600_000);
        }
    }

    /**
     * How {@link AgentRule#INDEX} adds up: the agent with the lowest sum comes first. All 0 to 1000.
     *
     * @param proficiency for each level of proficiency at what is asked for, taken off
     * @param skills for each skill
     * @param scarcity for each skill and each queue of his, shared among all who have it
     * @param occupancy for each e-fold of his share of work lately
     * @param cost for each unit of his {@link Configuration.Employment#cost}
     */
    public record AgentWeights(int proficiency, int skills, int scarcity, int occupancy, int cost) {
        public static final AgentWeights DEFAULT = new AgentWeights(0, 0, 0, 0);

        /** To which cost is nothing. */
        public AgentWeights(int proficiency, int skills, int scarcity, int occupancy) {
            this(proficiency, skills, scarcity, occupancy, 0);
        }

        public AgentWeights {
            Range.require("proficiency", proficiency, 1_000);
            Range.require("skills", skills, 1_000);
            Range.require("scarcity", scarcity, 1_000);
            Range.require("occupancy", occupancy, 1_000);
            Range.require("cost", cost, 1_000);
        }
    }

    /** Whether it must be known how much agents worked lately. */
    public boolean asksForOccupancy() {
        return agents == AgentRule.LEAST_OCCUPIED || (agents == AgentRule.INDEX && agentWeights.occupancy() > 0);
    }

    /** Apart, as the default weights are made before the default routing. */
    private static final class Range {
        private static void require(String name, int value, int max) {
            if (value < 0 || value > max) {
                throw new IllegalArgumentException(name + " is 0 to " + max + ", not " + value);
            }
        }
    }
}

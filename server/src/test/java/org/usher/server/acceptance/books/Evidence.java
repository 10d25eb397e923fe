package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;

/**
 * All that the reader looks at.
 *
 * @param nowMs when the history and the wallboard were read (epoch ms)
 * @param callers what the callers' phones saw
 * @param agentLegs what the agents' phones saw
 * @param absences when they were not registered
 * @param heard what was to be heard, at both ends
 * @param ledger what the history says
 * @param totals what the wallboard shows of each queue, by its name
 * @param skills what each agent can, by his name: proficiency by skill
 * @param queues the rules of each queue, by its name
 */
record Evidence(
        long nowMs,
        List<CallerLeg> callers,
        List<AgentLeg> agentLegs,
        List<Absence> absences,
        List<Heard> heard,
        Ledger ledger,
        Map<String, Totals> totals,
        Map<String, Map<String, Integer>> skills,
        Map<String, QueueRule> queues) {

    /** A queue's figures of the day. */
    record Totals(
            long offered, long answered, long abandoned, long shortAbandoned, long otherwiseEnded, long waiting) {}

    /**
     * What the operator and the centre agreed on for a queue.
     *
     * @param shortAbandonMs who leaves earlier has hardly waited
     * @param maxWaitMs then the caller is taken out of the line; 0 for no limit
     * @param overflowTo where the operator's dialplan sends him then, empty if home
     * @param maxWaiting 0 for no limit
     */
    record QueueRule(long shortAbandonMs, long maxWaitMs, String overflowTo, int maxWaiting) {}

    Evidence withAgentLegs(List<AgentLeg> others) {
        return new Evidence(nowMs, callers, others, absences, heard, ledger, totals, skills, queues);
    }

    Evidence withHeard(List<Heard> other) {
        return new Evidence(nowMs, callers, agentLegs, absences, other, ledger, totals, skills, queues);
    }

    Evidence withTotals(Map<String, Totals> others) {
        return new Evidence(nowMs, callers, agentLegs, absences, heard, ledger, others, skills, queues);
    }

    Evidence withSkills(Map<String, Map<String, Integer>> others) {
        return new Evidence(nowMs, callers, agentLegs, absences, heard, ledger, totals, others, queues);
    }

    Evidence withLedger(Ledger other) {
        return new Evidence(nowMs, callers, agentLegs, absences, heard, other, totals, skills, queues);
    }
}

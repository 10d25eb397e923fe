package org.usher.server.acceptance.books;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that the reader looks at.
 *
 * @param nowMs when the history and the wallboard were read (epoch ms)
 * @param callers what the callers' phones saw
 * @param agentLegs what the agents' phones saw of calls to them
 * @param consults what they saw of calls that the agents made to consult
 * @param absences when they were not registered
 * @param heard what was to be heard, at both ends
 * @param mutes when nothing was said or heard, by no fault of anybody
 * @param ledger what the history says
 * @param totals what the wallboard shows of each queue, by its name
 * @param agreed what everybody knows beforehand
 */
record Evidence(
        long nowMs,
        List<CallerLeg> callers,
        List<AgentLeg> agentLegs,
        List<ConsultLeg> consults,
        List<Absence> absences,
        List<Heard> heard,
        List<Mute> mutes,
        Ledger ledger,
        Map<String, Totals> totals,
        Agreed agreed) {

    /** A queue's figures of the day. */
    record Totals(
            long offered, long answered, long abandoned, long shortAbandoned, long otherwiseEnded, long waiting) {}

    /**
     * What the operator and the centre agreed on.
     *
     * @param skills what each agent can, by his name: proficiency by skill
     * @param queues the rules of each queue, by its name
     * @param intoQueue what agents dial to give a caller into a queue, and which
     * @param ownerOf whose a phone or a number is that does not have its owner's name
     * @param mobile who is called outside, and has answered only when he presses 1
     */
    record Agreed(
            Map<String, Map<String, Integer>> skills,
            Map<String, QueueRule> queues,
            Map<String, String> intoQueue,
            Map<String, String> ownerOf,
            Set<String> mobile) {}

    /**
     * The rules of a queue.
     *
     * @param shortAbandonMs who leaves earlier has hardly waited
     * @param maxWaitMs then the caller is taken out of the line; 0 for no limit
     * @param overflowTo where the operator's dialplan sends him then, empty if home
     * @param maxWaiting 0 for no limit
     * @param letsIn false if it is closed, or empty and admits nobody then
     */
    record QueueRule(long shortAbandonMs, long maxWaitMs, String overflowTo, int maxWaiting, boolean letsIn) {}

    /** For how long the two in this talk were to be heard. */
    long audibleMs(AgentLeg leg) {
        long fromMs = leg.answeredAtMs();
        long toMs = leg.endedOr(nowMs);
        return leg.answered()
                ? toMs
                        - fromMs
                        - leg.heldMs()
                        - mutes.stream()
                                .mapToLong(mute -> mute.costs(fromMs, toMs))
                                .sum()
                : 0;
    }

    Map<String, Map<String, Integer>> skills() {
        return agreed.skills();
    }

    Map<String, QueueRule> queues() {
        return agreed.queues();
    }

    Map<String, String> intoQueue() {
        return agreed.intoQueue();
    }

    Evidence withCallers(List<CallerLeg> others) {
        return new Evidence(nowMs, others, agentLegs, consults, absences, heard, mutes, ledger, totals, agreed);
    }

    Evidence withConsults(List<ConsultLeg> others) {
        return new Evidence(nowMs, callers, agentLegs, others, absences, heard, mutes, ledger, totals, agreed);
    }

    Evidence withAgentLegs(List<AgentLeg> others) {
        return new Evidence(nowMs, callers, others, consults, absences, heard, mutes, ledger, totals, agreed);
    }

    Evidence withHeard(List<Heard> other) {
        return new Evidence(nowMs, callers, agentLegs, consults, absences, other, mutes, ledger, totals, agreed);
    }

    Evidence withLedger(Ledger other) {
        return new Evidence(nowMs, callers, agentLegs, consults, absences, heard, mutes, other, totals, agreed);
    }

    Evidence withTotals(Map<String, Totals> others) {
        return new Evidence(nowMs, callers, agentLegs, consults, absences, heard, mutes, ledger, others, agreed);
    }

    Evidence withSkills(Map<String, Map<String, Integer>> others) {
        Agreed other = new Agreed(others, agreed.queues(), agreed.intoQueue(), agreed.ownerOf(), agreed.mobile());
        return new Evidence(nowMs, callers, agentLegs, consults, absences, heard, mutes, ledger, totals, other);
    }
}

package org.usher.core.engine;

import java.util.Optional;
import org.usher.core.api.Channel;
import org.usher.core.api.WaitEstimate;
import org.usher.core.api.WaitFromNow;
import org.usher.core.estimate.LearntEstimator;

/**
 * Reads from the state how long a caller in line will wait from now on. It changes nothing and keeps nothing.
 *
 * <p>What was learnt goes by how many agents were at work in the last minutes. Of those who have left since, the estimator learns only as
 * the line slows down. So its estimate is stretched here by as much as there are fewer now: who is gone serves nobody, and a line at full
 * load moves in proportion to its agents.
 */
final class WaitsFromNow {
    private WaitsFromNow() {}

    static Optional<WaitFromNow> of(State state, long contactId, long nowMs) {
        ContactRecord contact = contactId == 0 ? null : state.contactsById.get(contactId);
        LearntEstimator estimator = state.estimator;
        if (contact == null || estimator == null || !contact.entry.open || contact.channel != Channel.VOICE) {
            return Optional.empty();
        }
        QueueEntry entry = contact.entry;
        int atWork = 0;
        int there = 0;
        for (AgentRecord agent : state.agents.unorderedValues()) {
            if (agent.mayServe(entry.queueId, entry.requirements())) {
                atWork += estimator.isAtWork(agent.agentId, nowMs) ? 1 : 0;
                there += isThere(agent) ? 1 : 0;
            }
        }
        WaitEstimate learnt = estimator.fromNow(
                contactId,
                LearntEstimator.standingMs(entry.creditMs, entry.priority()),
                nowMs,
                otherId -> isBefore(state, otherId, entry));
        return Optional.of(new WaitFromNow(contactId, entry.entryId, stretched(learnt, atWork, there), there));
    }

    private static boolean isBefore(State state, long otherId, QueueEntry entry) {
        ContactRecord other = state.contactsById.get(otherId);
        if (other == null || !other.entry.open) {
            return false;
        }
        long theirsMs = countsFromMs(state, other.entry);
        long ownMs = countsFromMs(state, entry);
        return theirsMs < ownMs || (theirsMs == ownMs && otherId < entry.contact.contactId);
    }

    /** Of the older of two the turn comes first. */
    private static long countsFromMs(State state, QueueEntry entry) {
        return entry.since - Order.worthMs(entry.priority(), state.settings());
    }

    private static boolean isThere(AgentRecord agent) {
        return switch (agent.state) {
            case LOGGED_OUT, PAUSED, NOT_RESPONDING, UNREACHABLE -> false;
            case READY, OFFERED, ON_CONTACT, CONSULTING, WRAP_UP, BUSY_ELSEWHERE -> true;
        };
    }

    private static WaitEstimate stretched(WaitEstimate learnt, int atWork, int there) {
        if (there == 0 || there >= atWork) {
            return learnt;
        }
        double by = (double) atWork / there;
        return new WaitEstimate(
                (long) (learnt.meanMs() * by), (long) (learnt.p10Ms() * by), (long) (learnt.p50Ms() * by), (long)
                        (learnt.p90Ms() * by));
    }
}

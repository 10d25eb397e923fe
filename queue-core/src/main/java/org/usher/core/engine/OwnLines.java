package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.usher.core.api.OfferOutcome;
import org.usher.core.api.PendingChange;
import org.usher.core.engine.AgentRecord.Hold;
import org.usher.core.engine.AgentRecord.Presence;

/**
 * Contacts that wait for one agent alone. Such a contact stands in the agent's own line: nobody else is asked until its time is over,
 * or the agent cannot come, or will not. Only an agent who may serve the contact as anybody else would can be waited for.
 */
final class OwnLines {
    private final State state;
    private final Step step;
    private final Plans plans;

    OwnLines(State state, Step step, Plans plans) {
        this.state = state;
        this.step = step;
        this.plans = plans;
    }

    /** Lets the entry, which is not open yet, wait for the agent, if he can come at all. */
    void prefer(QueueEntry entry, AgentRecord agent, long forMs) {
        plans.locate(entry);
        if (forMs <= 0 || !canCome(agent, entry)) {
            return;
        }
        Preference preference = new Preference(entry.contact, agent, step.nowMs());
        entry.preference = preference;
        agent.awaitedBy.add(entry.contact);
        state.deadlines.set(preference.end, step.nowMs() + forMs);
    }

    /** The entry is over, and with it the waiting for anybody. */
    void forget(QueueEntry entry) {
        Preference preference = entry.preference;
        if (preference != null) {
            state.hash.touch(entry.contact);
            state.deadlines.cancel(preference.end);
            preference.agent.awaitedBy.remove(entry.contact);
            entry.preference = null;
            plans.resume(entry, preference);
        }
    }

    /** From now on anybody may be asked whom the plan lets in. */
    void over(ContactRecord contact) {
        forget(contact.entry);
        plans.relax(contact);
    }

    /** An offer of the contact failed: of one who declined or did not answer it does not wait for another. */
    void offerFailed(ContactRecord contact, OfferOutcome outcome) {
        boolean willNot = outcome == OfferOutcome.REJECTED || outcome == OfferOutcome.TIMED_OUT;
        if (willNot && contact.entry.preference != null) {
            over(contact);
        }
    }

    /** Something about the agent changed: if he cannot come any more, nobody waits for him. */
    void review(AgentRecord agent) {
        if (agent.awaitedBy.isEmpty()) {
            return;
        }
        List<ContactRecord> awaiting = new ArrayList<>(agent.awaitedBy);
        awaiting.sort(Comparator.comparingLong(contact -> contact.contactId));
        for (ContactRecord contact : awaiting) {
            if (!canCome(agent, contact.entry)) {
                over(contact);
            }
        }
    }

    private boolean canCome(AgentRecord agent, QueueEntry entry) {
        QueueRecord queue = Objects.requireNonNull(entry.queue);
        return agent.presence == Presence.WORKING
                && agent.pending == PendingChange.NONE
                && agent.hold != Hold.UNTIL_RESUME
                && (agent.chatCapacity > 0 || !entry.contact.isChat())
                && agent.mayServe(queue.queueId, entry.requirements());
    }
}

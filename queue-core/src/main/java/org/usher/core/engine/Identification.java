package org.usher.core.engine;

import java.util.Objects;
import org.usher.core.api.Command.CustomerIdentified;
import org.usher.core.api.Event;

/** What it means for a contact in line that somebody has found out who its customer is. */
final class Identification {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Plans plans;
    private final Wishes wishes;
    private final OwnLines ownLines;

    Identification(State state, Step step, Matching matching, Desks.Basis basis) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.plans = basis.plans();
        this.wishes = basis.wishes();
        this.ownLines = basis.ownLines();
    }

    void of(ContactRecord contact, CustomerIdentified found) {
        name(contact, found.customer());
        boolean stays = contact.entry.open && contact.phase != ContactPhase.CONNECTING && contact.releaseDue == null;
        if (!stays) {
            return;
        }
        state.hash.touch(contact);
        boolean changed = prioritise(contact, found);
        changed |= wishes.add(contact.entry, found.requirements());
        if (prefer(contact, found.preferredAgentId())) {
            plans.relax(contact);
        } else if (changed) {
            AgentRecord awaited = contact.entry.preference == null ? null : contact.entry.preference.agent;
            matching.changed(contact);
            if (awaited != null) {
                ownLines.review(awaited); // who may not serve it any more is not waited for
            }
        }
    }

    private void name(ContactRecord contact, String customer) {
        if (contact.details.customer().isEmpty() && !customer.isEmpty()) {
            state.hash.touch(contact);
            contact.identifiedAs(customer);
            step.event(new Event.CustomerIdentified(step.nowMs(), contact.contactId, contact.entry.queueId, customer));
        }
    }

    private boolean prioritise(ContactRecord contact, CustomerIdentified found) {
        int priority = QueueEntry.clampPriority(found.priority());
        if (contact.entry.ownPriority != QueueEntry.clampPriority(found.fromPriority())
                || contact.entry.ownPriority == priority) {
            return false;
        }
        contact.entry.ownPriority = priority;
        step.event(new Event.ContactPrioritised(step.nowMs(), contact.contactId, contact.entry.queueId, priority));
        return true;
    }

    private boolean prefer(ContactRecord contact, int agentId) {
        AgentRecord agent = agentId <= 0 ? null : state.agents.get(agentId);
        boolean waits = contact.phase == ContactPhase.WAITING && contact.entry.preference == null;
        if (agent == null || !waits || agentId == contact.servedBy) {
            return false;
        }
        ownLines.prefer(contact.entry, agent, Objects.requireNonNull(contact.entry.queue).plan.preferMs);
        return contact.entry.preference != null;
    }
}

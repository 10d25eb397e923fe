package org.usher.core.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.usher.core.api.Command.CustomerIdentified;
import org.usher.core.api.Event;
import org.usher.core.api.Requirement;

/** What it means for a contact in line that somebody has found out who its customer is. */
final class Identification {
    private final State state;
    private final Step step;
    private final Matching matching;
    private final Plans plans;
    private final OwnLines ownLines;

    Identification(State state, Step step, Matching matching, Plans plans, OwnLines ownLines) {
        this.state = state;
        this.step = step;
        this.matching = matching;
        this.plans = plans;
        this.ownLines = ownLines;
    }

    void of(ContactRecord contact, CustomerIdentified found) {
        name(contact, found.customer());
        boolean stays = contact.entry.open && contact.phase != ContactPhase.CONNECTING && contact.releaseDue == null;
        if (!stays) {
            return;
        }
        state.hash.touch(contact);
        boolean changed = prioritise(contact, found);
        changed |= ask(contact.entry, found.requirements());
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

    /** What it asks for already stays as it is, at the higher proficiency of the two. */
    private boolean ask(QueueEntry entry, List<Requirement> more) {
        List<Requirement> all = new ArrayList<>(entry.ownRequirements);
        for (Requirement wish : more) {
            if (wish.skillId() > 0 && state.skills.get(wish.skillId()) != null && !isMet(all, wish)) {
                all.removeIf(other -> other.skillId() == wish.skillId());
                all.add(wish);
            }
        }
        boolean changed = !all.equals(entry.ownRequirements);
        if (changed) {
            entry.ask(List.copyOf(all));
        }
        return changed;
    }

    private static boolean isMet(List<Requirement> asked, Requirement wish) {
        return asked.stream()
                .anyMatch(
                        other -> other.skillId() == wish.skillId() && other.minProficiency() >= wish.minProficiency());
    }

    private boolean prefer(ContactRecord contact, int agentId) {
        AgentRecord agent = agentId <= 0 ? null : state.agents.get(agentId);
        if (agent == null || contact.phase != ContactPhase.WAITING || contact.entry.preference != null) {
            return false;
        }
        ownLines.prefer(contact.entry, agent, Objects.requireNonNull(contact.entry.queue).plan.preferMs);
        return contact.entry.preference != null;
    }
}

package org.usher.core.engine;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;

/**
 * The specification of who is offered to whom, as simple as can be: it keeps nothing, looks at everybody every time, and reads skills
 * and plans from the configuration itself.
 */
final class NaiveMatching implements Matching {
    private final State state;

    NaiveMatching(State state) {
        this.state = state;
    }

    @Override
    public void settle(Pairing pairing) {
        Optional<Pair> pair = nextPair();
        while (pair.isPresent()) {
            pairing.pair(pair.get().contact(), pair.get().agent());
            pair = nextPair();
        }
    }

    private record Pair(ContactRecord contact, AgentRecord agent) {}

    private Optional<Pair> nextPair() {
        List<ContactRecord> line = state.contactsById.unorderedValues().stream()
                .filter(contact -> contact.phase == ContactPhase.WAITING && contact.reachable)
                .sorted(Comparator.comparingInt((ContactRecord contact) -> -priority(contact))
                        .thenComparingLong(contact -> contact.entry.enqueuedAtMs - contact.entry.creditMs)
                        .thenComparingLong(contact -> contact.contactId))
                .toList();
        for (ContactRecord contact : line) {
            Optional<AgentRecord> agent = idleFor(contact).findFirst();
            if (agent.isPresent()) {
                return Optional.of(new Pair(contact, agent.get()));
            }
        }
        return Optional.empty();
    }

    @Override
    public void othersFor(ContactRecord contact, AgentRecord beside, int atMost, List<AgentRecord> others) {
        idleFor(contact).filter(agent -> agent != beside).limit(atMost).forEach(others::add);
    }

    private Stream<AgentRecord> idleFor(ContactRecord contact) {
        return state.agents.unorderedValues().stream()
                .filter(agent -> agent.idle && mayServe(agent.agentId, contact))
                .filter(agent -> contact.entry.preference == null || contact.entry.preference.agent == agent)
                .sorted(Comparator.comparingLong(agent -> agent.idleOrder));
    }

    private int priority(ContactRecord contact) {
        return contact.entry.ownPriority
                + queue(contact).map(Configuration.Queue::priority).orElseThrow();
    }

    private Optional<Configuration.Queue> queue(ContactRecord contact) {
        return state.configuration.queues().stream()
                .filter(queue -> queue.queueId() == contact.entry.queueId)
                .findFirst();
    }

    private boolean mayServe(int agentId, ContactRecord contact) {
        Optional<Configuration.Agent> agent = state.configuration.agents().stream()
                .filter(candidate -> candidate.agentId() == agentId)
                .findFirst();
        return agent.isPresent()
                && agent.get().queueIds().contains(contact.entry.queueId)
                && mayServe(
                        agent.get(),
                        queue(contact).orElseThrow().plan().steps().get(contact.entry.step),
                        contact.entry.ownRequirements);
    }

    private boolean mayServe(Configuration.Agent agent, RoutingStep step, List<Requirement> own) {
        return step.requirements().stream().allMatch(requirement -> meets(agent, requirement, 0))
                && own.stream().allMatch(requirement -> meets(agent, requirement, step.easesBy()))
                && step.anyOf().stream().allMatch(group -> meets(agent, group));
    }

    private boolean meets(Configuration.Agent agent, AnyOf group) {
        List<Requirement> choice = group.alternatives().stream()
                .filter(requirement -> exists(requirement.skillId()))
                .toList();
        return choice.isEmpty() || choice.stream().anyMatch(requirement -> meets(agent, requirement, 0));
    }

    private boolean meets(Configuration.Agent agent, Requirement requirement, int easedBy) {
        int needed = Math.max(1, requirement.minProficiency() - easedBy);
        return !exists(requirement.skillId())
                || agent.skills().stream()
                        .anyMatch(level -> level.skillId() == requirement.skillId() && level.proficiency() >= needed);
    }

    private boolean exists(int skillId) {
        return state.configuration.skills().stream().anyMatch(skill -> skill.skillId() == skillId);
    }

    @Override
    public void joined(ContactRecord contact) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void left(ContactRecord contact, boolean forGood) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void forget(ContactRecord contact) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void changed(ContactRecord contact) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void offerable(ContactRecord contact) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void notOfferable(ContactRecord contact) {
        Objects.requireNonNull(contact);
    }

    @Override
    public void idle(AgentRecord agent) {
        Objects.requireNonNull(agent);
    }

    @Override
    public void busy(AgentRecord agent) {
        Objects.requireNonNull(agent);
    }

    @Override
    public void reconfigured() {
        // there is no index to make anew
    }

    @Override
    public void check() {
        if (nextPair().isPresent()) {
            throw new IllegalStateException("a pair is left");
        }
    }
}

package org.usher.core.engine;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.usher.core.api.AnyOf;
import org.usher.core.api.Configuration;
import org.usher.core.api.Requirement;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;

/**
 * The specification of who is offered to whom, as simple as can be: it keeps nothing, looks at everybody every time, and reads skills
 * and plans from the configuration itself.
 */
final class NaiveMatching implements Matching {
    /** By the longer wait with its credit. */
    private static final Comparator<ContactRecord> BY_PLACE = Comparator.comparingLong(
                    (ContactRecord contact) -> contact.entry.enqueuedAtMs - contact.entry.creditMs)
            .thenComparingLong(contact -> contact.contactId);

    private final State state;

    NaiveMatching(State state) {
        this.state = state;
    }

    @Override
    public void settle(long nowMs, Pairing pairing) {
        Optional<Pair> pair = nextPair(nowMs);
        while (pair.isPresent()) {
            ContactRecord contact = pair.get().contact();
            AgentRecord agent = pair.get().agent();
            pairing.pair(
                    contact,
                    agent,
                    passedOver(contact, agent, nowMs).findFirst().orElse(null));
            pair = nextPair(nowMs);
        }
    }

    private record Pair(ContactRecord contact, AgentRecord agent) {}

    private Optional<Pair> nextPair(long nowMs) {
        List<ContactRecord> line = offerable()
                .sorted(Comparator.comparingLong((ContactRecord contact) -> -countMs(contact, nowMs))
                        .thenComparing(BY_PLACE))
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

    private Stream<ContactRecord> offerable() {
        return state.contactsById.unorderedValues().stream()
                .filter(contact -> contact.phase == ContactPhase.WAITING && contact.reachable);
    }

    private Stream<AgentRecord> idleFor(ContactRecord contact) {
        return state.agents.unorderedValues().stream()
                .filter(agent -> agent.idle && isEligible(agent, contact))
                .sorted(Comparator.comparingLong(agent -> agent.idleOrder));
    }

    /** Who stands before the one that the agent takes, and was promised that this would not happen. */
    private Stream<ContactRecord> passedOver(ContactRecord taken, AgentRecord agent, long nowMs) {
        return offerable()
                .filter(contact -> BY_PLACE.compare(contact, taken) < 0 && isEligible(agent, contact))
                .filter(contact -> {
                    long promiseMs = queue(contact).orElseThrow().urgency().promiseMs();
                    return promiseMs > 0 && ageMs(contact, nowMs) > promiseMs;
                })
                .sorted(BY_PLACE);
    }

    private boolean isEligible(AgentRecord agent, ContactRecord contact) {
        return mayServe(agent.agentId, contact)
                && (contact.entry.preference == null || contact.entry.preference.agent == agent);
    }

    private static long ageMs(ContactRecord contact, long nowMs) {
        return nowMs - (contact.entry.enqueuedAtMs - contact.entry.creditMs);
    }

    /** What the contact's wait counts for now: by the aging of its queue, and its priority. */
    private long countMs(ContactRecord contact, long nowMs) {
        Configuration.Queue queue = queue(contact).orElseThrow();
        int stepMs = state.configuration.settings().priorityStepMs();
        long priority = Math.clamp(contact.entry.ownPriority + queue.priority(), -200, 200);
        return agedMs(queue.urgency().aging(), ageMs(contact, nowMs)) + priority * (stepMs < 0 ? 1L << 53 : stepMs);
    }

    /** On the straight lines through the points, in whole milliseconds; the part of a wait beyond 2^31 ms counts as long as it is. */
    private static long agedMs(List<Urgency.Point> aging, long ageMs) {
        if (aging.isEmpty()) {
            return ageMs;
        }
        BigInteger within = BigInteger.valueOf(Math.min(ageMs, 1L << 31));
        Urgency.Point from = null;
        Urgency.Point to = aging.getFirst();
        for (Urgency.Point next : aging.subList(1, aging.size())) {
            if (ageMs >= to.waitedMs()) {
                from = to;
                to = next;
            }
        }
        BigInteger startMs = BigInteger.valueOf(from == null ? 0 : from.waitedMs());
        BigInteger startCountMs = BigInteger.valueOf(from == null ? 0 : from.countsMs());
        BigInteger count = within.subtract(startMs)
                .multiply(BigInteger.valueOf(to.countsMs()).subtract(startCountMs))
                .divide(BigInteger.valueOf(to.waitedMs()).subtract(startMs))
                .add(startCountMs);
        return count.min(BigInteger.valueOf(1L << 51)).longValueExact() + Math.max(0, ageMs - (1L << 31));
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
        if (nextPair(state.lastAtMs).isPresent()) {
            throw new IllegalStateException("a pair is left");
        }
    }
}

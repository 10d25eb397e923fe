package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Explanation;
import org.usher.core.api.Explanation.Candidate;
import org.usher.core.api.Explanation.Rival;
import org.usher.core.api.Explanation.Terms;
import org.usher.core.api.Explanation.Verdict;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.routing.AgentPolicy;
import org.usher.core.routing.ContactPolicy;

/** Reads from the state and the index over it why who is chosen for whom. It keeps nothing: who does not ask pays nothing. */
final class Explanations {
    private static final Comparator<Candidate> MOST_LIKELY_FIRST = Comparator.comparing(Candidate::verdict)
            .thenComparingInt(Candidate::chats)
            .thenComparingLong(Candidate::rank);

    private final State state;
    private final Routing routing;
    private final ContactPolicy contacts;
    private final AgentPolicy agents;
    private final long nowMs;
    private final IdlePools pools;
    private final Coverage coverage = new Coverage();
    private long waiting;
    private long shares;

    Explanations(State state) {
        this.state = state;
        routing = state.settings().routing();
        contacts = ContactPolicy.of(routing);
        agents = AgentPolicy.of(routing);
        nowMs = state.lastAtMs;
        pools = new IdlePools(routing);
        for (AgentRecord agent : state.agents.unorderedValues()) {
            pools.add(agent.pool, agent.idle ? 1 : 0);
            Coverage.add(coverage.of(agent), agent.idle ? 1 : 0);
        }
        for (QueueRecord queue : state.queues.unorderedValues()) {
            waiting += queue.vanished ? 0 : queue.waiting;
            shares += queue.vanished ? 0 : queue.share();
        }
    }

    /** Empty if no such contact stands in line, or is offered from there. */
    Optional<Explanation.OfContact> ofContact(long contactId) {
        ContactRecord contact = contactId == 0 ? null : state.contactsById.get(contactId);
        if (contact == null || !contact.entry.open) {
            return Optional.empty();
        }
        QueueEntry entry = contact.entry;
        QueueRecord queue = Objects.requireNonNull(entry.queue);
        WaitingClass own = Objects.requireNonNull(entry.waitingClass);
        List<AgentRecord> serving = serving(queue);
        List<Candidate> candidates = candidates(entry, serving);
        int listed = Math.min(Explanation.MAX_LISTED, candidates.size());
        return Optional.of(new Explanation.OfContact(
                state.configuration.revision(),
                routing,
                contactId,
                entry.queueId,
                contact.state(),
                contact.isOfferable(),
                entry.preference == null ? 0 : entry.preference.agent.agentId,
                entry.step,
                terms(entry),
                queue.dangerMs == 0 ? 0 : entry.since + queue.dangerMs,
                aheadInLine(entry, own),
                rivals(entry, own, serving),
                candidates.subList(0, listed),
                candidates.size() - listed));
    }

    /** Empty if there is no such agent. */
    Optional<Explanation.OfAgent> ofAgent(int agentId) {
        AgentRecord agent = agentId <= 0 ? null : state.agents.get(agentId);
        if (agent == null) {
            return Optional.empty();
        }
        List<QueueEntry> firsts = new ArrayList<>();
        for (int i = 0; i < agent.seatCount; i++) {
            WaitingClass waitingClass = agent.classes[i];
            // an agent who is busy would take either
            if (!agent.isFree() || agent.isFreeFor(waitingClass.chat)) {
                addIfThere(firsts, waitingClass.first());
            }
        }
        return Optional.of(new Explanation.OfAgent(
                state.configuration.revision(),
                routing,
                agentId,
                agent.state,
                agent.idle,
                agent.takesChats,
                agent.skillCount(),
                agent.scarcity(),
                (int) StrictMath.round(100 * agent.work),
                agent.contactsInRow,
                agent.isHeldBack() ? agent.deadline.dueAtMs() : 0,
                agent.isHeldBack() ? Breaths.causeOf(agent) : null,
                inOrder(firsts)));
    }

    private List<AgentRecord> serving(QueueRecord queue) {
        List<AgentRecord> serving = new ArrayList<>();
        for (AgentRecord agent : Adoption.inOrder(state.agents, agent -> agent.agentId)) {
            if (agent.mayServe(queue.queueId, Requirements.NONE)) {
                serving.add(agent);
            }
        }
        return serving;
    }

    private static int aheadInLine(QueueEntry entry, WaitingClass own) {
        int ahead = 0;
        for (QueueEntry other : own.line.firstOnes(Integer.MAX_VALUE)) {
            if (!other.isAheadOf(entry)) {
                break;
            }
            ahead++;
        }
        return ahead;
    }

    private List<Rival> rivals(QueueEntry entry, WaitingClass own, List<AgentRecord> serving) {
        List<QueueEntry> before = new ArrayList<>();
        for (AgentRecord agent : serving) {
            if (!serves(agent, own)) {
                continue;
            }
            for (int i = 0; i < agent.seatCount; i++) {
                QueueEntry first = agent.classes[i].first();
                if (first != null && first != entry && comesBefore(first, entry) && !before.contains(first)) {
                    before.add(first);
                }
            }
        }
        return inOrder(before);
    }

    private static boolean serves(AgentRecord agent, WaitingClass waitingClass) {
        for (int i = 0; i < agent.seatCount; i++) {
            if (agent.classes[i] == waitingClass) {
                return true;
            }
        }
        return false;
    }

    private List<Candidate> candidates(QueueEntry entry, List<AgentRecord> serving) {
        List<AgentRecord> byIdleness = new ArrayList<>(serving);
        byIdleness.sort(Comparator.comparingLong(agent -> agent.idleOrder));
        List<Candidate> candidates = new ArrayList<>();
        for (AgentRecord agent : byIdleness) {
            candidates.add(candidate(entry, agent));
        }
        candidates.sort(MOST_LIKELY_FIRST);
        if (routing.agents() == Routing.AgentRule.BEST_COVERED) {
            rankByCoverage(candidates);
            candidates.sort(MOST_LIKELY_FIRST);
        }
        return candidates;
    }

    /** Those who are looked at come before the other free ones, who are idle for a shorter time. */
    private void rankByCoverage(List<Candidate> candidates) {
        int free = 0;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            if (candidate.verdict() == Verdict.FREE) {
                AgentRecord agent = Objects.requireNonNull(state.agents.get(candidate.agentId()));
                free++;
                long rank =
                        free > AgentPolicy.LOOKED_AT ? Explanation.NOT_LOOKED_AT : Coverage.need(coverage.of(agent));
                candidates.set(
                        i,
                        new Candidate(
                                agent.agentId, Verdict.FREE, agent.state, rank, candidate.chats(), candidate.lack()));
            }
        }
    }

    private Candidate candidate(QueueEntry entry, AgentRecord agent) {
        int[] asked = entry.requirements();
        int lack = Requirements.firstUnmet(agent.skills, asked);
        if (lack >= 0) {
            Requirement lacking = new Requirement(Requirements.skillId(asked[lack]), Requirements.level(asked[lack]));
            return new Candidate(agent.agentId, Verdict.LACKS_SKILL, agent.state, 0, agent.chats.size(), lacking);
        }
        int chats = agent.chats.size();
        boolean chat = entry.contact.isChat();
        if (chat && agent.chatCapacity == 0) {
            return new Candidate(agent.agentId, Verdict.TAKES_NO_CHATS, agent.state, 0, chats, null);
        }
        if (entry.preference != null && entry.preference.agent != agent) {
            return new Candidate(agent.agentId, Verdict.NOT_AWAITED, agent.state, 0, chats, null);
        }
        long rank = routing.agents() == Routing.AgentRule.IDLENESS_RATIO
                ? -pools.surplus(agent.pool)
                : agents.rank(agent, Requirements.proficiency(agent.skills, asked));
        Verdict busy = agent.isAskableFor(chat) ? Verdict.HELD_BACK : Verdict.NOT_IDLE;
        Verdict verdict = agent.isFreeFor(chat) ? Verdict.FREE : busy;
        return new Candidate(agent.agentId, verdict, agent.state, rank, chats, null);
    }

    private List<Rival> inOrder(List<QueueEntry> entries) {
        return entries.stream()
                .sorted((a, b) -> comesBefore(a, b) ? -1 : 1)
                .limit(Explanation.MAX_LISTED)
                .map(entry -> new Rival(entry.contact.contactId, entry.queueId, terms(entry)))
                .toList();
    }

    private boolean comesBefore(QueueEntry one, QueueEntry other) {
        long mine = terms(one).totalMs();
        long theirs = terms(other).totalMs();
        return mine > theirs || (mine == theirs && one.isAheadOf(other));
    }

    private Terms terms(QueueEntry entry) {
        QueueRecord queue = Objects.requireNonNull(entry.queue);
        long ageMs = nowMs - entry.since;
        return new Terms(
                ageMs,
                contacts.weightMs(ageMs, queue, waiting, shares),
                Order.worthMs(entry.priority(), state.settings()));
    }

    private static void addIfThere(List<QueueEntry> entries, @Nullable QueueEntry entry) {
        if (entry != null) {
            entries.add(entry);
        }
    }
}

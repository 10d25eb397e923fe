package org.usher.core.engine;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.usher.core.api.AgentState;
import org.usher.core.api.AnyOf;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.Channel;
import org.usher.core.api.Configuration;
import org.usher.core.api.PendingChange;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;
import org.usher.core.engine.AgentRecord.Hold;

/**
 * The specification of who is offered to whom, as simple as can be: it keeps nothing, looks at everybody every time, and reads skills
 * and plans from the configuration itself.
 */
@SuppressWarnings("ReferenceEquality") // of two with the same id the first counts, not its like
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
            Optional<AgentRecord> agent = takersOf(contact).findFirst();
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

    @Override
    public boolean anyoneIdleFor(ContactRecord contact) {
        return idleFor(contact).findAny().isPresent();
    }

    private Stream<ContactRecord> offerable() {
        return state.contactsById.unorderedValues().stream()
                .filter(contact -> contact.phase == ContactPhase.WAITING && contact.reachable);
    }

    /** Who is idle; for a contact in danger, and if nobody is, who is ready but held back. */
    private Stream<AgentRecord> takersOf(ContactRecord contact) {
        boolean anyIdle = idleFor(contact).findAny().isPresent();
        return anyIdle || !isInDanger(contact)
                ? idleFor(contact)
                : eligible(contact, agent -> isHeldBackFor(agent, contact));
    }

    /** Its deadline, whose time {@link Invariants} knows, has come, if there is any by the configuration. */
    private boolean isInDanger(ContactRecord contact) {
        boolean guarded = agentsOnce().stream().anyMatch(agent -> {
            BurnoutGuard.Limits own = agent.employment().limits();
            BurnoutGuard.Limits limits =
                    own == null ? state.configuration.settings().guard().limits() : own;
            return agent.agentId() > 0
                    && (limits.ceilingPercent() < 100 || (limits.contactsInRow() > 0 && limits.breathMs() > 0));
        });
        return guarded
                && state.configuration.settings().guard().givesWayPercent() > 0
                && (contact.entry.danger == null || !contact.entry.danger.isSet());
    }

    private Stream<AgentRecord> idleFor(ContactRecord contact) {
        List<AgentRecord> idle =
                eligible(contact, agent -> isFreeFor(agent, contact)).toList();
        if (state.configuration.settings().routing().agents() != Routing.AgentRule.BEST_COVERED) {
            return idle.stream();
        }
        // of the eight longest idle, the one who is missed least
        return Stream.concat(
                idle.stream().limit(8).sorted(Comparator.comparing(this::chats).thenComparing(this::need)),
                idle.stream().skip(8));
    }

    private Long need(AgentRecord record) {
        Configuration.Agent agent = agent(record.agentId).orElseThrow();
        List<Configuration.Agent> idle = state.agents.unorderedValues().stream()
                .filter(other -> other.idle)
                .map(other -> agent(other.agentId).orElseThrow())
                .toList();
        long sum = 0;
        for (int skillId : skills(agent)) {
            sum += 1_000_000
                    / Math.max(
                            1,
                            idle.stream()
                                    .filter(other -> skills(other).contains(skillId))
                                    .count());
        }
        for (int queueId : Set.copyOf(agent.queueIds())) {
            sum += 1_000_000
                    / Math.max(
                            1,
                            idle.stream()
                                    .filter(other -> other.queueIds().contains(queueId))
                                    .count());
        }
        return sum;
    }

    private Stream<AgentRecord> eligible(ContactRecord contact, Predicate<AgentRecord> free) {
        return state.agents.unorderedValues().stream()
                .filter(agent -> free.test(agent) && isEligible(agent, contact))
                .sorted(Comparator.comparing(this::chats)
                        .thenComparing((AgentRecord agent) -> rank(agent, contact))
                        .thenComparingLong(agent -> agent.idleOrder));
    }

    /** A chat wants one of his places for chats while he is at rest, anything else him without chats, unless calls come beside them. */
    private boolean isFreeFor(AgentRecord agent, ContactRecord contact) {
        long chats = chats(agent);
        boolean stays = agent.pending == PendingChange.NONE;
        if (contact.channel == Channel.CHAT) {
            boolean rests = agent.state == AgentState.READY && agent.hold == Hold.NONE;
            return rests && stays && chats < capacity(agent);
        }
        return agent.idle && (chats == 0 || (stays && state.settings().callsDuringChats()));
    }

    /** Held back he is asked for no chat, nor beside any. */
    private boolean isHeldBackFor(AgentRecord agent, ContactRecord contact) {
        boolean heldBack = agent.hold == Hold.BREATH || agent.hold == Hold.CEILING;
        return heldBack && contact.channel != Channel.CHAT && chats(agent) == 0;
    }

    /** How many are his, until their after-call work is over. */
    private Long chats(AgentRecord agent) {
        return state.offers.unorderedValues().stream()
                .filter(offer -> offer.channel == Channel.CHAT && offer.agent == agent)
                .count();
    }

    private long capacity(AgentRecord agent) {
        return agent(agent.agentId).map(Configuration.Agent::chatCapacity).orElse(0);
    }

    /** Who stands before the one that the agent takes, and was promised that this would not happen. */
    private Stream<ContactRecord> passedOver(ContactRecord taken, AgentRecord agent, long nowMs) {
        return offerable()
                .filter(contact -> BY_PLACE.compare(contact, taken) < 0
                        && (isFreeFor(agent, contact) || isHeldBackFor(agent, contact))
                        && isEligible(agent, contact))
                .filter(contact -> {
                    long promiseMs = queue(contact).orElseThrow().urgency().promiseMs();
                    return promiseMs > 0 && ageMs(contact, nowMs) > promiseMs;
                })
                .sorted(BY_PLACE);
    }

    private boolean isEligible(AgentRecord agent, ContactRecord contact) {
        return mayServe(agent.agentId, contact)
                && (contact.channel != Channel.CHAT || capacity(agent) > 0)
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
        return ruleMs(queue, ageMs(contact, nowMs)) + priority * (stepMs < 0 ? 1L << 53 : stepMs);
    }

    private long ruleMs(Configuration.Queue queue, long ageMs) {
        Routing routing = state.configuration.settings().routing();
        BigInteger minute = BigInteger.valueOf(60_000);
        BigInteger waiting = BigInteger.valueOf(waiting(queue.queueId()));
        return switch (routing.contacts()) {
            case LONGEST_WAIT -> ageMs;
            case WEIGHTED_WAIT -> agedMs(queue.urgency().aging(), ageMs);
            case TARGET_RATIO ->
                Math.min(ageMs, 1L << 31)
                                * 60_000
                                / Math.max(1, queue.serviceLevelTarget().withinMs())
                        + Math.max(0, ageMs - (1L << 31));
            case QUEUE_RATIO -> {
                List<Configuration.Queue> queues = queuesOnce();
                BigInteger all = BigInteger.valueOf(queues.stream()
                        .mapToLong(other -> waiting(other.queueId()))
                        .sum());
                BigInteger shares = BigInteger.valueOf(queues.stream()
                        .mapToLong(other -> other.urgency().share())
                        .sum());
                BigInteger due = all.multiply(BigInteger.valueOf(queue.urgency().share()));
                yield waiting.multiply(shares)
                        .subtract(due)
                        .multiply(minute)
                        .divide(shares)
                        .longValueExact();
            }
            case INDEX -> {
                Routing.ContactWeights weights = routing.contactWeights();
                long wait = BigInteger.valueOf(agedMs(queue.urgency().aging(), ageMs))
                        .multiply(BigInteger.valueOf(weights.waitPercent()))
                        .divide(BigInteger.valueOf(100))
                        .longValueExact();
                long staff = state.agents.unorderedValues().stream()
                        .filter(agent -> agent.presence != AgentRecord.Presence.OUT && serves(agent, queue.queueId()))
                        .count();
                yield wait
                        + waiting.longValueExact() * weights.perWaitingMs()
                        + waiting.longValueExact() * weights.perLoadMs() / Math.max(1, staff)
                        + waiting.longValueExact() * weights.lineMs() / (waiting.longValueExact() + Math.max(1, staff))
                        + costMilli(queue.urgency().cost(), ageMs)
                                .multiply(BigInteger.valueOf(weights.perCostMs()))
                                .divide(BigInteger.valueOf(1_000))
                                .longValueExact();
            }
        };
    }

    /** Level before the first point and after the last, on the straight line between the two around the age else. */
    private static BigInteger costMilli(WaitingCost cost, long ageMs) {
        List<WaitingCost.Rate> rates = cost.rates();
        if (rates.isEmpty()) {
            return BigInteger.ZERO;
        }
        List<WaitingCost.Rate> past =
                rates.stream().filter(rate -> rate.waitedMs() <= ageMs).toList();
        if (past.isEmpty() || past.size() == rates.size()) {
            return milli(past.isEmpty() ? rates.getFirst() : rates.getLast(), cost);
        }
        WaitingCost.Rate from = past.getLast();
        WaitingCost.Rate to = rates.get(past.size());
        return milli(to, cost)
                .subtract(milli(from, cost))
                .multiply(BigInteger.valueOf(ageMs - from.waitedMs()))
                .divide(BigInteger.valueOf(to.waitedMs() - from.waitedMs()))
                .add(milli(from, cost));
    }

    private static BigInteger milli(WaitingCost.Rate rate, WaitingCost cost) {
        return BigInteger.valueOf(rate.perMinute() * 60_000_000L / cost.handlingMs());
    }

    private List<Configuration.Queue> queuesOnce() {
        List<Configuration.Queue> queues = state.configuration.queues();
        return queues.stream()
                .filter(queue -> queues.stream()
                                .filter(other -> other.queueId() == queue.queueId())
                                .findFirst()
                                .orElseThrow()
                        == queue)
                .toList();
    }

    private long waiting(int queueId) {
        return state.contactsById.unorderedValues().stream()
                .filter(contact -> contact.entry.open && contact.entry.queueId == queueId)
                .count();
    }

    private boolean serves(AgentRecord record, int queueId) {
        return agent(record.agentId)
                .filter(agent -> agent.queueIds().contains(queueId))
                .isPresent();
    }

    /** The lower comes first. */
    private Long rank(AgentRecord record, ContactRecord contact) {
        Routing routing = state.configuration.settings().routing();
        Configuration.Agent agent = agent(record.agentId).orElseThrow();
        Routing.AgentWeights weights = routing.agentWeights();
        return switch (routing.agents()) {
            case LONGEST_IDLE, BEST_COVERED -> 0L;
            case LEAST_OCCUPIED -> occupancy(record, routing.occupancyMemoryMs());
            case BEST_PROFICIENCY -> -proficiency(agent, contact);
            case MOST_REPLACEABLE -> scarcity(agent);
            case FEWEST_SKILLS -> (long) skills(agent).size();
            case IDLENESS_RATIO -> record.idle ? -surplus(pool(agent)) : 0;
            case INDEX ->
                weights.skills() * 1_000_000L * skills(agent).size()
                        - weights.proficiency() * 1_000_000L * proficiency(agent, contact)
                        + weights.scarcity() * scarcity(agent)
                        + weights.cost() * 1_000_000L * agent.employment().cost()
                        + (weights.occupancy() == 0
                                ? 0
                                : weights.occupancy() * occupancy(record, routing.occupancyMemoryMs()));
        };
    }

    private static final Routing.Pool THE_OTHERS = new Routing.Pool("the others", 1);

    private Routing.Pool pool(Configuration.Agent agent) {
        List<Routing.Pool> pools = state.configuration.settings().routing().pools();
        int poolId = agent.employment().poolId();
        return poolId < 1 || poolId > pools.size() ? THE_OTHERS : pools.get(poolId - 1);
    }

    /** By how much more of the pool is idle than its share of all who are; shares are of the sum of all pools', in whole numbers. */
    private long surplus(Routing.Pool pool) {
        List<Routing.Pool> pools =
                new ArrayList<>(state.configuration.settings().routing().pools());
        pools.add(THE_OTHERS);
        long shares = pools.stream().mapToLong(Routing.Pool::share).sum();
        List<AgentRecord> idle = state.agents.unorderedValues().stream()
                .filter(agent -> agent.idle)
                .toList();
        long ofPool = idle.stream()
                .filter(other -> pool(agent(other.agentId).orElseThrow()) == pool)
                .count();
        return ofPool * shares - idle.size() * (long) pool.share();
    }

    /** As it would have been at time 0, had the agent rested all along. */
    private static long occupancy(AgentRecord record, long memoryMs) {
        return StrictMath.round(
                1e6 * (StrictMath.log(Math.max(record.work, 1e-9)) + (double) record.workAtMs / memoryMs));
    }

    private long scarcity(Configuration.Agent agent) {
        List<Configuration.Agent> all = agentsOnce();
        long sum = 0;
        for (int skillId : skills(agent)) {
            sum += 1_000_000
                    / all.stream()
                            .filter(other -> skills(other).contains(skillId))
                            .count();
        }
        for (int queueId : Set.copyOf(agent.queueIds())) {
            sum += 1_000_000
                    / all.stream()
                            .filter(other -> other.queueIds().contains(queueId))
                            .count();
        }
        return sum;
    }

    /** Of the skills that exist. */
    private Set<Integer> skills(Configuration.Agent agent) {
        return agent.skills().stream()
                .map(Configuration.SkillLevel::skillId)
                .filter(this::exists)
                .collect(Collectors.toSet());
    }

    private long proficiency(Configuration.Agent agent, ContactRecord contact) {
        RoutingStep step = queue(contact).orElseThrow().plan().steps().get(contact.entry.step);
        List<Requirement> single = new ArrayList<>(step.requirements());
        single.addAll(contact.entry.ownRequirements);
        List<Set<Requirement>> groups = new ArrayList<>();
        List<AnyOf> asked = new ArrayList<>(step.anyOf());
        contact.entry.ownAnyOf.forEach(group -> asked.add(eased(group, step.easesBy())));
        for (AnyOf group : asked) {
            Set<Requirement> choice = group.alternatives().stream()
                    .filter(requirement -> exists(requirement.skillId()))
                    .collect(Collectors.toSet());
            if (choice.size() == 1) {
                single.addAll(choice);
            } else if (choice.size() > 1) {
                groups.add(choice);
            }
        }
        long sum = single.stream()
                .map(Requirement::skillId)
                .filter(this::exists)
                .distinct()
                .mapToLong(skillId -> level(agent, skillId))
                .sum();
        for (Set<Requirement> group : groups) {
            sum += group.stream()
                    .mapToLong(requirement -> level(agent, requirement.skillId()))
                    .max()
                    .orElse(0);
        }
        return sum;
    }

    private static long level(Configuration.Agent agent, int skillId) {
        return agent.skills().stream()
                .filter(level -> level.skillId() == skillId)
                .mapToInt(Configuration.SkillLevel::proficiency)
                .max()
                .orElse(0);
    }

    private Optional<Configuration.Agent> agent(int agentId) {
        return state.configuration.agents().stream()
                .filter(candidate -> candidate.agentId() == agentId)
                .findFirst();
    }

    private List<Configuration.Agent> agentsOnce() {
        return state.configuration.agents().stream()
                .filter(agent -> agent == agent(agent.agentId()).orElseThrow())
                .toList();
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
                        contact.entry);
    }

    private boolean mayServe(Configuration.Agent agent, RoutingStep step, QueueEntry asking) {
        return step.requirements().stream().allMatch(requirement -> meets(agent, requirement, 0))
                && asking.ownRequirements.stream().allMatch(requirement -> meets(agent, requirement, step.easesBy()))
                && step.anyOf().stream().allMatch(group -> meets(agent, group))
                && asking.ownAnyOf.stream().allMatch(group -> meets(agent, eased(group, step.easesBy())));
    }

    private static AnyOf eased(AnyOf group, int levels) {
        return new AnyOf(group.alternatives().stream()
                .map(each -> new Requirement(each.skillId(), Math.max(1, each.minProficiency() - levels)))
                .toList());
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
    public void heldBack(AgentRecord agent) {
        Objects.requireNonNull(agent);
    }

    @Override
    public void inDanger(ContactRecord contact) {
        Objects.requireNonNull(contact);
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

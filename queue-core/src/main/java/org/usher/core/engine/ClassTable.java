package org.usher.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.usher.core.api.Routing;
import org.usher.core.routing.AgentPolicy;

/**
 * All waiting classes. A class is made when the first contact asks for it; who may serve it is worked out then, among the agents of its
 * rarest skill, and kept until the configuration changes. Classes without contacts are kept for those to come, up to a limit.
 */
final class ClassTable {
    private static final int LEAST_LIMIT = 4096;

    private final State state;
    private @Nullable WaitingClass[] buckets = new WaitingClass[256];
    private int size;
    private int limit = LEAST_LIMIT;
    private AgentPolicy policy = AgentPolicy.of(Routing.DEFAULT);

    /** Null unless agents are chosen by their pools. */
    private @Nullable IdlePools pools;

    /** Null unless agents are chosen by how well they are covered. */
    private @Nullable Coverage coverage;

    private LongMap<List<AgentRecord>> agentsByQueue = new LongMap<>();
    private LongMap<List<AgentRecord>> agentsBySkill = new LongMap<>();

    ClassTable(State state) {
        this.state = state;
    }

    /** Forgets every class and every seat. */
    void clear() {
        buckets = new WaitingClass[256];
        size = 0;
        limit = LEAST_LIMIT;
        agentsByQueue = new LongMap<>();
        agentsBySkill = new LongMap<>();
        Routing routing = state.settings().routing();
        policy = AgentPolicy.of(routing);
        pools = routing.agents() == Routing.AgentRule.IDLENESS_RATIO ? new IdlePools(routing) : null;
        coverage = routing.agents() == Routing.AgentRule.BEST_COVERED ? new Coverage() : null;
        for (AgentRecord agent : state.agents.unorderedValues()) {
            agent.seats = AgentRecord.NO_SEATS;
            agent.classes = AgentRecord.NO_CLASSES;
            agent.seatCount = 0;
            agent.seated = false;
            agent.counted = false;
            agent.covers = coverage == null ? Coverage.NOTHING : coverage.of(agent);
            for (int queueId : agent.queueIds) {
                add(agentsByQueue, queueId, agent);
            }
            for (int skill : agent.skills) {
                add(agentsBySkill, Requirements.skillId(skill), agent);
            }
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            agent.scarcity = scarcity(agent);
        }
    }

    private long scarcity(AgentRecord agent) {
        long sum = 0;
        for (int queueId : agent.queueIds) {
            sum += AgentPolicy.UNIT / agentsOf(agentsByQueue, queueId).size();
        }
        for (int skill : agent.skills) {
            sum += AgentPolicy.UNIT
                    / agentsOf(agentsBySkill, Requirements.skillId(skill)).size();
        }
        return sum;
    }

    /** The class that the entry belongs to by its queue, priority and requirements, and by the agent it waits for alone. */
    WaitingClass classOf(QueueEntry entry) {
        QueueRecord queue = Objects.requireNonNull(entry.queue);
        int[] requirements = entry.requirements();
        int priority = entry.priority();
        int agentId = entry.preference == null ? 0 : entry.preference.agent.agentId;
        boolean chat = entry.contact.isChat();
        int hash = hash(queue.queueId, priority, requirements, agentId, chat);
        WaitingClass found = buckets[hash & (buckets.length - 1)];
        while (found != null
                && (found.queueId != queue.queueId
                        || found.priority != priority
                        || found.agentId != agentId
                        || found.chat != chat
                        || !Arrays.equals(found.requirements, requirements))) {
            found = found.nextInBucket;
        }
        return found == null
                ? add(new WaitingClass(
                        queue,
                        priority,
                        Order.worthMs(priority, state.settings()),
                        requirements,
                        agentId,
                        chat,
                        state.examined))
                : found;
    }

    /** A copy in no particular order. */
    List<WaitingClass> unordered() {
        List<WaitingClass> all = new ArrayList<>(size);
        for (WaitingClass bucket : buckets) {
            for (WaitingClass c = bucket; c != null; c = c.nextInBucket) {
                all.add(c);
            }
        }
        return all;
    }

    int size() {
        return size;
    }

    /** The agent turned idle, or is not any more. */
    void count(AgentRecord agent) {
        if (agent.counted != agent.idle) {
            agent.counted = agent.idle;
            int change = agent.idle ? 1 : -1;
            Coverage.add(agent.covers, change);
            if (pools != null) {
                pools.add(agent.pool, change);
            }
        }
    }

    /**
     * Counts anew.
     *
     * @throws IllegalStateException if another number is idle than was counted
     */
    void checkCounts() {
        checkPools();
        if (coverage == null) {
            return;
        }
        Coverage anew = new Coverage();
        for (AgentRecord agent : state.agents.unorderedValues()) {
            Coverage.add(anew.of(agent), agent.idle ? 1 : 0);
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            Coverage.check(agent.agentId, agent.covers, anew.of(agent));
        }
    }

    private void checkPools() {
        IdlePools counted = pools;
        if (counted == null) {
            return;
        }
        IdlePools anew = new IdlePools(state.settings().routing());
        for (AgentRecord agent : state.agents.unorderedValues()) {
            anew.add(agent.pool, agent.idle ? 1 : 0);
        }
        for (int pool = 0; pool < anew.count(); pool++) {
            if (anew.idle(pool) != counted.idle(pool)) {
                throw new IllegalStateException(
                        anew.idle(pool) + " are idle in pool " + pool + ", and " + counted.idle(pool) + " counted");
            }
        }
    }

    /** Puts the agent among the idle, or those held back, of each class he may serve and is free for. */
    void seat(AgentRecord agent) {
        agent.seated = true;
        agent.seatedApart = agent.isHeldBack();
        for (int i = 0; i < agent.seatCount; i++) {
            if (agent.isAskableFor(agent.classes[i].chat)) {
                sit(agent.seats[i]);
            }
        }
    }

    static void unseat(AgentRecord agent) {
        agent.seated = false;
        for (int i = 0; i < agent.seatCount; i++) {
            if (agent.seats[i].isPlaced()) {
                lineOf(agent, agent.classes[i]).remove(agent.seats[i]);
            }
        }
    }

    private void sit(Seat seat) {
        rank(seat);
        lineOf(seat.agent, seat.waitingClass).insert(seat);
    }

    private static Line<Seat> lineOf(AgentRecord agent, WaitingClass waitingClass) {
        return agent.seatedApart ? waitingClass.heldBack() : waitingClass.idle(agent.pool);
    }

    private void rank(Seat seat) {
        seat.since = seat.agent.rankBeside(
                policy.rank(seat.agent, Requirements.proficiency(seat.agent.skills, seat.waitingClass.requirements)));
        seat.rank = seat.agent.idleOrder;
    }

    private WaitingClass add(WaitingClass created) {
        if (size >= limit) {
            retireUnused();
        }
        if (size >= buckets.length) {
            rehash(unordered(), buckets.length * 2);
        }
        created.chooseBy(pools, coverage != null);
        link(created);
        size++;
        List<Seat> seated = new ArrayList<>();
        for (AgentRecord agent : candidates(created)) {
            boolean takesAny = !created.chat || agent.chatCapacity > 0;
            if (takesAny && agent.mayServe(created.queueId, created.requirements)) {
                Seat seat = agent.addSeat(created);
                if (agent.seated && agent.isAskableFor(created.chat)) {
                    rank(seat);
                    seated.add(seat);
                }
            }
        }
        seated.sort((a, b) -> a.isAheadOf(b) ? -1 : 1);
        seated.forEach(seat -> lineOf(seat.agent, seat.waitingClass).insert(seat));
        return created;
    }

    private List<AgentRecord> candidates(WaitingClass created) {
        if (created.agentId != 0) {
            AgentRecord only = state.agents.get(created.agentId);
            return only == null ? List.of() : List.of(only);
        }
        List<AgentRecord> fewest = agentsOf(agentsByQueue, created.queueId);
        for (int requirement : created.requirements) {
            if (requirement < 0) {
                // groups follow: not everyone who may serve the class has any one skill of theirs
                return fewest;
            }
            List<AgentRecord> skilled = agentsOf(agentsBySkill, Requirements.skillId(requirement));
            if (skilled.size() < fewest.size()) {
                fewest = skilled;
            }
        }
        return fewest;
    }

    private void retireUnused() {
        List<WaitingClass> used = new ArrayList<>();
        for (WaitingClass waitingClass : unordered()) {
            waitingClass.retired = waitingClass.contacts == 0;
            if (!waitingClass.retired) {
                used.add(waitingClass);
            }
        }
        for (AgentRecord agent : state.agents.unorderedValues()) {
            int kept = 0;
            for (int i = 0; i < agent.seatCount; i++) {
                if (!agent.classes[i].retired) {
                    agent.classes[kept] = agent.classes[i];
                    agent.seats[kept++] = agent.seats[i];
                }
            }
            Arrays.fill(agent.seats, kept, agent.seatCount, null);
            Arrays.fill(agent.classes, kept, agent.seatCount, null);
            agent.seatCount = kept;
        }
        rehash(used, buckets.length);
        size = used.size();
        limit = Math.max(LEAST_LIMIT, 2 * size);
    }

    private void rehash(List<WaitingClass> classes, int length) {
        buckets = new WaitingClass[length];
        classes.forEach(this::link);
    }

    private void link(WaitingClass waitingClass) {
        int hash = hash(
                waitingClass.queueId,
                waitingClass.priority,
                waitingClass.requirements,
                waitingClass.agentId,
                waitingClass.chat);
        int bucket = hash & (buckets.length - 1);
        waitingClass.nextInBucket = buckets[bucket];
        buckets[bucket] = waitingClass;
    }

    private static int hash(int queueId, int priority, int[] requirements, int agentId, boolean chat) {
        long hash = StateHash.mix((long) queueId << 32 | (priority & 0xffffffffL), chat ? ~agentId : agentId);
        for (int requirement : requirements) {
            hash = StateHash.mix(hash, requirement);
        }
        return (int) hash;
    }

    private static void add(LongMap<List<AgentRecord>> map, int key, AgentRecord agent) {
        List<AgentRecord> agents = map.get(key);
        if (agents == null) {
            agents = new ArrayList<>();
            map.put(key, agents);
        }
        agents.add(agent);
    }

    private static List<AgentRecord> agentsOf(LongMap<List<AgentRecord>> map, int key) {
        List<AgentRecord> agents = map.get(key);
        return agents == null ? List.of() : agents;
    }
}

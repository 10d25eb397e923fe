package org.usher.server.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.usher.core.api.AnswerMode;
import org.usher.core.api.BurnoutGuard;
import org.usher.core.api.BurnoutGuard.Limits;
import org.usher.core.api.Configuration;
import org.usher.core.api.Configuration.Channels;
import org.usher.core.api.Configuration.Employment;
import org.usher.core.api.Configuration.Rules;
import org.usher.core.api.Configuration.Settings;
import org.usher.core.api.Requirement;
import org.usher.core.api.Routing;
import org.usher.core.api.Routing.AgentRule;
import org.usher.core.api.Routing.ContactRule;
import org.usher.core.api.RoutingPlan;
import org.usher.core.api.RoutingStep;
import org.usher.core.api.Urgency;
import org.usher.core.api.WaitingCost;

/** A small centre, drawn at random: few agents and skills, so that they get into each other's way. */
record Centre(Configuration configuration, int boxes) {

    private static final List<String> QUEUES = List.of("billing", "orders", "support");
    private static final List<String> SKILLS = List.of("german", "english");

    /** With the agents' phones at so many PBXs. */
    static Centre drawn(SplittableRandom random, int boxes) {
        int queues = 1 + random.nextInt(3);
        int agents = 1 + random.nextInt(5);
        return new Centre(draw(random, 1, queues, agents, boxes), boxes);
    }

    /** The same people and queues with other skills, plans and rules. */
    Configuration redrawn(long seed, long revision) {
        return draw(new SplittableRandom(seed), revision, queues(), agents(), boxes);
    }

    /** In which everybody serves everyone, and nobody is sent away. */
    Configuration healed(long revision) {
        Configuration c = configuration;
        List<Configuration.SkillLevel> all = c.skills().stream()
                .map(s -> new Configuration.SkillLevel(s.skillId(), 10))
                .toList();
        List<Integer> queueIds =
                c.queues().stream().map(Configuration.Queue::queueId).toList();
        return new Configuration(
                revision,
                c.skills(),
                c.queues().stream()
                        .map(q -> queue(
                                q.queueId(),
                                RoutingPlan.ANYONE,
                                5_000,
                                0,
                                0,
                                0,
                                Rules.DEFAULT,
                                Urgency.DEFAULT,
                                Channels.DEFAULT))
                        .toList(),
                c.devices(),
                c.agents().stream()
                        .map(a -> new Configuration.Agent(a.agentId(), a.name(), a.title(), all, queueIds, 2))
                        .toList(),
                c.pauseReasons(),
                c.settings().with(BurnoutGuard.OFF));
    }

    int agents() {
        return configuration.agents().size();
    }

    int queues() {
        return configuration.queues().size();
    }

    String queueName(int queueId) {
        return QUEUES.get(queueId - 1);
    }

    String endpoint(int agentId) {
        return "agent" + agentId;
    }

    /** The PBX at which the agent's phone is. */
    int boxOf(int agentId) {
        return boxOf(agentId, boxes);
    }

    private static int boxOf(int agentId, int boxes) {
        return 1 + agentId % boxes;
    }

    /** The phones at this PBX. */
    List<String> endpointsAt(int pbxId) {
        return IntStream.rangeClosed(1, agents())
                .filter(agent -> boxOf(agent) == pbxId)
                .mapToObj(this::endpoint)
                .toList();
    }

    String someSkills(SplittableRandom random) {
        return SKILLS.get(random.nextInt(SKILLS.size())) + ":" + (1 + random.nextInt(10));
    }

    Requirement someRequirement(SplittableRandom random) {
        return new Requirement(1 + random.nextInt(SKILLS.size()), 1 + random.nextInt(10));
    }

    /** A phone at this agent's PBX, a queue that can be dialled, or somebody outside. */
    String someNumber(SplittableRandom random, int agentId) {
        List<String> near = endpointsAt(boxOf(agentId));
        return switch (random.nextInt(3)) {
            case 0 -> near.get(random.nextInt(near.size()));
            case 1 -> random.nextBoolean() ? "4000" : "4001";
            default -> "0" + (100 + random.nextInt(900));
        };
    }

    private static Configuration draw(SplittableRandom random, long revision, int queues, int agents, int boxes) {
        List<Configuration.Queue> lines = new ArrayList<>();
        for (int id = 1; id <= queues; id++) {
            lines.add(queue(
                    id,
                    plan(random),
                    random.nextInt(2_000, 9_000),
                    random.nextInt(3) == 0 ? 0 : random.nextInt(500, 6_000),
                    random.nextInt(4) == 0 ? random.nextInt(10_000, 40_000) : 0,
                    random.nextInt(5) == 0 ? 3 : 0,
                    new Rules(
                            random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 1,
                            random.nextInt(4) > 0,
                            random.nextInt(4) == 0 ? random.nextInt(0, 10_000) : -1,
                            random.nextBoolean()),
                    urgency(random),
                    new Channels(random.nextBoolean() ? 0 : random.nextInt(500, 8_000), random.nextInt(1_500, 8_000))));
        }
        List<Configuration.Agent> people = new ArrayList<>();
        for (int id = 1; id <= agents; id++) {
            List<Configuration.SkillLevel> skills = new ArrayList<>();
            for (int skill = 1; skill <= SKILLS.size(); skill++) {
                if (random.nextBoolean()) {
                    skills.add(new Configuration.SkillLevel(skill, 1 + random.nextInt(10)));
                }
            }
            List<Integer> serves = IntStream.rangeClosed(1, queues)
                    .filter(q -> random.nextInt(4) > 0)
                    .boxed()
                    .toList();
            people.add(new Configuration.Agent(
                    id,
                    "agent" + id,
                    "Agent " + id,
                    skills,
                    serves.isEmpty() ? List.of(1) : serves,
                    employment(random),
                    random.nextInt(4)));
        }
        return new Configuration(
                revision,
                IntStream.rangeClosed(1, SKILLS.size())
                        .mapToObj(id -> new Configuration.Skill(id, SKILLS.get(id - 1)))
                        .toList(),
                lines,
                IntStream.rangeClosed(1, agents)
                        .mapToObj(id -> new Configuration.Device(id, boxOf(id, boxes), "agent" + id))
                        .toList(),
                people,
                List.of(new Configuration.PauseReason(1, "break")),
                Settings.DEFAULT
                        .with(routing(random))
                        .with(guard(random))
                        .withCallsDuringChats(random.nextInt(3) == 0));
    }

    /** By any rule, with any weights. */
    private static Routing routing(SplittableRandom random) {
        ContactRule[] contacts = ContactRule.values();
        AgentRule[] agents = AgentRule.values();
        List<Routing.Pool> pools = IntStream.rangeClosed(1, random.nextInt(3))
                .mapToObj(pool -> new Routing.Pool("pool" + pool, 1 + random.nextInt(4)))
                .toList();
        return new Routing(
                contacts[random.nextInt(contacts.length)],
                agents[random.nextInt(agents.length)],
                new Routing.ContactWeights(
                        random.nextInt(200),
                        random.nextInt(4_000),
                        random.nextInt(10_000),
                        random.nextInt(2_000),
                        random.nextBoolean() ? 0 : random.nextInt(40_000)),
                new Routing.AgentWeights(
                        random.nextInt(4),
                        random.nextInt(4),
                        random.nextInt(8),
                        random.nextBoolean() ? 0 : random.nextInt(4),
                        random.nextInt(3)),
                60_000L * (1 + random.nextInt(3)),
                pools);
    }

    private static BurnoutGuard guard(SplittableRandom random) {
        return random.nextBoolean()
                ? BurnoutGuard.OFF
                : new BurnoutGuard(limits(random), random.nextInt(4) == 0 ? 0 : random.nextInt(30, 120));
    }

    private static Limits limits(SplittableRandom random) {
        return new Limits(
                random.nextBoolean() ? 100 : random.nextInt(20, 90),
                random.nextBoolean() ? 0 : 1 + random.nextInt(3),
                random.nextLong(1_000, 15_000));
    }

    private static Employment employment(SplittableRandom random) {
        return new Employment(random.nextInt(6), random.nextInt(5) == 0 ? limits(random) : null, random.nextInt(3));
    }

    private static Urgency urgency(SplittableRandom random) {
        long bendMs = random.nextLong(2_000, 10_000);
        long countsMs = random.nextLong(0, 20_000);
        List<Urgency.Point> aging = random.nextBoolean()
                ? List.of()
                : List.of(
                        new Urgency.Point(bendMs, countsMs),
                        new Urgency.Point(bendMs * 3, countsMs + random.nextLong(0, 60_000)));
        int rate = random.nextInt(10);
        List<WaitingCost.Rate> rates = random.nextBoolean()
                ? List.of()
                : List.of(
                        new WaitingCost.Rate(random.nextLong(0, 3_000), rate),
                        new WaitingCost.Rate(bendMs * 2, rate + random.nextInt(20)));
        return new Urgency(
                aging,
                random.nextInt(3) > 0 ? 0 : random.nextLong(2_000, 15_000),
                1 + random.nextInt(5),
                new WaitingCost(rates, random.nextInt(20_000, 200_000)));
    }

    private static RoutingPlan plan(SplittableRandom random) {
        if (random.nextInt(3) > 0) {
            return RoutingPlan.ANYONE;
        }
        int skill = 1 + random.nextInt(SKILLS.size());
        int level = 2 + random.nextInt(8);
        return new RoutingPlan(List.of(
                new RoutingStep(List.of(new Requirement(skill, level)), random.nextLong(500, 15_000)),
                new RoutingStep(List.of(new Requirement(skill, level - 1)), random.nextLong(500, 15_000)),
                new RoutingStep(List.of(), 0)));
    }

    private static Configuration.Queue queue(
            int id,
            RoutingPlan plan,
            int ringTimeoutMs,
            int wrapUpMs,
            int maxWaitMs,
            int maxWaiting,
            Rules rules,
            Urgency urgency,
            Channels channels) {
        return new Configuration.Queue(
                id,
                QUEUES.get(id - 1),
                QUEUES.get(id - 1),
                AnswerMode.ON_ENTRY,
                0,
                plan,
                ringTimeoutMs,
                wrapUpMs,
                2_000,
                maxWaitMs,
                maxWaiting,
                new Configuration.ServiceLevelTarget(80, 10_000 * id),
                rules,
                urgency,
                Configuration.Treatment.DEFAULT,
                channels);
    }
}
